//! People, their roles, signed-in browsers, bearer links, and the programme's settings.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
};

use crate::dialect::{Step, drop_tables};

/// Rows of every table of this step.
pub const SAMPLE: &str = r"
INSERT INTO person (id, name, email, language, invented, created_at, version) VALUES (1, 'Sample Coordinator', 'coordinator@example.org', 'en', {true}, 1745000000, 1)
--
INSERT INTO person (id, name, language, invented, created_at, version) VALUES (2, 'Sample Trainer', 'ur', {true}, 1745000000, 1)
--
INSERT INTO role_grant (id, person_id, role) VALUES (1, 1, 'coordinator')
--
INSERT INTO sign_in (id, person_id, token_hash, created_at, expires_at) VALUES (1, 1, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 1745000000, 1745100000)
--
INSERT INTO link (id, token_hash, purpose, person_id, created_at, expires_at) VALUES (1, 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 'set_up', NULL, 1745000000, 1745100000)
--
INSERT INTO setting (name, value) VALUES ('sample', 'yes')
";

const TABLES: &[&str] = &["person", "role_grant", "sign_in", "link", "setting"];

const UP: Step = Step {
    both: r"
CREATE TABLE person (
  id {pk},
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  name_ur TEXT,
  email TEXT CHECK (email = lower(email) AND length(email) <= 254),
  phone TEXT,
  password_hash TEXT,
  language TEXT NOT NULL CHECK (language IN ('en', 'ur')),
  invented {bool} NOT NULL,
  disabled_at {big},
  created_at {big} NOT NULL,
  version {big} NOT NULL
) {strict}
--
CREATE UNIQUE INDEX person_email ON person (email)
--
CREATE TABLE role_grant (
  id {pk},
  person_id {big} NOT NULL REFERENCES person (id),
  role TEXT NOT NULL CHECK (role IN ('administrator', 'coordinator', 'trainer', 'officer')),
  institute_id {big},
  CHECK ((role = 'officer') = (institute_id IS NOT NULL))
) {strict}
--
CREATE UNIQUE INDEX role_grant_once ON role_grant (person_id, role, coalesce(institute_id, 0))
--
CREATE TABLE sign_in (
  id {pk},
  person_id {big} NOT NULL REFERENCES person (id),
  token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
  created_at {big} NOT NULL,
  expires_at {big} NOT NULL,
  ended_at {big}
) {strict}
--
CREATE INDEX sign_in_person ON sign_in (person_id)
--
CREATE TABLE link (
  id {pk},
  token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
  purpose TEXT NOT NULL CHECK (purpose IN ('set_up', 'sign_in', 'offer')),
  person_id {big} REFERENCES person (id),
  offer_id {big},
  created_at {big} NOT NULL,
  expires_at {big} NOT NULL,
  used_at {big},
  CHECK ((purpose = 'offer') = (offer_id IS NOT NULL))
) {strict}
--
CREATE INDEX link_offer ON link (offer_id)
--
CREATE TABLE setting (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) {strict}
",
    sqlite: r"

",
    postgres: r"

",
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
