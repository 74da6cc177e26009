//! Calendar text out: typed values in, iCalendar bytes (RFC 5545, 7986, 5546, 6868) out.
//!
//! Owns every rule of the format: escaping, quoting, folding, time zones, which property may stand
//! where. Refuses values that cannot be written ([`Refused`]) when they are made, so that writing
//! itself cannot fail. Pure: no clock, no randomness; the same values give the same bytes. The
//! only module that touches the `ics` crate (it escapes, quotes and checks nothing; see `block`).
//!
//! Read [`Calendar`] (a feed to subscribe to) or [`Invitation`] (the calendar part of a mail) first.

mod block;
mod calendar;
mod event;
mod fold;
mod invitation;
mod param;
mod place;
mod refused;
mod text;
mod timezone;
mod uri;
mod values;
mod when;

pub use calendar::Calendar;
pub use event::{Alarm, Conference, Event};
pub use invitation::{Attendee, Invitation, Method, PartStat};
pub use param::{Language, Param};
pub use place::GeoPoint;
pub use refused::Refused;
pub use text::{Categories, Headline, Text};
pub use uri::{Mailbox, Uri};
pub use values::{CssColor, ProdId, Status, Transparency, Uid};
pub use when::{Duration, Times, Utc, Zoned};

/// Raised whenever the same values begin to give other bytes; part of a feed's `ETag`, so that a
/// release never leaves a subscriber with the old text.
pub const WRITER_VERSION: u32 = 1;
