//! What an institute asks for: one or more slots of a cohort.

use crate::enums::RequestState;
use crate::ids::{CohortId, PersonId, RequestId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: RequestId,
    /// DTP-2026-0412.
    pub reference: String,
    pub cohort_id: CohortId,
    pub state: RequestState,
    pub note: String,
    /// The coordinator's reason when returned or refused.
    pub reply: String,
    pub created_by: PersonId,
    pub created_at: Instant,
    pub submitted_at: Option<Instant>,
    pub decided_at: Option<Instant>,
    pub decided_by: Option<PersonId>,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
