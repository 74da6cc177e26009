//! Where the country is covered and where it is not: asked and expected seats against verified trainers, by
//! subject, city and month; gaps in words; subjects that rest on one person.
//!
//! [`count`] counts, `load` and `people` read, [`picture`] draws. Nothing here is stored or decided.

pub mod count;
mod load;
mod names;
mod people;
pub mod picture;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::{CityId, Instant, Pool, SubjectId, TrainerId};

use self::count::{Cell, Key, Month, Need, Supplier};
use super::sheet;
use crate::accounts::Language;
use crate::accounts::policy::{self, Action};
use crate::db::Work;
use crate::error::Result;
use crate::i18n::t;

use names::{Names, Told, told};
pub(super) use people::holding;

/// Months that are looked at where nobody says.
pub const USUAL: i32 = 6;
/// Months at most.
pub const LONGEST: i32 = 12;

/// Which part of the picture.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    /// Only this city.
    pub city: Option<CityId>,
    /// Only this area.
    pub area: Option<SubjectId>,
    /// From the month of this day; this month where it is not said.
    pub from: Option<NaiveDate>,
    /// So many months, 1 to [`LONGEST`]; [`USUAL`] where it is not said.
    pub months: Option<i32>,
}

/// A subject in a place in a month.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Row {
    /// The subject.
    pub subject: SubjectId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The city; none online.
    pub city: Option<CityId>,
    /// Its name; empty online.
    pub city_name: String,
    /// First day of the month.
    pub month: NaiveDate,
    /// Its first second.
    pub at: Instant,
    /// Seats that were asked for and that nobody holds.
    pub asked: usize,
    /// Seats that are expected.
    pub expected: usize,
    /// Both.
    pub open: usize,
    /// Seats that somebody holds.
    pub covered: usize,
    /// Trainers who may sit in one of the open seats and reach it.
    pub within: usize,
    /// Open seats that they have room for.
    pub room: usize,
    /// Open seats that nobody has room for.
    pub short: usize,
    /// Where nobody reaches it: who is nearest.
    pub nearest: Option<Nearest>,
}

/// Somebody who would do, and is too far away.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Nearest {
    /// Who.
    pub trainer: TrainerId,
    /// Name with title.
    pub name: String,
    /// Where they live.
    pub city: String,
    /// Minutes one way.
    pub minutes: i32,
    /// The same in hours: `5`, `4.5`.
    pub hours: String,
}

/// A subject that rests on one person, or on nobody.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Single {
    /// The subject.
    pub subject: SubjectId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whom the seats ask for; none where nothing is asked, and anybody would do.
    pub pool: Option<Pool>,
    /// Open seats of it.
    pub open: usize,
    /// On whom it rests; nobody, if none.
    pub trainer: Option<TrainerId>,
    /// Their name with title.
    pub trainer_name: String,
}

/// Something to choose.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Choice {
    /// The area.
    pub id: SubjectId,
    /// What it is called.
    pub name: String,
}

/// The picture.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Coverage {
    /// First day of the first month.
    pub from: NaiveDate,
    /// First days of all months.
    pub months: Vec<NaiveDate>,
    /// By subject, city (online last) and month.
    pub rows: Vec<Row>,
    /// Those that are short, worst first.
    pub gaps: Vec<Row>,
    /// What is asked for first.
    pub single: Vec<Single>,
    /// Areas of subjects, by code.
    pub areas: Vec<Choice>,
}

/// Counts it; what began in the last five minutes may still count as asked for.
pub async fn coverage(work: &Work, wanted: Wanted) -> Result<Coverage> {
    policy::require_all(&work.actor, Action::Plan)?;
    work.remembered(format!("coverage {wanted:?}"), counted(work, wanted))
        .await
}

async fn counted(work: &Work, wanted: Wanted) -> Result<Coverage> {
    let today = work.zone().date(work.now.0);
    let first = Month::of(wanted.from.unwrap_or(today));
    // Beyond the years of the calendar there is nothing, and instants end.
    let first = Month(first.0.clamp(1971 * 12, 2098 * 12));
    let length = wanted.months.unwrap_or(USUAL).clamp(1, LONGEST);
    let (from, until) = (first.first(), Month(first.0 + length).first());
    let names = Names::load(work).await?;
    let mut seats = load::asked(work, from, until).await?;
    seats
        .needs
        .extend(load::expected(work, from.max(today), until).await?);
    let of_area = |subject: SubjectId| {
        wanted
            .area
            .is_none_or(|area| subject == area || names.area(subject) == Some(area))
    };
    seats.needs.retain(|need| of_area(need.subject));
    seats.held.retain(|held| of_area(held.subject));
    if let Some(city) = wanted.city {
        seats.needs.retain(|need| need.place == Some(city));
        seats.held.retain(|held| held.place == Some(city));
    }
    let people = people::people(work, from, until).await?;
    let reach = people::reach(work).await?;
    let cells = count::cells(&seats.needs, &seats.held, &people, &reach);
    let alone = alone(&names, &seats.needs, &people, of_area, today);
    let told = told(work, &cells, &alone, &people).await?;
    let mut rows: Vec<Row> = cells
        .into_iter()
        .map(|(key, cell)| row(work, &names, &told, key, cell))
        .collect();
    rows.sort_by(|a, b| {
        let by = |row: &Row| (row.code.clone(), row.city.is_none(), row.city_name.clone());
        (by(a), a.month).cmp(&(by(b), b.month))
    });
    let mut gaps: Vec<Row> = rows.iter().filter(|row| row.short > 0).cloned().collect();
    gaps.sort_by_key(|row| (row.within > 0, std::cmp::Reverse(row.short), row.month));
    let single = alone
        .into_iter()
        .filter_map(|one| names.single(one, &told))
        .collect();
    Ok(Coverage {
        from,
        months: (0..length).map(|n| Month(first.0 + n).first()).collect(),
        rows,
        gaps,
        single,
        areas: names.areas(),
    })
}

fn row(work: &Work, names: &Names, told: &Told, key: Key, cell: Cell) -> Row {
    let (code, name) = names.subject(key.subject);
    let month = key.month.first();
    let nearest = cell.nearest.map(|(id, minutes)| {
        let (name, home) = told.get(&id).cloned().unwrap_or_default();
        Nearest {
            trainer: id,
            name,
            city: names.city(home),
            minutes,
            hours: match minutes % 60 {
                0 => (minutes / 60).to_string(),
                _ => format!("{:.1}", f64::from(minutes) / 60.0),
            },
        }
    });
    Row {
        subject: key.subject,
        code,
        name,
        city: key.place,
        city_name: names.city(key.place),
        month,
        at: Instant(work.zone().instant(month, 0)),
        asked: cell.asked,
        expected: cell.expected,
        open: cell.open(),
        covered: cell.covered,
        within: cell.within,
        room: cell.room,
        short: cell.short(),
        nearest,
    }
}

/// A subject with at most one person behind it.
struct Alone {
    subject: SubjectId,
    pool: Option<Pool>,
    open: usize,
    trainer: Option<TrainerId>,
}

/// Subjects that rest on one person or nobody today: of those asked for, each pool at the lowest of the levels asked
/// at which that is so, with the seats from that level on; of all others in use, anybody at all. What is asked for
/// stands first.
fn alone(
    names: &Names,
    needs: &[Need],
    people: &[Supplier],
    of_area: impl Fn(SubjectId) -> bool,
    today: NaiveDate,
) -> Vec<Alone> {
    let mut asked: BTreeMap<(SubjectId, Option<Pool>), Vec<i32>> = BTreeMap::new();
    for need in needs {
        let key = (need.subject, Some(need.pool));
        asked.entry(key).or_default().push(need.level);
    }
    let named: BTreeSet<SubjectId> = asked.keys().map(|(subject, _)| *subject).collect();
    let others = names
        .subjects
        .iter()
        .filter(|(id, row)| row.parent_id.is_some() && of_area(**id) && !named.contains(*id))
        .filter(|(_, row)| row.valid_to.is_none_or(|last| today <= last));
    asked.extend(others.map(|(id, _)| ((*id, None), Vec::new())));
    let mut found: Vec<Alone> = asked
        .into_iter()
        .filter_map(|((subject, pool), mut levels)| {
            levels.sort_unstable();
            let steps = if levels.is_empty() { &[1][..] } else { &levels };
            steps.iter().find_map(|level| {
                let mut who = count::verified(people, subject, pool, *level, today);
                let trainer = who.next();
                who.next().is_none().then(|| Alone {
                    subject,
                    pool,
                    open: levels.iter().filter(|asked| *asked >= level).count(),
                    trainer,
                })
            })
        })
        .collect();
    found.sort_by_key(|one| std::cmp::Reverse(one.open));
    found
}

/// The table for spreadsheets.
pub fn csv(coverage: &Coverage, language: Language) -> Result<Vec<u8>> {
    let words = |key: &str| t(language, key, &[]);
    let heads = [
        "code", "subject", "city", "month", "asked", "expected", "covered", "within", "room",
        "short",
    ];
    let heads = heads.map(|head| words(&format!("coverage-{head}")));
    let rows = coverage.rows.iter().map(|row| {
        let city = match row.city {
            Some(_) => row.city_name.clone(),
            None => words("mode-online"),
        };
        let counts = [
            row.asked,
            row.expected,
            row.covered,
            row.within,
            row.room,
            row.short,
        ];
        let month = row.month.format("%Y-%m").to_string();
        [row.code.clone(), row.name.clone(), city, month]
            .into_iter()
            .chain(counts.map(|count| count.to_string()))
            .collect::<Vec<String>>()
    });
    sheet::csv(&heads, rows)
}
