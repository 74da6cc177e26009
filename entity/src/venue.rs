//! A room or hall; row 1 is the sentinel for online.

use crate::ids::{CityId, InstituteId, VenueId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "venue")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: VenueId,
    pub institute_id: Option<InstituteId>,
    /// None only for online.
    pub city_id: Option<CityId>,
    pub name: String,
    pub capacity: Option<i32>,
    /// Holds one session at a time.
    pub exclusive: bool,
}

impl ActiveModelBehavior for ActiveModel {}
