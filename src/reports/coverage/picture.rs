//! The picture of subjects × months as an SVG's coordinates: what the template only has to write down.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::{Instant, SubjectId};

use super::{Coverage, Row};
use crate::time::Zone;

/// Room for the name of a subject.
const NAMES: usize = 224;
/// Width of a month.
const WIDE: usize = 116;
/// Height of a line.
const HIGH: usize = 30;
/// Height of the line of months.
const HEAD: usize = 34;
/// Letters of a subject's name that fit.
const LETTERS: usize = 28;

/// A month's head.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Head {
    /// Its middle.
    pub x: usize,
    /// First second of the month.
    pub at: Instant,
}

/// A subject in a month, in all cities that are shown.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Square {
    /// Start, and middle.
    pub x: usize,
    /// The middle.
    pub middle: usize,
    /// `none` (somewhere nobody is within reach), `short`, `full`, or `held` (nothing is open).
    pub how: &'static str,
    /// First second of the month.
    pub at: Instant,
    /// Open seats.
    pub open: usize,
    /// Those that somebody has room for.
    pub room: usize,
    /// Seats that somebody holds.
    pub covered: usize,
}

/// A subject's line.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Line {
    /// Its upper edge.
    pub y: usize,
    /// Where text stands.
    pub base: usize,
    /// The subject's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The name as far as it fits.
    pub short: String,
    /// Months in which there is anything.
    pub squares: Vec<Square>,
}

/// The picture.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Picture {
    /// In points.
    pub width: usize,
    /// In points.
    pub height: usize,
    /// The months.
    pub heads: Vec<Head>,
    /// The subjects in which there is anything.
    pub lines: Vec<Line>,
}

/// Draws it.
pub fn draw(coverage: &Coverage, zone: Zone) -> Picture {
    let at = |month: NaiveDate| Instant(zone.instant(month, 0));
    let mut subjects: BTreeMap<(&str, SubjectId), Vec<&Row>> = BTreeMap::new();
    for row in &coverage.rows {
        let rows = subjects.entry((&row.code, row.subject)).or_default();
        rows.push(row);
    }
    let lines: Vec<Line> = subjects
        .into_values()
        .enumerate()
        .map(|(n, rows)| line(coverage, &at, HEAD + n * HIGH, &rows))
        .collect();
    let middles = coverage.months.iter().enumerate();
    Picture {
        width: NAMES + coverage.months.len() * WIDE,
        height: HEAD + lines.len() * HIGH,
        heads: middles
            .map(|(n, month)| Head {
                x: NAMES + n * WIDE + WIDE / 2,
                at: at(*month),
            })
            .collect(),
        lines,
    }
}

fn line(coverage: &Coverage, at: &impl Fn(NaiveDate) -> Instant, y: usize, rows: &[&Row]) -> Line {
    let name = rows.first().map(|row| row.name.clone());
    let name = name.unwrap_or_default();
    let mut short: String = name.chars().take(LETTERS).collect();
    if short.len() < name.len() {
        short.push('…');
    }
    let squares = coverage.months.iter().enumerate().filter_map(|(n, month)| {
        let of_month: Vec<&&Row> = rows.iter().filter(|row| row.month == *month).collect();
        let sum = |count: fn(&Row) -> usize| of_month.iter().map(|row| count(row)).sum::<usize>();
        let (open, room) = (sum(|row| row.open), sum(|row| row.room));
        let lost = of_month.iter().any(|row| row.open > 0 && row.within == 0);
        (!of_month.is_empty()).then(|| Square {
            x: NAMES + n * WIDE,
            middle: NAMES + n * WIDE + WIDE / 2,
            how: match (lost, open) {
                (true, _) => "none",
                (false, 0) => "held",
                (false, open) if room < open => "short",
                (false, _) => "full",
            },
            at: at(*month),
            open,
            room,
            covered: sum(|row| row.covered),
        })
    });
    Line {
        y,
        base: y + HIGH * 2 / 3,
        code: rows.first().map(|row| row.code.clone()).unwrap_or_default(),
        squares: squares.collect(),
        name,
        short,
    }
}
