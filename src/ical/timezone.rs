//! VTIMEZONE (RFC 5545, 3.6.5), derived from chrono-tz for any zone and the span that is needed.
//!
//! The smallest block that is right: one STANDARD when the clocks do not change from the first
//! event to the last (Pakistan after 2009; ical4j read the historic block as +06:00), else every
//! change from the one in force at the first event to the last before the end, each listed by
//! date. chrono-tz lists no changes, so they are searched for.

use chrono::{Offset, TimeZone};
use chrono_tz::{OffsetComponents, OffsetName, Tz};

use super::block::Block;
use super::when::{local, naive};

/// Changes of clocks lie further apart than this: of all zones of chrono-tz 0.10.4 from 1970 to
/// 2099 the closest two are just under seven days apart (Boa Vista and Cambridge Bay, 2000).
const STEP: i64 = 3 * 86_400;

/// What clocks show: seconds east of UTC, and how many of them are daylight saving (below zero in
/// Ireland's winter, whose legal standard time is the summer's).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    offset: i32,
    saving: i64,
}

/// The first instant of a new state.
#[derive(Debug, Clone, Copy)]
struct Change {
    at: i64,
    before: State,
    after: State,
    /// An instant of the new state, at which to ask for its name.
    within: i64,
}

impl Change {
    /// Whether it brings the later time of the year's two, whatever the law calls it: readers take
    /// DAYLIGHT for the one that is ahead.
    fn is_daylight(&self) -> bool {
        self.after.saving > 0 || (self.after.saving == 0 && self.before.saving < 0)
    }
}

/// The block for a zone that is right from `first` to `last` (seconds since 1970).
pub(super) fn vtimezone(tz: Tz, first: i64, last: i64) -> Block {
    let mut block = Block::new("VTIMEZONE");
    block.value("TZID", tz.name());
    let changes = changes_in_force(tz, first, last);
    if let [only] = changes.as_slice() {
        // Same offset before and after: no reader can get another one out of it.
        let still = Change {
            before: only.after,
            within: first,
            ..*only
        };
        block.nest(observance(tz, &[still]));
        return block;
    }
    let mut kinds: Vec<Vec<Change>> = Vec::new();
    for change in changes {
        match kinds
            .iter_mut()
            .find(|kind| kind.first().is_some_and(|c| same_rule(tz, c, &change)))
        {
            Some(kind) => kind.push(change),
            None => kinds.push(vec![change]),
        }
    }
    for kind in &kinds {
        block.nest(observance(tz, kind));
    }
    block
}

/// Every change from the one in force at `first` to `last`, never empty. If summer time is in
/// force at first, the change to standard time before it as well: some readers want a STANDARD.
fn changes_in_force(tz: Tz, first: i64, last: i64) -> Vec<Change> {
    let mut earlier = Vec::new();
    let mut before = first;
    loop {
        let Some(change) = change_before(tz, before) else {
            let state = state(tz, 0);
            earlier.push(Change {
                at: 0,
                before: state,
                after: state,
                within: before,
            });
            break;
        };
        earlier.push(change);
        if !change.is_daylight() {
            break;
        }
        before = change.at - 1;
    }
    earlier.reverse();
    let mut from = first;
    while let Some(change) = change_after(tz, from, last) {
        earlier.push(change);
        from = change.at;
    }
    earlier
}

/// The last change at or before an instant, unless it is before 1970.
fn change_before(tz: Tz, at: i64) -> Option<Change> {
    let mut high = at;
    while high > 0 {
        let low = (high - STEP).max(0);
        if state(tz, low) != state(tz, high) {
            return Some(narrow(tz, low, high));
        }
        high = low;
    }
    None
}

/// The first change after `at`, up to and including `last`.
fn change_after(tz: Tz, at: i64, last: i64) -> Option<Change> {
    let mut low = at;
    while low < last {
        let high = (low + STEP).min(last);
        if state(tz, low) != state(tz, high) {
            return Some(narrow(tz, low, high));
        }
        low = high;
    }
    None
}

/// Halves a span with one change in it until its first instant is found.
fn narrow(tz: Tz, mut low: i64, mut high: i64) -> Change {
    let before = state(tz, low);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if state(tz, middle) == before {
            low = middle
        } else {
            high = middle
        }
    }
    Change {
        at: high,
        before,
        after: state(tz, high),
        within: high,
    }
}

fn state(tz: Tz, epoch: i64) -> State {
    let offset = tz.offset_from_utc_datetime(&naive(epoch));
    State {
        offset: offset.fix().local_minus_utc(),
        saving: offset.dst_offset().num_seconds(),
    }
}

/// What the zone calls its time at an instant, such as PKT; `+0545` where it has no name.
fn name(tz: Tz, epoch: i64) -> String {
    let offset = tz.offset_from_utc_datetime(&naive(epoch));
    let name = offset.abbreviation().filter(|name| !name.is_empty());
    name.map_or_else(
        || written_offset(offset.fix().local_minus_utc()),
        str::to_owned,
    )
}

fn same_rule(tz: Tz, a: &Change, b: &Change) -> bool {
    (a.before.offset, a.after) == (b.before.offset, b.after)
        && name(tz, a.within) == name(tz, b.within)
}

/// Changes of one kind. Their times are what clocks showed until then (3.6.5). RDATE repeats
/// DTSTART, for readers that take the list for the whole of it, and comes once for each date:
/// vobject keeps only the first of a list.
fn observance(tz: Tz, changes: &[Change]) -> Block {
    let Some(first) = changes.first() else {
        return Block::new("STANDARD");
    };
    let mut block = Block::new(if first.is_daylight() {
        "DAYLIGHT"
    } else {
        "STANDARD"
    });
    let onsets: Vec<String> = changes
        .iter()
        .map(|c| local(c.at, c.before.offset))
        .collect();
    block.value("DTSTART", onsets.first().cloned().unwrap_or_default());
    if first.before.offset != first.after.offset || changes.len() > 1 {
        for onset in onsets {
            block.value("RDATE", onset);
        }
    }
    block.value("TZOFFSETFROM", written_offset(first.before.offset));
    block.value("TZOFFSETTO", written_offset(first.after.offset));
    block.value("TZNAME", name(tz, first.within));
    block
}

/// `+0500`, with seconds only if there are any (3.3.14).
fn written_offset(seconds: i32) -> String {
    let (sign, size) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs());
    let rest = if size.is_multiple_of(60) {
        String::new()
    } else {
        format!("{:02}", size % 60)
    };
    format!("{sign}{:02}{:02}{rest}", size / 3600, size / 60 % 60)
}

#[cfg(test)]
mod tests;
