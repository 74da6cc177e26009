//! Door-to-door planning time of one ordered pair of cities; the diagonal is between venues of a city.

use crate::enums::Origin;
use crate::ids::{CityId, TravelTimeId};
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "travel_time")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: TravelTimeId,
    pub from_city_id: CityId,
    pub to_city_id: CityId,
    pub minutes: i32,
    pub mode: String,
    pub note: String,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub origin: Origin,
}

impl ActiveModelBehavior for ActiveModel {}
