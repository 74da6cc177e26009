//! A weekly span in which a trainer can teach, in the programme's wall time.

use crate::ids::{TrainerId, WeeklyAvailabilityId};
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "weekly_availability")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: WeeklyAvailabilityId,
    pub trainer_id: TrainerId,
    /// 0 Monday .. 6 Sunday.
    pub weekday: i32,
    pub start_minute: i32,
    pub end_minute: i32,
    pub valid_from: NaiveDate,
    /// Inclusive.
    pub valid_to: NaiveDate,
}

impl ActiveModelBehavior for ActiveModel {}
