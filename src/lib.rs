//! Rostrum: the scheduling and roster service of a Distinguished Trainer Programme.
//!
//! Data flows one way: request → slot → plan → offer → session → feed. Modules stand below in the
//! order of their layers; each may use those above it (`docs/ARCHITECTURE.md` has the table, and
//! `tests/it/architecture.rs` checks it).

pub mod actor;
pub mod config;
pub mod db;
pub mod error;
pub mod text;
pub mod time;

pub mod accounts;
pub mod audit;
pub mod availability;
pub mod courses;
pub mod institutes;
pub mod notify;
pub mod offers;
pub mod reference;
pub mod sessions;
pub mod slots;
pub mod trainers;
