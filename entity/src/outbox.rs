//! A message to be sent: kind and ids, no text and no link.

use crate::enums::{MessageKind, OutboxState};
use crate::ids::{OfferId, OutboxId, PersonId, RequestId, SlotId};
use crate::timestamp::Timestamp;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: OutboxId,
    pub kind: MessageKind,
    /// Addressee.
    pub person_id: PersonId,
    pub offer_id: Option<OfferId>,
    pub slot_id: Option<SlotId>,
    pub request_id: Option<RequestId>,
    pub state: OutboxState,
    pub created_at: Timestamp,
    pub send_after: Timestamp,
    pub sent_at: Option<Timestamp>,
    pub attempts: i32,
    pub failure: String,
}

impl ActiveModelBehavior for ActiveModel {}
