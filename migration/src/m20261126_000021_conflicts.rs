//! Who shall not teach where, from when to when; and which people are one, or are not.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
};

use crate::dialect::{Step, drop_tables};

/// Rows of every table of this step, and rows that have what it adds.
pub const SAMPLE: &str = r"
INSERT INTO conflict (trainer_id, institute_id, kind, note, from_on, until_on, noted_by, noted_at, version) VALUES (1, 1, 'own_university', 'Teaches there', '2026-09-01', '2027-01-31', 1, 1745000000, 1)
--
INSERT INTO person_distinct (first_id, second_id, noted_by, noted_at) VALUES (1, 2, 1, 1745000000)
--
UPDATE person SET merged_into_id = 1 WHERE id = 2
--
UPDATE trainer SET merged_into_id = NULL WHERE id = 1
";

const TABLES: &[&str] = &["conflict", "person_distinct"];

const UP: Step = Step {
    both: r"
CREATE TABLE conflict (
  id {pk},
  trainer_id {big} NOT NULL REFERENCES trainer (id),
  institute_id {big} NOT NULL REFERENCES institute (id),
  kind TEXT NOT NULL CHECK (kind IN ('own_university', 'complaint', 'trainer_wish', 'institute_wish')),
  note TEXT NOT NULL,
  from_on {date} NOT NULL,
  until_on {date},
  noted_by {big} REFERENCES person (id),
  noted_at {big} NOT NULL,
  lifted_at {big},
  lifted_by {big} REFERENCES person (id),
  lifted_why TEXT,
  version {big} NOT NULL,
  CHECK (until_on IS NULL OR until_on >= from_on),
  CHECK ((lifted_at IS NULL) = (lifted_why IS NULL)),
  CHECK (lifted_at IS NOT NULL OR lifted_by IS NULL)
) {strict}
--
CREATE INDEX conflict_trainer ON conflict (trainer_id)
--
CREATE INDEX conflict_institute ON conflict (institute_id)
--
CREATE TABLE person_distinct (
  id {pk},
  first_id {big} NOT NULL REFERENCES person (id),
  second_id {big} NOT NULL REFERENCES person (id),
  noted_by {big} REFERENCES person (id),
  noted_at {big} NOT NULL,
  UNIQUE (first_id, second_id),
  CHECK (first_id < second_id)
) {strict}
--
ALTER TABLE person ADD COLUMN merged_into_id {big} REFERENCES person (id)
--
ALTER TABLE trainer ADD COLUMN merged_into_id {big} REFERENCES trainer (id)
",
    sqlite: r"
CREATE TRIGGER conflict_overlap_insert BEFORE INSERT ON conflict
WHEN NEW.lifted_at IS NULL
BEGIN
  SELECT RAISE(ABORT, 'conflict_overlap') WHERE EXISTS (
    SELECT 1 FROM conflict c
    WHERE c.trainer_id = NEW.trainer_id AND c.institute_id = NEW.institute_id AND c.kind = NEW.kind
      AND c.id IS NOT NEW.id AND c.lifted_at IS NULL
      AND c.from_on <= coalesce(NEW.until_on, '9999-12-31') AND NEW.from_on <= coalesce(c.until_on, '9999-12-31'));
END
--
CREATE TRIGGER conflict_immutable BEFORE UPDATE ON conflict
WHEN NEW.id <> OLD.id OR NEW.trainer_id <> OLD.trainer_id OR NEW.institute_id <> OLD.institute_id
  OR NEW.kind <> OLD.kind OR NEW.from_on <> OLD.from_on OR NEW.until_on IS NOT OLD.until_on
  OR NEW.note <> OLD.note OR OLD.lifted_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'conflict_immutable'); END
--
CREATE TRIGGER conflict_kept BEFORE DELETE ON conflict
BEGIN SELECT RAISE(ABORT, 'conflict_kept'); END
",
    postgres: r"
ALTER TABLE conflict ADD CONSTRAINT conflict_overlap EXCLUDE USING gist
  (trainer_id WITH =, institute_id WITH =, kind WITH =, daterange(from_on, until_on, '[]') WITH &&)
  WHERE (lifted_at IS NULL)
--
CREATE FUNCTION conflict_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.id <> OLD.id OR NEW.trainer_id <> OLD.trainer_id OR NEW.institute_id <> OLD.institute_id
    OR NEW.kind <> OLD.kind OR NEW.from_on <> OLD.from_on OR NEW.until_on IS DISTINCT FROM OLD.until_on
    OR NEW.note <> OLD.note OR OLD.lifted_at IS NOT NULL
  THEN RAISE EXCEPTION 'conflict_immutable'; END IF;
  RETURN NEW;
END $$
--
CREATE TRIGGER conflict_immutable BEFORE UPDATE ON conflict
FOR EACH ROW EXECUTE FUNCTION conflict_immutable()
--
CREATE FUNCTION conflict_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'conflict_kept'; END $$
--
CREATE TRIGGER conflict_kept BEFORE DELETE ON conflict
FOR EACH ROW EXECUTE FUNCTION conflict_kept()
",
};

const DOWN: Step = Step {
    both: r"
ALTER TABLE trainer DROP COLUMN merged_into_id
--
ALTER TABLE person DROP COLUMN merged_into_id
",
    sqlite: "",
    postgres: r"
DROP FUNCTION conflict_immutable() CASCADE
--
DROP FUNCTION conflict_kept() CASCADE
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
        DOWN.run(manager).await?;
        drop_tables(manager, TABLES).await
    }
}
