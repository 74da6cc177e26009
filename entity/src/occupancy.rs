//! A cohort's or an exclusive venue's time that is taken.

use crate::enums::Resource;
use crate::ids::{OccupancyId, SlotId, SlotOptionId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "occupancy")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: OccupancyId,
    pub slot_id: SlotId,
    pub option_id: SlotOptionId,
    pub resource: Resource,
    /// Cohort or venue id, after the kind.
    pub resource_id: i64,
    pub starts: Instant,
    pub ends: Instant,
    pub active: bool,
}

impl ActiveModelBehavior for ActiveModel {}
