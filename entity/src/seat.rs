//! One trainer's place in a slot.

use crate::enums::Pool;
use crate::ids::{SeatId, SlotId, SubjectId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seat")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SeatId,
    pub slot_id: SlotId,
    /// From 1.
    pub position: i32,
    pub subject_id: SubjectId,
    pub level: i32,
    pub pool: Pool,
    pub required: bool,
}

impl ActiveModelBehavior for ActiveModel {}
