//! Tables that somebody has sent and not yet taken over.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
};

use crate::dialect::{Step, drop_tables};

/// Rows of every table of this step.
pub const SAMPLE: &str = r"
INSERT INTO upload (person_id, kind, name, encoding, bytes, sent_at) VALUES (1, 'trainers', 'trainers.csv', 'utf-8', 'sealed', 1745000000)
";

const TABLES: &[&str] = &["upload"];

const UP: Step = Step {
    both: r"
CREATE TABLE upload (
  id {pk},
  person_id {big} NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  encoding TEXT NOT NULL,
  bytes TEXT NOT NULL,
  sent_at {big} NOT NULL
) {strict}
--
CREATE INDEX upload_person ON upload (person_id)
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
