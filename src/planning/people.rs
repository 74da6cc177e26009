//! Trainers as the matcher has them: what they are qualified for, when they belong to the programme, when they are
//! free, and what they hold already.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::{
    CityId, CommitmentState, Instant, Standing, TrainerId, commitment, person, trainer,
    trainer_language,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::snapshot::{Axis, Places, language_position, pool_position, subject_position};
use crate::availability;
use crate::db::Work;
use crate::error::Result;
use crate::matching::model::{Booking, NO_CAP, Skill, Trainer};
use crate::time::Span;
use crate::trainers::expertise::{self, Qualification};
use crate::trainers::membership::{self, Terms};

pub(super) async fn trainers(
    work: &Work,
    axis: &Axis,
    cities: &[CityId],
    places: &Places,
    first: Instant,
    last: Instant,
) -> Result<(Vec<TrainerId>, Vec<Trainer>)> {
    let db = work.db();
    let disabled: BTreeSet<_> = person::Entity::find()
        .filter(person::COLUMN.disabled_at.is_not_null())
        .all(db)
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    let rows: Vec<trainer::Model> = trainer::Entity::find()
        .filter(trainer::COLUMN.standing.eq(Standing::Active))
        .order_by_asc(trainer::COLUMN.id)
        .all(db)
        .await?
        .into_iter()
        .filter(|row| !disabled.contains(&row.person_id))
        .collect();
    let home: BTreeMap<CityId, u32> = cities.iter().copied().zip(0..).collect();
    let mut qualified = expertise::qualifications(work, None).await?;
    let mut terms = membership::terms(work, None).await?;
    let mut langs: BTreeMap<TrainerId, Vec<u32>> = BTreeMap::new();
    for row in trainer_language::Entity::find().all(db).await? {
        langs
            .entry(row.trainer_id)
            .or_default()
            .push(language_position(row.language));
    }
    // Caps count whole weeks and months, so look beyond the span on both sides.
    let month = 32 * 86_400;
    let mut booked: BTreeMap<TrainerId, Vec<Booking>> = BTreeMap::new();
    let mut minutes: BTreeMap<TrainerId, i64> = BTreeMap::new();
    let taken = commitment::Entity::find()
        .filter(
            commitment::COLUMN
                .state
                .is_in([CommitmentState::Held, CommitmentState::Confirmed]),
        )
        .filter(commitment::COLUMN.ends.gt(first.plus(-month)))
        .filter(commitment::COLUMN.starts.lt(last.plus(month)))
        .order_by_asc(commitment::COLUMN.id)
        .all(db)
        .await?;
    for row in taken {
        let booking = Booking {
            start: axis.minute(row.starts),
            end: axis.minute(row.ends),
            place: places.place(row.venue_id),
        };
        *minutes.entry(row.trainer_id).or_default() += booking.end - booking.start;
        booked.entry(row.trainer_id).or_default().push(booking);
    }
    let span = Span {
        start: first.0,
        end: last.0.max(first.0 + 1),
    };
    let free = availability::free(work, span).await?;
    let people = rows
        .iter()
        .map(|row| {
            let avail = free.get(&row.id).map(|set| set.spans()).unwrap_or_default();
            let mut langs = langs.remove(&row.id).unwrap_or_default();
            langs.sort_unstable();
            Trainer {
                home: home.get(&row.home_city_id).copied().unwrap_or_default(),
                max_travel: row.max_travel_minutes.into(),
                pool: pool_position(row.pool),
                skills: skills(axis, qualified.remove(&row.id).unwrap_or_default()),
                langs,
                terms: match terms.remove(&row.id) {
                    Some(Terms::Office) => None,
                    Some(Terms::Days(days)) => Some(spans(axis, &days)),
                    None => Some(Vec::new()),
                },
                avail: avail.iter().filter_map(|s| whole(axis, *s)).collect(),
                booked: booked.remove(&row.id).unwrap_or_default(),
                max_day: row.cap_day.into(),
                max_week: row.cap_week.into(),
                max_month: row.cap_month.into(),
                max_week_minutes: NO_CAP,
                max_total_minutes: NO_CAP,
                target: i64::from(row.target_minutes),
            }
        })
        .collect();
    Ok((rows.into_iter().map(|row| row.id).collect(), people))
}

/// What somebody is qualified for, as the matcher has it; by subject.
fn skills(axis: &Axis, qualified: Vec<Qualification>) -> Vec<Skill> {
    qualified
        .into_iter()
        .map(|one| Skill {
            subject: subject_position(one.subject),
            level: one.level.clamp(1, 5) as u8,
            preference: one.preference.into(),
            floor: expertise::qualify::floor(one.audience),
            only: one.language.map(language_position),
            until: axis.day(one.until).1,
        })
        .collect()
}

/// The whole minutes of a free time; an exception may begin or end within one, or leave less than one.
fn whole(axis: &Axis, free: Span) -> Option<(i64, i64)> {
    let (start, end) = (
        axis.minute(Instant(free.start + 59)),
        axis.minute(Instant(free.end)),
    );
    (start < end).then_some((start, end))
}

/// Days of a designation as minutes; two that touch are one.
fn spans(axis: &Axis, days: &[(NaiveDate, NaiveDate)]) -> Vec<(i64, i64)> {
    let mut spans: Vec<(i64, i64)> = Vec::new();
    for (from, to) in days {
        let (start, end) = (axis.day(*from).0, axis.day(*to).1);
        match spans.last_mut() {
            Some(before) if before.1 >= start => before.1 = end,
            _ => spans.push((start, end)),
        }
    }
    spans
}
