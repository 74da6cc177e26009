//! That a trainer teaches a subject, how well they say, and how well was verified.

use crate::enums::{Audience, Language};
use crate::ids::{ExpertiseId, SubjectId, TrainerId};
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "expertise")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ExpertiseId,
    pub trainer_id: TrainerId,
    pub subject_id: SubjectId,
    /// 1 can cover .. 5, as somebody says.
    #[sea_orm(column_name = "level")]
    pub claimed_level: i32,
    /// -30..30.
    pub preference: i32,
    /// 1 can cover .. 5, as a coordinator found; none until then.
    pub verified_level: Option<i32>,
    /// The last day on which the verified level counts; there with it.
    pub expires_on: Option<NaiveDate>,
    /// Which classes they teach it to.
    pub audience: Audience,
    /// The one language that they teach it in; none for all of theirs.
    pub language: Option<Language>,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
