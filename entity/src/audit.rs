//! Who did what to what, when. Appended in the transaction of the change.

use crate::ids::{AuditId, PersonId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: AuditId,
    pub at: Instant,
    pub actor_kind: String,
    pub actor_id: Option<PersonId>,
    pub action: String,
    pub object: String,
    pub object_id: i64,
    /// JSON: codes and ids, no secrets.
    pub detail: String,
}

impl ActiveModelBehavior for ActiveModel {}
