//! A place that travel times are known for.

use crate::enums::Origin;
use crate::ids::CityId;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "city")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: CityId,
    pub code: String,
    pub name: String,
    pub name_ur: String,
    pub province: String,
    pub lat: f64,
    pub lon: f64,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub origin: Origin,
}

impl ActiveModelBehavior for ActiveModel {}
