//! Making an offer, sending it, taking it back.

use entity::{
    Instant, MessageKind, OfferId, OfferState, PersonId, SeatId, SlotOptionId, SlotState, Standing,
    TrainerId, offer, seat, session, trainer,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::json;

use super::lifecycle::Event;
use super::{advance, claim, load, presence};
use crate::accounts::policy::{self, Action};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, Result};
use crate::notify::{self, About};

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
    let seat = seat::Entity::find_by_id(new.seat)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("seat"))?;
    let option = claim::option(work, new.option).await?;
    if option.slot_id != seat.slot_id {
        return Err(Error::NotFound("option"));
    }
    open_slot(work, seat.slot_id).await?;
    let row = offer::ActiveModel {
        slot_id: Set(seat.slot_id),
        seat_id: Set(seat.id),
        trainer_id: Set(new.trainer),
        option_id: Set(option.id),
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
    let slot = open_slot(work, offer.slot_id).await?;
    let option = claim::option(work, offer.option_id).await?;
    if option.starts <= work.now {
        return Err(Error::conflict("offers-time-passed"));
    }
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
    let teacher = trainer::Entity::find_by_id(offer.trainer_id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("trainer"))?;
    if teacher.standing != Standing::Active {
        return Err(Error::conflict("offers-trainer-not-active"));
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
    let offer = load(work, id).await?;
    open_slot(work, offer.slot_id).await?;
    let told = offer.state != OfferState::Draft;
    let offer = claim::end(work, offer, Event::Recall, "recalled").await?;
    if told {
        let person = person_of(work, offer.trainer_id).await?;
        tell(work, MessageKind::OfferRecalled, &offer, person).await?;
    }
    audit::append(work, "offer.recall", "offer", id.0, json!({})).await
}

/// The slot, if it still looks for trainers: open, and not confirmed yet.
pub(crate) async fn open_slot(work: &Work, id: entity::SlotId) -> Result<entity::slot::Model> {
    let slot = presence::slot(work, id).await?;
    if slot.state != SlotState::Open {
        return Err(Error::conflict("offers-slot-not-open"));
    }
    let session = session::Entity::find()
        .filter(session::COLUMN.slot_id.eq(id))
        .one(work.db())
        .await?;
    if session.is_some() {
        return Err(Error::conflict("offers-slot-confirmed"));
    }
    Ok(slot)
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
