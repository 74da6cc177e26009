//! When trainers can teach: weekly rules in wall time, and dated exceptions over them.
//!
//! What is taken by offers and sessions is not subtracted here; that is the business of those who
//! ask (`planning`, and the database's constraint).

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use entity::{
    AvailabilityExceptionId, Instant, TrainerId, availability_exception, trainer,
    weekly_availability,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    QueryTrait,
};
use serde_json::json;

use crate::accounts::policy::{self, Action, Owner};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::text;
use crate::time::{Span, SpanSet};

/// A weekly span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Weekly {
    /// 0 Monday .. 6 Sunday.
    pub weekday: i32,
    /// Minute of the day.
    pub start: i32,
    /// Minute of the day.
    pub end: i32,
}

/// A dated exception.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Exception {
    /// Its id.
    pub id: AvailabilityExceptionId,
    /// From.
    pub starts: Instant,
    /// Until.
    pub ends: Instant,
    /// Frees instead of blocking.
    pub free: bool,
    /// In their own words.
    pub reason: String,
}

/// Lets pass who may change this trainer's availability; an unknown trainer is refused by name, not
/// by a foreign key.
async fn may_edit(work: &Work, id: TrainerId) -> Result<()> {
    let owner = Owner::trainer(id);
    policy::require(&work.actor, Action::EditTrainers, owner, "trainer")?;
    let known = trainer::Entity::find_by_id(id).one(work.db()).await?;
    known.map(drop).ok_or(Error::NotFound("trainer"))
}

/// Replaces a trainer's weekly rules from `from` to `to`, both inclusive. Rules that reach beyond keep
/// their part outside: a changed fortnight must not wipe out the term.
pub async fn set_weekly(
    work: &Work,
    id: TrainerId,
    from: NaiveDate,
    to: NaiveDate,
    weekly: &[Weekly],
) -> Result<()> {
    may_edit(work, id).await?;
    let mut errors: Vec<FieldError> = Vec::new();
    if to < from {
        errors.push(FieldError {
            field: "valid_to".into(),
            message: Message::new("field-end-before-start"),
        });
    }
    for rule in weekly {
        let field = || format!("day_{}", rule.weekday);
        if !(0..=6).contains(&rule.weekday) || rule.start < 0 || rule.end > 1440 {
            errors.push(FieldError {
                field: field(),
                message: Message::new("field-time"),
            });
        } else if rule.end <= rule.start {
            errors.push(FieldError {
                field: field(),
                message: Message::new("field-end-before-start"),
            });
        }
        let clashes = weekly
            .iter()
            .filter(|o| o.weekday == rule.weekday && o.start < rule.end && rule.start < o.end);
        if clashes.count() > 1 {
            errors.push(FieldError {
                field: field(),
                message: Message::new("availability-overlap"),
            });
        }
    }
    if !errors.is_empty() {
        errors.dedup();
        return Err(Error::Invalid(errors));
    }
    clear(work, id, from, to).await?;
    for rule in weekly {
        weekly_availability::ActiveModel {
            trainer_id: Set(id),
            weekday: Set(rule.weekday),
            start_minute: Set(rule.start),
            end_minute: Set(rule.end),
            valid_from: Set(from),
            valid_to: Set(to),
            ..Default::default()
        }
        .insert(work.db())
        .await?;
    }
    audit::append(
        work,
        "availability.weekly",
        "trainer",
        id.0,
        json!({ "rules": weekly.len() }),
    )
    .await
}

/// Takes the weekly rules off the dates from `from` to `to`.
async fn clear(work: &Work, id: TrainerId, from: NaiveDate, to: NaiveDate) -> Result<()> {
    let inside = weekly_availability::Entity::find()
        .filter(weekly_availability::COLUMN.trainer_id.eq(id))
        .filter(weekly_availability::COLUMN.valid_from.lte(to))
        .filter(weekly_availability::COLUMN.valid_to.gte(from))
        .all(work.db())
        .await?;
    for row in inside {
        let (starts, ends) = (row.valid_from, row.valid_to);
        weekly_availability::Entity::delete_by_id(row.id)
            .exec(work.db())
            .await?;
        let before = (starts < from).then(|| (starts, from - Days::new(1)));
        let after = (ends > to).then(|| (to + Days::new(1), ends));
        for (valid_from, valid_to) in before.into_iter().chain(after) {
            weekly_availability::ActiveModel {
                trainer_id: Set(id),
                weekday: Set(row.weekday),
                start_minute: Set(row.start_minute),
                end_minute: Set(row.end_minute),
                valid_from: Set(valid_from),
                valid_to: Set(valid_to),
                ..Default::default()
            }
            .insert(work.db())
            .await?;
        }
    }
    Ok(())
}

/// The weekly rules that hold on a date, and the span of dates over which they do.
pub async fn weekly(
    work: &Work,
    id: TrainerId,
    on: NaiveDate,
) -> Result<(Vec<Weekly>, Option<(NaiveDate, NaiveDate)>)> {
    policy::require(
        &work.actor,
        Action::ViewTrainers,
        Owner::trainer(id),
        "trainer",
    )?;
    let rows = weekly_availability::Entity::find()
        .filter(weekly_availability::COLUMN.trainer_id.eq(id))
        .filter(weekly_availability::COLUMN.valid_to.gte(on))
        .order_by_asc(weekly_availability::COLUMN.valid_from)
        .order_by_asc(weekly_availability::COLUMN.weekday)
        .order_by_asc(weekly_availability::COLUMN.start_minute)
        .all(work.db())
        .await?;
    let span = rows.first().map(|row| (row.valid_from, row.valid_to));
    let rules = rows
        .into_iter()
        .filter(|row| Some((row.valid_from, row.valid_to)) == span)
        .map(|row| Weekly {
            weekday: row.weekday,
            start: row.start_minute,
            end: row.end_minute,
        })
        .collect();
    Ok((rules, span))
}

/// Adds a dated exception: busy, or free beyond the weekly rule.
pub async fn add_exception(
    work: &Work,
    id: TrainerId,
    starts: Instant,
    ends: Instant,
    free: bool,
    reason: &str,
) -> Result<AvailabilityExceptionId> {
    may_edit(work, id).await?;
    let reason = text::line("reason", reason, 0..=200)?;
    if ends <= starts {
        return Err(Error::field("ends", Message::new("field-end-before-start")));
    }
    if starts < Instant::EARLIEST || ends > Instant::LATEST {
        return Err(Error::field("starts", Message::new("field-date-range")));
    }
    let row = availability_exception::ActiveModel {
        trainer_id: Set(id),
        starts: Set(starts),
        ends: Set(ends),
        free: Set(free),
        reason: Set(reason),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    audit::append(
        work,
        "availability.exception",
        "trainer",
        id.0,
        json!({ "free": free }),
    )
    .await?;
    Ok(row.id)
}

/// Takes an exception back; what was sent or confirmed meanwhile is not touched.
pub async fn remove_exception(work: &Work, id: TrainerId, exception: i64) -> Result<()> {
    may_edit(work, id).await?;
    let done = availability_exception::Entity::delete_many()
        .filter(availability_exception::COLUMN.id.eq(exception))
        .filter(availability_exception::COLUMN.trainer_id.eq(id))
        .exec(work.db())
        .await?;
    if done.rows_affected == 0 {
        return Err(Error::NotFound("exception"));
    }
    let detail = json!({ "removed": exception });
    audit::append(work, "availability.exception", "trainer", id.0, detail).await
}

/// Exceptions that end after now.
pub async fn exceptions(work: &Work, id: TrainerId) -> Result<Vec<Exception>> {
    policy::require(
        &work.actor,
        Action::ViewTrainers,
        Owner::trainer(id),
        "trainer",
    )?;
    let rows = availability_exception::Entity::find()
        .filter(availability_exception::COLUMN.trainer_id.eq(id))
        .filter(availability_exception::COLUMN.ends.gt(work.now))
        .order_by_asc(availability_exception::COLUMN.starts)
        .all(work.db())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Exception {
            id: row.id,
            starts: row.starts,
            ends: row.ends,
            free: row.free,
            reason: row.reason,
        })
        .collect())
}

/// When each of all trainers can teach on the days that the span touches, in two queries.
pub async fn free(work: &Work, span: Span) -> Result<BTreeMap<TrainerId, SpanSet>> {
    free_of(work, span, None).await
}

/// Whether a trainer can teach all through the span, by their own calendar.
pub async fn is_free(work: &Work, id: TrainerId, span: Span) -> Result<bool> {
    let free = free_of(work, span, Some(id)).await?;
    Ok(free.get(&id).is_some_and(|set| set.covers(span)))
}

async fn free_of(
    work: &Work,
    span: Span,
    only: Option<TrainerId>,
) -> Result<BTreeMap<TrainerId, SpanSet>> {
    let zone = work.zone();
    // The end is the first second outside.
    let (first, last) = (zone.date(span.start), zone.date(span.end - 1));
    let rules = weekly_availability::Entity::find()
        .filter(weekly_availability::COLUMN.valid_from.lte(last))
        .filter(weekly_availability::COLUMN.valid_to.gte(first))
        .apply_if(only, |query, id| {
            query.filter(weekly_availability::COLUMN.trainer_id.eq(id))
        })
        .all(work.db())
        .await?;
    // A day's instants are the same for every trainer: work them out once.
    let mut days: Vec<(NaiveDate, i32)> = Vec::new();
    let mut date = first;
    while date <= last {
        days.push((date, date.weekday().num_days_from_monday() as i32));
        date = date + Days::new(1);
    }
    let mut free: BTreeMap<TrainerId, Vec<Span>> = BTreeMap::new();
    for rule in rules {
        for (date, weekday) in &days {
            if *weekday == rule.weekday && (rule.valid_from..=rule.valid_to).contains(date) {
                free.entry(rule.trainer_id).or_default().extend(Span::new(
                    zone.instant(*date, i64::from(rule.start_minute)),
                    zone.instant(*date, i64::from(rule.end_minute)),
                ));
            }
        }
    }
    let mut busy: BTreeMap<TrainerId, Vec<Span>> = BTreeMap::new();
    let exceptions = availability_exception::Entity::find()
        .filter(availability_exception::COLUMN.starts.lt(Instant(span.end)))
        .filter(availability_exception::COLUMN.ends.gt(Instant(span.start)))
        .apply_if(only, |query, id| {
            query.filter(availability_exception::COLUMN.trainer_id.eq(id))
        })
        .all(work.db())
        .await?;
    for row in exceptions {
        let side = if row.free { &mut free } else { &mut busy };
        side.entry(row.trainer_id)
            .or_default()
            .extend(Span::new(row.starts.0, row.ends.0));
    }
    Ok(free
        .into_iter()
        .map(|(trainer, spans)| {
            let blocked = SpanSet::of(busy.remove(&trainer).unwrap_or_default());
            (trainer, SpanSet::of(spans).without(&blocked))
        })
        .collect())
}
