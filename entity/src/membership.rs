//! One course of a trainer's membership, from nomination to its end.

use crate::enums::MembershipState;
use crate::ids::{MembershipId, TrainerId};
use crate::instant::Instant;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: MembershipId,
    pub trainer_id: TrainerId,
    pub state: MembershipState,
    /// First day of the designation; none before it.
    pub starts_on: Option<NaiveDate>,
    /// Its last day.
    pub ends_on: Option<NaiveDate>,
    pub created_at: Instant,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
