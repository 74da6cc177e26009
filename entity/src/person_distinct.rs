//! Two people who look like one and are not; the lower id stands first.

use crate::ids::{PersonDistinctId, PersonId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_distinct")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: PersonDistinctId,
    pub first_id: PersonId,
    pub second_id: PersonId,
    pub noted_by: Option<PersonId>,
    pub noted_at: Instant,
}

impl ActiveModelBehavior for ActiveModel {}
