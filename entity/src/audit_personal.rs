//! A personal value of the audit trail. The trail itself has its salted digest, so that the value can be
//! erased and the chain stays whole.

use crate::ids::{AuditId, AuditPersonalId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_personal")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: AuditPersonalId,
    pub audit_id: AuditId,
    /// Name of the field in the detail.
    pub field: String,
    /// 16 random bytes, hex.
    pub salt: String,
    pub value: String,
}

impl ActiveModelBehavior for ActiveModel {}
