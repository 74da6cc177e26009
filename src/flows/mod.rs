//! What needs several features in one unit of work.

mod accept_plan;
mod answer;

pub use accept_plan::{Accepted, accept_plan, send_drafts};
pub use answer::accept_offer;
