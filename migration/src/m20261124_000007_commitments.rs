//! Who and what is taken, and the offers behind it. Here the database forbids double booking.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
};

use crate::dialect::{Step, drop_tables};

/// Rows of every table of this step.
pub const SAMPLE: &str = r"
INSERT INTO commitment (id, slot_id, seat_id, trainer_id, option_id, starts, ends, venue_id, state, created_at, changed_at) VALUES (1, 1, 1, 1, 1, 1764561600, 1764567000, 2, 'confirmed', 1745000000, 1745000000)
--
INSERT INTO occupancy (id, slot_id, option_id, resource, resource_id, starts, ends, active) VALUES (1, 1, 1, 'cohort', 1, 1764561600, 1764567000, {true})
--
INSERT INTO offer (id, slot_id, seat_id, trainer_id, option_id, commitment_id, state, wave, rank, created_at, sent_at, deadline, note, version) VALUES (1, 1, 1, 1, 1, 1, 'accepted', 1, 1, 1745000000, 1745000000, 1745500000, '', 1)
";

const TABLES: &[&str] = &["commitment", "occupancy", "offer"];

const UP: Step = Step {
    both: r"
CREATE TABLE commitment (
  id {pk},
  slot_id {big} NOT NULL REFERENCES slot (id),
  seat_id {big} NOT NULL,
  trainer_id {big} NOT NULL REFERENCES trainer (id),
  option_id {big} NOT NULL,
  starts {big} NOT NULL,
  ends {big} NOT NULL,
  venue_id {big} NOT NULL REFERENCES venue (id),
  state TEXT NOT NULL CHECK (state IN ('soft', 'held', 'confirmed', 'released')),
  created_at {big} NOT NULL,
  changed_at {big} NOT NULL,
  UNIQUE (id, slot_id, seat_id, trainer_id, option_id),
  FOREIGN KEY (seat_id, slot_id) REFERENCES seat (id, slot_id),
  FOREIGN KEY (option_id, slot_id, starts, ends, venue_id) REFERENCES slot_option (id, slot_id, starts, ends, venue_id),
  {span}
) {strict}
--
CREATE UNIQUE INDEX commitment_confirmed_once ON commitment (slot_id, trainer_id) WHERE state = 'confirmed'
--
CREATE UNIQUE INDEX commitment_confirmed_seat ON commitment (seat_id) WHERE state = 'confirmed'
--
CREATE INDEX commitment_trainer ON commitment (trainer_id, starts)
--
CREATE INDEX commitment_slot ON commitment (slot_id)
--
CREATE TABLE occupancy (
  id {pk},
  slot_id {big} NOT NULL REFERENCES slot (id),
  option_id {big} NOT NULL,
  resource TEXT NOT NULL CHECK (resource IN ('cohort', 'venue')),
  resource_id {big} NOT NULL,
  starts {big} NOT NULL,
  ends {big} NOT NULL,
  active {bool} NOT NULL,
  FOREIGN KEY (option_id, slot_id) REFERENCES slot_option (id, slot_id),
  UNIQUE (slot_id, option_id, resource, resource_id),
  {span}
) {strict}
--
CREATE INDEX occupancy_resource ON occupancy (resource, resource_id, starts)
--
CREATE TABLE offer (
  id {pk},
  slot_id {big} NOT NULL REFERENCES slot (id),
  seat_id {big} NOT NULL,
  trainer_id {big} NOT NULL REFERENCES trainer (id),
  option_id {big} NOT NULL,
  commitment_id {big},
  state TEXT NOT NULL CHECK (state IN ('draft', 'sent', 'accepted', 'declined', 'countered', 'expired', 'recalled', 'superseded', 'resigned')),
  wave INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  created_at {big} NOT NULL,
  sent_at {big},
  deadline {big},
  answered_at {big},
  answered_by {big} REFERENCES person (id),
  channel TEXT CHECK (channel IN ('link', 'portal', 'behalf')),
  reason TEXT,
  note TEXT NOT NULL,
  version {big} NOT NULL,
  FOREIGN KEY (seat_id, slot_id) REFERENCES seat (id, slot_id),
  FOREIGN KEY (option_id, slot_id) REFERENCES slot_option (id, slot_id),
  FOREIGN KEY (commitment_id, slot_id, seat_id, trainer_id, option_id) REFERENCES commitment (id, slot_id, seat_id, trainer_id, option_id),
  CHECK (state NOT IN ('sent', 'accepted') OR (commitment_id IS NOT NULL AND deadline IS NOT NULL))
) {strict}
--
CREATE UNIQUE INDEX offer_accepted_once ON offer (seat_id) WHERE state = 'accepted'
--
CREATE UNIQUE INDEX offer_open_once ON offer (seat_id, trainer_id) WHERE state IN ('draft', 'sent', 'accepted')
--
CREATE INDEX offer_trainer ON offer (trainer_id, state)
--
CREATE INDEX offer_slot ON offer (slot_id)
--
CREATE INDEX offer_state ON offer (state, deadline)
",
    sqlite: r"
CREATE TRIGGER commitment_overlap_insert BEFORE INSERT ON commitment
WHEN NEW.state IN ('held', 'confirmed')
BEGIN
  SELECT RAISE(ABORT, 'commitment_overlap') WHERE EXISTS (
    SELECT 1 FROM commitment c
    WHERE c.trainer_id = NEW.trainer_id AND c.slot_id <> NEW.slot_id AND c.id IS NOT NEW.id
      AND c.state IN ('held', 'confirmed') AND c.starts < NEW.ends AND NEW.starts < c.ends);
END
--
CREATE TRIGGER commitment_overlap_update BEFORE UPDATE ON commitment
WHEN NEW.state IN ('held', 'confirmed')
BEGIN
  SELECT RAISE(ABORT, 'commitment_overlap') WHERE EXISTS (
    SELECT 1 FROM commitment c
    WHERE c.trainer_id = NEW.trainer_id AND c.slot_id <> NEW.slot_id AND c.id IS NOT NEW.id
      AND c.state IN ('held', 'confirmed') AND c.starts < NEW.ends AND NEW.starts < c.ends);
END
--
CREATE TRIGGER commitment_immutable BEFORE UPDATE ON commitment
WHEN NEW.id <> OLD.id OR NEW.slot_id <> OLD.slot_id OR NEW.seat_id <> OLD.seat_id OR NEW.trainer_id <> OLD.trainer_id
  OR NEW.option_id <> OLD.option_id OR NEW.starts <> OLD.starts OR NEW.ends <> OLD.ends OR NEW.venue_id <> OLD.venue_id
BEGIN SELECT RAISE(ABORT, 'commitment_immutable'); END
--
CREATE TRIGGER commitment_true BEFORE INSERT ON commitment
WHEN NOT EXISTS (SELECT 1 FROM slot_option o WHERE o.id = NEW.option_id AND o.slot_id = NEW.slot_id
  AND o.starts = NEW.starts AND o.ends = NEW.ends AND o.venue_id = NEW.venue_id)
BEGIN SELECT RAISE(ABORT, 'commitment_true'); END
--
CREATE TRIGGER commitment_kept BEFORE DELETE ON commitment
BEGIN SELECT RAISE(ABORT, 'commitment_kept'); END
--
CREATE TRIGGER occupancy_overlap_insert BEFORE INSERT ON occupancy
WHEN NEW.active = 1
BEGIN
  SELECT RAISE(ABORT, 'occupancy_overlap') WHERE EXISTS (
    SELECT 1 FROM occupancy o
    WHERE o.resource = NEW.resource AND o.resource_id = NEW.resource_id AND o.slot_id <> NEW.slot_id
      AND o.id IS NOT NEW.id AND o.active = 1 AND o.starts < NEW.ends AND NEW.starts < o.ends);
END
--
CREATE TRIGGER occupancy_overlap_update BEFORE UPDATE ON occupancy
WHEN NEW.active = 1
BEGIN
  SELECT RAISE(ABORT, 'occupancy_overlap') WHERE EXISTS (
    SELECT 1 FROM occupancy o
    WHERE o.resource = NEW.resource AND o.resource_id = NEW.resource_id AND o.slot_id <> NEW.slot_id
      AND o.id IS NOT NEW.id AND o.active = 1 AND o.starts < NEW.ends AND NEW.starts < o.ends);
END
--
CREATE TRIGGER occupancy_true BEFORE INSERT ON occupancy
WHEN NOT EXISTS (SELECT 1 FROM slot_option o WHERE o.id = NEW.option_id AND o.slot_id = NEW.slot_id
  AND o.starts = NEW.starts AND o.ends = NEW.ends)
BEGIN SELECT RAISE(ABORT, 'occupancy_true'); END
--
CREATE TRIGGER occupancy_kept BEFORE DELETE ON occupancy
BEGIN SELECT RAISE(ABORT, 'occupancy_kept'); END
",
    postgres: r"
CREATE EXTENSION IF NOT EXISTS btree_gist
--
ALTER TABLE commitment ADD CONSTRAINT commitment_overlap
EXCLUDE USING gist (trainer_id WITH =, slot_id WITH <>, int8range(starts, ends) WITH &&)
WHERE (state IN ('held', 'confirmed'))
--
ALTER TABLE occupancy ADD CONSTRAINT occupancy_overlap
EXCLUDE USING gist (resource WITH =, resource_id WITH =, slot_id WITH <>, int8range(starts, ends) WITH &&)
WHERE (active)
--
CREATE FUNCTION kept_true() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION '% rows are kept', TG_TABLE_NAME USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_kept';
  END IF;
  IF TG_TABLE_NAME = 'commitment' AND (NEW.slot_id, NEW.seat_id, NEW.trainer_id, NEW.option_id, NEW.starts, NEW.ends, NEW.venue_id)
     IS DISTINCT FROM (OLD.slot_id, OLD.seat_id, OLD.trainer_id, OLD.option_id, OLD.starts, OLD.ends, OLD.venue_id) THEN
    RAISE EXCEPTION 'commitment_immutable' USING ERRCODE = '23514', CONSTRAINT = 'commitment_immutable';
  END IF;
  RETURN NEW;
END $$
--
CREATE TRIGGER commitment_immutable BEFORE UPDATE OR DELETE ON commitment FOR EACH ROW EXECUTE FUNCTION kept_true()
--
CREATE FUNCTION occupancy_true() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'occupancy_kept' USING ERRCODE = '23514', CONSTRAINT = 'occupancy_kept';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM slot_option o WHERE o.id = NEW.option_id AND o.slot_id = NEW.slot_id
                 AND o.starts = NEW.starts AND o.ends = NEW.ends) THEN
    RAISE EXCEPTION 'occupancy_true' USING ERRCODE = '23514', CONSTRAINT = 'occupancy_true';
  END IF;
  RETURN NEW;
END $$
--
CREATE TRIGGER occupancy_true BEFORE INSERT OR UPDATE OR DELETE ON occupancy FOR EACH ROW EXECUTE FUNCTION occupancy_true()
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
        drop_tables(manager, TABLES).await?;
        if manager.get_database_backend() == sea_orm_migration::sea_orm::DatabaseBackend::Postgres {
            for function in ["kept_true", "occupancy_true"] {
                sea_orm_migration::sea_orm::ConnectionTrait::execute_unprepared(
                    manager.get_connection(),
                    &format!("DROP FUNCTION {function}()"),
                )
                .await?;
            }
        }
        Ok(())
    }
}
