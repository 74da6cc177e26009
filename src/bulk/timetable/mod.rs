//! Rows of timetables: slots, known by their cohort and title; the second of the same title by coming second.
//!
//! New slots of a cohort become one request of it, or as many as it takes. A slot that was handed in is no matter
//! of a table any more: a row that would change it is refused.

mod read;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::columns::{Column, Row, free, needed};
use super::report::{Faults, Outcome};
use crate::courses::CohortId;
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::slots::{self, NewRequest, NewSlot, RequestId, RequestView, SLOTS, lifecycle};
use crate::time::Zone;
use read::{Words, cells, read};

/// Seats of a slot.
const SEATS: usize = 3;
/// Times that a slot could be at.
const OPTIONS: usize = 4;

/// The columns. Those of seats and times are called as the fields of the form are.
pub const COLUMNS: &[Column] = &[
    free("institute", "nipa-lhr"),
    needed("course", "MCMC"),
    needed("cohort", "43"),
    needed("title", "Ransomware and how it gets in"),
    free("mode", "in_person"),
    free("language", "en"),
    free("priority", "3"),
    free("also", "SMC 36"),
    needed("seat_1_subject", "TL-02"),
    free("seat_1_level", "2"),
    free("seat_1_pool", "academic"),
    free("seat_1_required", "yes"),
    free("seat_2_subject", "IR-01"),
    free("seat_2_level", "2"),
    free("seat_2_pool", "cert"),
    free("seat_2_required", "no"),
    free("seat_3_subject", ""),
    free("seat_3_level", ""),
    free("seat_3_pool", ""),
    free("seat_3_required", ""),
    needed("option_1_date", "2026-05-06"),
    needed("option_1_start", "09:00"),
    needed("option_1_end", "10:30"),
    free("option_1_venue", "Hall A"),
    free("option_2_date", "2026-05-07"),
    free("option_2_start", "11:00"),
    free("option_2_end", "12:30"),
    free("option_2_venue", "Hall A"),
    free("option_3_date", ""),
    free("option_3_start", ""),
    free("option_3_end", ""),
    free("option_3_venue", ""),
    free("option_4_date", ""),
    free("option_4_start", ""),
    free("option_4_end", ""),
    free("option_4_venue", ""),
];

/// A slot that is there: its request, its place in it, and as it would be asked for anew.
type Known = (RequestId, usize, NewSlot);

/// The slots of a cohort's own requests by title, each title's in their order; and the requests.
async fn known(
    work: &Work,
    cohort: CohortId,
) -> Result<(
    BTreeMap<String, Vec<Known>>,
    BTreeMap<RequestId, RequestView>,
)> {
    let mut slots: BTreeMap<String, Vec<Known>> = BTreeMap::new();
    let mut requests = BTreeMap::new();
    let mut ids: Vec<RequestId> = slots::of_cohort(work, cohort)
        .await?
        .into_iter()
        .filter(|(request, _)| request.cohort == cohort)
        .map(|(request, _)| request.id)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let request = slots::get_request(work, id).await?;
        for (place, slot) in slots::wish_of(&request).slots.into_iter().enumerate() {
            slots
                .entry(key(&slot.title))
                .or_default()
                .push((id, place, slot));
        }
        requests.insert(id, request);
    }
    Ok((slots, requests))
}

fn key(title: &str) -> String {
    title.trim().to_lowercase()
}

/// Whether the day of a slot is known: of what a public source records it may not be.
fn dated(zone: Zone, slot: &NewSlot) -> bool {
    let mut options = slot.options.iter();
    options.all(|option| zone.date(option.starts.0) == zone.date(option.ends.0 - 1))
}

/// Every slot as a row: of one cohort, or of all.
pub async fn export(work: &Work, only: Option<CohortId>) -> Result<Vec<Vec<String>>> {
    let words = Words::load(work).await?;
    let mut rows = Vec::new();
    for cohort in words.cohorts().filter(|c| only.is_none_or(|id| id == c.id)) {
        let (_, requests) = known(work, cohort.id).await?;
        let venues = words.venues(work, cohort.institute).await?;
        for request in requests.values() {
            let slots = slots::wish_of(request).slots.into_iter();
            for slot in slots.filter(|slot| dated(work.zone(), slot)) {
                rows.push(cells(work.zone(), &words, cohort, &venues, &slot));
            }
        }
    }
    Ok(rows)
}

/// The rows of one cohort.
type OfCohort<'r, 't> = Vec<(&'r Row<'t>, Option<NewSlot>)>;

/// Does what the rows say; with `submit` the requests that come of it are handed in at once.
pub async fn apply(
    work: &Work,
    rows: &[Row<'_>],
    submit: bool,
    faults: &mut Faults,
) -> Result<Vec<Outcome>> {
    let words = Words::load(work).await?;
    let mut by_cohort: BTreeMap<CohortId, OfCohort<'_, '_>> = BTreeMap::new();
    let mut venues = BTreeMap::new();
    for row in rows {
        let Some(cohort) = words.cohort(work, row, faults) else {
            continue;
        };
        let rooms = match venues.entry(cohort.institute) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(words.venues(work, cohort.institute).await?),
        };
        let slot = read(work.zone(), &words, cohort, rooms, row, faults);
        by_cohort.entry(cohort.id).or_default().push((row, slot));
    }
    let mut outcomes = Vec::new();
    for (id, of_cohort) in by_cohort {
        let Some(cohort) = words.cohorts().find(|known| known.id == id) else {
            continue;
        };
        let rooms = &venues[&cohort.institute];
        let shown = |slot: &NewSlot| cells(work.zone(), &words, cohort, rooms, slot);
        let (slots, requests) = known(work, id).await?;
        let mut plan = Plan::default();
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        for (row, slot) in of_cohort {
            let nth = count.entry(key(row.get("title"))).or_default();
            let there = slots
                .get(&key(row.get("title")))
                .and_then(|of| of.get(*nth));
            *nth += 1;
            let Some(slot) = slot else { continue };
            let was = there.map(|(.., slot)| shown(slot));
            let label = format!("{}: {}", cohort.alias, slot.title);
            outcomes.push(Outcome::of(
                row,
                label,
                was.as_deref(),
                &shown(&slot),
                COLUMNS,
            ));
            if let Some((request, ..)) = there {
                plan.meant.entry(*request).or_insert(row);
            }
            match there {
                None => plan.new.push((row, slot)),
                Some((.., old)) if *old == slot => {}
                Some((request, place, _)) => {
                    plan.changed
                        .entry(*request)
                        .or_default()
                        .push((row, *place, slot));
                }
            }
        }
        plan.carry_out(work, id, &requests, submit, faults).await?;
    }
    outcomes.sort_by_key(|outcome| outcome.row);
    Ok(outcomes)
}

/// What is to be done for one cohort.
#[derive(Default)]
struct Plan<'r, 't> {
    new: Vec<(&'r Row<'t>, NewSlot)>,
    changed: BTreeMap<RequestId, Vec<(&'r Row<'t>, usize, NewSlot)>>,
    /// Requests that rows are about, changed or not, each with the first of them.
    meant: BTreeMap<RequestId, &'r Row<'t>>,
}

impl Plan<'_, '_> {
    async fn carry_out(
        mut self,
        work: &Work,
        cohort: CohortId,
        requests: &BTreeMap<RequestId, RequestView>,
        submit: bool,
        faults: &mut Faults,
    ) -> Result<()> {
        for (id, changes) in self.changed {
            let Some(request) = requests.get(&id) else {
                continue;
            };
            if !lifecycle::editable(request.state) {
                for (row, ..) in &changes {
                    let message = Message::new("bulk-handed-in");
                    faults.wrong(row, "title", message.with("reference", &request.reference));
                }
                continue;
            }
            let mut wish = slots::wish_of(request);
            let mut written = BTreeMap::new();
            for (row, place, slot) in changes {
                if let Some(old) = wish.slots.get_mut(place) {
                    *old = slot;
                    written.insert(place, row);
                }
            }
            let done = slots::revise(work, id, request.version, wish).await;
            if beside(done, |place| written.get(&place).copied(), faults)?.is_none() {
                self.meant.remove(&id);
            }
        }
        self.meant.retain(|id, _| {
            let request = requests.get(id);
            request.is_some_and(|request| lifecycle::editable(request.state))
        });
        for part in self.new.chunks(SLOTS) {
            let new = NewRequest {
                cohort,
                note: String::new(),
                slots: part.iter().map(|(_, slot)| slot.clone()).collect(),
            };
            let made = slots::draft(work, new).await;
            let row = |place: usize| part.get(place).map(|(row, _)| *row);
            if let (Some(id), Some(first)) = (beside(made, row, faults)?, row(0)) {
                self.meant.insert(id, first);
            }
        }
        if submit {
            for (id, row) in self.meant {
                let done = slots::submit(work, id).await;
                beside(done, |_| Some(row), faults)?;
            }
        }
        Ok(())
    }
}

/// Notes the faults of a request beside the rows of its slots: `slot_3.title` is of the third.
fn beside<'r, 't: 'r, T>(
    done: Result<T>,
    row: impl Fn(usize) -> Option<&'r Row<'t>>,
    faults: &mut Faults,
) -> Result<Option<T>> {
    let message = match done {
        Ok(value) => return Ok(Some(value)),
        Err(Error::Invalid(fields)) => {
            for field in fields {
                let (place, name) = match field.field.split_once('.') {
                    Some((slot, name)) => {
                        let number = slot.strip_prefix("slot_").and_then(|n| n.parse().ok());
                        (number.unwrap_or(1_usize).saturating_sub(1), name)
                    }
                    None => (0, field.field.as_str()),
                };
                // A slot that no row is about was right before, and is not looked at again.
                if let Some(row) = row(place).or_else(|| row(0)) {
                    let known = COLUMNS.iter().any(|column| column.name == name);
                    let column = if known { name } else { "title" };
                    faults.wrong(row, column, field.message);
                }
            }
            return Ok(None);
        }
        Err(Error::Conflict(message)) => message,
        Err(Error::NotFound(_)) => Message::new("bulk-not-yours"),
        Err(other) => return Err(other),
    };
    if let Some(row) = row(0) {
        faults.wrong(row, "title", message);
    }
    Ok(None)
}
