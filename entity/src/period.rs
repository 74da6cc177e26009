//! A usual teaching period of a day, offered when times are typed.

use crate::enums::Origin;
use crate::ids::PeriodId;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "period")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: PeriodId,
    pub template: String,
    pub position: i32,
    pub start_minute: i32,
    pub end_minute: i32,
    pub origin: Origin,
}

impl ActiveModelBehavior for ActiveModel {}
