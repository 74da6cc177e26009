//! The roster by day, and as CSV; everybody's desk; the search; letters, security's list,
//! timetables; what is covered and what is not, how sessions are shared, what to look at.

pub mod audit_trail;
pub mod coverage;
pub mod desk;
mod exact;
pub mod fairness;
pub mod gate;
pub mod issues;
pub mod letters;
mod search;
pub mod sheet;
pub mod timetable;

use chrono::{Days, NaiveDate};

use crate::error::Result;
use crate::i18n::t;
use crate::sessions::{Precision, SessionView};
use crate::time::{Zone, hour_minute};
use entity::Language;

pub use exact::{Named, exact};
pub use search::{Found, Hit, search};

/// A day of the roster.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Day {
    /// The date.
    pub date: NaiveDate,
    /// Its sessions, by time.
    pub sessions: Vec<SessionView>,
}

/// Sessions by local day; every day of the span where `all` is set, else those with sessions. What is
/// known to the month only stands on the span's first day of that month.
pub fn by_day(
    sessions: &[SessionView],
    zone: Zone,
    from: NaiveDate,
    to: NaiveDate,
    all: bool,
) -> Vec<Day> {
    let mut days = Vec::new();
    let mut date = from;
    while date <= to {
        let of_day: Vec<SessionView> = sessions
            .iter()
            .filter(|session| zone.date(session.starts.0).max(from) == date)
            .cloned()
            .collect();
        if all || !of_day.is_empty() {
            days.push(Day {
                date,
                sessions: of_day,
            });
        }
        date = date + Days::new(1);
    }
    days
}

/// The roster as CSV for spreadsheets.
pub fn roster_csv(sessions: &[SessionView], zone: Zone, language: Language) -> Result<Vec<u8>> {
    let words = |key: &str| t(language, key, &[]);
    let heads = [
        "reference",
        "date",
        "from",
        "to",
        "institute",
        "course",
        "cohort",
        "title",
        "mode",
        "venue",
        "city",
        "trainers",
        "state",
    ];
    let heads = heads.map(|head| words(&format!("csv-{head}")));
    let rows = sessions.iter().map(|session| {
        let exact = session.precision == Precision::Minute;
        let clock = |at: i64| {
            if exact {
                hour_minute(zone.minute(at))
            } else {
                words("not-published")
            }
        };
        let date = zone.date(session.starts.0);
        let date = if exact {
            date.to_string()
        } else {
            date.format("%Y-%m").to_string()
        };
        let place = |text: &str| match (session.online, exact) {
            (true, _) => words("mode-online"),
            (false, false) if text == session.venue => words("not-published"),
            _ => text.to_owned(),
        };
        let trainers: Vec<String> = session
            .trainers
            .iter()
            .map(|seat| {
                let mark = if seat.invented {
                    format!(" ({})", words("invented"))
                } else {
                    String::new()
                };
                format!("{}, {}{mark}", seat.name, seat.affiliation)
            })
            .collect();
        [
            session.reference.clone(),
            date,
            clock(session.starts.0),
            clock(session.ends.0),
            session.institute_name.clone(),
            session.course_code.clone(),
            session.cohort.clone(),
            session.title.clone(),
            words(&format!("mode-{}", session.mode.word())),
            place(&session.venue),
            if session.online {
                String::new()
            } else {
                session.city.clone()
            },
            trainers.join("; "),
            words(&format!("state-{}", session.state.word())),
        ]
    });
    sheet::csv(&heads, rows)
}
