//! PURE: the lives of a request and of a slot. A pair that is missing here can't happen.

use RequestState::{Accepted, Closed, Draft, Refused, Returned, Submitted, Withdrawn};
use entity::{RequestState, SlotState};

/// What can happen to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The institute hands it in, or in again.
    Submit,
    /// The institute takes it back.
    Withdraw,
    /// The coordinator takes it on.
    Accept,
    /// The coordinator asks back, with a reason.
    Return,
    /// The coordinator says no, with a reason.
    Refuse,
    /// Nothing is left to do.
    Close,
}

/// From, event, to.
pub const TABLE: &[(RequestState, Event, RequestState)] = &[
    (Draft, Event::Submit, Submitted),
    (Draft, Event::Withdraw, Withdrawn),
    (Submitted, Event::Accept, Accepted),
    (Submitted, Event::Return, Returned),
    (Submitted, Event::Refuse, Refused),
    (Submitted, Event::Withdraw, Withdrawn),
    (Returned, Event::Submit, Submitted),
    (Returned, Event::Withdraw, Withdrawn),
    (Accepted, Event::Close, Closed),
];

/// Where an event leads, if it can happen.
pub fn next(state: RequestState, event: Event) -> Option<RequestState> {
    TABLE
        .iter()
        .find(|(from, e, _)| *from == state && *e == event)
        .map(|(_, _, to)| *to)
}

/// Whether the institute may still change what it asks for.
pub fn editable(state: RequestState) -> bool {
    matches!(state, Draft | Returned)
}

/// Where a slot stands in words; everything but its stored state is derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Its request has not been accepted.
    Waiting,
    /// Nobody is proposed or asked.
    Open,
    /// A run proposes trainers.
    Proposed,
    /// Somebody was asked.
    Offered,
    /// Some seats are taken.
    PartlyCovered,
    /// All seats are taken.
    Covered,
    /// It is a session.
    Confirmed,
    /// The session took place.
    Delivered,
    /// It was closed without trainers.
    Closed,
    /// It was called off.
    Cancelled,
}

impl Standing {
    /// Every stage, in the order of a slot's life.
    pub const ALL: &'static [Self] = &[
        Self::Waiting,
        Self::Open,
        Self::Proposed,
        Self::Offered,
        Self::PartlyCovered,
        Self::Covered,
        Self::Confirmed,
        Self::Delivered,
        Self::Closed,
        Self::Cancelled,
    ];

    /// As it is written outside; also the tail of the locale key.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Open => "open",
            Self::Proposed => "proposed",
            Self::Offered => "offered",
            Self::PartlyCovered => "partly_covered",
            Self::Covered => "covered",
            Self::Confirmed => "confirmed",
            Self::Delivered => "delivered",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What is known of a slot's seats and session.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts {
    /// Its request was accepted.
    pub accepted: bool,
    /// Seats that must be taken.
    pub required: usize,
    /// Of those, how many are.
    pub taken: usize,
    /// Offers that wait for an answer.
    pub asked: usize,
    /// Whether a run proposes somebody.
    pub proposed: bool,
    /// Whether there is a session.
    pub session: bool,
    /// Whether it is over.
    pub over: bool,
}

/// The one function that tells where a slot stands.
pub fn standing(state: SlotState, facts: Facts) -> Standing {
    match state {
        SlotState::Cancelled => Standing::Cancelled,
        SlotState::Closed => Standing::Closed,
        SlotState::Open if facts.over => Standing::Delivered,
        SlotState::Open if facts.session => Standing::Confirmed,
        SlotState::Open if !facts.accepted => Standing::Waiting,
        SlotState::Open if facts.required > 0 && facts.taken >= facts.required => Standing::Covered,
        SlotState::Open if facts.taken > 0 => Standing::PartlyCovered,
        SlotState::Open if facts.asked > 0 => Standing::Offered,
        SlotState::Open if facts.proposed => Standing::Proposed,
        SlotState::Open => Standing::Open,
    }
}
