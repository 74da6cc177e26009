//! The catalogue entry of a course; its runs are cohorts.

use crate::enums::Origin;
use crate::ids::CourseId;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "course")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: CourseId,
    pub code: String,
    pub name: String,
    pub name_ur: String,
    pub level: String,
    /// Whether its classes are of people who do security for a living.
    pub specialists: bool,
    pub weeks: f64,
    pub participants_typical: i32,
    /// Institute codes, separated by semicolons.
    pub hosts: String,
    pub provenance: String,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub origin: Origin,
}

impl ActiveModelBehavior for ActiveModel {}
