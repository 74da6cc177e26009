//! Making an offer, sending it, taking it back.

use entity::{
    Instant, MessageKind, OfferId, OfferState, PersonId, SeatId, SessionState, SlotId,
    SlotOptionId, SlotState, TrainerId, offer, seat, session, slot, trainer,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::json;

use super::eligible::{eligible, fits_the_others};
use super::lifecycle::Event;
use super::{advance, claim, load, locked, presence};
use crate::accounts::policy::{self, Action};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, Result};
use crate::notify::{self, About};
use crate::slots;

/// Whom to ask for what, when.
#[derive(Clone, Copy, Debug)]
pub struct NewOffer {
    /// The seat.
    pub seat: SeatId,
    /// Whom.
    pub trainer: TrainerId,
    /// At which of the slot's options.
    pub option: SlotOptionId,
    /// Round of asking, from 1.
    pub wave: i32,
    /// Place in the round, from 1.
    pub rank: i32,
}

/// Prepares an offer; nobody's time is held and nobody is told.
pub async fn draft(work: &Work, new: NewOffer) -> Result<OfferId> {
    policy::require_all(&work.actor, Action::SendOffers)?;
    let seat = could_draft(work, &new, &[]).await?;
    insert(work, &new, &seat).await
}

/// Prepares offers for seats of one slot, all of them or none.
pub async fn draft_all(work: &Work, offers: &[NewOffer]) -> Result<Vec<OfferId>> {
    policy::require_all(&work.actor, Action::SendOffers)?;
    let mut seats = Vec::new();
    for (before, new) in offers.iter().enumerate() {
        seats.push(could_draft(work, new, &offers[..before]).await?);
    }
    let mut ids = Vec::new();
    for (new, seat) in offers.iter().zip(seats) {
        ids.push(insert(work, new, &seat).await?);
    }
    Ok(ids)
}

/// The seat, if an offer for it could be prepared now beside these; refuses with why not.
async fn could_draft(work: &Work, new: &NewOffer, beside: &[NewOffer]) -> Result<seat::Model> {
    let seat = seat_of(work, new.seat).await?;
    let option = claim::option(work, new.option).await?;
    if option.slot_id != seat.slot_id {
        return Err(Error::NotFound("option"));
    }
    let slot = open_seat(work, &seat).await?;
    if option.starts <= work.now {
        return Err(Error::conflict("offers-time-passed"));
    }
    fits_the_others(work, new, beside, &slot).await?;
    eligible(work, &slot, &seat, &option, new.trainer).await?;
    Ok(seat)
}

async fn insert(work: &Work, new: &NewOffer, seat: &seat::Model) -> Result<OfferId> {
    let row = offer::ActiveModel {
        slot_id: Set(seat.slot_id),
        seat_id: Set(seat.id),
        trainer_id: Set(new.trainer),
        option_id: Set(new.option),
        state: Set(OfferState::Draft),
        wave: Set(new.wave),
        rank: Set(new.rank),
        created_at: Set(work.now),
        note: Set(String::new()),
        version: Set(1),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    audit::append(
        work,
        "offer.draft",
        "offer",
        row.id.0,
        json!({ "seat": seat.id, "trainer": new.trainer }),
    )
    .await?;
    Ok(row.id)
}

/// Sends an offer: holds the trainer's time, fixes the slot's active option, tells the trainer.
pub async fn send(work: &Work, id: OfferId) -> Result<()> {
    policy::require_all(&work.actor, Action::SendOffers)?;
    let offer = load(work, id).await?;
    // The trainer's lapsed offers free their time first; their slots are locked with this one.
    claim::release_overdue(work, offer.trainer_id, offer.slot_id).await?;
    let offer = load(work, id).await?;
    let seat = seat_of(work, offer.seat_id).await?;
    let slot = open_seat(work, &seat).await?;
    let option = claim::option(work, offer.option_id).await?;
    if option.starts <= work.now {
        return Err(Error::conflict("offers-time-passed"));
    }
    let teacher = eligible(work, &slot, &seat, &option, offer.trainer_id).await?;
    match slot.active_option_id {
        Some(active) if active != option.id => {
            return Err(Error::conflict("offers-other-option"));
        }
        Some(_) => {}
        None => {
            claim::occupy(work, slot.id, &option).await?;
            let mut row = slot.into_active_model();
            row.active_option_id = Set(Some(option.id));
            row.update(work.db()).await?;
        }
    }
    let held = claim::hold(work, &offer).await?;
    let deadline = deadline(work, option.starts);
    let offer = advance(work, offer, Event::Send, |row| {
        row.commitment_id = Set(Some(held.id));
        row.sent_at = Set(Some(work.now));
        row.deadline = Set(Some(deadline));
    })
    .await?;
    presence::join(
        work,
        offer.slot_id,
        offer.seat_id,
        offer.trainer_id,
        "offered",
    )
    .await?;
    tell(work, MessageKind::OfferSent, &offer, teacher.person_id).await?;
    audit::append(
        work,
        "offer.send",
        "offer",
        id.0,
        json!({ "deadline": deadline }),
    )
    .await
}

/// Takes an offer back, answered or not; a confirmed session is changed by `sessions` instead.
pub async fn recall(work: &Work, id: OfferId) -> Result<()> {
    policy::require_all(&work.actor, Action::SendOffers)?;
    let offer = locked(work, id).await?;
    let confirmed = session_of(work, offer.slot_id).await?.is_some();
    if confirmed && offer.state == OfferState::Accepted {
        return Err(Error::conflict("offers-slot-confirmed"));
    }
    let told = offer.state != OfferState::Draft;
    let offer = claim::end(work, offer, Event::Recall, "recalled").await?;
    if told {
        let person = person_of(work, offer.trainer_id).await?;
        tell(work, MessageKind::OfferRecalled, &offer, person).await?;
    }
    audit::append(work, "offer.recall", "offer", id.0, json!({})).await
}

/// The slot, locked, if it still looks for trainers: open, and not confirmed yet.
pub(crate) async fn open_slot(work: &Work, id: SlotId) -> Result<slot::Model> {
    let slot = slots::lock(work, id).await?;
    if slot.state != SlotState::Open {
        return Err(Error::conflict("offers-slot-not-open"));
    }
    if session_of(work, id).await?.is_some() {
        return Err(Error::conflict("offers-slot-confirmed"));
    }
    Ok(slot)
}

/// The slot, locked, if this seat of it may be asked for. A seat that the session can do without may
/// still be filled once the session is confirmed.
pub(super) async fn open_seat(work: &Work, seat: &seat::Model) -> Result<slot::Model> {
    if seat.required {
        return open_slot(work, seat.slot_id).await;
    }
    let slot = slots::lock(work, seat.slot_id).await?;
    if slot.state != SlotState::Open {
        return Err(Error::conflict("offers-slot-not-open"));
    }
    match session_of(work, slot.id).await? {
        Some(session) if session.state != SessionState::Confirmed => {
            Err(Error::conflict("offers-slot-confirmed"))
        }
        _ => Ok(slot),
    }
}

/// Takes back what nobody has answered for a slot, as its session ends.
pub(crate) async fn withdraw_open(work: &Work, id: SlotId) -> Result<()> {
    let open = offer::Entity::find()
        .filter(offer::COLUMN.slot_id.eq(id))
        .filter(
            offer::COLUMN
                .state
                .is_in([OfferState::Draft, OfferState::Sent]),
        )
        .all(work.db())
        .await?;
    for offer in open {
        recall(work, offer.id).await?;
    }
    Ok(())
}

pub(super) async fn seat_of(work: &Work, id: SeatId) -> Result<seat::Model> {
    seat::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("seat"))
}

async fn session_of(work: &Work, id: SlotId) -> Result<Option<session::Model>> {
    Ok(session::Entity::find()
        .filter(session::COLUMN.slot_id.eq(id))
        .one(work.db())
        .await?)
}

pub(crate) async fn person_of(work: &Work, id: TrainerId) -> Result<PersonId> {
    let row = trainer::Entity::find_by_id(id).one(work.db()).await?;
    row.map(|row| row.person_id)
        .ok_or(Error::NotFound("trainer"))
}

pub(crate) async fn tell(
    work: &Work,
    kind: MessageKind,
    offer: &offer::Model,
    person: PersonId,
) -> Result<()> {
    let about = About {
        offer: Some(offer.id),
        slot: Some(offer.slot_id),
        request: None,
    };
    notify::post(work, kind, person, about).await
}

/// The usual window, a shorter one when the session is near, and never past its start.
fn deadline(work: &Work, starts: Instant) -> Instant {
    let programme = work.programme();
    let urgent = starts.0 - work.now.0 < programme.lead_days * 86_400;
    let hours = if urgent {
        programme.urgent_answer_hours
    } else {
        programme.answer_hours
    };
    work.now.plus(hours * 3600).min(starts)
}
