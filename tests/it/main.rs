//! Everything that is tested from outside, in one binary.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may stop at the first surprise

mod accessibility;
mod api;
mod architecture;
mod audit;
mod authz_matrix;
mod availability;
mod bad_input;
mod bulk;
mod cli;
mod config;
mod conflicts;
mod coverage;
mod demo;
mod documents;
mod double_booking;
mod expertise;
mod fairness;
mod first_load;
mod forms;
mod ical_rules;
mod institutes;
mod invitations;
mod journeys;
mod letters;
mod lifecycle;
mod lists;
mod locales;
mod match_file;
mod migrations;
mod races;
mod reference;
mod requests;
mod second_step;
mod second_thoughts;
mod sign_in;
mod sign_ins;
mod slot_faults;
mod slots;
mod subjects;
mod support;
mod templates;
mod trainers;
mod twins;
mod workflow;
