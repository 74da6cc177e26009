//! How much a trainer has to do: what their limits and a fair share are held against.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use entity::Instant;

use crate::db::Work;

/// Sessions that are held or confirmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Load {
    /// In this half of the year: January to June, or July to December.
    pub term: usize,
    /// In the fullest calendar month from this one on.
    pub fullest: usize,
    /// In this calendar month.
    pub month: usize,
}

impl Load {
    /// Of sessions that start then.
    pub fn of(work: &Work, starts: &[Instant]) -> Self {
        let zone = work.zone();
        let days: Vec<NaiveDate> = starts.iter().map(|at| zone.date(at.0)).collect();
        Self::on(zone.date(work.now.0), &days)
    }

    fn on(today: NaiveDate, days: &[NaiveDate]) -> Self {
        let month = |day: NaiveDate| (day.year(), day.month0());
        let term = |day: NaiveDate| (day.year(), day.month0() / 6);
        let mut months: BTreeMap<(i32, u32), usize> = BTreeMap::new();
        for day in days {
            *months.entry(month(*day)).or_default() += 1;
        }
        Self {
            term: days.iter().filter(|day| term(**day) == term(today)).count(),
            fullest: months
                .range(month(today)..)
                .map(|(_, count)| *count)
                .max()
                .unwrap_or_default(),
            month: months.get(&month(today)).copied().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Load;
    use chrono::NaiveDate;

    #[test]
    fn months_and_halves_are_those_of_the_calendar() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let days = [
            "2026-06-30",
            "2026-07-01",
            "2026-11-30",
            "2026-12-01",
            "2026-12-31",
            "2027-01-01",
        ];
        let load = Load::on(day("2026-11-26"), &days.map(day));
        let said = Load {
            term: 4,
            fullest: 2,
            month: 1,
        };
        assert_eq!(load, said);
    }
}
