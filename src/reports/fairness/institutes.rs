//! Institutes near the CERT and far from it: what they asked for, and what of it takes place.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use entity::{
    CityId, CohortId, Instant, InstituteId, Precision, RequestId, RequestState, SlotId,
    SlotOptionId, SlotState, city, cohort, institute, request, session, slot, slot_option,
    travel_time,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::{Far, HOME, NEAR, Served, counted, percent};
use crate::db::Work;
use crate::error::Result;

/// Of the slots of a half-year: near, far, and the institutes that are far.
pub(super) async fn served(
    work: &Work,
    from: Instant,
    until: Instant,
) -> Result<(Served, Served, Vec<Far>)> {
    let db = work.db();
    let slots = asked(work, from, until).await?;
    let covered: Vec<SlotId> = session::Entity::find()
        .select_only()
        .column(session::Column::SlotId)
        .filter(session::Column::SlotId.in_subquery(counted()))
        .into_tuple()
        .all(db)
        .await?;
    let covered: BTreeSet<SlotId> = covered.into_iter().collect();
    let cities: BTreeMap<CityId, city::Model> = city::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let home = cities.values().find(|row| row.code == HOME);
    let home = home.map(|row| row.id);
    let mut minutes: BTreeMap<CityId, i32> = travel_time::Entity::find()
        .filter(
            travel_time::COLUMN
                .from_city_id
                .eq(home.unwrap_or(CityId(0))),
        )
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.to_city_id, row.minutes))
        .collect();
    // The diagonal is for journeys between two rooms of a city.
    minutes.extend(home.map(|home| (home, 0)));
    let institutes: BTreeMap<InstituteId, institute::Model> = institute::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let (mut near, mut far) = (Served::default(), Served::default());
    let mut named: BTreeMap<InstituteId, Far> = BTreeMap::new();
    for (slot, id) in slots {
        let Some(institute) = institutes.get(&id) else {
            continue;
        };
        let covered = covered.contains(&slot);
        let minutes = minutes.get(&institute.city_id).copied();
        if minutes.is_some_and(|minutes| minutes <= NEAR) {
            near.add(covered);
            continue;
        }
        far.add(covered);
        let city = cities.get(&institute.city_id);
        let one = named.entry(id).or_insert_with(|| Far {
            institute: id,
            name: institute.short.clone(),
            city: city.map(|row| row.name.clone()).unwrap_or_default(),
            minutes,
            served: Served::default(),
        });
        one.served.add(covered);
    }
    for side in [&mut near, &mut far] {
        side.percent = percent(side.covered, side.asked);
    }
    let mut named: Vec<Far> = named.into_values().collect();
    named.sort_by(|a, b| {
        let by = |one: &Far| (one.served.percent, Reverse(one.served.asked));
        (by(a), &a.name).cmp(&(by(b), &b.name))
    });
    Ok((near, far, named))
}

/// Slots whose time is known and lies in the half-year: the one that is asked for or was confirmed, or else the
/// earliest, so that a slot stands in one half-year only.
async fn in_term(work: &Work, from: Instant, until: Instant) -> Result<BTreeSet<SlotId>> {
    let near = || {
        slot_option::Entity::find()
            .select_only()
            .column(slot_option::Column::SlotId)
            .filter(slot_option::COLUMN.starts.gte(from))
            .filter(slot_option::COLUMN.starts.lt(until))
            .filter(slot_option::COLUMN.precision.eq(Precision::Minute))
            .into_query()
    };
    let active: BTreeMap<SlotId, Option<SlotOptionId>> = slot::Entity::find()
        .select_only()
        .columns([slot::Column::Id, slot::Column::ActiveOptionId])
        .filter(slot::Column::Id.in_subquery(near()))
        .into_tuple::<(SlotId, Option<SlotOptionId>)>()
        .all(work.db())
        .await?
        .into_iter()
        .collect();
    let mut chosen: BTreeMap<SlotId, Instant> = BTreeMap::new();
    let options: Vec<(SlotId, SlotOptionId, Instant)> = slot_option::Entity::find()
        .select_only()
        .columns([
            slot_option::Column::SlotId,
            slot_option::Column::Id,
            slot_option::Column::Starts,
        ])
        .filter(slot_option::Column::SlotId.in_subquery(near()))
        .order_by_asc(slot_option::COLUMN.starts)
        .into_tuple()
        .all(work.db())
        .await?;
    for (slot, option, starts) in options {
        if active.get(&slot).is_some_and(|id| *id == Some(option)) {
            chosen.insert(slot, starts);
        } else {
            chosen.entry(slot).or_insert(starts);
        }
    }
    chosen.retain(|_, starts| from <= *starts && *starts < until);
    Ok(chosen.into_keys().collect())
}

/// Slots of the half-year with the institute that asked, but for those that it needs no more.
async fn asked(work: &Work, from: Instant, until: Instant) -> Result<Vec<(SlotId, InstituteId)>> {
    let db = work.db();
    let states = [
        RequestState::Submitted,
        RequestState::Accepted,
        RequestState::Closed,
    ];
    let requests: Vec<(RequestId, CohortId)> = request::Entity::find()
        .select_only()
        .columns([request::Column::Id, request::Column::CohortId])
        .filter(request::COLUMN.state.is_in(states))
        .into_tuple()
        .all(db)
        .await?;
    let requests: BTreeMap<RequestId, CohortId> = requests.into_iter().collect();
    let cohorts: Vec<(CohortId, InstituteId)> = cohort::Entity::find()
        .select_only()
        .columns([cohort::Column::Id, cohort::Column::InstituteId])
        .into_tuple()
        .all(db)
        .await?;
    let cohorts: BTreeMap<CohortId, InstituteId> = cohorts.into_iter().collect();
    let slots: Vec<(SlotId, RequestId)> = slot::Entity::find()
        .select_only()
        .columns([slot::Column::Id, slot::Column::RequestId])
        .filter(slot::COLUMN.state.ne(SlotState::Cancelled))
        .order_by_asc(slot::COLUMN.id)
        .into_tuple()
        .all(db)
        .await?;
    let in_term = in_term(work, from, until).await?;
    Ok(slots
        .into_iter()
        .filter(|(slot, _)| in_term.contains(slot))
        .filter_map(|(slot, request)| Some((slot, *cohorts.get(requests.get(&request)?)?)))
        .collect())
}
