//! Tokens of programs: a person's rights, narrowed to scopes, for a while. Only hashes are kept.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
};

use crate::dialect::Step;

/// A token of somebody's program.
pub const SAMPLE: &str = r"
INSERT INTO api_token (person_id, name, token_hash, scopes, created_at, expires_at)
SELECT MIN(id), 'a sample', 'x', 'roster:read requests:read', 1745000000, 1776536000 FROM person
";

const UP: Step = Step {
    both: r"
CREATE TABLE api_token (
    id {pk},
    person_id {big} NOT NULL REFERENCES person (id),
    name TEXT NOT NULL CHECK (name <> ''),
    token_hash TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL CHECK (scopes <> ''),
    created_at {big} NOT NULL,
    expires_at {big} NOT NULL CHECK (expires_at > created_at),
    revoked_at {big},
    used_at {big}
)
--
CREATE INDEX api_token_person ON api_token (person_id)
",
    sqlite: "",
    postgres: "",
};

const DOWN: Step = Step {
    both: "DROP TABLE api_token",
    sqlite: "",
    postgres: "",
};

/// This step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        UP.run(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        DOWN.run(manager).await
    }
}
