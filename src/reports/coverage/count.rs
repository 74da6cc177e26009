//! PURE: what is asked for against what verified trainers can hold, by subject, place and month.
//!
//! Every asked or expected seat looks for a trainer exactly as the matcher would (subject, level, pool, class,
//! language, the designation and the expertise on that day, reach from home), and takes one of the sessions
//! that their month still has room for. Each cell is counted for itself: a trainer who is wanted in two cities
//! of one month counts in both, so that a gap shown here is a gap however the rest is planned.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use entity::{CityId, Language, Pool, SubjectId, TrainerId};

use crate::trainers::expertise::{Qualification, qualify};
use crate::trainers::membership::Terms;

/// A calendar month: months since the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(pub i32);

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.year() * 12 + day.month0() as i32)
    }

    /// Its first day.
    pub fn first(self) -> NaiveDate {
        let month0 = self.0.rem_euclid(12).unsigned_abs();
        NaiveDate::from_ymd_opt(self.0.div_euclid(12), month0 + 1, 1).unwrap_or_default()
    }
}

/// A seat that somebody is wanted for.
#[derive(Clone, Debug)]
pub struct Need {
    /// The subject.
    pub subject: SubjectId,
    /// 1..5.
    pub level: i32,
    /// CERT or academic.
    pub pool: Pool,
    /// In which language.
    pub language: Language,
    /// The class, as [`courses::classes`](crate::courses::classes) ranks it.
    pub class: u8,
    /// The city; none online.
    pub place: Option<CityId>,
    /// The day.
    pub day: NaiveDate,
    /// Minute of the day at which it starts.
    pub minute: i64,
    /// Whether nobody has asked for it yet, and the cohort before had it.
    pub expected: bool,
}

/// A seat that somebody holds.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// The subject.
    pub subject: SubjectId,
    /// The city; none online.
    pub place: Option<CityId>,
    /// The day.
    pub day: NaiveDate,
}

/// Somebody who takes part.
#[derive(Clone, Debug)]
pub struct Supplier {
    /// Who.
    pub id: TrainerId,
    /// CERT or academic.
    pub pool: Pool,
    /// Where journeys start.
    pub home: CityId,
    /// Minutes one way at most.
    pub max_travel: i32,
    /// Sessions a month at most.
    pub cap_month: i32,
    /// When they are designated.
    pub terms: Terms,
    /// What they teach in.
    pub languages: BTreeSet<Language>,
    /// What they are verified for.
    pub skills: Vec<Qualification>,
    /// Sessions that they hold, by month.
    pub taken: BTreeMap<Month, i32>,
}

/// How far somebody travels on the day: the numbers that the matcher has.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// Minutes one way on the day itself.
    pub same_day: i32,
    /// Minutes one way that still can be the same day, if it starts late.
    pub late: i32,
    /// Minute of the day from which that is so.
    pub late_from: i64,
    /// Minutes between cities; what is not known is out of reach.
    pub minutes: BTreeMap<(CityId, CityId), i32>,
}

impl Reach {
    /// Minutes from home; none where they are not known.
    fn journey(&self, home: CityId, place: Option<CityId>) -> Option<i32> {
        match place {
            Some(city) if city != home => self.minutes.get(&(home, city)).copied(),
            _ => Some(0),
        }
    }

    fn reaches(&self, supplier: &Supplier, need: &Need) -> bool {
        let Some(minutes) = self.journey(supplier.home, need.place) else {
            return false;
        };
        let only_late = minutes > self.same_day && minutes <= self.late;
        minutes <= supplier.max_travel && (!only_late || need.minute >= self.late_from)
    }
}

impl Supplier {
    /// Whether they may sit in that seat on that day, wherever it is.
    fn fits(&self, need: &Need) -> bool {
        self.pool == need.pool
            && self.languages.contains(&need.language)
            && self.terms.hold(need.day)
            && self.skills.iter().any(|skill| {
                skill.subject == need.subject
                    && skill.level >= need.level
                    && skill.until >= need.day
                    && skill.language.is_none_or(|only| only == need.language)
                    && qualify::floor(skill.audience) <= need.class
            })
    }

    fn free(&self, month: Month) -> i32 {
        let taken = self.taken.get(&month).copied().unwrap_or_default();
        (self.cap_month - taken).max(0)
    }
}

/// What one subject wants in one place in one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The subject.
    pub subject: SubjectId,
    /// The city; none online.
    pub place: Option<CityId>,
    /// The month.
    pub month: Month,
}

/// How that stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Seats that were asked for and that nobody holds.
    pub asked: usize,
    /// Seats that are expected.
    pub expected: usize,
    /// Seats that somebody holds.
    pub covered: usize,
    /// Trainers who may sit in one of the open seats and reach it.
    pub within: usize,
    /// Open seats that they have room for.
    pub room: usize,
    /// Where nobody reaches it: who is nearest, and how many minutes away.
    pub nearest: Option<(TrainerId, i32)>,
}

impl Cell {
    /// Seats to be filled.
    pub fn open(&self) -> usize {
        self.asked + self.expected
    }

    /// Those of them that nobody has room for.
    pub fn short(&self) -> usize {
        self.open().saturating_sub(self.room)
    }
}

/// Every cell in which something is asked for, expected or held.
pub fn cells(
    needs: &[Need],
    held: &[Held],
    people: &[Supplier],
    reach: &Reach,
) -> BTreeMap<Key, Cell> {
    let mut cells: BTreeMap<Key, Cell> = BTreeMap::new();
    for seat in held {
        let key = Key {
            subject: seat.subject,
            place: seat.place,
            month: Month::of(seat.day),
        };
        cells.entry(key).or_default().covered += 1;
    }
    // Who teaches a subject at all, so that no seat looks through everybody.
    let mut teach: BTreeMap<SubjectId, Vec<usize>> = BTreeMap::new();
    for (n, supplier) in people.iter().enumerate() {
        for skill in &supplier.skills {
            teach.entry(skill.subject).or_default().push(n);
        }
    }
    let mut wanted: BTreeMap<Key, Vec<&Need>> = BTreeMap::new();
    for need in needs {
        let key = Key {
            subject: need.subject,
            place: need.place,
            month: Month::of(need.day),
        };
        wanted.entry(key).or_default().push(need);
    }
    for (key, needs) in wanted {
        let known = teach.get(&key.subject).map(Vec::as_slice);
        let cell = cells.entry(key).or_default();
        cell.expected = needs.iter().filter(|need| need.expected).count();
        cell.asked = needs.len() - cell.expected;
        supply(cell, key, &needs, known.unwrap_or_default(), people, reach);
    }
    cells
}

fn supply(
    cell: &mut Cell,
    key: Key,
    needs: &[&Need],
    known: &[usize],
    people: &[Supplier],
    reach: &Reach,
) {
    let mut within: BTreeSet<usize> = BTreeSet::new();
    let mut nearest: Option<(i32, TrainerId)> = None;
    let mut can: Vec<Vec<usize>> = Vec::new();
    for need in needs {
        let mut of_seat = Vec::new();
        for &n in known {
            let supplier = &people[n];
            if !supplier.fits(need) {
                continue;
            }
            if reach.reaches(supplier, need) {
                of_seat.push(n);
                within.insert(n);
            } else if let Some(minutes) = reach.journey(supplier.home, need.place) {
                let candidate = (minutes, supplier.id);
                nearest = Some(nearest.map_or(candidate, |known| known.min(candidate)));
            }
        }
        can.push(of_seat);
    }
    let free = |n: usize| usize::try_from(people[n].free(key.month)).unwrap_or_default();
    cell.room = most(&can, free);
    cell.within = within.len();
    cell.nearest = nearest
        .filter(|_| within.is_empty())
        .map(|(minutes, id)| (id, minutes));
}

/// The most seats that can be filled at once, if each goes to one of those who can have it and nobody takes
/// more than they have free: augmenting paths.
fn most(can: &[Vec<usize>], free: impl Fn(usize) -> usize) -> usize {
    let mut has: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    (0..can.len())
        .filter(|seat| place(*seat, can, &free, &mut has, &mut BTreeSet::new()))
        .count()
}

fn place(
    seat: usize,
    can: &[Vec<usize>],
    free: &impl Fn(usize) -> usize,
    has: &mut BTreeMap<usize, Vec<usize>>,
    seen: &mut BTreeSet<usize>,
) -> bool {
    for &n in &can[seat] {
        let seats = has.entry(n).or_default();
        if seats.len() < free(n) {
            seats.push(seat);
            return true;
        }
    }
    for &n in &can[seat] {
        if !seen.insert(n) {
            continue;
        }
        for other in has.get(&n).cloned().unwrap_or_default() {
            if place(other, can, free, has, seen) {
                let seats = has.entry(n).or_default();
                seats.retain(|known| *known != other);
                seats.push(seat);
                return true;
            }
        }
    }
    false
}

/// Who is verified for a subject: of the pool, at the level, on the day.
pub fn verified(
    people: &[Supplier],
    subject: SubjectId,
    pool: Option<Pool>,
    level: i32,
    day: NaiveDate,
) -> impl Iterator<Item = TrainerId> {
    people
        .iter()
        .filter(move |one| pool.is_none_or(|pool| one.pool == pool) && one.terms.hold(day))
        .filter(move |one| {
            let mut skills = one.skills.iter();
            skills
                .any(|skill| skill.subject == subject && skill.level >= level && skill.until >= day)
        })
        .map(|one| one.id)
}

#[cfg(test)]
mod tests;
