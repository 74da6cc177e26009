//! What becomes of a session: delivered, not held, or called off.

use entity::{
    CommitmentState, MessageKind, SessionId, SlotId, SlotState, commitment, participation, seat,
    session,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::json;

use super::lifecycle::Event;
use super::{advance, confirm, locked, tell};
use crate::accounts::policy::{self, Action};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, Result};
use crate::offers::{self, claim, presence};
use crate::reference::vocabulary;
use crate::trainers::conflicts::hold;
use crate::trainers::expertise;
use crate::{slots, text};

/// It took place. Only after its start.
pub async fn deliver(work: &Work, id: SessionId) -> Result<()> {
    policy::require_all(&work.actor, Action::ManageSessions)?;
    let session = begun(work, id).await?;
    let session = advance(work, session, Event::Deliver, "").await?;
    audit::append(work, "session.deliver", "session", id.0, json!({})).await?;
    shows(work, &session).await?;
    done(work, session.slot_id).await
}

/// A session that was held shows what its trainers can teach.
async fn shows(work: &Work, session: &session::Model) -> Result<()> {
    let slot = slots::row(work, session.slot_id).await?;
    let meanings = vocabulary::meanings(work).await?;
    let merged = hold::merged(work).await?;
    let came = commitment::Entity::find()
        .filter(commitment::COLUMN.slot_id.eq(slot.id))
        .filter(commitment::COLUMN.state.eq(CommitmentState::Confirmed))
        .all(work.db())
        .await?;
    for row in came {
        let seat = seat::Entity::find_by_id(row.seat_id).one(work.db()).await?;
        if let Some(seat) = seat {
            let subject = meanings.of(seat.subject_id);
            let day = work.zone().date(row.starts.0);
            let what = (slot.id, slot.title.as_str());
            let trainer = merged
                .get(&row.trainer_id)
                .copied()
                .unwrap_or(row.trainer_id);
            expertise::taught(work, trainer, subject, what, day).await?;
        }
    }
    Ok(())
}

/// It did not take place, for a reason: the entry in the feeds is cancelled, everyone is told. Only
/// after its start.
pub async fn not_held(work: &Work, id: SessionId, reason: &str) -> Result<()> {
    policy::require_all(&work.actor, Action::ManageSessions)?;
    let reason = text::line("reason", reason, 1..=500)?;
    let session = begun(work, id).await?;
    let session = advance(work, session, Event::Miss, &reason).await?;
    presence::bump(work, session.slot_id).await?;
    let slot = slots::row(work, session.slot_id).await?;
    for person in confirm::audience(work, &slot).await? {
        tell(work, MessageKind::SessionNotHeld, slot.id, person).await?;
    }
    let detail = json!({ "reason": reason });
    audit::append(work, "session.not_held", "session", id.0, detail).await?;
    done(work, slot.id).await
}

/// The session, if its time has come.
async fn begun(work: &Work, id: SessionId) -> Result<session::Model> {
    let session = locked(work, id).await?;
    let option = claim::option(work, session.option_id).await?;
    if option.starts > work.now {
        return Err(Error::conflict("sessions-not-yet"));
    }
    Ok(session)
}

async fn done(work: &Work, slot: SlotId) -> Result<()> {
    let request = slots::row(work, slot).await?.request_id;
    slots::close_if_done(work, request).await
}

/// Calls a session off before its end: everyone's time is free again, the entry stays in the feeds
/// as cancelled, everyone is told. The past is immutable.
pub async fn cancel(work: &Work, id: SessionId, reason: &str) -> Result<()> {
    policy::require_all(&work.actor, Action::ManageSessions)?;
    let reason = text::line("reason", reason, 1..=500)?;
    let session = locked(work, id).await?;
    let option = claim::option(work, session.option_id).await?;
    if option.ends <= work.now {
        return Err(Error::conflict("sessions-past"));
    }
    let session = advance(work, session, Event::Cancel, &reason).await?;
    let slot = slots::row(work, session.slot_id).await?;
    let audience = confirm::audience(work, &slot).await?;
    // Seats that the session could do without may still be asked for.
    offers::withdraw_open(work, slot.id).await?;
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
        claim::release(work, Some(row.id)).await?;
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
    let mut row = slots::row(work, slot.id).await?.into_active_model();
    row.state = Set(SlotState::Cancelled);
    row.reason = Set(reason.clone());
    row.update(work.db()).await?;
    for person in audience {
        tell(work, MessageKind::SessionCancelled, slot.id, person).await?;
    }
    let detail = json!({ "reason": reason });
    audit::append(work, "session.cancel", "session", id.0, detail).await?;
    done(work, slot.id).await
}
