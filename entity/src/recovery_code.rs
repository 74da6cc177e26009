//! A code for the day on which the authenticator app is lost. Only its hash is kept.

use crate::ids::{PersonId, RecoveryCodeId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery_code")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: RecoveryCodeId,
    pub person_id: PersonId,
    /// SHA-256, hex.
    pub code_hash: String,
    pub used_at: Option<Instant>,
}

impl ActiveModelBehavior for ActiveModel {}
