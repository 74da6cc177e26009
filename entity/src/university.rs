//! A campus that academics belong to.

use crate::enums::Origin;
use crate::ids::{CityId, UniversityId};
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "university")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: UniversityId,
    pub code: String,
    pub name: String,
    pub short: String,
    pub city_id: CityId,
    pub sector: String,
    pub cyber_unit: String,
    pub provenance: String,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub origin: Origin,
}

impl ActiveModelBehavior for ActiveModel {}
