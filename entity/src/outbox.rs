//! A message to be sent: kind and ids, no text and no link.

use crate::enums::{MessageKind, OutboxState};
use crate::ids::{OfferId, OutboxId, PersonId, RequestId, SlotId};
use crate::instant::Instant;
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
    pub created_at: Instant,
    pub send_after: Instant,
    pub sent_at: Option<Instant>,
    pub attempts: i32,
    pub failure: String,
}

impl ActiveModelBehavior for ActiveModel {}
