//! Components and their properties (RFC 5545, 3.6.1, 3.6.6 and 3.8): E01–E13, X01, A01, P03, P06
//! (DTSTAMP), P07 and P09.

use std::collections::BTreeSet;

use super::Findings;
use super::components::Component;
use super::lines::Line;
use super::values::{
    Moment, duration, is_one_of, is_uri, moment, text_fault, unescape, utc_offset,
};
use super::zone::instant;

const ONCE: [(&str, &[&str]); 3] = [
    (
        "VEVENT",
        &[
            "DTSTART",
            "CLASS",
            "CREATED",
            "DESCRIPTION",
            "GEO",
            "LAST-MODIFIED",
            "LOCATION",
            "ORGANIZER",
            "PRIORITY",
            "SEQUENCE",
            "STATUS",
            "SUMMARY",
            "TRANSP",
            "URL",
            "RECURRENCE-ID",
            "DTEND",
            "DURATION",
            "COLOR",
            "UID",
            "DTSTAMP",
        ],
    ),
    ("VTIMEZONE", &["LAST-MODIFIED", "TZURL"]),
    ("VALARM", &["DURATION", "REPEAT", "UID", "ACKNOWLEDGED"]),
];
const TEXTS: [&str; 12] = [
    "SUMMARY",
    "DESCRIPTION",
    "LOCATION",
    "COMMENT",
    "CONTACT",
    "TZNAME",
    "UID",
    "NAME",
    "X-WR-CALNAME",
    "X-WR-CALDESC",
    "PRODID",
    "X-WR-TIMEZONE",
];

pub fn check(calendar: &Component, found: &mut Findings) {
    let method = calendar
        .one("METHOD")
        .map(|line| line.value.to_ascii_uppercase());
    let needs_start = method.is_none_or(|m| ["PUBLISH", "REQUEST", "ADD"].contains(&m.as_str()));
    let mut seen = BTreeSet::new();
    for component in calendar.walk() {
        for line in &component.lines {
            property(component, line, found);
        }
        for name in ONCE
            .iter()
            .filter(|(of, _)| *of == component.name)
            .flat_map(|(_, names)| *names)
        {
            if component.count(name) > 1 {
                found.add("E04", component.number, format!("{name} more than once"));
            }
        }
        match component.name.as_str() {
            "VEVENT" => {
                identity(component, found);
                event(component, needs_start, found);
                let key = ["UID", "RECURRENCE-ID"]
                    .map(|name| component.one(name).map(|line| &line.value));
                if !seen.insert(key) {
                    found.add(
                        "E08",
                        component.number,
                        "UID and RECURRENCE-ID of an earlier event",
                    );
                }
            }
            "VTODO" | "VJOURNAL" | "VFREEBUSY" => identity(component, found),
            "VALARM" => alarm(component, found),
            _ => {}
        }
    }
}

fn identity(component: &Component, found: &mut Findings) {
    let uid = component.one("UID").map_or("", |uid| uid.value.trim());
    if component.count("UID") != 1 || uid.is_empty() {
        found.add(
            "E01",
            component.number,
            format!("UID {} times, or empty", component.count("UID")),
        );
    }
    if component.count("DTSTAMP") != 1 {
        found.add(
            "E02",
            component.number,
            format!("DTSTAMP {} times", component.count("DTSTAMP")),
        );
    }
}

fn event(event: &Component, needs_start: bool, found: &mut Findings) {
    let line = event.number;
    if needs_start && event.count("DTSTART") != 1 {
        found.add(
            "E03",
            line,
            format!("DTSTART {} times", event.count("DTSTART")),
        );
    }
    let (start, end, length) = (
        event.one("DTSTART"),
        event.one("DTEND"),
        event.one("DURATION"),
    );
    if end.is_some() && length.is_some() {
        found.add("E05", line, "DTEND and DURATION");
    }
    if let Some((start, end)) = start.zip(end) {
        let day = |l: &Line| matches!(moment(&l.value), Some(Moment::Date(_)));
        if day(start) != day(end) {
            found.add("E05", end.number, "DTEND is of another type than DTSTART");
        } else if instant(start)
            .zip(instant(end))
            .is_some_and(|(start, end)| end <= start)
        {
            found.add("E05", end.number, "DTEND is not after DTSTART");
        }
    }
    for name in ["SUMMARY", "STATUS", "SEQUENCE", "LAST-MODIFIED"] {
        if event.count(name) == 0 {
            found.add("P03", line, format!("no {name}"));
        }
    }
    if end.is_none() && length.is_none() {
        found.add("P03", line, "no DTEND or DURATION");
    }
    if event
        .one("DTSTAMP")
        .zip(event.one("LAST-MODIFIED"))
        .is_some_and(|(a, b)| a.value != b.value)
    {
        found.add("P06", line, "DTSTAMP is not LAST-MODIFIED");
    }
    let uid = event.one("UID").map_or("", |uid| uid.value.as_str());
    if !(uid.contains('@') || is_uuid(uid)) || uid.len() > 255 {
        found.add("P07", line, format!("UID:{uid:.60}"));
    }
    let title = event.one("SUMMARY").map(|title| unescape(&title.value));
    if title.is_some_and(|title| title.trim().is_empty() || holds_tag(&title)) {
        found.add("P09", line, "SUMMARY is blank or holds HTML");
    }
}

fn is_uuid(uid: &str) -> bool {
    let shape: String = uid
        .chars()
        .map(|c| if c.is_ascii_hexdigit() { 'h' } else { c })
        .collect();
    shape == "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh"
}

fn holds_tag(title: &str) -> bool {
    let title = title.to_lowercase();
    title.split('<').skip(1).any(|rest| {
        let name = rest.trim_start_matches('/');
        let end = name
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(name.len());
        ["b", "br", "p", "div", "a", "span"].contains(&&name[..end])
    })
}

fn alarm(alarm: &Component, found: &mut Findings) {
    for name in ["ACTION", "TRIGGER"] {
        if alarm.count(name) != 1 {
            found.add(
                "A01",
                alarm.number,
                format!("{name} {} times", alarm.count(name)),
            );
        }
    }
    let needed: &[&str] = match alarm
        .one("ACTION")
        .map(|action| action.value.to_ascii_uppercase())
        .as_deref()
    {
        Some("DISPLAY") => &["DESCRIPTION"],
        Some("EMAIL") => &["DESCRIPTION", "SUMMARY", "ATTENDEE"],
        _ => &[],
    };
    for name in needed.iter().filter(|name| alarm.count(name) == 0) {
        found.add("A01", alarm.number, format!("no {name}"));
    }
    if alarm.count("DURATION") != alarm.count("REPEAT") {
        found.add("A01", alarm.number, "DURATION and REPEAT come together");
    }
}

/// One property by its type.
fn property(component: &Component, line: &Line, found: &mut Findings) {
    let (name, value) = (line.name.as_str(), line.value.as_str());
    let number_below = |limit: u64| {
        !value.is_empty()
            && value.bytes().all(|b| b.is_ascii_digit())
            && value.parse().is_ok_and(|n: u64| n < limit)
    };
    let fault = match name {
        "DTSTAMP" if !is_utc(value) => Some("E02"),
        "CREATED" | "LAST-MODIFIED" | "COMPLETED" | "ACKNOWLEDGED" if !is_utc(value) => Some("E11"),
        "DTSTART" | "DTEND" | "DUE" | "RECURRENCE-ID" | "EXDATE" | "RDATE" => {
            return moments(line, found);
        }
        "DURATION" | "REFRESH-INTERVAL" | "X-PUBLISHED-TTL" if duration(value).is_none() => {
            Some("E06")
        }
        "TRIGGER" if line.param("VALUE") == Some("DATE-TIME") && !is_utc(value) => Some("E06"),
        "TRIGGER" if line.param("VALUE") != Some("DATE-TIME") && duration(value).is_none() => {
            Some("E06")
        }
        "TZOFFSETFROM" | "TZOFFSETTO" if utc_offset(value).is_none() => Some("E06"),
        "STATUS"
            if component.name == "VEVENT"
                && !one_of(value, &["TENTATIVE", "CONFIRMED", "CANCELLED"]) =>
        {
            Some("E09")
        }
        "TRANSP" if !one_of(value, &["OPAQUE", "TRANSPARENT"]) => Some("E09"),
        "CLASS" if !is_one_of(value, &["PUBLIC", "PRIVATE", "CONFIDENTIAL"]) => Some("E09"),
        "ACTION" if !is_one_of(value, &["AUDIO", "DISPLAY", "EMAIL"]) => Some("E09"),
        "SEQUENCE" | "REPEAT" if !number_below(1 << 31) => Some("E10"),
        "PRIORITY" if !number_below(10) => Some("E10"),
        "PERCENT-COMPLETE" if !number_below(101) => Some("E10"),
        "GEO" if !is_position(value) => Some("E10"),
        "ATTENDEE" | "ORGANIZER" => {
            calendar_user(line, found);
            (!is_uri(value)).then_some("E12")
        }
        "URL" | "SOURCE" | "CONFERENCE" | "TZURL" if !is_uri(value) => Some("E13"),
        "ATTACH" | "IMAGE" if line.param("VALUE") != Some("BINARY") && !is_uri(value) => {
            Some("E13")
        }
        _ => None,
    };
    if let Some(code) = fault {
        found.add(code, line.number, format!("{name}:{value:.60}"));
    }
    let list = ["CATEGORIES", "RESOURCES"].contains(&name);
    if let Some(what) = (list || TEXTS.contains(&name))
        .then(|| text_fault(value, list))
        .flatten()
    {
        found.add("X01", line.number, format!("{name}: {what}"));
    }
}

/// Dates and times, one or a list of them.
fn moments(line: &Line, found: &mut Findings) {
    let wants_date = line.param("VALUE") == Some("DATE");
    for value in line.value.split(',') {
        let Some(moment) = moment(value) else {
            found.add("E06", line.number, format!("{}:{value:.60}", line.name));
            continue;
        };
        if matches!(moment, Moment::Date(_)) != wants_date {
            found.add(
                "E06",
                line.number,
                format!("{}:{value} is not what VALUE says", line.name),
            );
        }
        if line.param("TZID").is_some() && !matches!(moment, Moment::Local(_)) {
            found.add("E07", line.number, format!("TZID on {}:{value}", line.name));
        }
    }
}

fn calendar_user(line: &Line, found: &mut Findings) {
    let words: [(&str, &[&str]); 4] = [
        (
            "PARTSTAT",
            &[
                "NEEDS-ACTION",
                "ACCEPTED",
                "DECLINED",
                "TENTATIVE",
                "DELEGATED",
                "COMPLETED",
                "IN-PROCESS",
            ],
        ),
        (
            "ROLE",
            &[
                "CHAIR",
                "REQ-PARTICIPANT",
                "OPT-PARTICIPANT",
                "NON-PARTICIPANT",
            ],
        ),
        (
            "CUTYPE",
            &["INDIVIDUAL", "GROUP", "RESOURCE", "ROOM", "UNKNOWN"],
        ),
        ("RSVP", &["TRUE", "FALSE"]),
    ];
    for (key, allowed) in words {
        if line
            .param(key)
            .is_some_and(|value| !is_one_of(value, allowed))
        {
            found.add("E09", line.number, format!("{key} of {}", line.name));
        }
    }
}

fn one_of(value: &str, words: &[&str]) -> bool {
    words.iter().any(|word| value.eq_ignore_ascii_case(word))
}

fn is_utc(value: &str) -> bool {
    matches!(moment(value), Some(Moment::Utc(_)))
}

fn is_position(value: &str) -> bool {
    let degrees = |text: &str, limit: f64| {
        let plain = text.strip_prefix('-').unwrap_or(text);
        let shape = plain
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
        shape
            && text
                .parse()
                .is_ok_and(|degrees: f64| degrees.abs() <= limit)
    };
    value
        .split_once(';')
        .is_some_and(|(lat, lon)| degrees(lat, 90.0) && degrees(lon, 180.0))
}
