//! Taking a trainer's time, and giving it back.
//!
//! Overlap is forbidden by the database. Caps and journeys are checked here, after the trainer's
//! row was written: two claims on one trainer queue on that row, so neither reads a stale count.

use entity::{
    CommitmentId, CommitmentState, OfferState, Resource, SlotId, SlotOptionId, TrainerId, VenueId,
    cohort, commitment, occupancy, offer, rule_override, slot_cohort, slot_option, trainer, venue,
};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel,
    QueryFilter,
};

use super::expire::expire;
use super::lifecycle::Event;
use super::presence;
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::reference::Travel;
use crate::slots;

/// The online venue.
pub const ONLINE: VenueId = VenueId(1);

/// Holds the trainer's time for a seat at an option.
pub async fn hold(work: &Work, offer: &offer::Model) -> Result<commitment::Model> {
    let option = option(work, offer.option_id).await?;
    let trainer = lock(work, offer.trainer_id).await?;
    // A record may have gone into another one of the same person while this claim waited for its row.
    if trainer.merged_into_id.is_some() {
        return Err(Error::conflict("offers-trainer-not-active"));
    }
    let overridden = overrides(work, offer.slot_id, offer.trainer_id).await?;
    let others = claims(work, offer.trainer_id, offer.slot_id).await?;
    if !overridden.iter().any(|rule| rule == "workload") {
        within_caps(work, &trainer, &option, &others)?;
    }
    if !overridden.iter().any(|rule| rule == "travel") {
        reachable(work, &option, &others).await?;
    }
    Ok(commitment::ActiveModel {
        slot_id: Set(offer.slot_id),
        seat_id: Set(offer.seat_id),
        trainer_id: Set(offer.trainer_id),
        option_id: Set(option.id),
        starts: Set(option.starts),
        ends: Set(option.ends),
        venue_id: Set(option.venue_id),
        state: Set(CommitmentState::Held),
        created_at: Set(work.now),
        changed_at: Set(work.now),
        ..Default::default()
    }
    .insert(work.db())
    .await?)
}

/// Gives the time back that a commitment takes.
pub async fn release(work: &Work, id: Option<CommitmentId>) -> Result<()> {
    let taken = &[CommitmentState::Held, CommitmentState::Confirmed];
    set_state(work, id, taken, CommitmentState::Released).await
}

/// Makes a held commitment firm.
pub async fn confirm(work: &Work, id: Option<CommitmentId>) -> Result<()> {
    set_state(
        work,
        id,
        &[CommitmentState::Held],
        CommitmentState::Confirmed,
    )
    .await
}

async fn set_state(
    work: &Work,
    id: Option<CommitmentId>,
    from: &[CommitmentState],
    to: CommitmentState,
) -> Result<()> {
    let Some(id) = id else { return Ok(()) };
    let done = commitment::Entity::update_many()
        .set(commitment::ActiveModel {
            state: Set(to),
            changed_at: Set(work.now),
            ..Default::default()
        })
        .filter(commitment::COLUMN.id.eq(id))
        .filter(commitment::COLUMN.state.is_in(from.iter().copied()))
        .exec(work.db())
        .await?;
    if done.rows_affected != 1 {
        return Err(Error::Stale);
    }
    Ok(())
}

/// Takes the cohorts' and an exclusive venue's time for the slot's active option.
pub async fn occupy(work: &Work, slot: SlotId, option: &slot_option::Model) -> Result<()> {
    let mut resources: Vec<(Resource, i64)> = slot_cohort::Entity::find()
        .filter(slot_cohort::COLUMN.slot_id.eq(slot))
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (Resource::Cohort, row.cohort_id.0))
        .collect();
    // Lock the cohorts' rows first, in order, so that two slots of one cohort queue.
    resources.sort_unstable();
    for (_, id) in &resources {
        cohort::Entity::update_many()
            .col_expr(
                cohort::Column::Version,
                Expr::col(cohort::Column::Version).add(1),
            )
            .filter(cohort::COLUMN.id.eq(entity::CohortId(*id)))
            .exec(work.db())
            .await?;
    }
    let venue = venue::Entity::find_by_id(option.venue_id)
        .one(work.db())
        .await?;
    if venue.is_some_and(|venue| venue.exclusive) {
        resources.push((Resource::Venue, option.venue_id.0));
    }
    for (resource, resource_id) in resources {
        let known = occupancy::Entity::find()
            .filter(occupancy::COLUMN.slot_id.eq(slot))
            .filter(occupancy::COLUMN.option_id.eq(option.id))
            .filter(occupancy::COLUMN.resource.eq(resource))
            .filter(occupancy::COLUMN.resource_id.eq(resource_id))
            .one(work.db())
            .await?;
        if let Some(row) = known {
            let mut row = row.into_active_model();
            row.active = Set(true);
            row.update(work.db()).await?;
        } else {
            occupancy::ActiveModel {
                slot_id: Set(slot),
                option_id: Set(option.id),
                resource: Set(resource),
                resource_id: Set(resource_id),
                starts: Set(option.starts),
                ends: Set(option.ends),
                active: Set(true),
                ..Default::default()
            }
            .insert(work.db())
            .await?;
        }
    }
    Ok(())
}

/// Gives the cohorts' and the venue's time back.
pub async fn vacate(work: &Work, slot: SlotId) -> Result<()> {
    occupancy::Entity::update_many()
        .set(occupancy::ActiveModel {
            active: Set(false),
            ..Default::default()
        })
        .filter(occupancy::COLUMN.slot_id.eq(slot))
        .exec(work.db())
        .await?;
    Ok(())
}

/// An option by id.
pub(crate) async fn option(work: &Work, id: SlotOptionId) -> Result<slot_option::Model> {
    slot_option::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("option"))
}

/// Writes the trainer's row, so that claims on one trainer queue, and reads it.
pub(crate) async fn lock(work: &Work, id: TrainerId) -> Result<trainer::Model> {
    trainer::Entity::update_many()
        .col_expr(
            trainer::Column::SchedVersion,
            Expr::col(trainer::Column::SchedVersion).add(1),
        )
        .filter(trainer::COLUMN.id.eq(id))
        .exec(work.db())
        .await?;
    trainer::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("trainer"))
}

/// Expires this trainer's offers whose deadline has passed, whatever the worker did, and locks their
/// slots together with the one that the trainer is wanted for.
pub(super) async fn release_overdue(work: &Work, id: TrainerId, wanted: SlotId) -> Result<()> {
    let overdue = offer::Entity::find()
        .filter(offer::COLUMN.trainer_id.eq(id))
        .filter(offer::COLUMN.state.eq(OfferState::Sent))
        .filter(offer::COLUMN.deadline.lte(work.now))
        .all(work.db())
        .await?;
    let of_overdue = overdue.iter().map(|offer| offer.slot_id);
    slots::lock_all(work, of_overdue.chain([wanted])).await?;
    expire(work, overdue).await?;
    Ok(())
}

/// Ends a live offer that did not lead to a seat: state, hold, calendar entry, active option.
pub(crate) async fn end(
    work: &Work,
    offer: offer::Model,
    event: Event,
    reason: &str,
) -> Result<offer::Model> {
    let was_sent = offer.state != OfferState::Draft;
    let offer = super::advance(work, offer, event, |_| ()).await?;
    if was_sent {
        release(work, offer.commitment_id).await?;
        crate::accounts::links::end_offer(work, offer.id).await?;
        presence::leave(work, offer.slot_id, offer.trainer_id, reason).await?;
        free_option(work, offer.slot_id).await?;
    }
    Ok(offer)
}

/// Once nobody is asked and nobody has said yes, the slot may take another of its options.
async fn free_option(work: &Work, slot: SlotId) -> Result<()> {
    let live = offer::Entity::find()
        .filter(offer::COLUMN.slot_id.eq(slot))
        .filter(
            offer::COLUMN
                .state
                .is_in([OfferState::Sent, OfferState::Accepted]),
        )
        .one(work.db())
        .await?;
    if live.is_none() {
        vacate(work, slot).await?;
        let mut row = slots::row(work, slot).await?.into_active_model();
        row.active_option_id = Set(None);
        row.update(work.db()).await?;
    }
    Ok(())
}

pub(super) async fn overrides(
    work: &Work,
    slot: SlotId,
    trainer: TrainerId,
) -> Result<Vec<String>> {
    let rows = rule_override::Entity::find()
        .filter(rule_override::COLUMN.slot_id.eq(slot))
        .filter(rule_override::COLUMN.trainer_id.eq(trainer))
        .all(work.db())
        .await?;
    Ok(rows.into_iter().map(|row| row.rule).collect())
}

async fn claims(work: &Work, trainer: TrainerId, except: SlotId) -> Result<Vec<commitment::Model>> {
    Ok(commitment::Entity::find()
        .filter(commitment::COLUMN.trainer_id.eq(trainer))
        .filter(commitment::COLUMN.slot_id.ne(except))
        .filter(
            commitment::COLUMN
                .state
                .is_in([CommitmentState::Held, CommitmentState::Confirmed]),
        )
        .all(work.db())
        .await?)
}

/// Caps count held and confirmed sessions by local day, ISO week and calendar month.
fn within_caps(
    work: &Work,
    trainer: &trainer::Model,
    option: &slot_option::Model,
    others: &[commitment::Model],
) -> Result<()> {
    let zone = work.zone();
    let date = zone.date(option.starts.0);
    let spans = [
        ("offers-cap-day", zone.day(date), trainer.cap_day),
        ("offers-cap-week", zone.week(date), trainer.cap_week),
        ("offers-cap-month", zone.month(date), trainer.cap_month),
    ];
    for (key, (from, to), cap) in spans {
        let there = others
            .iter()
            .filter(|c| (from..to).contains(&c.starts.0))
            .count();
        if there as i64 >= i64::from(cap) {
            return Err(Error::Conflict(
                Message::new(key).with("count", there).with("cap", cap),
            ));
        }
    }
    Ok(())
}

/// Between two sessions in person there must be time for the journey; an online one between them
/// does not shorten it.
async fn reachable(
    work: &Work,
    option: &slot_option::Model,
    others: &[commitment::Model],
) -> Result<()> {
    if option.venue_id == ONLINE {
        return Ok(());
    }
    let far: Vec<&commitment::Model> = others
        .iter()
        .filter(|c| c.venue_id != ONLINE && c.venue_id != option.venue_id)
        .filter(|c| c.starts.0 < option.ends.0 + 86_400 && option.starts.0 < c.ends.0 + 86_400)
        .collect();
    if far.is_empty() {
        return Ok(());
    }
    let travel = Travel::load(work).await?;
    let ids = far.iter().map(|c| c.venue_id).chain([option.venue_id]);
    let venues = venue::Entity::find()
        .filter(venue::COLUMN.id.is_in(ids))
        .all(work.db())
        .await?;
    let city = |id: VenueId| venues.iter().find(|v| v.id == id).and_then(|v| v.city_id);
    for other in far {
        let minutes = match (city(other.venue_id), city(option.venue_id)) {
            // A missing pair fails safe: a whole day.
            (Some(a), Some(b)) => travel.minutes(a, b).unwrap_or(1440),
            _ => 1440,
        };
        let gap = if other.starts < option.starts {
            option.starts.0 - other.ends.0
        } else {
            other.starts.0 - option.ends.0
        };
        if gap < i64::from(minutes) * 60 {
            return Err(Error::Conflict(
                Message::new("offers-no-journey").with("minutes", minutes),
            ));
        }
    }
    Ok(())
}
