//! A step in a membership: who took it, when and why. Never changed.

use crate::enums::MembershipState;
use crate::ids::{MembershipId, MembershipStepId, PersonId};
use crate::instant::Instant;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership_step")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: MembershipStepId,
    pub membership_id: MembershipId,
    pub from_state: Option<MembershipState>,
    pub to_state: MembershipState,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    /// None where the programme itself took it.
    pub actor_person_id: Option<PersonId>,
    pub reason: String,
    pub at: Instant,
}

impl ActiveModelBehavior for ActiveModel {}
