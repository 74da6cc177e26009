//! A table that somebody has sent, until they take it over. Sealed, and forgotten after an hour.

use crate::ids::{PersonId, UploadId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: UploadId,
    pub person_id: PersonId,
    /// What its rows are.
    pub kind: String,
    /// The file's name, as its sender has it.
    pub name: String,
    /// How its letters are written.
    pub encoding: String,
    /// The file, sealed with the installation's key.
    pub bytes: String,
    pub sent_at: Instant,
}

impl ActiveModelBehavior for ActiveModel {}
