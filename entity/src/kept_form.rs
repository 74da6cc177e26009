//! What somebody had typed when their sign-in was over. Sealed, and forgotten after a day.

use crate::ids::{KeptFormId, PersonId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "kept_form")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: KeptFormId,
    pub person_id: PersonId,
    /// SHA-256, hex.
    pub token_hash: String,
    /// Where the form was sent to.
    pub path: String,
    /// Its fields, sealed with the installation's key.
    pub fields: String,
    pub kept_at: Instant,
}

impl ActiveModelBehavior for ActiveModel {}
