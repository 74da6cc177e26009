//! A place in a cohort's timetable that needs trainers.

use crate::enums::{Language, Mode, SlotState};
use crate::ids::{RequestId, SlotId, SlotOptionId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "slot")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SlotId,
    pub request_id: RequestId,
    /// DTP-2026-0412/1.
    pub reference: String,
    pub title: String,
    pub mode: Mode,
    pub language: Language,
    /// 1 low .. 5 high.
    pub priority: i32,
    pub state: SlotState,
    /// Why it was given up; empty while it was not.
    pub reason: String,
    /// iCalendar UID, from the first sent offer.
    pub uid: Option<String>,
    pub sequence: i32,
    /// Of anything that a feed shows.
    pub revised_at: Instant,
    /// Fixed by the first sent offer.
    pub active_option_id: Option<SlotOptionId>,
    pub created_at: Instant,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
