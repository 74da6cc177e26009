//! Whether an institute is open on a date, and between which minutes.
//!
//! Decisions: institutes follow the `institute-…` rows of the office hours (a residential class
//! day) with their own week pattern; the federal four-day week of March 2026 speaks of offices and
//! closes no class. Only public holidays, and provincial ones of the institute's province, close.
//! A lunar date that is not confirmed makes the days around it amber: open, but provisional.
//! Before the first and beyond the last holiday in the data a date is *not known*, never free.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use entity::{Instant, holiday, office_hours};
use sea_orm::{EntityTrait, QueryFilter};

use crate::db::Work;
use crate::error::Result;
use crate::time::{Zone, parse_minute};

/// Holidays and hours, read once.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    holidays: Vec<holiday::Model>,
    hours: Vec<office_hours::Model>,
    known: Option<(NaiveDate, NaiveDate)>,
}

/// A holiday that closes.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Closure {
    /// Its name.
    pub name: String,
    /// Its name in Urdu.
    pub name_ur: String,
}

/// What is known of a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Openness {
    /// Nothing closes it.
    Open,
    /// A holiday that is not certain lies this near: provisional.
    Amber(Closure),
    /// A holiday closes it.
    Closed(Closure),
    /// The data does not reach it.
    NotKnown,
}

/// The class day of a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassDay {
    /// First and last minute; none on a day of rest.
    pub open: Option<(i64, i64)>,
    /// Breaks, as minutes.
    pub breaks: Vec<(i64, i64)>,
    /// Whether Ramadan hours hold.
    pub ramadan: bool,
}

impl Calendar {
    /// Reads the tables.
    pub async fn load(work: &Work) -> Result<Self> {
        let holidays = holiday::Entity::find().all(work.db()).await?;
        let hours = office_hours::Entity::find().all(work.db()).await?;
        let public = || holidays.iter().filter(|row| row.kind == "public");
        let first = public().map(|row| row.starts_on).min();
        let known = first.zip(public().map(|row| row.ends_on).max());
        Ok(Self {
            holidays,
            hours,
            known,
        })
    }

    /// Reads what there is of one day, for [`Calendar::has_class`] and [`Calendar::class_day`] on it: holidays
    /// that are only near are not in it.
    pub async fn of_day(work: &Work, date: NaiveDate) -> Result<Self> {
        let holidays = holiday::Entity::find()
            .filter(holiday::COLUMN.starts_on.lte(date))
            .filter(holiday::COLUMN.ends_on.gte(date))
            .all(work.db())
            .await?;
        Ok(Self {
            holidays,
            hours: office_hours::Entity::find().all(work.db()).await?,
            known: Some((date, date)),
        })
    }

    /// Whether a date is open for an institute of a province.
    pub fn openness(&self, date: NaiveDate, province: &str) -> Openness {
        let closes = |row: &&holiday::Model| {
            (row.kind == "public" && row.scope == "PK")
                || (row.kind == "provincial" && row.scope == province)
        };
        let closure = |row: &holiday::Model| Closure {
            name: row.name.clone(),
            name_ur: row.name_ur.clone(),
        };
        let closing = || self.holidays.iter().filter(closes);
        if let Some(row) = closing().find(|row| (row.starts_on..=row.ends_on).contains(&date)) {
            return Openness::Closed(closure(row));
        }
        if self
            .known
            .is_none_or(|(first, last)| date < first || date > last)
        {
            return Openness::NotKnown;
        }
        let near = closing().find(|row| {
            let days = Days::new(u64::from(row.uncertainty_days.unsigned_abs()));
            row.uncertainty_days > 0 && (row.starts_on - days..=row.ends_on + days).contains(&date)
        });
        near.map_or(Openness::Open, |row| Openness::Amber(closure(row)))
    }

    /// Whether an institute has class at a time: neither closed nor at rest that day, and within its hours.
    pub fn has_class(
        &self,
        zone: Zone,
        (province, week): (&str, &str),
        (starts, ends): (Instant, Instant),
    ) -> bool {
        let date = zone.date(starts.0);
        let (start, end) = (zone.minute(starts.0), zone.minute(ends.0));
        let closed = matches!(self.openness(date, province), Openness::Closed(_));
        let hours = self.class_day(date, week).open;
        !closed && hours.is_some_and(|(from, to)| from <= start && start < end && end <= to)
    }

    /// The class day of a date under a week pattern (`5-day`, `6-day`).
    pub fn class_day(&self, date: NaiveDate, week: &str) -> ClassDay {
        let ramadan = self.holidays.iter().any(|row| {
            row.kind == "period"
                && row.name.starts_with("Ramadan")
                && (row.starts_on..=row.ends_on).contains(&date)
        });
        let code = if ramadan {
            "institute-ramadan"
        } else {
            "institute-default"
        };
        let rest = match date.weekday() {
            Weekday::Sun => true,
            Weekday::Sat => week != "6-day",
            _ => false,
        };
        let Some(hours) = self
            .hours
            .iter()
            .find(|row| row.code == code)
            .filter(|_| !rest)
        else {
            return ClassDay {
                open: None,
                breaks: Vec::new(),
                ramadan,
            };
        };
        let friday = date.weekday() == Weekday::Fri;
        let open = if friday {
            hours.friday_start_minute.zip(hours.friday_end_minute)
        } else {
            Some((hours.start_minute, hours.end_minute))
        };
        let open = open.map(|(start, end)| (i64::from(start), i64::from(end)));
        let text = if friday {
            &hours.friday_break
        } else {
            &hours.breaks
        };
        let breaks = text
            .split(';')
            .filter_map(|part| {
                let (start, end) = part.trim().split_once('-')?;
                Some((parse_minute(start)?, parse_minute(end)?))
            })
            .collect();
        ClassDay {
            open,
            breaks,
            ramadan,
        }
    }
}
