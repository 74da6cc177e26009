//! What needs several features in one unit of work.

mod accept_plan;
mod answer;
mod enrol;
mod give_up_slot;
pub mod invite;
mod merge_people;
mod merge_subjects;
mod newcomer;

pub use accept_plan::{Accepted, accept_plan, send_drafts};
pub use answer::accept_offer;
pub use enrol::enrol_trainer;
pub use give_up_slot::give_up_slot;
pub use merge_people::{Plan as MergePlan, merge_people, plan_merge};
pub use merge_subjects::merge_subjects;
pub use newcomer::enrol_newcomer;
