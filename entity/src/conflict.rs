//! A trainer who shall not teach at an institute, from when to when. Never deleted: it is lifted.

use crate::enums::ConflictKind;
use crate::ids::{ConflictId, InstituteId, PersonId, TrainerId};
use crate::instant::Instant;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conflict")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ConflictId,
    pub trainer_id: TrainerId,
    pub institute_id: InstituteId,
    pub kind: ConflictKind,
    pub note: String,
    pub from_on: NaiveDate,
    /// The last day; none until it is lifted.
    pub until_on: Option<NaiveDate>,
    pub noted_by: Option<PersonId>,
    pub noted_at: Instant,
    pub lifted_at: Option<Instant>,
    pub lifted_by: Option<PersonId>,
    pub lifted_why: Option<String>,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
