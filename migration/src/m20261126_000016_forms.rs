//! What keeps a form from being done twice, and from being lost.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
};

use crate::dialect::{Step, drop_tables};

/// Rows of every table of this step.
pub const SAMPLE: &str = r"
INSERT INTO submission (person_id, key_hash, started_at, place) VALUES (1, 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee', 1745000000, '/requests/1')
--
INSERT INTO kept_form (person_id, token_hash, path, fields, kept_at) VALUES (1, 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', '/requests', 'sealed', 1745000000)
";

const TABLES: &[&str] = &["submission", "kept_form"];

const UP: Step = Step {
    both: r"
CREATE TABLE submission (
  id {pk},
  person_id {big} NOT NULL REFERENCES person (id),
  key_hash TEXT NOT NULL UNIQUE CHECK (length(key_hash) = 64),
  started_at {big} NOT NULL,
  place TEXT
) {strict}
--
CREATE INDEX submission_started ON submission (started_at)
--
CREATE TABLE kept_form (
  id {pk},
  person_id {big} NOT NULL REFERENCES person (id),
  token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
  path TEXT NOT NULL,
  fields TEXT NOT NULL,
  kept_at {big} NOT NULL
) {strict}
--
CREATE INDEX kept_form_person ON kept_form (person_id)
",
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
        drop_tables(manager, TABLES).await
    }
}
