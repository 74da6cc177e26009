//! VTIMEZONE blocks against what is known of the zones.

use chrono_tz::Tz;

use super::vtimezone;

/// Seconds since 1970 at midnight UTC.
fn day(year: i32, month: u32, day: u32) -> i64 {
    chrono::NaiveDate::from_ymd_opt(year, month, day).map_or(0, |d| {
        d.and_time(chrono::NaiveTime::MIN).and_utc().timestamp()
    })
}

fn block(tz: Tz, first: i64, last: i64) -> String {
    String::from_utf8(vtimezone(tz, first, last).into_bytes())
        .unwrap_or_default()
        .replace("\r\n ", "")
}

#[test]
fn karachi_after_2009_is_one_standard() {
    let text = block(Tz::Asia__Karachi, day(2009, 11, 1), day(2026, 12, 31));
    assert_eq!(
        text,
        "BEGIN:VTIMEZONE\r\nTZID:Asia/Karachi\r\nBEGIN:STANDARD\r\nDTSTART:20091031T230000\r\n\
         TZOFFSETFROM:+0500\r\nTZOFFSETTO:+0500\r\nTZNAME:PKT\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    );
}

#[test]
fn karachi_from_2002_has_all_six_changes() {
    let text = block(Tz::Asia__Karachi, day(2002, 5, 1), day(2026, 12, 31));
    let daylight = "BEGIN:DAYLIGHT\r\nDTSTART:20020407T000000\r\nRDATE:20020407T000000\r\nRDATE:20080601T000000\r\n\
        RDATE:20090415T000000\r\nTZOFFSETFROM:+0500\r\nTZOFFSETTO:+0600\r\nTZNAME:PKST\r\n";
    let standard = "BEGIN:STANDARD\r\nDTSTART:20021006T000000\r\nRDATE:20021006T000000\r\nRDATE:20081101T000000\r\n\
        RDATE:20091101T000000\r\nTZOFFSETFROM:+0600\r\nTZOFFSETTO:+0500\r\nTZNAME:PKT\r\n";
    assert!(text.contains(daylight) && text.contains(standard), "{text}");
}

#[test]
fn a_name_is_the_one_of_the_span() {
    // Until 1971 Pakistan's time had no name of its own.
    let text = block(Tz::Asia__Karachi, day(2002, 1, 1), day(2002, 2, 1));
    assert!(
        text.contains("TZNAME:PKT") && !text.contains("TZNAME:+0500"),
        "{text}"
    );
}

#[test]
fn the_time_that_is_ahead_is_daylight_also_where_the_law_turns_it_round() {
    let text = block(Tz::Europe__Dublin, day(2026, 1, 1), day(2026, 12, 31));
    assert!(
        text.contains("BEGIN:STANDARD\r\nDTSTART:20251026T020000"),
        "{text}"
    );
    assert!(
        text.contains("BEGIN:DAYLIGHT\r\nDTSTART:20260329T010000"),
        "{text}"
    );
}

#[test]
fn summer_alone_still_has_its_standard() {
    let text = block(Tz::Europe__Berlin, day(2026, 6, 1), day(2026, 6, 2));
    assert!(
        text.contains("BEGIN:STANDARD\r\nDTSTART:20251026T030000"),
        "{text}"
    );
    assert!(
        text.contains("BEGIN:DAYLIGHT\r\nDTSTART:20260329T020000"),
        "{text}"
    );
}

#[test]
fn zones_that_never_changed_or_change_by_half_an_hour() {
    assert!(
        block(Tz::UTC, day(2026, 1, 1), day(2026, 2, 1))
            .contains("DTSTART:19700101T000000\r\nTZOFFSETFROM:+0000")
    );
    assert!(
        block(Tz::Asia__Kathmandu, day(2026, 1, 1), day(2026, 2, 1))
            .contains("TZOFFSETTO:+0545\r\nTZNAME:+0545")
    );
    let howe = block(Tz::Australia__Lord_Howe, day(2026, 1, 1), day(2026, 12, 31));
    assert!(
        howe.contains("TZOFFSETFROM:+1100\r\nTZOFFSETTO:+1030"),
        "{howe}"
    );
}
