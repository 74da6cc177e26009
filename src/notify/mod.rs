//! Messages to people: an outbox of kinds and ids, written in the transaction of the change.
//!
//! A row holds no text and no link. The worker renders it from current data when it
//! is sent and mints a fresh token then, so that nothing secret lies in the table and nothing
//! outdated is sent. Each feature renders its own kinds; they are joined in `app`.

use entity::{MessageKind, OfferId, OutboxState, PersonId, RequestId, SlotId, outbox};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use crate::db::Work;
use crate::error::Result;

/// What a message is about.
#[derive(Clone, Copy, Debug, Default)]
pub struct About {
    /// The offer.
    pub offer: Option<OfferId>,
    /// The slot or its session.
    pub slot: Option<SlotId>,
    /// The request.
    pub request: Option<RequestId>,
}

/// Puts a message to a person into the outbox. It leaves after the commit, or never.
pub async fn post(work: &Work, kind: MessageKind, to: PersonId, about: About) -> Result<()> {
    outbox::ActiveModel {
        kind: Set(kind),
        person_id: Set(to),
        offer_id: Set(about.offer),
        slot_id: Set(about.slot),
        request_id: Set(about.request),
        state: Set(OutboxState::Pending),
        created_at: Set(work.now),
        send_after: Set(work.now),
        attempts: Set(0),
        failure: Set(String::new()),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    Ok(())
}
