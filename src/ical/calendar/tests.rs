//! A feed as a whole, byte for byte.

use chrono_tz::Tz;

use crate::ical::{
    Calendar, CssColor, Duration, Event, Headline, ProdId, Refused, Text, Times, Uid, Utc, Zoned,
};

fn calendar(events: Vec<Event>) -> Result<Calendar, Refused> {
    Ok(Calendar {
        prod_id: ProdId::new("National CERT", "Rostrum")?,
        name: Headline::new("Sana Khan: sessions"),
        description: Text::default(),
        tz: Tz::Asia__Karachi,
        refresh: Duration::HOUR,
        color: Some(CssColor::new("teal")?),
        language: None,
        events,
    })
}

fn event(uid: &str, start: i64, sequence: u32) -> Result<Event, Refused> {
    let at = |epoch| Zoned::new(epoch, Tz::Asia__Karachi);
    let times = Times::new(at(start)?, at(start + 7200)?)?;
    let mut event = Event::new(
        Uid::new(uid)?,
        Utc::new(1_760_000_000)?,
        times,
        Headline::new("Malware, basics"),
    );
    event.sequence = sequence;
    Ok(event)
}

const HEAD: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//National CERT//Rostrum//EN\r\nCALSCALE:GREGORIAN\r\n\
    NAME:Sana Khan: sessions\r\nX-WR-CALNAME:Sana Khan: sessions\r\nX-WR-TIMEZONE:Asia/Karachi\r\n\
    REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\nCOLOR:teal\r\n\
    BEGIN:VTIMEZONE\r\nTZID:Asia/Karachi\r\nBEGIN:STANDARD\r\nDTSTART:20091031T230000\r\nTZOFFSETFROM:+0500\r\n\
    TZOFFSETTO:+0500\r\nTZNAME:PKT\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";

#[test]
fn an_empty_feed_still_has_its_zone() -> Result<(), Refused> {
    let bytes = calendar(Vec::new())?.to_bytes();
    assert_eq!(
        String::from_utf8_lossy(&bytes),
        format!("{HEAD}END:VCALENDAR\r\n")
    );
    Ok(())
}

#[test]
fn one_event_byte_for_byte() -> Result<(), Refused> {
    let bytes = calendar(vec![event("a@rostrum.example", 1_772_337_600, 3)?])?.to_bytes();
    let body = "BEGIN:VEVENT\r\nUID:a@rostrum.example\r\nDTSTAMP:20251009T085320Z\r\nLAST-MODIFIED:20251009T085320Z\r\n\
        SEQUENCE:3\r\nDTSTART;TZID=Asia/Karachi:20260301T090000\r\nDTEND;TZID=Asia/Karachi:20260301T110000\r\n\
        STATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\nSUMMARY:Malware\\, basics\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    assert_eq!(String::from_utf8_lossy(&bytes), format!("{HEAD}{body}"));
    Ok(())
}

#[test]
fn order_does_not_matter_and_of_one_uid_the_later_revision_stays() -> Result<(), Refused> {
    let (a, b) = (
        event("a@x", 1_772_337_600, 1)?,
        event("b@x", 1_772_330_000, 0)?,
    );
    let newer = event("a@x", 1_772_999_999, 2)?;
    let one = calendar(vec![a.clone(), b.clone(), newer.clone()])?.to_bytes();
    let other = calendar(vec![newer, b, a])?.to_bytes();
    assert_eq!(one, other);
    assert_eq!(
        String::from_utf8_lossy(&one).matches("UID:a@x\r\n").count(),
        1
    );
    assert!(String::from_utf8_lossy(&one).contains("SEQUENCE:2\r\n"));
    Ok(())
}
