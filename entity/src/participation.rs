//! That a trainer was part of a slot, from one SEQUENCE to another. Never deleted: tombstones need it.

use crate::ids::{ParticipationId, SeatId, SlotId, TrainerId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "participation")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ParticipationId,
    pub slot_id: SlotId,
    pub trainer_id: TrainerId,
    pub seat_id: SeatId,
    pub from_seq: i32,
    pub until_seq: Option<i32>,
    pub since: Instant,
    pub until: Option<Instant>,
    pub reason: String,
}

impl ActiveModelBehavior for ActiveModel {}
