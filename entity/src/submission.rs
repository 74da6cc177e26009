//! A form that was sent, so that sending it again does nothing twice. Forgotten after a day.

use crate::ids::{PersonId, SubmissionId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "submission")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SubmissionId,
    pub person_id: PersonId,
    /// SHA-256, hex, of person, address and the key of the page that the form stood on.
    pub key_hash: String,
    pub started_at: Instant,
    /// Where the result is; none while it is being done.
    pub place: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
