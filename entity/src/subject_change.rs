//! What was done to a subject: who, when and why. Never changed.

use crate::enums::SubjectChangeKind;
use crate::ids::{PersonId, SubjectChangeId, SubjectId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "subject_change")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SubjectChangeId,
    pub subject_id: SubjectId,
    pub kind: SubjectChangeKind,
    /// What it was before, the other subject, or the words.
    pub detail: String,
    pub reason: String,
    pub actor_person_id: Option<PersonId>,
    pub at: Instant,
}

impl ActiveModelBehavior for ActiveModel {}
