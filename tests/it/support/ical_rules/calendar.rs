//! VCALENDAR as a whole (RFC 5545, 3.6 and 3.7; RFC 7986; RFC 5546): C01–C02, N01, M01–M02,
//! P01, P02, P06 (METHOD) and P08.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::Findings;
use super::components::Component;
use super::values::duration;

const AT_MOST_ONCE: [&str; 9] = [
    "UID",
    "LAST-MODIFIED",
    "URL",
    "REFRESH-INTERVAL",
    "SOURCE",
    "COLOR",
    "X-WR-CALNAME",
    "X-PUBLISHED-TTL",
    "X-WR-TIMEZONE",
];

/// The extended colour keywords of CSS Color Module Level 3.
const COLOURS: &str = "\
    aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet \
    brown burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan \
    darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen \
    darkorange darkorchid darkred darksalmon darkseagreen darkslateblue darkslategray darkslategrey \
    darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue firebrick floralwhite \
    forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew \
    hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue \
    lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon \
    lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime \
    limegreen linen magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple \
    mediumseagreen mediumslateblue mediumspringgreen mediumturquoise mediumvioletred midnightblue \
    mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid \
    palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum \
    powderblue purple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna \
    silver skyblue slateblue slategray slategrey snow springgreen steelblue tan teal thistle tomato \
    turquoise violet wheat white whitesmoke yellow yellowgreen";

pub fn check(calendar: &Component, found: &mut Findings) {
    let line = calendar.number;
    for (name, fits) in [
        ("VERSION", 1..=1),
        ("PRODID", 1..=1),
        ("CALSCALE", 0..=1),
        ("METHOD", 0..=1),
    ] {
        let count = calendar.count(name);
        if !fits.contains(&count) {
            found.add("C01", line, format!("{name} {count} times"));
        }
    }
    if calendar
        .one("VERSION")
        .is_some_and(|version| version.value != "2.0")
    {
        found.add("C01", line, "not version 2.0");
    }
    if calendar.parts.is_empty() {
        found.add("C02", line, "no component");
    }
    for name in AT_MOST_ONCE {
        if calendar.count(name) > 1 {
            found.add("E04", line, format!("{name} more than once"));
        }
    }
    newer(calendar, found);
    policy(calendar, found);
    if let Some(method) = calendar.one("METHOD") {
        scheduling(calendar, &method.value.to_ascii_uppercase(), found);
    }
}

/// RFC 7986, anywhere in the stream.
fn newer(calendar: &Component, found: &mut Findings) {
    for line in calendar
        .walk()
        .into_iter()
        .flat_map(|component| &component.lines)
    {
        let kind = line.param("VALUE").unwrap_or_default().to_ascii_uppercase();
        let fault = match line.name.as_str() {
            "REFRESH-INTERVAL" => {
                kind != "DURATION"
                    || duration(&line.value).is_none_or(|length| length <= TimeDelta::zero())
            }
            "SOURCE" => kind != "URI",
            "COLOR" => !COLOURS
                .split_whitespace()
                .any(|name| line.value.eq_ignore_ascii_case(name)),
            _ => false,
        };
        if fault {
            found.add("N01", line.number, format!("{}:{}", line.name, line.value));
        }
        if (line.name == "CONFERENCE" && kind != "URI")
            || (line.name == "IMAGE" && kind != "URI" && kind != "BINARY")
        {
            found.add("N02", line.number, format!("{} without VALUE", line.name));
        }
    }
}

/// What the programme asks of a feed beyond the RFCs.
fn policy(calendar: &Component, found: &mut Findings) {
    let line = calendar.number;
    for (code, one, other) in [
        ("P01", "NAME", "X-WR-CALNAME"),
        ("P02", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"),
    ] {
        let both = calendar.one(one).zip(calendar.one(other));
        if both.is_none_or(|(one, other)| one.value != other.value) {
            found.add(
                code,
                line,
                format!("{one} and {other} missing or different"),
            );
        }
    }
    if calendar.count("METHOD") > 0 {
        found.add("P06", line, "METHOD in a feed");
    }
    let product = calendar
        .one("PRODID")
        .map_or("", |product| product.value.as_str());
    let parts: Vec<&str> = product.split("//").collect();
    if !matches!(parts.as_slice(), ["-", owner, name, language] if ![owner, name, language].iter().any(|p| p.is_empty()))
    {
        found.add("P08", line, format!("PRODID:{product}"));
    }
    if calendar
        .one("CALSCALE")
        .is_none_or(|scale| scale.value != "GREGORIAN")
    {
        found.add("P08", line, "no CALSCALE:GREGORIAN");
    }
}

/// RFC 5546, 3.2.
fn scheduling(calendar: &Component, method: &str, found: &mut Findings) {
    let mut uids = BTreeSet::new();
    for event in calendar.parts.iter().filter(|part| part.name == "VEVENT") {
        let (needed, code): (&[&str], _) = match method {
            "PUBLISH" => (&["ORGANIZER"], "M01"),
            "REQUEST" => (&["ORGANIZER", "ATTENDEE", "SUMMARY"], "M02"),
            "CANCEL" => (&["ORGANIZER", "ATTENDEE", "SEQUENCE"], "M02"),
            _ => return,
        };
        for name in needed.iter().filter(|name| event.count(name) == 0) {
            found.add(code, event.number, format!("{method} without {name}"));
        }
        if method == "PUBLISH" && event.count("ATTENDEE") > 0 {
            found.add("M01", event.number, "PUBLISH with ATTENDEE");
        }
        let cancelled = event
            .one("STATUS")
            .map(|status| status.value.eq_ignore_ascii_case("CANCELLED"));
        if (method == "CANCEL" && cancelled == Some(false))
            || (method == "REQUEST" && cancelled == Some(true))
        {
            found.add("M02", event.number, format!("STATUS does not fit {method}"));
        }
        uids.extend(event.one("UID").map(|uid| uid.value.as_str()));
    }
    if method != "PUBLISH" && uids.len() > 1 {
        found.add(
            "M02",
            calendar.number,
            format!("{} UIDs in one {method}", uids.len()),
        );
    }
}
