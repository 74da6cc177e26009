//! The database as the matcher's instance: positions for ids, wall minutes for instants.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use entity::{
    CityId, Instant, Language, OfferState, Pool, ProposalState, SeatId, SlotId, SlotOptionId,
    SubjectId, TrainerId, VenueId, city, cohort, institute, occupancy, offer, proposal, request,
    slot_cohort, venue,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

use super::{people, reach};
use crate::courses::classes;
use crate::db::Work;
use crate::error::Result;
use crate::matching::model::{Instance, Place, ResourceBooking, Seat, Slot, SlotOption, Weights};
use crate::reference::{Calendar, Travel, vocabulary};
use crate::slots::{SlotView, slots_between};
use crate::time::Zone;
use crate::trainers::conflicts::hold;

/// What a minute of travel, a level, a kept trainer and a minute beyond the fair share are worth.
pub const WEIGHTS: Weights = Weights {
    level: 20,
    travel: 1,
    stability: 40,
    overload: 1,
};

/// Value of covering a slot of priority 1 with one seat; it rises with both.
const VALUE: i64 = 500;

/// An instance with the ids behind its positions.
pub struct Snapshot {
    /// What the matcher solves.
    pub instance: Instance,
    /// Trainer of each position.
    pub trainers: Vec<TrainerId>,
    /// Slot of each position.
    pub slots: Vec<Planned>,
    /// Slots that have no time at which their institute is open.
    pub closed: Vec<SlotView>,
}

/// A slot of the instance.
pub struct Planned {
    /// The slot.
    pub slot: SlotView,
    /// Seat of each position.
    pub seats: Vec<SeatId>,
    /// Option of each position.
    pub options: Vec<SlotOptionId>,
}

impl Planned {
    /// Whether nobody travels for this option.
    pub fn is_online(&self, id: SlotOptionId) -> bool {
        self.slot
            .options
            .iter()
            .any(|option| option.id == id && option.online)
    }
}

/// Wall minutes since the Monday of the week of `from`.
pub(super) struct Axis {
    zone: Zone,
    monday: NaiveDate,
}

impl Axis {
    pub(super) fn minute(&self, at: Instant) -> i64 {
        self.zone.minutes_since(self.monday, at.0)
    }

    /// First minute of a day, and the one after its last.
    pub(super) fn day(&self, day: NaiveDate) -> (i64, i64) {
        let start = (day - self.monday).num_minutes();
        (start, start + 1440)
    }
}

/// Takes a snapshot of everything that bears on slots with an option from `from` to `to`, inclusive.
pub async fn take(work: &Work, from: NaiveDate, to: NaiveDate) -> Result<Snapshot> {
    let zone = work.zone();
    let axis = Axis {
        zone,
        monday: Zone::monday(from),
    };
    let first = Instant(zone.instant(from, 0)).max(work.now);
    let until = Instant(zone.instant(to, 1440));
    let open = slots_between(work, first, until).await?;
    let cities: Vec<CityId> = city::Entity::find()
        .order_by_asc(city::COLUMN.id)
        .all(work.db())
        .await?
        .into_iter()
        .map(|c| c.id)
        .collect();
    let places = Places::load(work, &cities).await?;
    let (slots, closed) = plannable(work, open, first).await?;
    let last = slots
        .iter()
        .flat_map(|planned| &planned.slot.options)
        .map(|option| option.ends)
        .max()
        .unwrap_or(until)
        .max(until);
    let (trainers, people) = people::trainers(work, &axis, &cities, &places, first, last).await?;
    let position: BTreeMap<TrainerId, u32> = (0..).zip(&trainers).map(|(i, id)| (*id, i)).collect();
    let (resources, resource_booked) = resources(work, &axis, &slots).await?;
    let shaped = shape(work, &axis, &places, &slots, &resources, &position).await?;
    Ok(Snapshot {
        instance: Instance {
            weights: WEIGHTS,
            cities: cities.len(),
            travel: matrix(work, &cities).await?,
            reach: reach::rule(work),
            months: months(&axis, last),
            trainers: people,
            slots: shaped,
            forbidden: asked_before(work, &slots, &position).await?,
            conflicts: super::conflicts::barred(work, &slots, &position).await?,
            pinned: Vec::new(),
            resource_booked,
        },
        trainers,
        slots,
        closed,
    })
}

/// Which seats and options of the open slots are to be planned: seats that nobody has or is asked for,
/// at times that are ahead and at which the institute is open. Once an offer was prepared, its option
/// is the only one. Seats that the session can do without are sought once all others are asked for.
async fn plannable(
    work: &Work,
    open: Vec<SlotView>,
    first: Instant,
) -> Result<(Vec<Planned>, Vec<SlotView>)> {
    let asked = offer::Entity::find()
        .filter(offer::COLUMN.state.is_in(OfferState::OPEN))
        .all(work.db())
        .await?;
    let live: BTreeSet<SeatId> = asked.iter().map(|row| row.seat_id).collect();
    let fixed: BTreeMap<SlotId, SlotOptionId> = asked
        .iter()
        .map(|row| (row.slot_id, row.option_id))
        .collect();
    let calendar = Calendar::load(work).await?;
    let zone = work.zone();
    let homes = homes(work).await?;
    let (mut planned, mut closed) = (Vec::new(), Vec::new());
    for slot in open {
        let unasked = |required| {
            let seats = slot.seats.iter().filter(|seat| !live.contains(&seat.id));
            let wanted = seats.filter(|seat| seat.required == required);
            wanted.map(|seat| seat.id).collect::<Vec<SeatId>>()
        };
        let needed = unasked(true);
        let extra = needed.is_empty();
        let seats = if extra { unasked(false) } else { needed };
        if seats.is_empty() {
            continue;
        }
        let Some((province, week)) = homes.get(&slot.id) else {
            continue;
        };
        let options: Vec<SlotOptionId> = slot
            .options
            .iter()
            .filter(|option| fixed.get(&slot.id).is_none_or(|only| *only == option.id))
            .filter(|option| option.starts >= first)
            .filter(|option| {
                calendar.has_class(zone, (province, week), (option.starts, option.ends))
            })
            .map(|option| option.id)
            .collect();
        if options.is_empty() && extra {
            continue; // it takes place without
        } else if options.is_empty() {
            closed.push(slot);
        } else {
            planned.push(Planned {
                slot,
                seats,
                options,
            });
        }
    }
    Ok((planned, closed))
}

/// Province and week pattern of each slot's institute.
async fn homes(work: &Work) -> Result<BTreeMap<SlotId, (String, String)>> {
    let db = work.db();
    let cities: BTreeMap<_, _> = city::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.province))
        .collect();
    let institutes: BTreeMap<_, _> = institute::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let cohorts: BTreeMap<_, _> = cohort::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.institute_id))
        .collect();
    let requests: BTreeMap<_, _> = request::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.cohort_id))
        .collect();
    let slots = entity::slot::Entity::find().all(db).await?;
    Ok(slots
        .into_iter()
        .filter_map(|slot| {
            let institute = institutes.get(cohorts.get(requests.get(&slot.request_id)?)?)?;
            let province = cities.get(&institute.city_id)?.clone();
            Some((slot.id, (province, institute.week_pattern.clone())))
        })
        .collect())
}

/// Venues as the matcher sees them.
pub(super) struct Places {
    city_of: BTreeMap<VenueId, u32>,
    exclusive: BTreeSet<VenueId>,
}

impl Places {
    async fn load(work: &Work, cities: &[CityId]) -> Result<Self> {
        let position: BTreeMap<CityId, u32> = cities.iter().copied().zip(0..).collect();
        let venues = venue::Entity::find().all(work.db()).await?;
        let exclusive = venues
            .iter()
            .filter(|v| v.exclusive)
            .map(|v| v.id)
            .collect();
        let city_of = venues
            .into_iter()
            .filter_map(|v| Some((v.id, *position.get(&v.city_id?)?)))
            .collect();
        Ok(Self { city_of, exclusive })
    }

    pub(super) fn place(&self, venue: VenueId) -> Place {
        match self.city_of.get(&venue) {
            Some(&city) => Place::Venue {
                venue: venue.0.try_into().unwrap_or(u32::MAX),
                city,
            },
            None => Place::Online,
        }
    }
}

/// Cohorts and exclusive venues by number, and when they are taken already.
async fn resources(
    work: &Work,
    axis: &Axis,
    slots: &[Planned],
) -> Result<(BTreeMap<SlotId, Vec<u32>>, Vec<ResourceBooking>)> {
    let joint = slot_cohort::Entity::find()
        .filter(
            slot_cohort::COLUMN
                .slot_id
                .is_in(slots.iter().map(|planned| planned.slot.id)),
        )
        .all(work.db())
        .await?;
    let mut of_slot: BTreeMap<SlotId, Vec<u32>> = BTreeMap::new();
    for row in joint {
        of_slot
            .entry(row.slot_id)
            .or_default()
            .push(cohort_resource(row.cohort_id.0));
    }
    let own: BTreeSet<SlotId> = slots.iter().map(|planned| planned.slot.id).collect();
    let booked = occupancy::Entity::find()
        .filter(occupancy::COLUMN.active.eq(true))
        .order_by_asc(occupancy::COLUMN.id)
        .all(work.db())
        .await?
        .into_iter()
        .filter(|row| !own.contains(&row.slot_id))
        .map(|row| ResourceBooking {
            resource: match row.resource {
                entity::Resource::Cohort => cohort_resource(row.resource_id),
                entity::Resource::Venue => venue_resource(row.resource_id),
            },
            start: axis.minute(row.starts),
            end: axis.minute(row.ends),
        })
        .collect();
    Ok((of_slot, booked))
}

async fn shape(
    work: &Work,
    axis: &Axis,
    places: &Places,
    slots: &[Planned],
    resources: &BTreeMap<SlotId, Vec<u32>>,
    position: &BTreeMap<TrainerId, u32>,
) -> Result<Vec<Slot>> {
    let ids = slots.iter().map(|planned| planned.slot.id);
    let classes = classes::ranks(work, ids).await?;
    let meanings = vocabulary::meanings(work).await?;
    let mut before: BTreeMap<SlotId, BTreeSet<u32>> = BTreeMap::new();
    let proposals = proposal::Entity::find()
        .filter(
            proposal::COLUMN
                .slot_id
                .is_in(slots.iter().map(|planned| planned.slot.id)),
        )
        .filter(proposal::COLUMN.state.eq(ProposalState::Proposed))
        .all(work.db())
        .await?;
    for row in proposals {
        if let Some(trainer) = row.trainer_id.and_then(|id| position.get(&id)) {
            before.entry(row.slot_id).or_default().insert(*trainer);
        }
    }
    Ok(slots
        .iter()
        .map(|planned| {
            let slot = &planned.slot;
            let seats = slot
                .seats
                .iter()
                .filter(|seat| planned.seats.contains(&seat.id));
            let options = slot
                .options
                .iter()
                .filter(|option| planned.options.contains(&option.id));
            Slot {
                seats: seats
                    .map(|seat| Seat {
                        subject: subject_position(meanings.of(seat.subject)),
                        level: seat.level.clamp(1, 5) as u8,
                        score_level: seat.level.clamp(1, 5) as u8,
                        pool: Some(pool_position(seat.pool)),
                    })
                    .collect(),
                options: options
                    .map(|option| {
                        let mut busy = resources.get(&slot.id).cloned().unwrap_or_default();
                        if places.exclusive.contains(&option.venue) {
                            busy.push(venue_resource(option.venue.0));
                        }
                        SlotOption {
                            start: axis.minute(option.starts),
                            end: axis.minute(option.ends),
                            place: places.place(option.venue),
                            resources: busy,
                        }
                    })
                    .collect(),
                lang: language_position(slot.language),
                class: classes.get(&slot.id).copied().unwrap_or_default(),
                value: VALUE * i64::from(slot.priority) * (1 + slot.seats.len() as i64),
                prev: before
                    .remove(&slot.id)
                    .unwrap_or_default()
                    .into_iter()
                    .collect(),
            }
        })
        .collect())
}

/// Whoever is asked for a slot already can't have another seat of it, and whoever said no, let it lapse
/// or was taken off it is not asked again. An offer that never left bars nobody.
async fn asked_before(
    work: &Work,
    slots: &[Planned],
    position: &BTreeMap<TrainerId, u32>,
) -> Result<Vec<(u32, u32)>> {
    let index: BTreeMap<SlotId, u32> = (0..)
        .zip(slots)
        .map(|(i, planned)| (planned.slot.id, i))
        .collect();
    let rows = offer::Entity::find()
        .filter(offer::COLUMN.slot_id.is_in(index.keys().copied()))
        .filter(offer::COLUMN.state.ne(OfferState::Superseded))
        .filter(
            Condition::any()
                .add(offer::COLUMN.sent_at.is_not_null())
                .add(offer::COLUMN.state.eq(OfferState::Draft)),
        )
        .all(work.db())
        .await?;
    // Who was asked under a former record was asked.
    let merged = hold::merged(work).await?;
    let pairs: BTreeSet<(u32, u32)> = rows
        .into_iter()
        .filter_map(|row| {
            let trainer = merged.get(&row.trainer_id).unwrap_or(&row.trainer_id);
            Some((*index.get(&row.slot_id)?, *position.get(trainer)?))
        })
        .collect();
    Ok(pairs.into_iter().collect())
}

async fn matrix(work: &Work, cities: &[CityId]) -> Result<Vec<i64>> {
    let travel = Travel::load(work).await?;
    let pairs = cities
        .iter()
        .flat_map(|from| cities.iter().map(move |to| (*from, *to)));
    // A missing pair fails safe: a whole day.
    Ok(pairs
        .map(|(from, to)| travel.minutes(from, to).unwrap_or(1440).into())
        .collect())
}

/// First minutes of the calendar months from the one before the Monday to the one after the end.
fn months(axis: &Axis, last: Instant) -> Vec<i64> {
    let mut first = (axis.monday - Days::new(45))
        .with_day(1)
        .unwrap_or(axis.monday);
    let end = axis.zone.date(last.0) + Days::new(45);
    let mut starts = Vec::new();
    while first <= end {
        starts.push((first - axis.monday).num_minutes());
        first = first
            .checked_add_months(chrono::Months::new(1))
            .unwrap_or(end + Days::new(1));
    }
    starts
}

pub(super) fn subject_position(id: SubjectId) -> u32 {
    id.0.try_into().unwrap_or(u32::MAX)
}

pub(super) const fn pool_position(pool: Pool) -> u8 {
    match pool {
        Pool::Academic => 0,
        Pool::Cert => 1,
    }
}

pub(super) const fn language_position(language: Language) -> u32 {
    match language {
        Language::English => 0,
        Language::Urdu => 1,
    }
}

/// Cohorts take even numbers and venues odd ones.
fn cohort_resource(id: i64) -> u32 {
    (2 * id).try_into().unwrap_or(u32::MAX)
}

fn venue_resource(id: i64) -> u32 {
    (2 * id + 1).try_into().unwrap_or(u32::MAX)
}
