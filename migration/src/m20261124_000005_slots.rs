//! Requests and their slots: cohorts, seats, and immutable options.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
};
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

use crate::dialect::{Step, drop_tables};

/// Rows of every table of this step.
pub const SAMPLE: &str = r"
INSERT INTO request (id, reference, cohort_id, state, note, reply, created_by, created_at, version) VALUES (1, 'DTP-2026-0001', 1, 'accepted', '', '', 1, 1745000000, 1)
--
INSERT INTO slot (id, request_id, reference, title, mode, language, priority, state, uid, sequence, revised_at, created_at, version) VALUES (1, 1, 'DTP-2026-0001/1', 'Sample', 'in_person', 'en', 3, 'open', '6f1f9f2e-0000-4000-8000-000000000001', 0, 1745000000, 1745000000, 1)
--
INSERT INTO slot_cohort (slot_id, cohort_id) VALUES (1, 1)
--
INSERT INTO seat (id, slot_id, position, subject_id, level, pool, required) VALUES (1, 1, 1, 2, 2, 'academic', {true})
--
INSERT INTO slot_option (id, slot_id, position, starts, ends, venue_id, origin, precision, created_at) VALUES (1, 1, 1, 1764561600, 1764567000, 2, 'asked', 'minute', 1745000000)
";

const TABLES: &[&str] = &["request", "slot", "slot_cohort", "seat", "slot_option"];

const UP: Step = Step {
    both: r"
CREATE TABLE request (
  id {pk},
  reference TEXT NOT NULL UNIQUE,
  cohort_id {big} NOT NULL REFERENCES cohort (id),
  state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'accepted', 'refused', 'withdrawn', 'closed')),
  note TEXT NOT NULL,
  reply TEXT NOT NULL,
  created_by {big} NOT NULL REFERENCES person (id),
  created_at {big} NOT NULL,
  submitted_at {big},
  decided_at {big},
  decided_by {big} REFERENCES person (id),
  version {big} NOT NULL
) {strict}
--
CREATE INDEX request_state ON request (state)
--
CREATE INDEX request_cohort ON request (cohort_id)
--
CREATE TABLE slot (
  id {pk},
  request_id {big} NOT NULL REFERENCES request (id),
  reference TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  mode TEXT NOT NULL CHECK (mode IN ('in_person', 'online', 'hybrid')),
  language TEXT NOT NULL CHECK (language IN ('en', 'ur')),
  priority INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 5),
  state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'cancelled')),
  uid TEXT UNIQUE,
  sequence INTEGER NOT NULL CHECK (sequence >= 0),
  revised_at {big} NOT NULL,
  active_option_id {big},
  created_at {big} NOT NULL,
  version {big} NOT NULL
) {strict}
--
CREATE INDEX slot_request ON slot (request_id)
--
CREATE TABLE slot_cohort (
  slot_id {big} NOT NULL REFERENCES slot (id),
  cohort_id {big} NOT NULL REFERENCES cohort (id),
  PRIMARY KEY (slot_id, cohort_id)
) {strict}
--
CREATE INDEX slot_cohort_cohort ON slot_cohort (cohort_id)
--
CREATE TABLE seat (
  id {pk},
  slot_id {big} NOT NULL REFERENCES slot (id),
  position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 3),
  subject_id {big} NOT NULL REFERENCES subject (id),
  level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
  pool TEXT NOT NULL CHECK (pool IN ('cert', 'academic')),
  required {bool} NOT NULL,
  UNIQUE (slot_id, position),
  UNIQUE (id, slot_id)
) {strict}
--
CREATE TABLE slot_option (
  id {pk},
  slot_id {big} NOT NULL REFERENCES slot (id),
  position INTEGER NOT NULL,
  starts {big} NOT NULL,
  ends {big} NOT NULL,
  venue_id {big} NOT NULL REFERENCES venue (id),
  origin TEXT NOT NULL CHECK (origin IN ('asked', 'counter', 'moved', 'shortened', 'recorded')),
  precision TEXT NOT NULL CHECK (precision IN ('minute', 'month')),
  created_at {big} NOT NULL,
  UNIQUE (slot_id, position),
  UNIQUE (id, slot_id),
  UNIQUE (id, slot_id, starts, ends, venue_id),
  {span}
) {strict}
",
    sqlite: r"
CREATE TRIGGER slot_option_immutable BEFORE UPDATE ON slot_option
BEGIN SELECT RAISE(ABORT, 'slot_option_immutable'); END
--
CREATE TRIGGER slot_option_kept BEFORE DELETE ON slot_option
WHEN EXISTS (SELECT 1 FROM slot WHERE slot.id = OLD.slot_id AND slot.uid IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'slot_option_kept'); END
--
CREATE TRIGGER slot_active_option BEFORE UPDATE OF active_option_id ON slot
WHEN NEW.active_option_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM slot_option WHERE slot_option.id = NEW.active_option_id AND slot_option.slot_id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'slot_active_option'); END
",
    postgres: r"
CREATE FUNCTION slot_option_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'slot_option_immutable' USING ERRCODE = '23514', CONSTRAINT = 'slot_option_immutable';
  ELSIF EXISTS (SELECT 1 FROM slot WHERE slot.id = OLD.slot_id AND slot.uid IS NOT NULL) THEN
    RAISE EXCEPTION 'slot_option_kept' USING ERRCODE = '23514', CONSTRAINT = 'slot_option_kept';
  END IF;
  RETURN OLD;
END $$
--
CREATE TRIGGER slot_option_immutable BEFORE UPDATE OR DELETE ON slot_option
FOR EACH ROW EXECUTE FUNCTION slot_option_immutable()
--
ALTER TABLE slot ADD CONSTRAINT slot_active_option FOREIGN KEY (active_option_id, id) REFERENCES slot_option (id, slot_id)
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
        let connection = manager.get_connection();
        let postgres = manager.get_database_backend() == DatabaseBackend::Postgres;
        if postgres {
            // Slots and options point at each other.
            connection
                .execute_unprepared("ALTER TABLE slot DROP CONSTRAINT slot_active_option")
                .await?;
        }
        drop_tables(manager, TABLES).await?;
        if postgres {
            connection
                .execute_unprepared("DROP FUNCTION slot_option_immutable()")
                .await?;
        }
        Ok(())
    }
}
