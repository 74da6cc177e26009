//! Whether a trainer may be asked for a seat at a time, by everything but the time that is taken
//! already, which [`claim`](super::claim) looks at.
//!
//! A plan may lie for days before its offers leave, and a record or a calendar may change meanwhile.

use entity::{
    OfferState, SlotId, Standing, TrainerId, offer, person, request, seat, slot, slot_option,
};
use entity::{trainer, trainer_language};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{NewOffer, claim, conflict};
use crate::availability;
use crate::courses::classes;
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::reference::{Calendar, vocabulary};
use crate::time::Span;
use crate::trainers::{expertise, membership};
use crate::{planning, slots};

/// Refuses with the first rule that stands against the trainer; returns their record.
pub(super) async fn eligible(
    work: &Work,
    slot: &slot::Model,
    seat: &seat::Model,
    option: &slot_option::Model,
    id: TrainerId,
) -> Result<trainer::Model> {
    let trainer = trainer::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("trainer"))?;
    let disabled = person::Entity::find_by_id(trainer.person_id)
        .filter(person::COLUMN.disabled_at.is_not_null())
        .one(work.db())
        .await?;
    if trainer.standing != Standing::Active || disabled.is_some() {
        return Err(Error::conflict("offers-trainer-not-active"));
    }
    let overridden = claim::overrides(work, slot.id, id).await?;
    let given = |rule: &str| overridden.iter().any(|name| name == rule);
    designated(work, slot.id, option, id).await?;
    if !given("expertise") {
        qualified(work, slot, seat, option, &trainer).await?;
    }
    conflict::none(work, id, slot.id, option).await?;
    // Once somebody is asked at a time, or has said yes, it is the session's: to be moved, not to be refused.
    if !given("hours") && slot.active_option_id != Some(option.id) {
        in_class_hours(work, slot, option).await?;
    }
    if !given("travel") && !planning::reaches(work, &trainer, option).await? {
        return Err(Error::conflict("offers-too-far"));
    }
    if !given("availability") {
        let span = Span {
            start: option.starts.0,
            end: option.ends.0,
        };
        if !availability::is_free(work, id, span).await? {
            return Err(Error::conflict("offers-not-free"));
        }
    }
    Ok(trainer)
}

/// Refuses a time at which the institute has no class: its calendar may have changed since it asked.
async fn in_class_hours(
    work: &Work,
    slot: &slot::Model,
    option: &slot_option::Model,
) -> Result<()> {
    let request = request::Entity::find_by_id(slot.request_id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("request"))?;
    let place = slots::place_of(work, request.cohort_id).await?;
    let time = (option.starts, option.ends);
    let calendar = Calendar::of_day(work, work.zone().date(option.starts.0)).await?;
    match calendar.has_class(work.zone(), (&place.province, &place.week), time) {
        true => Ok(()),
        false => Err(Error::conflict("offers-no-class")),
    }
}

/// Refuses whoever is not verified for the seat any more, unless a coordinator has overridden the rule.
pub(super) async fn still_qualified(
    work: &Work,
    seat: &seat::Model,
    option: &slot_option::Model,
    id: TrainerId,
) -> Result<()> {
    let overridden = claim::overrides(work, seat.slot_id, id).await?;
    if overridden.iter().any(|rule| rule == "expertise") {
        return Ok(());
    }
    let slot = slots::row(work, seat.slot_id).await?;
    let trainer = trainer::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("trainer"))?;
    qualified(work, &slot, seat, option, &trainer).await
}

async fn qualified(
    work: &Work,
    slot: &slot::Model,
    seat: &seat::Model,
    option: &slot_option::Model,
    trainer: &trainer::Model,
) -> Result<()> {
    if trainer.pool != seat.pool {
        return Err(Error::conflict("offers-other-pool"));
    }
    let day = work.zone().date(option.starts.0);
    let meant = vocabulary::meanings(work).await?.of(seat.subject_id);
    let skill = expertise::qualification(work, trainer.id, meant).await?;
    let Some(skill) = skill.filter(|skill| skill.level >= seat.level) else {
        return Err(Error::conflict("offers-not-qualified"));
    };
    if skill.until < day {
        let message = Message::new("offers-expertise-ends").with("until", skill.until);
        return Err(Error::Conflict(message));
    }
    let class = classes::ranks(work, [slot.id]).await?;
    let class = class.get(&slot.id).copied().unwrap_or_default();
    if expertise::qualify::floor(skill.audience) > class {
        return Err(Error::conflict("offers-other-class"));
    }
    let speaks = trainer_language::Entity::find()
        .filter(trainer_language::COLUMN.trainer_id.eq(trainer.id))
        .filter(trainer_language::COLUMN.language.eq(slot.language))
        .one(work.db())
        .await?;
    let this_one = skill.language.is_none_or(|only| only == slot.language);
    if speaks.is_none() || !this_one {
        return Err(Error::conflict("offers-other-language"));
    }
    Ok(())
}

/// Refuses on a day on which the trainer does not belong to the programme, unless a coordinator has overridden
/// the rule. Asked again as they accept: they may have been suspended meanwhile.
pub(super) async fn designated(
    work: &Work,
    slot: SlotId,
    option: &slot_option::Model,
    id: TrainerId,
) -> Result<()> {
    let day = work.zone().date(option.starts.0);
    let terms = membership::terms(work, Some(&[id])).await?;
    if terms.get(&id).is_some_and(|terms| terms.hold(day)) {
        return Ok(());
    }
    let overridden = claim::overrides(work, slot, id).await?;
    match overridden.iter().any(|rule| rule == "designation") {
        true => Ok(()),
        false => Err(Error::conflict("offers-not-designated")),
    }
}

/// Refuses where the slot's other live offers, or those that are prepared beside this one, ask for another
/// time, or ask the same trainer for another seat: nobody can sit in two seats of one session.
pub(super) async fn fits_the_others(
    work: &Work,
    new: &NewOffer,
    beside: &[NewOffer],
    slot: &slot::Model,
) -> Result<()> {
    let live = offer::Entity::find()
        .filter(offer::COLUMN.slot_id.eq(slot.id))
        .filter(offer::COLUMN.state.is_in(OfferState::OPEN))
        .all(work.db())
        .await?;
    let live = live.iter().map(|offer| (offer.trainer_id, offer.option_id));
    let beside = beside.iter().map(|offer| (offer.trainer, offer.option));
    let others: Vec<_> = live.chain(beside).collect();
    if others.iter().any(|(trainer, _)| *trainer == new.trainer) {
        return Err(Error::conflict("clash-offer-open"));
    }
    let fixed = slot.active_option_id.into_iter();
    let mut asked = fixed.chain(others.iter().map(|(_, option)| *option));
    if asked.any(|option| option != new.option) {
        return Err(Error::conflict("offers-other-option"));
    }
    Ok(())
}
