//! A language that a trainer teaches in.

use crate::enums::Language;
use crate::ids::{TrainerId, TrainerLanguageId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trainer_language")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: TrainerLanguageId,
    pub trainer_id: TrainerId,
    pub language: Language,
}

impl ActiveModelBehavior for ActiveModel {}
