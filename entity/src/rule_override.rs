//! A coordinator's leave to break one rule for one trainer and slot; overlap has none.

use crate::ids::{PersonId, RuleOverrideId, SlotId, TrainerId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rule_override")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: RuleOverrideId,
    pub slot_id: SlotId,
    pub trainer_id: TrainerId,
    pub rule: String,
    pub reason: String,
    pub created_by: PersonId,
    pub created_at: Instant,
}

impl ActiveModelBehavior for ActiveModel {}
