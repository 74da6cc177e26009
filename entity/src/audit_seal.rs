//! A link of the chain over the audit trail: the hash covers a row and the link before.

use crate::ids::AuditId;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_seal")]
pub struct Model {
    /// 1, 2, 3, … without a gap.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    pub audit_id: AuditId,
    /// SHA-256, hex.
    pub hash: String,
}

impl ActiveModelBehavior for ActiveModel {}
