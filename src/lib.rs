//! Rostrum: the scheduling and roster service of a Distinguished Trainer Programme.
//!
//! Data flows one way: request → slot → plan → offer → session → feed. Modules stand below in the
//! order of their layers; each may use those above it (`docs/ARCHITECTURE.md` has the table, and
//! `tests/it/architecture` checks it).

pub mod actor;
pub mod config;
pub mod db;
pub mod error;
pub mod i18n;
pub mod text;

pub mod ical;
pub use ::matching;
pub mod time;

pub mod accounts;
pub mod audit;
pub mod availability;
pub mod bulk;
pub mod courses;
pub mod feeds;
pub mod flows;
pub mod institutes;
pub mod notify;
pub mod offers;
pub mod planning;
pub mod reference;
pub mod reports;
pub mod sessions;
pub mod slots;
pub mod trainers;

pub mod app;
pub mod cli;
pub mod render;
pub mod web;
