//! A cohort that sits in the slot; joint lectures have several.

use crate::ids::{CohortId, SlotId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "slot_cohort")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub slot_id: SlotId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub cohort_id: CohortId,
}

impl ActiveModelBehavior for ActiveModel {}
