//! Who may teach what: membership in the programme, and expertise that is claimed, shown and verified.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
};

use crate::dialect::{Step, drop_tables};

/// Rows of every table that this step makes or changes.
pub const SAMPLE: &str = r"
INSERT INTO membership (id, trainer_id, state, starts_on, ends_on, created_at, version) VALUES (1, 1, 'designated', '2026-01-01', '2026-12-31', 1745000000, 3)
--
INSERT INTO membership_step (id, membership_id, from_state, to_state, starts_on, ends_on, actor_person_id, reason, at) VALUES (1, 1, 'vetted', 'designated', '2026-01-01', '2026-12-31', 1, 'board of March', 1745000000)
--
UPDATE expertise SET verified_level = 3, expires_on = '2028-01-01', audience = 'bs18', language = 'en' WHERE id = 1
--
INSERT INTO evidence (id, expertise_id, kind, title, dated_on, reference, slot_id, added_by, added_at) VALUES (1, 1, 'paper', 'Triage of wipers', '2025-05-01', '10.1000/1', NULL, 1, 1745000000)
--
INSERT INTO verification (id, expertise_id, level, expires_on, why, verified_by, verified_at) VALUES (1, 1, 3, '2028-01-01', 'paper read', 1, 1745000000)
--
UPDATE course SET specialists = {true} WHERE id = 1
--
INSERT INTO profile (trainer_id, slug, biography, photo, photo_type, consented_at, withdrawn_at, version) VALUES (1, 'amna-khan', 'Teaches.', NULL, NULL, 1745000000, NULL, 1)
";

const TABLES: &[&str] = &[
    "membership",
    "membership_step",
    "evidence",
    "verification",
    "profile",
];

const UP: Step = Step {
    both: r"
CREATE TABLE membership (
  id {pk},
  trainer_id {big} NOT NULL REFERENCES trainer (id),
  state TEXT NOT NULL CHECK (state IN ('nominated', 'vetted', 'designated', 'suspended', 'lapsed', 'refused')),
  starts_on {date},
  ends_on {date},
  created_at {big} NOT NULL,
  version {big} NOT NULL,
  CHECK ((starts_on IS NULL) = (ends_on IS NULL)),
  CHECK (ends_on IS NULL OR ends_on >= starts_on),
  CHECK (state NOT IN ('designated', 'suspended', 'lapsed') OR starts_on IS NOT NULL)
) {strict}
--
CREATE UNIQUE INDEX membership_open_once ON membership (trainer_id) WHERE state IN ('nominated', 'vetted')
--
CREATE INDEX membership_trainer ON membership (trainer_id)
--
CREATE TABLE membership_step (
  id {pk},
  membership_id {big} NOT NULL REFERENCES membership (id),
  from_state TEXT,
  to_state TEXT NOT NULL,
  starts_on {date},
  ends_on {date},
  actor_person_id {big} REFERENCES person (id),
  reason TEXT NOT NULL,
  at {big} NOT NULL
) {strict}
--
CREATE INDEX membership_step_membership ON membership_step (membership_id)
--
ALTER TABLE expertise ADD COLUMN verified_level INTEGER CHECK (verified_level BETWEEN 1 AND 5)
--
ALTER TABLE expertise ADD COLUMN expires_on {date}
--
ALTER TABLE expertise ADD COLUMN audience TEXT NOT NULL DEFAULT 'everyone' CHECK (audience IN ('everyone', 'bs18', 'bs19', 'specialist'))
--
ALTER TABLE expertise ADD COLUMN language TEXT CHECK (language IN ('en', 'ur'))
--
ALTER TABLE expertise ADD COLUMN version {big} NOT NULL DEFAULT 1
--
CREATE TABLE evidence (
  id {pk},
  expertise_id {big} NOT NULL REFERENCES expertise (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('paper', 'course', 'certificate', 'session', 'feedback')),
  title TEXT NOT NULL,
  dated_on {date} NOT NULL,
  reference TEXT NOT NULL,
  slot_id {big} REFERENCES slot (id),
  added_by {big} REFERENCES person (id),
  added_at {big} NOT NULL
) {strict}
--
CREATE INDEX evidence_expertise ON evidence (expertise_id)
--
CREATE UNIQUE INDEX evidence_session_once ON evidence (expertise_id, slot_id) WHERE slot_id IS NOT NULL
--
CREATE TABLE verification (
  id {pk},
  expertise_id {big} NOT NULL REFERENCES expertise (id) ON DELETE CASCADE,
  level INTEGER CHECK (level BETWEEN 1 AND 5),
  expires_on {date},
  why TEXT NOT NULL,
  verified_by {big} REFERENCES person (id),
  verified_at {big} NOT NULL,
  CHECK ((level IS NULL) = (expires_on IS NULL))
) {strict}
--
CREATE INDEX verification_expertise ON verification (expertise_id)
--
ALTER TABLE course ADD COLUMN specialists {bool} NOT NULL DEFAULT {false}
--
CREATE TABLE profile (
  trainer_id {big} PRIMARY KEY REFERENCES trainer (id),
  slug TEXT NOT NULL UNIQUE,
  biography TEXT NOT NULL,
  photo {blob},
  photo_type TEXT CHECK (photo_type IN ('image/jpeg', 'image/png')),
  consented_at {big},
  withdrawn_at {big},
  version {big} NOT NULL,
  CHECK ((photo IS NULL) = (photo_type IS NULL))
) {strict}
",
    sqlite: r"
CREATE TRIGGER expertise_whole_insert BEFORE INSERT ON expertise
WHEN (NEW.verified_level IS NULL) <> (NEW.expires_on IS NULL)
BEGIN SELECT RAISE(ABORT, 'expertise_whole'); END
--
CREATE TRIGGER expertise_whole_update BEFORE UPDATE ON expertise
WHEN (NEW.verified_level IS NULL) <> (NEW.expires_on IS NULL)
BEGIN SELECT RAISE(ABORT, 'expertise_whole'); END
--
CREATE TRIGGER membership_overlap_insert BEFORE INSERT ON membership
WHEN NEW.starts_on IS NOT NULL AND NEW.state IN ('designated', 'suspended', 'lapsed')
BEGIN
  SELECT RAISE(ABORT, 'membership_overlap') WHERE EXISTS (
    SELECT 1 FROM membership m
    WHERE m.trainer_id = NEW.trainer_id AND m.id IS NOT NEW.id
      AND m.state IN ('designated', 'suspended', 'lapsed')
      AND m.starts_on <= NEW.ends_on AND NEW.starts_on <= m.ends_on);
END
--
CREATE TRIGGER membership_overlap_update BEFORE UPDATE ON membership
WHEN NEW.starts_on IS NOT NULL AND NEW.state IN ('designated', 'suspended', 'lapsed')
BEGIN
  SELECT RAISE(ABORT, 'membership_overlap') WHERE EXISTS (
    SELECT 1 FROM membership m
    WHERE m.trainer_id = NEW.trainer_id AND m.id IS NOT NEW.id
      AND m.state IN ('designated', 'suspended', 'lapsed')
      AND m.starts_on <= NEW.ends_on AND NEW.starts_on <= m.ends_on);
END
",
    postgres: r"
ALTER TABLE expertise ADD CONSTRAINT expertise_whole CHECK ((verified_level IS NULL) = (expires_on IS NULL))
--
ALTER TABLE membership ADD CONSTRAINT membership_overlap
EXCLUDE USING gist (trainer_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&)
WHERE (state IN ('designated', 'suspended', 'lapsed'))
",
};

const NO_TRIGGERS: Step = Step {
    both: "",
    sqlite: r"
DROP TRIGGER expertise_whole_insert
--
DROP TRIGGER expertise_whole_update
",
    postgres: r"
ALTER TABLE expertise DROP CONSTRAINT expertise_whole
",
};

const DOWN: Step = Step {
    both: r"
ALTER TABLE expertise DROP COLUMN version
--
ALTER TABLE expertise DROP COLUMN language
--
ALTER TABLE expertise DROP COLUMN audience
--
ALTER TABLE expertise DROP COLUMN expires_on
--
ALTER TABLE expertise DROP COLUMN verified_level
--
ALTER TABLE course DROP COLUMN specialists
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
        // A trigger that reads a column keeps it from being dropped.
        NO_TRIGGERS.run(manager).await?;
        DOWN.run(manager).await
    }
}
