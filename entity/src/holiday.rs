//! A day or run of days that may close institutes.

use crate::enums::Origin;
use crate::ids::HolidayId;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "holiday")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: HolidayId,
    pub starts_on: NaiveDate,
    /// Inclusive.
    pub ends_on: NaiveDate,
    pub name: String,
    pub name_ur: String,
    /// public, provincial, optional, period, planned.
    pub kind: String,
    /// fixed or lunar.
    pub basis: String,
    pub status: String,
    pub uncertainty_days: i32,
    /// PK, a province, or a community.
    pub scope: String,
    pub source: String,
    pub origin: Origin,
}

impl ActiveModelBehavior for ActiveModel {}
