//! PURE: the life of a session. It is born confirmed; what came before is told by its offers.

use SessionState::{Cancelled, Closed, Confirmed, Delivered, NotHeld};
use entity::SessionState;

/// What can happen to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// It took place.
    Deliver,
    /// It did not take place.
    Miss,
    /// It was called off before its time.
    Cancel,
    /// Nothing is left to do.
    Close,
}

/// From, event, to.
pub const TABLE: &[(SessionState, Event, SessionState)] = &[
    (Confirmed, Event::Deliver, Delivered),
    (Confirmed, Event::Miss, NotHeld),
    (Confirmed, Event::Cancel, Cancelled),
    (Delivered, Event::Close, Closed),
    (NotHeld, Event::Close, Closed),
];

/// Where an event leads, if it can happen.
pub fn next(state: SessionState, event: Event) -> Option<SessionState> {
    TABLE
        .iter()
        .find(|(from, e, _)| *from == state && *e == event)
        .map(|(_, _, to)| *to)
}
