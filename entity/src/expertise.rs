//! That a trainer teaches a subject, and how well.

use crate::ids::{ExpertiseId, SubjectId, TrainerId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "expertise")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ExpertiseId,
    pub trainer_id: TrainerId,
    pub subject_id: SubjectId,
    /// 1 can cover .. 5.
    pub level: i32,
    /// -30..30.
    pub preference: i32,
}

impl ActiveModelBehavior for ActiveModel {}
