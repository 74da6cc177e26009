//! PURE: the life of an offer. A pair that is missing here can't happen.

use OfferState::{Accepted, Declined, Draft, Expired, Recalled, Resigned, Sent, Superseded};
use entity::OfferState;

/// What can happen to an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The coordinator sends it; the trainer's time is held.
    Send,
    /// The trainer says yes.
    Accept,
    /// The trainer says no.
    Decline,
    /// The deadline passed without an answer.
    Expire,
    /// The coordinator takes it back.
    Recall,
    /// Another trainer took the seat.
    Supersede,
    /// The trainer withdraws after a yes.
    Resign,
}

/// From, event, to. Counter-times join with the issue that builds them.
pub const TABLE: &[(OfferState, Event, OfferState)] = &[
    (Draft, Event::Send, Sent),
    (Draft, Event::Recall, Recalled),
    (Draft, Event::Supersede, Superseded),
    (Sent, Event::Accept, Accepted),
    (Sent, Event::Decline, Declined),
    (Sent, Event::Expire, Expired),
    (Sent, Event::Recall, Recalled),
    (Sent, Event::Supersede, Superseded),
    (Accepted, Event::Recall, Recalled),
    (Accepted, Event::Resign, Resigned),
];

/// Where an event leads, if it can happen.
pub fn next(state: OfferState, event: Event) -> Option<OfferState> {
    TABLE
        .iter()
        .find(|(from, e, _)| *from == state && *e == event)
        .map(|(_, _, to)| *to)
}

/// Whether an offer in this state takes the trainer's time.
pub fn holds(state: OfferState) -> bool {
    matches!(state, Sent | Accepted)
}
