//! The question to one trainer for one seat.

use crate::enums::{Channel, OfferState};
use crate::ids::{CommitmentId, OfferId, PersonId, SeatId, SlotId, SlotOptionId, TrainerId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "offer")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: OfferId,
    pub slot_id: SlotId,
    pub seat_id: SeatId,
    pub trainer_id: TrainerId,
    pub option_id: SlotOptionId,
    pub commitment_id: Option<CommitmentId>,
    pub state: OfferState,
    pub wave: i32,
    pub rank: i32,
    pub created_at: Instant,
    pub sent_at: Option<Instant>,
    pub deadline: Option<Instant>,
    pub answered_at: Option<Instant>,
    /// Whoever pressed the button; the trainer, or a coordinator on behalf.
    pub answered_by: Option<PersonId>,
    pub channel: Option<Channel>,
    /// A code of the decline list.
    pub reason: Option<String>,
    pub note: String,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
