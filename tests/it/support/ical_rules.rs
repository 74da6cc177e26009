//! An independent judge of calendar bytes, written from RFC 5545, 5546, 6868 and 7986; it shares no
//! code with `src/ical/` and reads bytes, not values.
//!
//! Rules carry the codes of the project's list: B bytes, C calendar, E event, T zone, X text,
//! N newer properties, A alarm, M method, P the programme's own policy for feeds. Start with
//! [`violations`]; `lines` reads, `values` knows the types, the others hold the rules.

mod calendar;
mod components;
mod event;
mod lines;
pub mod spoiled;
mod values;
mod zone;

use components::Component;

/// What was found: a rule's code, a line where there is one, and what is wrong.
struct Findings(Vec<String>);

impl Findings {
    fn add(&mut self, code: &str, line: usize, what: impl AsRef<str>) {
        self.0
            .push(format!("{code} line {line}: {}", what.as_ref()));
    }
}

/// Every breach of a rule in a feed, such as `E05 line 31: DTEND is not after DTSTART`.
#[must_use]
pub fn violations(bytes: &[u8]) -> Vec<String> {
    let mut found = Findings(Vec::new());
    let calendars = components::read(lines::read(bytes, &mut found), &mut found);
    for calendar in &calendars {
        check(calendar, &mut found);
    }
    found.0
}

/// The same for the calendar part of a mail, which has a METHOD and needs no name or refresh time:
/// without P01, P02 and P06.
#[must_use]
pub fn part_violations(bytes: &[u8]) -> Vec<String> {
    let feed_only = ["P01", "P02", "P06"];
    let mut found = violations(bytes);
    found.retain(|what| !feed_only.iter().any(|code| what.starts_with(code)));
    found
}

fn check(calendar: &Component, found: &mut Findings) {
    calendar::check(calendar, found);
    zone::check(calendar, found);
    event::check(calendar, found);
}
