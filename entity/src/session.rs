//! What a slot becomes when it is confirmed.

use crate::enums::SessionState;
use crate::ids::{PersonId, SessionId, SlotId, SlotOptionId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SessionId,
    pub slot_id: SlotId,
    pub option_id: SlotOptionId,
    pub state: SessionState,
    pub confirmed_at: Instant,
    pub confirmed_by: Option<PersonId>,
    pub changed_at: Instant,
    /// Of the last change of state, a code or words.
    pub reason: String,
    /// Public source, for a session recorded after the fact.
    pub source: String,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
