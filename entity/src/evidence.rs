//! What shows that a trainer can teach a subject.

use crate::enums::EvidenceKind;
use crate::ids::{EvidenceId, ExpertiseId, PersonId, SlotId};
use crate::instant::Instant;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: EvidenceId,
    pub expertise_id: ExpertiseId,
    pub kind: EvidenceKind,
    pub title: String,
    pub dated_on: NaiveDate,
    /// Where it can be looked up: a DOI, an address, a number; may be empty.
    pub reference: String,
    /// The session that was taught, where it was one of ours.
    pub slot_id: Option<SlotId>,
    pub added_by: Option<PersonId>,
    pub added_at: Instant,
}

impl ActiveModelBehavior for ActiveModel {}
