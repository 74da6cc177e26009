//! A dated span that frees or blocks a trainer, over the weekly rule.

use crate::ids::{AvailabilityExceptionId, TrainerId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "availability_exception")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: AvailabilityExceptionId,
    pub trainer_id: TrainerId,
    pub starts: Instant,
    pub ends: Instant,
    pub free: bool,
    pub reason: String,
}

impl ActiveModelBehavior for ActiveModel {}
