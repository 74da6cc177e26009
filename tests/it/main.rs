//! Everything that is tested from outside, in one binary.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may stop at the first surprise

mod accessibility;
mod api;
mod architecture;
mod authz_matrix;
mod availability;
mod bad_input;
mod cli;
mod config;
mod demo;
mod documents;
mod double_booking;
mod first_load;
mod ical_rules;
mod institutes;
mod journeys;
mod lifecycle;
mod locales;
mod match_file;
mod migrations;
mod races;
mod reference;
mod requests;
mod second_thoughts;
mod sign_in;
mod slot_faults;
mod slots;
mod support;
mod templates;
mod trainers;
mod workflow;
