//! The steps that build the database, on SQLite and PostgreSQL alike.
//!
//! One file a step, never renamed, never importing `entity`: a step must keep meaning what it
//! meant when it was written. [`dialect`] holds the few words in which the engines differ;
//! constraints that only one engine can say stand in its own statements beside them.

pub use sea_orm_migration::prelude::{MigrationTrait, MigratorTrait};

pub mod dialect;
mod m20261124_000001_accounts;
mod m20261124_000002_reference;
mod m20261124_000003_institutes;
mod m20261124_000004_trainers;
mod m20261124_000005_slots;
mod m20261124_000006_planning;
mod m20261124_000007_commitments;
mod m20261124_000008_sessions;
mod m20261124_000009_records;
mod m20261124_000010_slot_reason;
mod m20261124_000011_feed_modified;
mod m20261124_000014_api_token;
mod m20261126_000015_sign_in_steps;
mod m20261126_000016_forms;
mod m20261126_000017_audit_chain;
mod m20261126_000018_upload;
mod m20261126_000019_membership;
mod m20261126_000020_vocabulary;
mod m20261126_000021_conflicts;
mod m20261127_000022_feed_token;
mod m20261127_000023_search_again;

/// Every step with the rows that its test leaves behind for the next one.
pub fn samples() -> Vec<(&'static str, &'static str)> {
    vec![
        (
            "m20261124_000001_accounts",
            m20261124_000001_accounts::SAMPLE,
        ),
        (
            "m20261124_000002_reference",
            m20261124_000002_reference::SAMPLE,
        ),
        (
            "m20261124_000003_institutes",
            m20261124_000003_institutes::SAMPLE,
        ),
        (
            "m20261124_000004_trainers",
            m20261124_000004_trainers::SAMPLE,
        ),
        ("m20261124_000005_slots", m20261124_000005_slots::SAMPLE),
        (
            "m20261124_000006_planning",
            m20261124_000006_planning::SAMPLE,
        ),
        (
            "m20261124_000007_commitments",
            m20261124_000007_commitments::SAMPLE,
        ),
        (
            "m20261124_000008_sessions",
            m20261124_000008_sessions::SAMPLE,
        ),
        ("m20261124_000009_records", m20261124_000009_records::SAMPLE),
        (
            "m20261124_000010_slot_reason",
            m20261124_000010_slot_reason::SAMPLE,
        ),
        (
            "m20261124_000011_feed_modified",
            m20261124_000011_feed_modified::SAMPLE,
        ),
        (
            "m20261124_000014_api_token",
            m20261124_000014_api_token::SAMPLE,
        ),
        (
            "m20261126_000015_sign_in_steps",
            m20261126_000015_sign_in_steps::SAMPLE,
        ),
        ("m20261126_000016_forms", m20261126_000016_forms::SAMPLE),
        (
            "m20261126_000017_audit_chain",
            m20261126_000017_audit_chain::SAMPLE,
        ),
        ("m20261126_000018_upload", m20261126_000018_upload::SAMPLE),
        (
            "m20261126_000019_membership",
            m20261126_000019_membership::SAMPLE,
        ),
        (
            "m20261126_000020_vocabulary",
            m20261126_000020_vocabulary::SAMPLE,
        ),
        (
            "m20261126_000021_conflicts",
            m20261126_000021_conflicts::SAMPLE,
        ),
        (
            "m20261127_000022_feed_token",
            m20261127_000022_feed_token::SAMPLE,
        ),
        (
            "m20261127_000023_search_again",
            m20261127_000023_search_again::SAMPLE,
        ),
    ]
}

/// All steps, in order.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261124_000001_accounts::Migration),
            Box::new(m20261124_000002_reference::Migration),
            Box::new(m20261124_000003_institutes::Migration),
            Box::new(m20261124_000004_trainers::Migration),
            Box::new(m20261124_000005_slots::Migration),
            Box::new(m20261124_000006_planning::Migration),
            Box::new(m20261124_000007_commitments::Migration),
            Box::new(m20261124_000008_sessions::Migration),
            Box::new(m20261124_000009_records::Migration),
            Box::new(m20261124_000010_slot_reason::Migration),
            Box::new(m20261124_000011_feed_modified::Migration),
            Box::new(m20261124_000014_api_token::Migration),
            Box::new(m20261126_000015_sign_in_steps::Migration),
            Box::new(m20261126_000016_forms::Migration),
            Box::new(m20261126_000017_audit_chain::Migration),
            Box::new(m20261126_000018_upload::Migration),
            Box::new(m20261126_000019_membership::Migration),
            Box::new(m20261126_000020_vocabulary::Migration),
            Box::new(m20261126_000021_conflicts::Migration),
            Box::new(m20261127_000022_feed_token::Migration),
            Box::new(m20261127_000023_search_again::Migration),
        ]
    }
}
