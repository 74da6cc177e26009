//! A candidate time and place of a slot. Immutable: another time is another option.

use crate::enums::{OptionOrigin, Precision};
use crate::ids::{SlotId, SlotOptionId, VenueId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "slot_option")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SlotOptionId,
    pub slot_id: SlotId,
    pub position: i32,
    pub starts: Instant,
    pub ends: Instant,
    /// 1 is online.
    pub venue_id: VenueId,
    pub origin: OptionOrigin,
    /// How exactly the source tells the time.
    pub precision: Precision,
    pub created_at: Instant,
}

impl ActiveModelBehavior for ActiveModel {}
