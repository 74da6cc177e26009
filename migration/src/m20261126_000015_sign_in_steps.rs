//! Invitations, the second step of signing in with its recovery codes, the throttle of wrong tries, and
//! what a person sees of their own sign-ins.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
};

use crate::dialect::Step;

/// Rows of every table of this step.
pub const SAMPLE: &str = r"
INSERT INTO invitation (person_id, created_at, expires_at) VALUES (1, 1745000000, 1745600000)
--
INSERT INTO second_factor (person_id, secret, created_at, confirmed_at, last_step) VALUES (1, 'sealed', 1745000000, 1745000100, 58166670)
--
INSERT INTO recovery_code (person_id, code_hash) VALUES (1, 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd')
--
INSERT INTO throttle (subject, failures, last_at, until_at) VALUES ('code:1', 4, 1745000000, 1745000010)
--
UPDATE sign_in SET passed_at = created_at, seen_at = created_at, client = 'Firefox, Linux' WHERE id = 1
";

const UP: Step = Step {
    both: r"
CREATE TABLE invitation (
  id {pk},
  person_id {big} NOT NULL REFERENCES person (id),
  created_at {big} NOT NULL,
  expires_at {big} NOT NULL CHECK (expires_at > created_at),
  token_hash TEXT UNIQUE CHECK (length(token_hash) = 64),
  accepted_at {big},
  withdrawn_at {big},
  CHECK (accepted_at IS NULL OR withdrawn_at IS NULL)
) {strict}
--
CREATE UNIQUE INDEX invitation_open_once ON invitation (person_id) WHERE accepted_at IS NULL AND withdrawn_at IS NULL
--
CREATE TABLE second_factor (
  id {pk},
  person_id {big} NOT NULL UNIQUE REFERENCES person (id),
  secret TEXT NOT NULL CHECK (secret <> ''),
  created_at {big} NOT NULL,
  confirmed_at {big},
  last_step {big} NOT NULL
) {strict}
--
CREATE TABLE recovery_code (
  id {pk},
  person_id {big} NOT NULL REFERENCES person (id),
  code_hash TEXT NOT NULL CHECK (length(code_hash) = 64),
  used_at {big},
  UNIQUE (person_id, code_hash)
) {strict}
--
CREATE TABLE throttle (
  subject TEXT NOT NULL PRIMARY KEY,
  failures {big} NOT NULL CHECK (failures > 0),
  last_at {big} NOT NULL,
  until_at {big} NOT NULL
) {strict}
--
ALTER TABLE sign_in ADD COLUMN passed_at {big}
--
ALTER TABLE sign_in ADD COLUMN seen_at {big}
--
ALTER TABLE sign_in ADD COLUMN client TEXT NOT NULL DEFAULT ''
",
    sqlite: "",
    postgres: "",
};

const DOWN: Step = Step {
    both: r"
DROP TABLE invitation
--
DROP TABLE second_factor
--
DROP TABLE recovery_code
--
DROP TABLE throttle
--
ALTER TABLE sign_in DROP COLUMN passed_at
--
ALTER TABLE sign_in DROP COLUMN seen_at
--
ALTER TABLE sign_in DROP COLUMN client
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
        DOWN.run(manager).await
    }
}
