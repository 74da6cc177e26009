//! Zones (RFC 5545, 3.2.19 and 3.6.5): T01–T03, P04 and P05. Offsets are checked against chrono-tz.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, Offset, TimeZone};
use chrono_tz::Tz;

use super::Findings;
use super::components::Component;
use super::lines::Line;
use super::values::{Moment, moment, utc_offset};

/// Properties whose TZID a VTIMEZONE must explain.
const TIMED: [&str; 6] = [
    "DTSTART",
    "DTEND",
    "DUE",
    "RECURRENCE-ID",
    "EXDATE",
    "RDATE",
];

pub fn check(calendar: &Component, found: &mut Findings) {
    let mut defined: BTreeMap<&str, &Component> = BTreeMap::new();
    for zone in calendar
        .parts
        .iter()
        .filter(|part| part.name == "VTIMEZONE")
    {
        structure(zone, found);
        if let Some(id) = zone.one("TZID")
            && defined.insert(&id.value, zone).is_some()
        {
            found.add("T01", zone.number, format!("{} defined twice", id.value));
        }
    }
    let mut first_use: BTreeMap<&str, usize> = BTreeMap::new();
    for component in calendar.walk() {
        if component.name == "STANDARD" || component.name == "DAYLIGHT" {
            continue;
        }
        for line in component
            .lines
            .iter()
            .filter(|line| TIMED.contains(&line.name.as_str()))
        {
            for value in line.value.split(',') {
                if let Some(Moment::Local(local)) = moment(value) {
                    let Some(id) = line.param("TZID") else {
                        found.add(
                            "P04",
                            line.number,
                            format!("floating {}:{value}", line.name),
                        );
                        continue;
                    };
                    first_use.entry(id).or_insert(line.number);
                    offsets(line, id, local, defined.get(id).copied(), found);
                }
            }
        }
    }
    for (id, line) in &first_use {
        match defined.get(id) {
            None => found.add("T01", *line, format!("{id} is not defined")),
            Some(zone) if zone.number > *line => {
                found.add("P05", zone.number, format!("{id} defined after its use"))
            }
            Some(_) => {}
        }
    }
    // A calendar must hold a component: a zone may stand alone, but not idle beside events.
    if calendar.parts.iter().any(|part| part.name != "VTIMEZONE") {
        for (id, zone) in defined
            .iter()
            .filter(|(id, _)| !first_use.contains_key(*id))
        {
            found.add("P05", zone.number, format!("{id} is not used"));
        }
    }
}

fn structure(zone: &Component, found: &mut Findings) {
    if zone.count("TZID") != 1 {
        found.add(
            "T02",
            zone.number,
            format!("TZID {} times", zone.count("TZID")),
        );
    }
    let is_observance = |part: &&Component| part.name == "STANDARD" || part.name == "DAYLIGHT";
    if !zone.parts.iter().any(|part| is_observance(&part)) {
        found.add("T02", zone.number, "neither STANDARD nor DAYLIGHT");
    }
    for part in zone.parts.iter().filter(is_observance) {
        for name in ["DTSTART", "TZOFFSETFROM", "TZOFFSETTO"] {
            if part.count(name) != 1 {
                found.add(
                    "T02",
                    part.number,
                    format!("{name} {} times", part.count(name)),
                );
            }
        }
        let local = |start: &Line| matches!(moment(&start.value), Some(Moment::Local(_)));
        if part
            .one("DTSTART")
            .is_some_and(|start| !local(start) || start.param("TZID").is_some())
        {
            found.add("T02", part.number, "DTSTART is not a local time");
        }
    }
}

fn offsets(
    line: &Line,
    id: &str,
    local: NaiveDateTime,
    zone: Option<&Component>,
    found: &mut Findings,
) {
    let Ok(tz) = id.parse::<Tz>() else {
        found.add("P04", line.number, format!("{id} is not an IANA zone"));
        return;
    };
    let Some(zone) = zone else { return };
    let real = tz
        .offset_from_local_datetime(&local)
        .earliest()
        .map(|offset| offset.fix().local_minus_utc());
    let told = offset_told(zone, local);
    if told.is_none() || (real.is_some() && told != real) {
        found.add(
            "T03",
            line.number,
            format!("{id} at {local}: told {told:?}, is {real:?}"),
        );
    }
}

/// The offset of the last onset at or before a local time; before the first, what it came from.
/// RDATE is read; a zone with RRULE is not understood (this product writes none).
fn offset_told(zone: &Component, local: NaiveDateTime) -> Option<i32> {
    let mut onsets = Vec::new();
    for part in &zone.parts {
        if part.count("RRULE") > 0 {
            return None;
        }
        let from = utc_offset(&part.one("TZOFFSETFROM")?.value)?;
        let to = utc_offset(&part.one("TZOFFSETTO")?.value)?;
        let dates = part.one("DTSTART").into_iter().chain(part.all("RDATE"));
        for value in dates.flat_map(|line| line.value.split(',')) {
            match moment(value)? {
                Moment::Local(at) => onsets.push((at, from, to)),
                Moment::Date(_) | Moment::Utc(_) => return None,
            }
        }
    }
    onsets.sort_unstable();
    let before = onsets
        .iter()
        .rev()
        .find(|(at, _, _)| *at <= local)
        .map(|(_, _, to)| *to);
    before.or_else(|| onsets.first().map(|(_, from, _)| *from))
}

/// Seconds since 1970 of a DATE or DATE-TIME property, as far as its zone is known.
pub fn instant(line: &Line) -> Option<i64> {
    match moment(&line.value)? {
        Moment::Utc(at) => Some(at.and_utc().timestamp()),
        Moment::Date(day) => Some(day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp()),
        Moment::Local(at) => match line.param("TZID") {
            None => Some(at.and_utc().timestamp()),
            Some(id) => {
                let offset = id
                    .parse::<Tz>()
                    .ok()?
                    .offset_from_local_datetime(&at)
                    .earliest()?;
                Some(at.and_utc().timestamp() - i64::from(offset.fix().local_minus_utc()))
            }
        },
    }
}
