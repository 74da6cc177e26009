//! PURE: the life of a membership. A pair that is missing here can't happen.

use MembershipState::{Designated, Lapsed, Nominated, Refused, Suspended, Vetted};
use entity::MembershipState;

/// What can happen to a membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Who they are and what they have done was looked at.
    Vet,
    /// They are not taken.
    Refuse,
    /// They belong to the programme between two days.
    Designate,
    /// They belong to it longer.
    Extend,
    /// For now nobody may ask them.
    Suspend,
    /// They may be asked again.
    Reinstate,
    /// Their time is over, or was ended.
    Lapse,
    /// It is taken back before it began, and has no days.
    Revoke,
}

/// From, event, to. Who has lapsed is nominated anew.
pub const TABLE: &[(MembershipState, Event, MembershipState)] = &[
    (Nominated, Event::Vet, Vetted),
    (Nominated, Event::Refuse, Refused),
    (Vetted, Event::Refuse, Refused),
    (Vetted, Event::Designate, Designated),
    (Designated, Event::Extend, Designated),
    (Designated, Event::Suspend, Suspended),
    (Designated, Event::Lapse, Lapsed),
    (Designated, Event::Revoke, Refused),
    (Suspended, Event::Reinstate, Designated),
    (Suspended, Event::Lapse, Lapsed),
    (Suspended, Event::Revoke, Refused),
];

/// Where an event leads, if it can happen.
pub fn next(state: MembershipState, event: Event) -> Option<MembershipState> {
    TABLE
        .iter()
        .find(|(from, e, _)| *from == state && *e == event)
        .map(|(_, _, to)| *to)
}
