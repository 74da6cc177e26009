//! Handlers, a file a term. They extract, call one feature, and render or redirect.

pub mod account;
pub mod answer;
pub mod cohorts;
pub mod courses;
pub mod desk;
pub mod feeds;
pub mod home;
pub mod institutes;
pub mod manual;
pub mod messages;
pub mod offers;
pub mod people;
pub mod plans;
mod request_form;
pub mod requests;
pub mod roster;
pub mod sign_in;
pub mod slots;
mod stale;
pub mod tokens;
pub mod trainer_form;
pub mod trainers;
