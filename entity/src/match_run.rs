//! One run of the matcher over a span of dates.

use crate::enums::RunState;
use crate::ids::{MatchRunId, PersonId};
use crate::instant::Instant;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "match_run")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: MatchRunId,
    pub created_by: Option<PersonId>,
    pub created_at: Instant,
    pub finished_at: Option<Instant>,
    pub state: RunState,
    pub from_on: NaiveDate,
    pub to_on: NaiveDate,
    pub seed: i64,
    pub threads: i32,
    /// Last epoch that was run; a replay runs to it.
    pub epochs: i32,
    pub input_hash: String,
    pub objective: i64,
    pub bound: i64,
    pub slots: i32,
    pub covered: i32,
}

impl ActiveModelBehavior for ActiveModel {}
