//! The matcher: who teaches what and when. Pure, integers only: no clock, no chance but the seed, so the same instance,
//! seed and number of epochs give the same plan.
//!
//! It is *anytime and certified*: from the first moment it holds a plan that breaks no rule, and beside it a proven
//! upper bound. Read `model.rs` first, then `rules/`, then `solve.rs`. It refuses (by [`model::Instance::validate`])
//! what it cannot add up or satisfy, and it knows nothing of databases, pages or wall clocks.

pub mod bound;
pub mod candidates;
pub mod check;
pub mod explain;
pub mod format;
pub mod model;
mod random;
pub mod rules;
pub mod samples;
pub mod schedule;
pub mod score;
mod search;
pub mod solve;
#[cfg(test)]
mod tests;
mod validate;

pub use check::{Verdict, Violation, check};
pub use model::{Assignment, Instance, Plan};
pub use rules::RuleCode;
pub use solve::{Budget, Epochs, Outcome, Progress, SolveParams, Wish, solve};
pub use validate::Flaw;
