//! Mail parts: what they say and what they refuse.

use chrono_tz::Tz;

use crate::ical::{
    Attendee, Event, Headline, Invitation, Mailbox, Method, PartStat, ProdId, Refused, Status,
    Times, Uid, Utc, Zoned,
};

fn event(status: Status) -> Result<Event, Refused> {
    let at = |epoch| Zoned::new(epoch, Tz::Asia__Karachi);
    let times = Times::new(at(1_772_337_600)?, at(1_772_344_800)?)?;
    let mut event = Event::new(
        Uid::new("a@x")?,
        Utc::new(1_760_000_000)?,
        times,
        Headline::new("x"),
    );
    event.organizer = Some(Mailbox::new("Rostrum", "desk@rostrum.example")?);
    event.status = status;
    Ok(event)
}

fn invite(method: Method, event: Event, people: usize) -> Result<Invitation, Refused> {
    let who = Mailbox::new("Khan, \"Sana\"", "sana@uni.example")?;
    let attendees = vec![
        Attendee {
            who,
            answer: PartStat::NeedsAction
        };
        people
    ];
    Invitation::new(
        ProdId::new("CERT", "Rostrum")?,
        method,
        event,
        attendees,
        None,
    )
}

#[test]
fn a_request_names_who_asks_and_who_is_asked() -> Result<(), Refused> {
    let bytes = invite(Method::Request, event(Status::Tentative)?, 1)?.to_bytes();
    let text = String::from_utf8_lossy(&bytes).replace("\r\n ", "");
    assert!(text.contains("\r\nMETHOD:REQUEST\r\n"));
    assert!(text.contains("\r\nORGANIZER;CN=Rostrum:mailto:desk@rostrum.example\r\n"));
    let attendee = "\r\nATTENDEE;CN=\"Khan, ^'Sana^'\";CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;\
        ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:sana@uni.example\r\n";
    assert!(text.contains(attendee), "{text}");
    Ok(())
}

#[test]
fn a_part_that_contradicts_itself_is_refused() -> Result<(), Refused> {
    assert!(invite(Method::Cancel, event(Status::Cancelled)?, 1).is_ok());
    assert!(invite(Method::Cancel, event(Status::Confirmed)?, 1).is_err());
    assert!(invite(Method::Request, event(Status::Cancelled)?, 1).is_err());
    assert!(invite(Method::Request, event(Status::Confirmed)?, 0).is_err());
    let orphan = Event {
        organizer: None,
        ..event(Status::Confirmed)?
    };
    assert!(invite(Method::Request, orphan, 1).is_err());
    Ok(())
}
