//! The calendar part of a mail: REQUEST and CANCEL (RFC 5546, 3.2.2 and 3.2.5).
//!
//! Apart from [`super::Calendar`], since its rules are others: a METHOD, one event, an organizer
//! (the mail's From) and the people who are asked.

use super::block::{Block, named};
use super::calendar::{opening, zones};
use super::{Event, Language, Mailbox, ProdId, Refused, Status};

/// What the mail asks the calendar to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Put it in, or move it.
    Request,
    /// Take it out.
    Cancel,
}

impl Method {
    /// The word for the `method` parameter of the part's Content-Type; it must equal METHOD
    /// (RFC 6047, 2.4).
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// What an attendee has answered (RFC 5545, 3.2.12).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PartStat {
    /// Nothing yet; an answer is asked for.
    #[default]
    NeedsAction,
    /// Yes.
    Accepted,
    /// No.
    Declined,
    /// Perhaps.
    Tentative,
}

/// Somebody who is asked, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendee {
    /// Who.
    pub who: Mailbox,
    /// The answer so far.
    pub answer: PartStat,
}

/// A `text/calendar; method=…` part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    prod_id: ProdId,
    method: Method,
    event: Event,
    organizer: Mailbox,
    attendees: Vec<Attendee>,
    language: Option<Language>,
}

impl Invitation {
    /// For one event, whose sequence must be higher than in the mail before if it changes or
    /// cancels (the caller's to know).
    ///
    /// # Errors
    /// [`Refused::Invitation`] without an organizer or attendees, for a REQUEST of a cancelled
    /// event, or a CANCEL of one that is not.
    pub fn new(
        prod_id: ProdId,
        method: Method,
        event: Event,
        attendees: Vec<Attendee>,
        language: Option<Language>,
    ) -> Result<Self, Refused> {
        let fits = (event.status == Status::Cancelled) == (method == Method::Cancel)
            && !attendees.is_empty();
        match event.organizer.clone() {
            Some(organizer) if fits => Ok(Self {
                prod_id,
                method,
                event,
                organizer,
                attendees,
                language,
            }),
            _ => Err(Refused::Invitation),
        }
    }

    /// What the part's Content-Type must say.
    #[must_use]
    pub fn method(&self) -> Method {
        self.method
    }

    /// Who must stand in the mail's From.
    #[must_use]
    pub fn organizer(&self) -> &Mailbox {
        &self.organizer
    }

    /// The bytes of the part.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let language = self.language.as_ref();
        let mut block = opening(&self.prod_id);
        block.value("METHOD", self.method.word());
        for zone in zones(&[&self.event]) {
            block.nest(zone);
        }
        let mut event = self.event.block(language);
        for attendee in &self.attendees {
            add_attendee(&mut event, attendee);
        }
        if self.method == Method::Request {
            for alarm in self.event.alarm_blocks(language) {
                event.nest(alarm);
            }
        }
        block.nest(event);
        block.into_bytes()
    }
}

fn add_attendee(block: &mut Block, attendee: &Attendee) {
    let answer = match attendee.answer {
        PartStat::NeedsAction => "NEEDS-ACTION",
        PartStat::Accepted => "ACCEPTED",
        PartStat::Declined => "DECLINED",
        PartStat::Tentative => "TENTATIVE",
    };
    let rsvp = if attendee.answer == PartStat::NeedsAction {
        "TRUE"
    } else {
        "FALSE"
    };
    let words = [
        ("CUTYPE", "INDIVIDUAL"),
        ("ROLE", "REQ-PARTICIPANT"),
        ("PARTSTAT", answer),
        ("RSVP", rsvp),
    ];
    let mut params: Vec<_> = words.map(|(key, word)| (key, word.to_owned())).into();
    params.extend(named("CN", &attendee.who.name));
    block.value_with("ATTENDEE", &params, attendee.who.address.as_str());
}

#[cfg(test)]
mod tests;
