//! Seats of a span of days, in a few queries: those that are asked for, and those that cohorts ahead may want.
//! Who could sit in them is `people`'s.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::{
    CityId, CohortId, CourseId, Instant, Precision, RequestId, RequestState, SeatId, SlotId,
    SlotState, VenueId, cohort, commitment, course, institute, request, seat, slot, slot_option,
    venue,
};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::count::{Held, Need};
use super::people::holding;
use crate::courses::classes;
use crate::db::Work;
use crate::error::Result;
use crate::reference::vocabulary;

/// Requests that ask for something, decided or not.
const ASKING: [RequestState; 3] = [
    RequestState::Submitted,
    RequestState::Accepted,
    RequestState::Closed,
];

/// Seats of a span of days.
#[derive(Debug, Default)]
pub struct Seats {
    /// Those to be filled.
    pub needs: Vec<Need>,
    /// Those that somebody holds.
    pub held: Vec<Held>,
}

/// Where each venue is; none online.
async fn places(work: &Work) -> Result<BTreeMap<VenueId, Option<CityId>>> {
    let rows: Vec<(VenueId, Option<CityId>)> = venue::Entity::find()
        .select_only()
        .columns([venue::Column::Id, venue::Column::CityId])
        .into_tuple()
        .all(work.db())
        .await?;
    Ok(rows.into_iter().collect())
}

/// Slots with their seats and options.
struct Slots {
    slots: Vec<slot::Model>,
    seats: BTreeMap<SlotId, Vec<seat::Model>>,
    options: BTreeMap<SlotId, Vec<slot_option::Model>>,
}

impl Slots {
    async fn load(
        work: &Work,
        states: &[SlotState],
        ids: impl Fn() -> SelectStatement,
    ) -> Result<Self> {
        let db = work.db();
        let asking = request::Entity::find()
            .select_only()
            .column(request::Column::Id)
            .filter(request::COLUMN.state.is_in(ASKING));
        let slots = slot::Entity::find()
            .filter(slot::COLUMN.state.is_in(states.iter().copied()))
            .filter(slot::Column::Id.in_subquery(ids()))
            .filter(slot::Column::RequestId.in_subquery(asking.into_query()))
            .order_by_asc(slot::COLUMN.id)
            .all(db)
            .await?;
        let mut seats: BTreeMap<SlotId, Vec<seat::Model>> = BTreeMap::new();
        let wanted = seat::Entity::find()
            .filter(seat::COLUMN.required.eq(true))
            .filter(seat::Column::SlotId.in_subquery(ids()));
        // A seat for what became part of another subject means the other.
        let meanings = vocabulary::meanings(work).await?;
        for mut row in wanted.all(db).await? {
            row.subject_id = meanings.of(row.subject_id);
            seats.entry(row.slot_id).or_default().push(row);
        }
        let mut options: BTreeMap<SlotId, Vec<slot_option::Model>> = BTreeMap::new();
        let all = slot_option::Entity::find()
            .filter(slot_option::Column::SlotId.in_subquery(ids()))
            .order_by_asc(slot_option::COLUMN.starts);
        for row in all.all(db).await? {
            options.entry(row.slot_id).or_default().push(row);
        }
        Ok(Self {
            slots,
            seats,
            options,
        })
    }

    /// The option that is asked for, or else the earliest; none of a session that only a public source tells of.
    fn time(&self, slot: &slot::Model) -> Option<&slot_option::Model> {
        let options = self.options.get(&slot.id)?;
        let active = options.iter().find(|o| Some(o.id) == slot.active_option_id);
        let chosen = active.or_else(|| options.first())?;
        (chosen.precision == Precision::Minute).then_some(chosen)
    }

    fn seats(&self, slot: &slot::Model) -> &[seat::Model] {
        self.seats.get(&slot.id).map(Vec::as_slice).unwrap_or(&[])
    }
}

/// Seats of slots whose first option lies from `from` to before `until`: what is over is not wanted any more.
pub async fn asked(work: &Work, from: NaiveDate, until: NaiveDate) -> Result<Seats> {
    let zone = work.zone();
    let (first, last) = (
        Instant(zone.instant(from, 0)),
        Instant(zone.instant(until, 0)),
    );
    let ids = || {
        slot_option::Entity::find()
            .select_only()
            .column(slot_option::Column::SlotId)
            .filter(slot_option::COLUMN.starts.gte(first))
            .filter(slot_option::COLUMN.starts.lt(last))
            .into_query()
    };
    let slots = Slots::load(work, &[SlotState::Open], ids).await?;
    let taken: Vec<SeatId> = holding()
        .select_only()
        .column(commitment::Column::SeatId)
        .filter(commitment::Column::SlotId.in_subquery(ids()))
        .into_tuple()
        .all(work.db())
        .await?;
    let taken: BTreeSet<SeatId> = taken.into_iter().collect();
    let places = places(work).await?;
    let classes = classes::ranks(work, slots.slots.iter().map(|slot| slot.id)).await?;
    let mut seats = Seats::default();
    for slot in &slots.slots {
        let Some(option) = slots.time(slot) else {
            continue;
        };
        if option.starts < first || option.starts >= last {
            continue;
        }
        let place = places.get(&option.venue_id).copied().flatten();
        let day = zone.date(option.starts.0);
        for seat in slots.seats(slot) {
            if taken.contains(&seat.id) {
                seats.held.push(Held {
                    subject: seat.subject_id,
                    place,
                    day,
                });
            } else if option.starts > work.now {
                seats.needs.push(Need {
                    subject: seat.subject_id,
                    level: seat.level,
                    pool: seat.pool,
                    language: slot.language,
                    class: classes.get(&slot.id).copied().unwrap_or_default(),
                    place,
                    day,
                    minute: zone.minute(option.starts.0),
                    expected: false,
                });
            }
        }
    }
    Ok(seats)
}

/// A cohort that begins ahead and has asked for nothing, with the newest before it of its course that has.
struct Follower {
    course: CourseId,
    starts_on: NaiveDate,
    city: CityId,
    model: (CohortId, NaiveDate),
}

/// Which cohorts may be expected to ask before a day.
async fn followers(work: &Work, until: NaiveDate) -> Result<Vec<Follower>> {
    let db = work.db();
    let today = work.zone().date(work.now.0);
    let asked: Vec<CohortId> = request::Entity::find()
        .select_only()
        .column(request::Column::CohortId)
        .distinct()
        .filter(request::COLUMN.state.is_in(ASKING))
        .into_tuple()
        .all(db)
        .await?;
    let returned: Vec<CohortId> = request::Entity::find()
        .select_only()
        .column(request::Column::CohortId)
        .distinct()
        .filter(request::COLUMN.state.eq(RequestState::Returned))
        .into_tuple()
        .all(db)
        .await?;
    let asked: BTreeSet<CohortId> = asked.into_iter().collect();
    let spoke: BTreeSet<CohortId> = asked.iter().copied().chain(returned).collect();
    let cities: BTreeMap<_, _> = institute::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.city_id))
        .collect();
    let cohorts = cohort::Entity::find()
        .filter(cohort::COLUMN.starts_on.lt(until))
        .order_by_asc(cohort::COLUMN.starts_on)
        .order_by_asc(cohort::COLUMN.id)
        .all(db)
        .await?;
    // By day, so that the newest that asked before somebody is known when they are met.
    let mut newest: BTreeMap<CourseId, Vec<(CohortId, NaiveDate)>> = BTreeMap::new();
    let mut found = Vec::new();
    for row in cohorts {
        let before = newest.entry(row.course_id).or_default();
        let model = before.iter().rfind(|(_, day)| *day < row.starts_on);
        if row.starts_on > today
            && !spoke.contains(&row.id)
            && let (Some(model), Some(city)) = (model, cities.get(&row.institute_id))
        {
            found.push(Follower {
                course: row.course_id,
                starts_on: row.starts_on,
                city: *city,
                model: *model,
            });
        }
        if asked.contains(&row.id) {
            before.push((row.id, row.starts_on));
        }
    }
    Ok(found)
}

/// Seats that cohorts ahead may be expected to ask for: what the cohort before them did, so many days after
/// its own first day.
pub async fn expected(work: &Work, from: NaiveDate, until: NaiveDate) -> Result<Vec<Need>> {
    let followers = followers(work, until).await?;
    if followers.is_empty() {
        return Ok(Vec::new());
    }
    let models: BTreeSet<CohortId> = followers.iter().map(|one| one.model.0).collect();
    let of_models = request::Entity::find()
        .filter(request::COLUMN.cohort_id.is_in(models))
        .filter(request::COLUMN.state.is_in(ASKING))
        .all(work.db())
        .await?;
    let cohort_of: BTreeMap<RequestId, CohortId> = of_models
        .iter()
        .map(|row| (row.id, row.cohort_id))
        .collect();
    let ids = || {
        slot::Entity::find()
            .select_only()
            .column(slot::Column::Id)
            .filter(slot::COLUMN.request_id.is_in(cohort_of.keys().copied()))
            .into_query()
    };
    // What was given up for want of a trainer was asked for all the same.
    let asked = [SlotState::Open, SlotState::Closed];
    let slots = Slots::load(work, &asked, ids).await?;
    let places = places(work).await?;
    let ranks: BTreeMap<CourseId, u8> = course::Entity::find()
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.id, classes::rank(&row.level, row.specialists)))
        .collect();
    let mut of_cohort: BTreeMap<CohortId, Vec<&slot::Model>> = BTreeMap::new();
    for slot in &slots.slots {
        if let Some(cohort) = cohort_of.get(&slot.request_id) {
            of_cohort.entry(*cohort).or_default().push(slot);
        }
    }
    let zone = work.zone();
    let mut needs = Vec::new();
    for one in &followers {
        for slot in of_cohort.get(&one.model.0).into_iter().flatten() {
            let Some(option) = slots.time(slot) else {
                continue;
            };
            let later = zone.date(option.starts.0) - one.model.1;
            let day = one.starts_on.checked_add_signed(later);
            let Some(day) = day.filter(|day| (from..until).contains(day)) else {
                continue;
            };
            let online = places.get(&option.venue_id).is_none_or(Option::is_none);
            needs.extend(slots.seats(slot).iter().map(|seat| Need {
                subject: seat.subject_id,
                level: seat.level,
                pool: seat.pool,
                language: slot.language,
                class: ranks.get(&one.course).copied().unwrap_or_default(),
                place: (!online).then_some(one.city),
                day,
                minute: zone.minute(option.starts.0),
                expected: true,
            }));
        }
    }
    Ok(needs)
}
