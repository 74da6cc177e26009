//! The working week and hours in force over a span of dates.

use crate::enums::Origin;
use crate::ids::OfficeHoursId;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "office_hours")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: OfficeHoursId,
    pub code: String,
    pub effective_from: Option<NaiveDate>,
    /// Inclusive.
    pub effective_to: Option<NaiveDate>,
    pub scope: String,
    /// 5-day, 6-day, 4-day.
    pub week: String,
    /// Mon-Fri, Mon-Sat, Mon-Thu.
    pub days: String,
    /// Minutes from local midnight.
    pub start_minute: i32,
    pub end_minute: i32,
    /// HH:MM-HH:MM, separated by semicolons.
    pub breaks: String,
    /// None: closed on Fridays.
    pub friday_start_minute: Option<i32>,
    pub friday_end_minute: Option<i32>,
    pub friday_break: String,
    pub source: String,
    pub origin: Origin,
}

impl ActiveModelBehavior for ActiveModel {}
