//! The trainer's yes or no, by page, by mail link, or told to a coordinator.

use entity::{Channel, MessageKind, OfferId, OfferState, Role, offer, person, trainer};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::eligible::{designated, still_qualified};
use super::lifecycle::Event;
use super::send::{open_seat, person_of, seat_of, tell};
use super::{advance, claim, conflict, load, locked};
use crate::accounts::policy::{self, Action, Owner};
use crate::actor::{Actor, Grant, Via};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::slots;

/// Codes that a decline may give, worded in `locales/` as `decline-…`.
pub const DECLINE_REASONS: &[&str] = &[
    "not-free",
    "not-my-subject",
    "too-far",
    "enough-already",
    "university",
    "other",
];

/// The trainer says yes: the seat is theirs, and whoever else was asked for it is told.
pub async fn accept(work: &Work, id: OfferId) -> Result<offer::Model> {
    let offer = answerable(work, id).await?;
    if offer.state == OfferState::Sent {
        // It may have been noted after the offer left.
        let option = claim::option(work, offer.option_id).await?;
        conflict::none(work, offer.trainer_id, offer.slot_id, &option).await?;
        designated(work, offer.slot_id, &option, offer.trainer_id).await?;
        let seat = seat_of(work, offer.seat_id).await?;
        still_qualified(work, &seat, &option, offer.trainer_id).await?;
    }
    let channel = channel(work, &offer);
    let offer = advance(work, offer, Event::Accept, |row| {
        row.answered_at = Set(Some(work.now));
        row.answered_by = Set(work.actor.person);
        row.channel = Set(Some(channel));
    })
    .await?;
    let others = offer::Entity::find()
        .filter(offer::COLUMN.seat_id.eq(offer.seat_id))
        .filter(offer::COLUMN.id.ne(offer.id))
        .filter(
            offer::COLUMN
                .state
                .is_in([OfferState::Draft, OfferState::Sent]),
        )
        .all(work.db())
        .await?;
    for other in others {
        let told = other.state == OfferState::Sent;
        let other = claim::end(work, other, Event::Supersede, "superseded").await?;
        if told {
            let person = person_of(work, other.trainer_id).await?;
            tell(work, MessageKind::OfferSuperseded, &other, person).await?;
        }
        let detail = json!({ "by": id });
        audit::append(work, "offer.supersede", "offer", other.id.0, detail).await?;
    }
    crate::accounts::links::end_offer(work, id).await?;
    revise(work, &offer).await?;
    audit::append(
        work,
        "offer.accept",
        "offer",
        id.0,
        json!({ "channel": channel }),
    )
    .await?;
    Ok(offer)
}

/// The trainer says no, with a reason of [`DECLINE_REASONS`] and a note if they like. It never
/// counts against them.
pub async fn decline(work: &Work, id: OfferId, reason: &str, note: &str) -> Result<()> {
    let mut errors = Vec::new();
    if !DECLINE_REASONS.contains(&reason) {
        errors.push(FieldError {
            field: "reason".into(),
            message: Message::new("offers-unknown-reason"),
        });
    }
    let note = crate::text::paragraph("note", note, 0..=1000).unwrap_or_else(|error| {
        errors.push(error);
        String::new()
    });
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let offer = answerable(work, id).await?;
    let offer = claim::end(work, offer, Event::Decline, "declined").await?;
    let row = offer::ActiveModel {
        answered_at: Set(Some(work.now)),
        answered_by: Set(work.actor.person),
        channel: Set(Some(channel(work, &offer))),
        reason: Set(Some(reason.to_owned())),
        note: Set(note),
        ..Default::default()
    };
    offer::Entity::update_many()
        .set(row)
        .filter(offer::COLUMN.id.eq(offer.id))
        .exec(work.db())
        .await?;
    audit::append(
        work,
        "offer.decline",
        "offer",
        id.0,
        json!({ "code": reason }),
    )
    .await
}

/// Whoever holds the mail link of an offer acts as its trainer, for this offer alone.
pub async fn link_actor(work: &Work, id: OfferId) -> Result<Actor> {
    let offer = load(work, id).await?;
    let trainer = trainer::Entity::find_by_id(offer.trainer_id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("offer"))?;
    let person = person::Entity::find_by_id(trainer.person_id)
        .one(work.db())
        .await?
        .filter(|person| person.disabled_at.is_none())
        .ok_or(Error::NotFound("offer"))?;
    Ok(Actor {
        via: Via::OfferLink(id),
        person: Some(person.id),
        name: person.name,
        trainer: Some(trainer.id),
        scopes: None,
        grants: vec![Grant {
            role: Role::Trainer,
            institute: None,
        }],
        language: person.language,
    })
}

/// The offer, if this actor may answer it and it can still be answered.
async fn answerable(work: &Work, id: OfferId) -> Result<offer::Model> {
    let offer = locked(work, id).await?;
    if matches!(work.actor.via, Via::OfferLink(own) if own != id) {
        return Err(Error::NotFound("offer"));
    }
    policy::require(
        &work.actor,
        Action::AnswerOffers,
        Owner::trainer(offer.trainer_id),
        "offer",
    )?;
    if offer.state == OfferState::Sent && offer.deadline.is_some_and(|at| at <= work.now) {
        return Err(Error::conflict("offers-deadline-passed"));
    }
    if offer.state == OfferState::Sent {
        open_seat(work, &seat_of(work, offer.seat_id).await?).await?;
    }
    Ok(offer)
}

fn channel(work: &Work, offer: &offer::Model) -> Channel {
    match work.actor.via {
        Via::OfferLink(own) if own == offer.id => Channel::Link,
        // A coordinator may be a trainer too, and then answers for themselves.
        _ if work.actor.trainer == Some(offer.trainer_id) => Channel::Portal,
        _ => Channel::Behalf,
    }
}

/// The entry in the feed reads differently now, though nobody joined or left.
async fn revise(work: &Work, offer: &offer::Model) -> Result<()> {
    use sea_orm::{ActiveModelTrait, IntoActiveModel};
    let mut row = slots::row(work, offer.slot_id).await?.into_active_model();
    row.revised_at = Set(work.now);
    row.update(work.db()).await?;
    Ok(())
}
