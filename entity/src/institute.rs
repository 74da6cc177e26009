//! A training institute that asks for sessions.

use crate::enums::Origin;
use crate::ids::{CityId, InstituteId};
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "institute")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: InstituteId,
    pub code: String,
    pub name: String,
    pub name_ur: Option<String>,
    pub short: String,
    pub city_id: CityId,
    pub parent: String,
    pub kind: String,
    pub week_pattern: String,
    pub url: String,
    pub provenance: String,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub origin: Origin,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
