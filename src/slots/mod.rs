//! Requests of institutes and their slots: draft, submit, decide.
//!
//! A request belongs to a cohort and holds slots; a slot has seats (who is needed) and options
//! (when and where it could be). Options are immutable. [`warnings`] tells at once which times fall
//! on closures or outside the class day; they warn, they don't forbid, for the calendar may be wrong.

mod asking;
mod copy;
mod decide;
mod draft;
mod end;
pub mod lifecycle;
mod list;
mod lock;
pub mod mail;
mod reference;
mod view;
mod warnings;

pub use asking::{Asking, asking};
pub use copy::{Copied, copy_timetable};
pub use decide::{accept, refuse, return_with, submit, withdraw};
pub use draft::{NewOption, NewRequest, NewSeat, NewSlot, SLOTS, draft, faults, revise, wish_of};
pub(crate) use end::close_if_done;
pub use end::{GivenUp, give_up};
pub use entity::{
    CohortId, Instant, Language, Mode, Pool, RequestId, RequestState, SeatId, SlotId, SlotOptionId,
    SlotState, SubjectId, VenueId,
};
pub use lifecycle::Standing;
pub(crate) use list::seen;
pub use list::{
    Filter, RequestView, get_request, get_slot, in_state, inbox, of_cohort, page, slots_between,
};
pub use lock::lock_request;
pub(crate) use lock::{lock, lock_all, row};
pub use reference::next_reference;
pub use view::{JointView, OptionView, SeatView, SlotView};
pub use warnings::{Audiences, Place, Warning, place_of, warnings};
