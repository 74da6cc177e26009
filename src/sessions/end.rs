//! What becomes of a session: delivered, not held, or called off.

use entity::{CommitmentState, MessageKind, SessionId, SlotState, commitment, participation, slot};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::json;

use super::lifecycle::Event;
use super::{advance, confirm, load};
use crate::accounts::policy::{self, Action};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, Result};
use crate::notify::{self, About};
use crate::offers::{claim, presence};
use crate::text;

/// It took place. Only after its start.
pub async fn deliver(work: &Work, id: SessionId) -> Result<()> {
    over(work, id, Event::Deliver, "", "session.deliver").await
}

/// It did not take place, for a reason. Only after its start.
pub async fn not_held(work: &Work, id: SessionId, reason: &str) -> Result<()> {
    let reason = text::line("reason", reason, 1..=500).map_err(|e| Error::Invalid(vec![e]))?;
    over(work, id, Event::Miss, &reason, "session.not_held").await
}

async fn over(work: &Work, id: SessionId, event: Event, reason: &str, action: &str) -> Result<()> {
    policy::require_all(&work.actor, Action::ManageSessions)?;
    let session = load(work, id).await?;
    let option = claim::option(work, session.option_id).await?;
    if option.starts > work.now {
        return Err(Error::conflict("sessions-not-yet"));
    }
    advance(work, session, event, reason).await?;
    audit::append(work, action, "session", id.0, json!({})).await
}

/// Calls a session off before its end: everyone's time is free again, the entry stays in the feeds
/// as cancelled, everyone is told. The past is immutable.
pub async fn cancel(work: &Work, id: SessionId, reason: &str) -> Result<()> {
    policy::require_all(&work.actor, Action::ManageSessions)?;
    let reason = text::line("reason", reason, 1..=500).map_err(|e| Error::Invalid(vec![e]))?;
    let session = load(work, id).await?;
    let option = claim::option(work, session.option_id).await?;
    if option.ends <= work.now {
        return Err(Error::conflict("sessions-past"));
    }
    let session = advance(work, session, Event::Cancel, &reason).await?;
    let slot = presence::slot(work, session.slot_id).await?;
    let audience = confirm::audience(work, &slot).await?;
    let held = commitment::Entity::find()
        .filter(commitment::COLUMN.slot_id.eq(slot.id))
        .filter(
            commitment::COLUMN
                .state
                .is_in([CommitmentState::Held, CommitmentState::Confirmed]),
        )
        .all(work.db())
        .await?;
    for row in held {
        claim::set_state(work, Some(row.id), CommitmentState::Released).await?;
    }
    claim::vacate(work, slot.id).await?;
    let sequence = presence::bump(work, slot.id).await?;
    participation::Entity::update_many()
        .set(participation::ActiveModel {
            until_seq: Set(Some(sequence)),
            until: Set(Some(work.now)),
            reason: Set("cancelled".into()),
            ..Default::default()
        })
        .filter(participation::COLUMN.slot_id.eq(slot.id))
        .filter(participation::COLUMN.until_seq.is_null())
        .exec(work.db())
        .await?;
    let row: slot::Model = presence::slot(work, slot.id).await?;
    let version = row.version;
    let mut row = row.into_active_model();
    row.state = Set(SlotState::Cancelled);
    row.version = Set(version + 1);
    row.update(work.db()).await?;
    for person in audience {
        let about = About {
            slot: Some(slot.id),
            ..About::default()
        };
        notify::post(work, MessageKind::SessionCancelled, person, about).await?;
    }
    audit::append(
        work,
        "session.cancel",
        "session",
        id.0,
        json!({ "reason": reason }),
    )
    .await
}
