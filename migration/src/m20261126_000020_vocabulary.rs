//! The vocabulary as something that people keep: synonyms, merging, history, and an index of all its words.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
};

use crate::dialect::{Step, drop_tables};

/// Rows of every table that this step makes or changes.
pub const SAMPLE: &str = r"
UPDATE subject SET version = 2 WHERE id = 1
--
INSERT INTO subject_synonym (id, subject_id, words, language, institute_id, origin) VALUES (1, 2, 'crypto lockers', 'en', NULL, 'shipped')
--
INSERT INTO subject_change (id, subject_id, kind, detail, reason, actor_person_id, at) VALUES (1, 2, 'synonym_added', 'crypto lockers', '', 1, 1745000000)
--
INSERT INTO subject_search (subject_id, names, synonyms, ids, description) VALUES (2, 'ransomware', 'crypto lockers', 'mat', 'how it spreads')
";

const TABLES: &[&str] = &["subject_synonym", "subject_change", "subject_search"];

const UP: Step = Step {
    both: r"
ALTER TABLE subject ADD COLUMN merged_into_id {big}
--
ALTER TABLE subject ADD COLUMN version {big} NOT NULL DEFAULT 1
--
CREATE TABLE subject_synonym (
  id {pk},
  subject_id {big} NOT NULL REFERENCES subject (id),
  words TEXT NOT NULL,
  language TEXT NOT NULL CHECK (language IN ('en', 'ur')),
  institute_id {big} REFERENCES institute (id),
  origin TEXT NOT NULL CHECK (origin IN ('shipped', 'edited'))
) {strict}
--
CREATE UNIQUE INDEX subject_synonym_once ON subject_synonym (subject_id, lower(words), coalesce(institute_id, 0))
--
CREATE TABLE subject_change (
  id {pk},
  subject_id {big} NOT NULL REFERENCES subject (id),
  kind TEXT NOT NULL CHECK (kind IN ('added', 'revised', 'merged', 'absorbed', 'retired', 'restored', 'synonym_added', 'synonym_removed')),
  detail TEXT NOT NULL,
  reason TEXT NOT NULL,
  actor_person_id {big} REFERENCES person (id),
  at {big} NOT NULL
) {strict}
--
CREATE INDEX subject_change_subject ON subject_change (subject_id)
",
    sqlite: r"
CREATE VIRTUAL TABLE subject_search USING fts5 (subject_id UNINDEXED, names, synonyms, ids, description, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')
",
    postgres: r"
CREATE TABLE subject_search (
  subject_id BIGINT PRIMARY KEY REFERENCES subject (id),
  names TEXT NOT NULL,
  synonyms TEXT NOT NULL,
  ids TEXT NOT NULL,
  description TEXT NOT NULL,
  document tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('simple', names), 'A') || setweight(to_tsvector('simple', synonyms), 'B')
    || setweight(to_tsvector('simple', ids), 'C') || setweight(to_tsvector('simple', description), 'D')
  ) STORED
)
--
CREATE INDEX subject_search_document ON subject_search USING gin (document)
",
};

const DOWN: Step = Step {
    both: r"
ALTER TABLE subject DROP COLUMN version
--
ALTER TABLE subject DROP COLUMN merged_into_id
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
        drop_tables(manager, TABLES).await?;
        DOWN.run(manager).await
    }
}
