//! Someone who teaches: an academic of a campus, or CERT staff.

use crate::enums::{Pool, Standing};
use crate::ids::{CityId, PersonId, TrainerId, UniversityId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trainer")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: TrainerId,
    pub person_id: PersonId,
    pub pool: Pool,
    /// None for CERT staff.
    pub university_id: Option<UniversityId>,
    pub title: String,
    pub home_city_id: CityId,
    pub standing: Standing,
    /// The record of the same person that is kept; this one holds its past alone.
    pub merged_into_id: Option<TrainerId>,
    /// One way.
    pub max_travel_minutes: i32,
    /// Sessions a local day.
    pub cap_day: i32,
    /// Sessions an ISO week.
    pub cap_week: i32,
    /// Sessions a calendar month.
    pub cap_month: i32,
    /// Fair share a term.
    pub target_minutes: i32,
    /// Written by every claim on this trainer's time, so that claims queue.
    pub sched_version: i64,
    pub created_at: Instant,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
