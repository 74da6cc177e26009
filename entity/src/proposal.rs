//! What a run says of one seat: a trainer, or why nobody.

use crate::enums::ProposalState;
use crate::ids::{MatchRunId, ProposalId, SeatId, SlotId, SlotOptionId, TrainerId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "proposal")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ProposalId,
    pub run_id: MatchRunId,
    pub slot_id: SlotId,
    pub seat_id: SeatId,
    pub option_id: Option<SlotOptionId>,
    /// None: unfilled.
    pub trainer_id: Option<TrainerId>,
    pub state: ProposalState,
    pub score: i64,
    /// JSON: codes with parameters.
    pub reasons: String,
}

impl ActiveModelBehavior for ActiveModel {}
