//! Why a value cannot stand in a calendar; every constructor of this module that can fail says so here.

use std::fmt;

/// A value that the format has no place for. Carries what was wrong, never the value itself: an
/// address or a link may be a secret, and errors end in logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Not an absolute URI of RFC 3986, or one of a scheme that runs code or reads local files.
    Uri,
    /// Not an e-mail address that a `mailto:` URI can carry.
    Address,
    /// Not a UID that is unique beyond this server: 1–255 of `A–Z a–z 0–9 . _ - @`, with one `@`
    /// or in the form of a UUID.
    Uid,
    /// Not a colour name of CSS 3 (RFC 7986, 5.9).
    Color,
    /// Not a language tag of RFC 5646.
    Language,
    /// Latitude beyond ±90 or longitude beyond ±180 degrees, or not a number.
    Position,
    /// An instant outside 1970-01-01 to 2099-12-31: nothing that Rostrum schedules, and beyond
    /// what the zone tables know.
    Instant,
    /// An event that does not end after it starts (RFC 5545, 3.8.2.2).
    Times,
    /// A product identifier with an empty part, or a part with `/` or a control character.
    ProdId,
    /// An invitation without an organizer, without attendees, or whose status contradicts its
    /// method (RFC 5546, 3.2.2 and 3.2.5).
    Invitation,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Uri => "not an absolute link that a calendar may carry",
            Self::Address => "not an e-mail address",
            Self::Uid => "not a globally unique identifier of at most 255 letters",
            Self::Color => "not a CSS colour name",
            Self::Language => "not a language tag",
            Self::Position => "not a position on Earth",
            Self::Instant => "not an instant between 1970 and 2099",
            Self::Times => "the end is not after the start",
            Self::ProdId => "not a product identifier",
            Self::Invitation => "organizer, attendees or status do not fit the method",
        })
    }
}

impl std::error::Error for Refused {}
