//! The calendar judge is judged: a good feed passes, and each spoiled one is caught by the rule
//! that it breaks. Then the product's own writer is judged, with strings that would break a
//! careless one in every field, in every zone, and in mail parts.

use chrono_tz::{TZ_VARIANTS, Tz};
use proptest::prelude::{Strategy, any, prop, prop_assert_eq, prop_oneof, proptest};
use rostrum::ical::{
    Alarm, Attendee, Calendar, Categories, Conference, CssColor, Duration, Event, GeoPoint,
    Headline, Invitation, Language, Mailbox, Method, Param, PartStat, ProdId, Refused, Status,
    Text, Times, Transparency, Uid, Uri, Utc, Zoned,
};

use crate::support::ical_rules::spoiled::{FEED, PART, SPOILED, SPOILED_PARTS};
use crate::support::ical_rules::{part_violations, violations};

fn crlf(text: &str) -> String {
    text.replace('\n', "\r\n")
}

fn caught(found: &[String], code: &str) -> bool {
    found.iter().any(|what| what.starts_with(code))
}

#[test]
fn good_calendars_have_no_violations() {
    assert_eq!(violations(crlf(FEED).as_bytes()), Vec::<String>::new());
    assert_eq!(part_violations(crlf(PART).as_bytes()), Vec::<String>::new());
    let folded = crlf(FEED).replace("Bring a laptop", "Bring\r\n  a lap\r\n\ttop");
    assert_eq!(violations(folded.as_bytes()), Vec::<String>::new());
}

#[test]
fn every_spoiled_feed_is_caught_by_the_rule_it_breaks() {
    let mut missed = Vec::new();
    for (code, from, to) in SPOILED {
        let spoiled = crlf(FEED).replacen(from, to, 1);
        assert_ne!(spoiled, crlf(FEED), "nothing spoiled: {code} {from}");
        let found = violations(spoiled.as_bytes());
        if !caught(&found, code) {
            missed.push(format!("{code}: {from} -> {to}: {found:?}"));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn every_spoiled_mail_part_is_caught_by_the_rule_it_breaks() {
    for (code, from, to) in SPOILED_PARTS {
        let spoiled = crlf(PART).replacen(from, to, 1);
        assert_ne!(spoiled, crlf(PART), "nothing spoiled: {code} {from}");
        let found = part_violations(spoiled.as_bytes());
        assert!(caught(&found, code), "{code}: {from} -> {to}: {found:?}");
    }
}

#[test]
fn what_no_text_can_spoil_is_caught_in_the_bytes() {
    let feed = crlf(FEED).into_bytes();
    let at = feed
        .windows(2)
        .position(|pair| pair == "س".as_bytes())
        .unwrap_or_default();
    let torn = [&feed[..=at], b"\r\n ", &feed[at + 1..]].concat();
    assert!(caught(&violations(&torn), "B04"), "fold inside a letter");
    let mut broken = feed.clone();
    broken[at] = 0xff;
    assert!(caught(&violations(&broken), "B01"), "not UTF-8");
    let empty = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a//b//EN\r\nEND:VCALENDAR\r\n";
    assert!(
        caught(&violations(empty.as_bytes()), "C02"),
        "nothing in it"
    );
    assert!(caught(&violations(b""), "B07"), "nothing at all");
    let zone = "BEGIN:STANDARD\nDTSTART:20091031T230000\nTZOFFSETFROM:+0500\nTZOFFSETTO:+0500\nTZNAME:PKT\nEND:STANDARD\n";
    let hollow = crlf(&FEED.replace(zone, ""));
    assert!(
        caught(&violations(hollow.as_bytes()), "T02"),
        "a zone without rules"
    );
    let start = FEED.find("BEGIN:VTIMEZONE").unwrap_or_default();
    let end = FEED.find("BEGIN:VEVENT").unwrap_or_default();
    let late = format!("{}{}", &FEED[..start], &FEED[end..])
        .replace("END:VCALENDAR\n", &FEED[start..end])
        + "END:VCALENDAR\n";
    assert!(
        caught(&violations(crlf(&late).as_bytes()), "P05"),
        "a zone after its use"
    );
}

#[test]
fn every_rule_is_broken_at_least_once() {
    let rules = "B02 B03 B05 B06 B07 C01 E01 E02 E03 E04 E05 E06 E07 E08 E09 E10 E11 E12 E13 T01 T02 T03 X01 X02 \
        N01 N02 A01 M01 M02 P01 P02 P03 P04 P05 P06 P07 P08 P09";
    for rule in rules.split_whitespace() {
        assert!(
            SPOILED
                .iter()
                .chain(SPOILED_PARTS)
                .any(|(code, _, _)| *code == rule),
            "{rule}"
        );
    }
}

#[test]
fn no_bytes_make_the_judge_panic() {
    let feed = crlf(FEED).into_bytes();
    for cut in 0..feed.len() {
        let _ = violations(&feed[..cut]);
    }
    let noisy = |seed: usize| {
        feed.iter().enumerate().map(move |(i, b)| {
            if (i * 31 + seed).is_multiple_of(97) {
                !b
            } else {
                *b
            }
        })
    };
    for seed in 0..97 {
        let _ = violations(&noisy(seed).collect::<Vec<u8>>());
    }
}

// ---------------------------------------------------------------- the product's writer

/// 2026-03-01T04:00:00Z.
const MARCH: i64 = 1_772_337_600;

/// Strings that break careless writers: pieces of calendars, every control character, separators,
/// right-to-left text with marks, emoji, and very long ones.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => any::<char>().prop_map(String::from),
        2 => (0_u32..0xa0).prop_map(|c| char::from_u32(c).map(String::from).unwrap_or_default()),
        4 => prop::sample::select(vec![
            "\r\nEND:VEVENT\r\n", "\r", "\n", "\r\n ", "\r\n\t", "\"", "\\", "\\n", "\\,", ";", ",", ":", "^", "^n", "^'",
            "\u{2028}", "\u{2029}", "\u{85}", "\u{feff}", "\0", "\u{7f}", "<b>", "</ſpan>", "<br/>", " ", "\t",
            "مُحَمَّد", "سائبر سیکیورٹی", "ہفتۂ تربیت", "e\u{301}\u{301}", "👩🏽‍💻", "🇵🇰", "\u{200d}", "\u{202e}", "漢字",
            "BEGIN:VALARM", "CN=x", "mailto:", "{{ x }}", "plain words ",
        ]).prop_map(str::to_owned),
    ];
    prop_oneof![
        8 => prop::collection::vec(piece.clone(), 0..40).prop_map(|pieces| pieces.concat()),
        1 => (piece, 100_usize..400).prop_map(|(piece, times)| piece.repeat(times)),
        1 => prop::sample::select(vec!["\r\n", "م\u{650}", "\u{301}", "x", " ", "\\", "👩🏽‍💻", ","])
            .prop_map(|unit| unit.chars().cycle().take(10_000).collect()),
    ]
}

/// An event with the same string in every field that takes one.
fn event(text: &str, start: i64, tz: Tz) -> Result<Event, Refused> {
    let times = Times::new(Zoned::new(start, tz)?, Zoned::new(start + 5400, tz)?)?;
    let uid = Uid::new(&format!("{start}@rostrum.example"))?;
    let mut event = Event::new(uid, Utc::new(1_760_000_000)?, times, Headline::new(text));
    event.sequence = u32::MAX;
    event.description = Text::new(text);
    event.location = Text::new(text);
    event.categories = Categories::new([text, "x,y", text]);
    event.geo = Some(GeoPoint::new(-33.5, 73.047_9)?);
    event.url = Some(Uri::new("https://rostrum.example/sessions/1?a=b,c;d")?);
    event.organizer = Some(Mailbox::new(text, "desk@rostrum.example")?);
    event.conference = Some(Conference {
        uri: Uri::new("https://meet.example/1")?,
        label: Param::new(text),
    });
    event.transparency = Transparency::Transparent;
    event.alarms = vec![Alarm {
        before: Duration::minutes(45),
    }];
    Ok(event)
}

fn feed(text: &str, tz: Tz, events: Vec<Event>) -> Result<Calendar, Refused> {
    Ok(Calendar {
        prod_id: ProdId::new("National CERT", "Rostrum")?,
        name: Headline::new(text),
        description: Text::new(text),
        tz,
        refresh: Duration::HOUR,
        color: Some(CssColor::new("teal")?),
        language: Some(Language::new("ur")?),
        events,
    })
}

fn part(text: &str, method: Method) -> Result<Invitation, Refused> {
    let mut event = event(text, MARCH, Tz::Asia__Karachi)?;
    if method == Method::Cancel {
        event.status = Status::Cancelled;
    }
    let who = Mailbox::new(text, "sana@uni.example")?;
    let attendees = vec![Attendee {
        who,
        answer: PartStat::default(),
    }];
    Invitation::new(
        ProdId::new("National CERT", "Rostrum")?,
        method,
        event,
        attendees,
        None,
    )
}

/// The logical lines, by a reader of its own.
fn lines(bytes: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(bytes)
        .replace("\r\n ", "")
        .split("\r\n")
        .map(str::to_owned)
        .collect()
}

fn unescaped(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value.chars();
    while let Some(c) = rest.next() {
        match (c, c == '\\') {
            (_, true) => out.extend(rest.next().map(|c| if c == 'n' { '\n' } else { c })),
            (c, _) => out.push(c),
        }
    }
    out
}

proptest! {
    #[test]
    fn no_string_breaks_a_feed_and_none_is_changed(text in nasty()) {
        let calendar = feed(&text, Tz::Asia__Karachi, vec![event(&text, MARCH, Tz::Asia__Karachi).unwrap()]).unwrap();
        let bytes = calendar.to_bytes();
        prop_assert_eq!(violations(&bytes), Vec::<String>::new());
        let lines = lines(&bytes);
        let clean = Text::new(&text);
        let titles = ["NAME", "SUMMARY", "X-WR-CALNAME"].map(|name| (name, Headline::new(&text).as_str().to_owned()));
        let texts = ["LOCATION", "X-WR-CALDESC"].map(|name| (name, clean.as_str().to_owned()));
        for (name, wanted) in titles.into_iter().chain(texts) {
            let values = lines.iter().filter_map(|line| {
                let rest = line.strip_prefix(name)?;
                rest.strip_prefix(";LANGUAGE=ur:").or_else(|| rest.strip_prefix(':'))
            });
            let read: Vec<String> = values.map(unescaped).collect();
            let written = !(clean.is_empty() && (name == "LOCATION" || name == "X-WR-CALDESC"));
            prop_assert_eq!(read, if written { vec![wanted] } else { vec![] }, "{}", name);
        }
        // Nothing that a string holds becomes a line: their names are as many as for a plain word.
        let events = lines.iter().filter(|line| line.as_str() == "BEGIN:VEVENT" || line.as_str() == "END:VEVENT").count();
        prop_assert_eq!(events, 2);
    }

    #[test]
    fn no_string_breaks_a_mail_part(text in nasty()) {
        for method in [Method::Request, Method::Cancel] {
            prop_assert_eq!(part_violations(&part(&text, method).unwrap().to_bytes()), Vec::<String>::new());
        }
    }

    #[test]
    fn no_string_gets_past_a_checked_value_into_a_line(text in nasty()) {
        let mut event = event("x", MARCH, Tz::Asia__Karachi).unwrap();
        event.url = Uri::new(&text).or_else(|_| Uri::new(&format!("https://x.example/{text}"))).ok();
        if let Ok(uid) = Uid::new(&format!("{text}@x")) {
            event.uid = uid;
        }
        if let Ok(mailbox) = Mailbox::new("x", &text).or_else(|_| Mailbox::new("x", &format!("{text}@x.example"))) {
            event.organizer = Some(mailbox);
        }
        let mut calendar = feed("x", Tz::Asia__Karachi, vec![event]).unwrap();
        if let Ok(prod_id) = ProdId::new(&text, &text) {
            calendar.prod_id = prod_id;
        }
        if let Ok(language) = Language::new(&text) {
            calendar.language = Some(language);
        }
        prop_assert_eq!(violations(&calendar.to_bytes()), Vec::<String>::new());
    }

    #[test]
    fn any_times_in_any_zones_are_told_right(
        starts in prop::collection::vec((0_i64..2_114_380_800, any::<prop::sample::Index>()), 0..12),
        home in any::<prop::sample::Index>(),
    ) {
        let zone = |index: &prop::sample::Index| *index.get(&TZ_VARIANTS);
        let events = starts.iter().map(|(start, tz)| event("x", *start, zone(tz))).collect::<Result<_, _>>().unwrap();
        let bytes = feed("x", zone(&home), events).unwrap().to_bytes();
        prop_assert_eq!(violations(&bytes), Vec::<String>::new());
    }
}

#[test]
fn the_hours_around_every_change_of_clocks_are_told_right() {
    // Berlin, New York, Lord Howe (half an hour), Apia (skipped a day in 2011), Karachi in its summers.
    let cases = [
        (Tz::Europe__Berlin, 1_774_746_000),
        (Tz::Europe__Berlin, 1_792_890_000),
        (Tz::America__New_York, 1_772_953_200),
        (Tz::America__New_York, 1_793_512_800),
        (Tz::Australia__Lord_Howe, 1_775_314_800),
        (Tz::Australia__Lord_Howe, 1_791_041_400),
        (Tz::Pacific__Apia, 1_325_239_200),
        (Tz::Asia__Karachi, 1_018_119_600),
        (Tz::Asia__Karachi, 1_033_840_800),
        (Tz::Asia__Karachi, 1_212_260_400),
        (Tz::Asia__Karachi, 1_225_476_000),
        (Tz::Asia__Karachi, 1_239_735_600),
        (Tz::Asia__Karachi, 1_257_012_000),
    ];
    for (tz, change) in cases {
        let quarters = (-16..=16).map(|quarter| change + quarter * 900);
        for start in quarters.clone() {
            let one = feed("x", tz, vec![event("x", start, tz).unwrap()])
                .unwrap()
                .to_bytes();
            assert_eq!(violations(&one), Vec::<String>::new(), "{tz} {start}");
        }
        let all = quarters
            .map(|start| event("x", start, tz).unwrap())
            .collect();
        assert_eq!(
            violations(&feed("x", tz, all).unwrap().to_bytes()),
            Vec::<String>::new(),
            "{tz}"
        );
    }
}

#[test]
fn an_empty_feed_is_a_calendar_in_every_zone() {
    for tz in TZ_VARIANTS {
        let bytes = feed("x", tz, Vec::new()).unwrap().to_bytes();
        assert_eq!(violations(&bytes), Vec::<String>::new(), "{tz}");
    }
}

#[test]
fn a_feed_never_says_who_else_comes_nor_where_it_is_fetched() {
    let bytes = feed(
        "x",
        Tz::Asia__Karachi,
        vec![event("x", MARCH, Tz::Asia__Karachi).unwrap()],
    )
    .unwrap()
    .to_bytes();
    let lines = lines(&bytes);
    for name in ["ATTENDEE", "METHOD", "SOURCE", "RRULE"] {
        assert!(!lines.iter().any(|line| line.starts_with(name)), "{name}");
    }
}
