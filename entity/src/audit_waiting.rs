//! A row of the audit trail that is not sealed yet.

use crate::ids::AuditId;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_waiting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub audit_id: AuditId,
}

impl ActiveModelBehavior for ActiveModel {}
