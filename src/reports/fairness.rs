//! How the sessions of a half-year are shared: between trainers and universities, with newcomers, and with
//! institutes that are far away. Shown unasked; nothing here ranks anybody.

mod institutes;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use entity::{
    CommitmentState, Instant, InstituteId, PersonId, Pool, SessionState, SlotId, Standing,
    TrainerId, UniversityId, commitment, person, session, trainer, university,
};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use institutes::served;

use super::sheet;
use crate::accounts::Language;
use crate::accounts::policy::{self, Action};
use crate::db::Work;
use crate::error::Result;
use crate::i18n::t;
use crate::trainers::conflicts::hold;
use crate::trainers::{membership, titled};

/// Sessions in all from which on somebody is experienced.
pub const EXPERIENCED: usize = 3;
/// Minutes one way from the CERT up to which an institute is near.
pub const NEAR: i32 = 180;
/// How many trainers the head of the list is.
const HEAD: usize = 5;
/// City of the CERT.
const HOME: &str = "ISB";

/// Half a year: January to June, or July to December.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    year: i32,
    half: u32,
}

impl Term {
    /// That of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self {
            year: day.year(),
            half: day.month0() / 6 + 1,
        }
    }

    /// From `2026-2`, within the years of the calendar.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, half) = text.split_once('-')?;
        let term = Self {
            year: year.parse().ok()?,
            half: half.parse().ok()?,
        };
        ((1971..2100).contains(&term.year) && (1..=2).contains(&term.half)).then_some(term)
    }

    /// The half-year so many before or after.
    #[must_use]
    pub fn plus(self, halves: i32) -> Self {
        let whole = self.year * 2 + self.half as i32 - 1 + halves;
        Self {
            year: whole.div_euclid(2),
            half: whole.rem_euclid(2).unsigned_abs() + 1,
        }
    }

    fn first(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, (self.half - 1) * 6 + 1, 1).unwrap_or_default()
    }

    /// First second, and the one after the last.
    fn span(self, work: &Work) -> (Instant, Instant) {
        let at = |day| Instant(work.zone().instant(day, 0));
        (at(self.first()), at(self.plus(1).first()))
    }
}

impl std::fmt::Display for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.year, self.half)
    }
}

/// Somebody's part of the sessions: a session with two trainers counts for each of them.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Share {
    /// The trainer; none of a university.
    pub trainer: Option<TrainerId>,
    /// What they are called.
    pub name: String,
    /// Whether it is the CERT, which has no name of a university.
    pub cert: bool,
    /// Sessions.
    pub sessions: usize,
    /// Minutes.
    pub minutes: i64,
    /// Of all sessions, in percent, rounded.
    pub percent: usize,
}

/// What institutes asked for, and how much of it takes place.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Served {
    /// Sessions that were asked for.
    pub asked: usize,
    /// Those that are confirmed or took place.
    pub covered: usize,
    /// The same in percent; 100 where nothing was asked.
    pub percent: usize,
}

impl Served {
    fn add(&mut self, covered: bool) {
        self.asked += 1;
        self.covered += usize::from(covered);
        self.percent = percent(self.covered, self.asked);
    }
}

/// An institute that is far from the CERT.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Far {
    /// The institute.
    pub institute: InstituteId,
    /// Its short name.
    pub name: String,
    /// Its city.
    pub city: String,
    /// Minutes one way; none where they are not known.
    pub minutes: Option<i32>,
    /// What it asked for.
    pub served: Served,
}

/// How a half-year is shared.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Fairness {
    /// `2026-2`.
    pub term: String,
    /// The half-year before, and the one after.
    pub around: (String, String),
    /// Its first day, and its last.
    pub days: (NaiveDate, NaiveDate),
    /// Sessions that are confirmed or took place, counted once for each trainer.
    pub sessions: usize,
    /// By trainer, most first.
    pub trainers: Vec<Share>,
    /// By university, most first.
    pub universities: Vec<Share>,
    /// The first five trainers together, in percent.
    pub head_percent: usize,
    /// How many that are.
    pub head: usize,
    /// Trainers who had one, and those who could have: a share is of all of them.
    pub people: usize,
    /// Active trainers who are designated today, or of the CERT.
    pub active: usize,
    /// Those of them without any.
    pub idle: usize,
    /// Trainers with fewer than three sessions in all who had one now.
    pub newcomers: usize,
    /// Those of them who sat beside somebody experienced.
    pub paired: usize,
    /// Institutes within three hours of the CERT.
    pub near: Served,
    /// The others.
    pub far: Served,
    /// Those others that asked for anything, the worst served first.
    pub far_institutes: Vec<Far>,
}

fn percent(part: usize, whole: usize) -> usize {
    match whole {
        0 => 100,
        whole => (part * 200 + whole) / (whole * 2),
    }
}

/// Sessions that count.
fn counted() -> SelectStatement {
    let states = [
        SessionState::Confirmed,
        SessionState::Delivered,
        SessionState::Closed,
    ];
    session::Entity::find()
        .select_only()
        .column(session::Column::SlotId)
        .filter(session::COLUMN.state.is_in(states))
        .into_query()
}

fn seats() -> sea_orm::Select<commitment::Entity> {
    commitment::Entity::find()
        .select_only()
        .filter(commitment::COLUMN.state.eq(CommitmentState::Confirmed))
        .filter(commitment::Column::SlotId.in_subquery(counted()))
}

/// Counts it.
pub async fn fairness(work: &Work, term: Term) -> Result<Fairness> {
    policy::require_all(&work.actor, Action::Plan)?;
    work.remembered(format!("fairness {term}"), shared(work, term))
        .await
}

async fn shared(work: &Work, term: Term) -> Result<Fairness> {
    let (from, until) = term.span(work);
    let seats = taught(work, from, until).await?;
    let (active, idle) = idle(work, &seats).await?;
    let (trainers, universities) = shares(work, &seats).await?;
    let (newcomers, paired) = newcomers(work, &seats, until).await?;
    let (near, far, far_institutes) = served(work, from, until).await?;
    let head: usize = trainers.iter().take(HEAD).map(|one| one.sessions).sum();
    let last = term.plus(1).first().pred_opt().unwrap_or_default();
    Ok(Fairness {
        term: term.to_string(),
        around: (term.plus(-1).to_string(), term.plus(1).to_string()),
        days: (term.first(), last),
        sessions: seats.len(),
        head_percent: if seats.is_empty() {
            0
        } else {
            percent(head, seats.len())
        },
        head: trainers.len().min(HEAD),
        people: trainers.len() + idle,
        trainers,
        universities,
        active,
        idle,
        newcomers,
        paired,
        near,
        far,
        far_institutes,
    })
}

/// Who taught in which session, when it began, how many minutes; somebody with a former record is who they are now.
type Taught = Vec<(TrainerId, SlotId, Instant, i64)>;

async fn taught(work: &Work, from: Instant, until: Instant) -> Result<Taught> {
    let rows: Vec<(TrainerId, SlotId, Instant, Instant)> = seats()
        .columns([
            commitment::Column::TrainerId,
            commitment::Column::SlotId,
            commitment::Column::Starts,
            commitment::Column::Ends,
        ])
        .filter(commitment::COLUMN.starts.gte(from))
        .filter(commitment::COLUMN.starts.lt(until))
        .into_tuple()
        .all(work.db())
        .await?;
    let merged = hold::merged(work).await?;
    Ok(rows
        .into_iter()
        .map(|(id, slot, starts, ends)| {
            let kept = merged.get(&id).copied().unwrap_or(id);
            (kept, slot, starts, (ends.0 - starts.0) / 60)
        })
        .collect())
}

/// How many could be asked today, and how many of them had nothing.
async fn idle(work: &Work, taught: &Taught) -> Result<(usize, usize)> {
    let busy: BTreeSet<TrainerId> = taught.iter().map(|(id, ..)| *id).collect();
    let disabled: Vec<PersonId> = person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(person::COLUMN.disabled_at.is_not_null())
        .into_tuple()
        .all(work.db())
        .await?;
    let disabled: BTreeSet<PersonId> = disabled.into_iter().collect();
    let rows: Vec<(TrainerId, PersonId)> = trainer::Entity::find()
        .select_only()
        .columns([trainer::Column::Id, trainer::Column::PersonId])
        .filter(trainer::COLUMN.standing.eq(Standing::Active))
        .into_tuple()
        .all(work.db())
        .await?;
    let terms = membership::terms(work, None).await?;
    let today = work.zone().date(work.now.0);
    let active: Vec<TrainerId> = rows
        .into_iter()
        .filter(|(id, person)| {
            !disabled.contains(person) && terms.get(id).is_some_and(|terms| terms.hold(today))
        })
        .map(|(id, _)| id)
        .collect();
    let idle = active.iter().filter(|id| !busy.contains(id)).count();
    Ok((active.len(), idle))
}

/// The shares of trainers, and of universities.
async fn shares(work: &Work, taught: &Taught) -> Result<(Vec<Share>, Vec<Share>)> {
    let mut of_trainer: BTreeMap<TrainerId, Share> = BTreeMap::new();
    for (id, _, _, minutes) in taught {
        let share = of_trainer.entry(*id).or_default();
        share.sessions += 1;
        share.minutes += minutes;
    }
    let rows: Vec<(TrainerId, Pool, Option<UniversityId>)> = trainer::Entity::find()
        .select_only()
        .columns([
            trainer::Column::Id,
            trainer::Column::Pool,
            trainer::Column::UniversityId,
        ])
        .filter(trainer::COLUMN.id.is_in(of_trainer.keys().copied()))
        .into_tuple()
        .all(work.db())
        .await?;
    let names = titled(work, of_trainer.keys().copied()).await?;
    let campuses: BTreeMap<UniversityId, String> = university::Entity::find()
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.id, row.short))
        .collect();
    let mut of_campus: BTreeMap<(Pool, Option<UniversityId>), Share> = BTreeMap::new();
    for (id, pool, campus) in rows {
        let Some(own) = of_trainer.get_mut(&id) else {
            continue;
        };
        own.trainer = Some(id);
        own.cert = pool == Pool::Cert;
        own.name = names.get(&id).cloned().unwrap_or_default();
        let share = of_campus.entry((pool, campus)).or_default();
        share.cert = pool == Pool::Cert;
        share.name = campus
            .and_then(|id| campuses.get(&id).cloned())
            .unwrap_or_default();
        share.sessions += own.sessions;
        share.minutes += own.minutes;
    }
    let sorted = |shares: Vec<Share>| {
        let mut shares = shares;
        for share in &mut shares {
            share.percent = percent(share.sessions, taught.len());
        }
        shares.sort_by(|a, b| {
            let by = |one: &Share| (Reverse(one.sessions), Reverse(one.minutes));
            (by(a), &a.name).cmp(&(by(b), &b.name))
        });
        shares
    };
    Ok((
        sorted(of_trainer.into_values().collect()),
        sorted(of_campus.into_values().collect()),
    ))
}

/// Trainers who had a session before which they had few, and those of them who sat in such a one beside somebody with
/// more. What comes later makes nobody experienced in hindsight.
async fn newcomers(work: &Work, taught: &Taught, until: Instant) -> Result<(usize, usize)> {
    let mut before: BTreeMap<TrainerId, Vec<Instant>> = BTreeMap::new();
    for (id, _, starts, _) in self::taught(work, Instant(i64::MIN), until).await? {
        before.entry(id).or_default().push(starts);
    }
    for starts in before.values_mut() {
        starts.sort_unstable();
    }
    Ok(beside(taught, &before))
}

fn beside(taught: &Taught, sessions: &BTreeMap<TrainerId, Vec<Instant>>) -> (usize, usize) {
    let experienced = |id: &TrainerId, at: Instant| {
        let before = sessions
            .get(id)
            .map(|all| all.partition_point(|one| *one < at));
        before.is_some_and(|count| count >= EXPERIENCED)
    };
    let guided: BTreeSet<SlotId> = taught
        .iter()
        .filter(|(id, _, starts, _)| experienced(id, *starts))
        .map(|(_, slot, ..)| *slot)
        .collect();
    let mut new: BTreeMap<TrainerId, bool> = BTreeMap::new();
    for (id, slot, starts, _) in taught {
        if !experienced(id, *starts) {
            *new.entry(*id).or_default() |= guided.contains(slot);
        }
    }
    (new.len(), new.values().filter(|paired| **paired).count())
}

/// The table for spreadsheets: trainers, then universities, then institutes that are far.
pub fn csv(fairness: &Fairness, language: Language) -> Result<Vec<u8>> {
    let words = |key: &str| t(language, key, &[]);
    let heads = ["kind", "name", "sessions", "minutes", "percent"];
    let heads = heads.map(|head| words(&format!("fairness-{head}")));
    let of = |kind: &str, shares: &[Share]| -> Vec<[String; 5]> {
        let kind = words(kind);
        let named = |share: &Share| match share.name.is_empty() && share.cert {
            true => words("fairness-cert"),
            false => share.name.clone(),
        };
        shares
            .iter()
            .map(|share| {
                [
                    kind.clone(),
                    named(share),
                    share.sessions.to_string(),
                    share.minutes.to_string(),
                    share.percent.to_string(),
                ]
            })
            .collect()
    };
    let mut rows = of("trainer", &fairness.trainers);
    rows.extend(of("fairness-university", &fairness.universities));
    rows.extend(fairness.far_institutes.iter().map(|far| {
        [
            words("fairness-far-institute"),
            far.name.clone(),
            format!("{} / {}", far.served.covered, far.served.asked),
            String::new(),
            far.served.percent.to_string(),
        ]
    }));
    sheet::csv(&heads, rows)
}

#[cfg(test)]
mod tests {
    use super::{Term, beside, percent};
    use entity::{SlotId, TrainerId};

    #[test]
    fn half_years_are_those_of_the_calendar() {
        let term = Term::of("2026-11-27".parse().unwrap());
        assert_eq!(term.to_string(), "2026-2");
        assert_eq!(term.plus(1).to_string(), "2027-1");
        assert_eq!(term.plus(-2).to_string(), "2025-2");
        assert_eq!(Term::parse("2026-2"), Some(term));
        for odd in ["", "2026", "2026-3", "2026-0", "99999-1", "x-1", "2026-1-1"] {
            assert_eq!(Term::parse(odd), None, "{odd}");
        }
        assert_eq!(term.first().to_string(), "2026-07-01");
        assert_eq!(term.plus(1).first().to_string(), "2027-01-01");
    }

    #[test]
    fn a_share_is_rounded_and_nothing_asked_is_all_served() {
        assert_eq!(percent(1, 3), 33);
        assert_eq!(percent(2, 3), 67);
        assert_eq!(percent(1, 200), 1);
        assert_eq!(percent(0, 0), 100);
    }

    #[test]
    fn a_newcomer_is_paired_by_one_session_beside_somebody_with_three() {
        let (old, new, alone) = (TrainerId(1), TrainerId(2), TrainerId(3));
        let at = entity::Instant;
        let sessions = [
            (old, vec![at(1), at(2), at(3), at(10)]),
            (new, vec![at(10), at(20), at(30), at(40)]),
            (alone, vec![at(20)]),
        ]
        .into();
        let taught = vec![
            (old, SlotId(1), at(10), 90),
            (new, SlotId(1), at(10), 90),
            (new, SlotId(2), at(20), 90),
            (alone, SlotId(2), at(20), 90),
        ];
        assert_eq!(beside(&taught, &sessions), (2, 1));
        // Who has had three by then is no newcomer any more, and was one all the same.
        let later = vec![(new, SlotId(3), at(40), 90)];
        assert_eq!(beside(&later, &sessions), (0, 0));
    }
}
