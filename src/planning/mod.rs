//! The one bridge from the database to the matcher: snapshot, run, review.
//!
//! [`snapshot`] turns open slots, trainers and what is taken into the matcher's integers; [`run`] solves
//! and stores what came out with its reasons, its bound and its last epoch, so that a run can be
//! replayed; [`review`] shows it. Proposals hold nobody's time: `flows` makes offers of them.

mod conflicts;
mod people;
mod reach;
mod review;
mod run;
pub mod snapshot;

pub use entity::{MatchRunId, ProposalState};
pub use reach::reaches;
pub use review::{
    NextBest, ProposedSeat, Reason, RunView, SeatReview, SlotReview, latest, mark_accepted,
    proposed, review, runs,
};
pub use run::{EPOCHS, Order, carry_on, run};
