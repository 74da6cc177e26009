//! One numbered run of a course at one institute.

use crate::ids::{CohortId, CourseId, InstituteId, PersonId};
use crate::instant::Instant;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cohort")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: CohortId,
    pub course_id: CourseId,
    pub institute_id: InstituteId,
    pub number: i32,
    /// As people say it: 43rd MCMC, NIPA Lahore.
    pub alias: String,
    pub starts_on: NaiveDate,
    /// Inclusive.
    pub ends_on: NaiveDate,
    pub size: i32,
    pub officer_id: Option<PersonId>,
    pub created_at: Instant,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
