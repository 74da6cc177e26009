//! All required seats have said yes: the slot becomes a session.

use entity::{
    MessageKind, OfferState, PersonId, SessionId, SessionState, SlotId, offer, request, seat,
    session, slot, trainer,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::tell;
use crate::accounts::policy::{self, Action};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, Result};
use crate::offers::{claim, presence};
use crate::slots;

/// Whether every required seat of the slot has an accepted offer.
pub async fn ready(work: &Work, slot: SlotId) -> Result<bool> {
    let seats = seat::Entity::find()
        .filter(seat::COLUMN.slot_id.eq(slot))
        .filter(seat::COLUMN.required.eq(true))
        .all(work.db())
        .await?;
    let accepted = accepted(work, slot).await?;
    Ok(!seats.is_empty()
        && seats
            .iter()
            .all(|seat| accepted.iter().any(|offer| offer.seat_id == seat.id)))
}

/// Confirms a slot: its trainers' time becomes firm, the session goes onto the roster and into the
/// feeds, trainers and the institute are told.
pub async fn confirm(work: &Work, id: SlotId) -> Result<SessionId> {
    policy::require_all(&work.actor, Action::ManageSessions)?;
    let slot = crate::offers::open_slot(work, id).await?;
    if !ready(work, id).await? {
        return Err(Error::conflict("sessions-seats-open"));
    }
    let option = slot
        .active_option_id
        .ok_or_else(|| Error::conflict("sessions-seats-open"))?;
    let accepted = accepted(work, id).await?;
    for offer in &accepted {
        claim::confirm(work, offer.commitment_id).await?;
    }
    let session = session::ActiveModel {
        slot_id: Set(id),
        option_id: Set(option),
        state: Set(SessionState::Confirmed),
        confirmed_at: Set(work.now),
        confirmed_by: Set(work.actor.person),
        changed_at: Set(work.now),
        reason: Set(String::new()),
        source: Set(String::new()),
        version: Set(1),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    presence::bump(work, id).await?;
    for person in audience(work, &slot).await? {
        tell(work, MessageKind::SessionConfirmed, id, person).await?;
    }
    audit::append(
        work,
        "session.confirm",
        "session",
        session.id.0,
        json!({ "slot": id }),
    )
    .await?;
    Ok(session.id)
}

/// A yes for a seat that a confirmed session can do without: the trainer joins it. Nothing happens
/// where there is no session yet.
pub async fn join(work: &Work, offer: &offer::Model) -> Result<Option<SessionId>> {
    let session = session::Entity::find()
        .filter(session::COLUMN.slot_id.eq(offer.slot_id))
        .one(work.db())
        .await?;
    let Some(session) = session else {
        return Ok(None);
    };
    claim::confirm(work, offer.commitment_id).await?;
    presence::bump(work, offer.slot_id).await?;
    let slot = slots::row(work, offer.slot_id).await?;
    for person in audience(work, &slot).await? {
        tell(work, MessageKind::SessionConfirmed, slot.id, person).await?;
    }
    let detail = json!({ "trainer": offer.trainer_id });
    audit::append(work, "session.join", "session", session.id.0, detail).await?;
    Ok(Some(session.id))
}

async fn accepted(work: &Work, slot: SlotId) -> Result<Vec<offer::Model>> {
    Ok(offer::Entity::find()
        .filter(offer::COLUMN.slot_id.eq(slot))
        .filter(offer::COLUMN.state.eq(OfferState::Accepted))
        .all(work.db())
        .await?)
}

/// Who is told of a session: its trainers, and whoever asked for it.
pub(super) async fn audience(work: &Work, slot: &slot::Model) -> Result<Vec<PersonId>> {
    let accepted = accepted(work, slot.id).await?;
    let trainers = trainer::Entity::find()
        .filter(
            trainer::COLUMN
                .id
                .is_in(accepted.iter().map(|offer| offer.trainer_id)),
        )
        .all(work.db())
        .await?;
    let request = request::Entity::find_by_id(slot.request_id)
        .one(work.db())
        .await?;
    let mut people: Vec<PersonId> = trainers.into_iter().map(|row| row.person_id).collect();
    people.extend(request.map(|row| row.created_by));
    people.sort_unstable();
    people.dedup();
    Ok(people)
}
