//! A trainer's time that is taken. The only place where it is.

use crate::enums::CommitmentState;
use crate::ids::{CommitmentId, SeatId, SlotId, SlotOptionId, TrainerId, VenueId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "commitment")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: CommitmentId,
    pub slot_id: SlotId,
    pub seat_id: SeatId,
    pub trainer_id: TrainerId,
    pub option_id: SlotOptionId,
    /// Copy of the option, kept true by a composite key.
    pub starts: Instant,
    pub ends: Instant,
    pub venue_id: VenueId,
    pub state: CommitmentState,
    pub created_at: Instant,
    pub changed_at: Instant,
}

impl ActiveModelBehavior for ActiveModel {}
