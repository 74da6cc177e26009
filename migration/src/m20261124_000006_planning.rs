//! What the matcher said, run by run, and the leave to break a rule.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
};

use crate::dialect::{Step, drop_tables};

/// Rows of every table of this step.
pub const SAMPLE: &str = r"
INSERT INTO match_run (id, created_at, state, from_on, to_on, seed, threads, epochs, input_hash, objective, bound, slots, covered) VALUES (1, 1745000000, 'finished', '2026-12-01', '2026-12-31', 1, 2, 10, 'sample', 100, 120, 1, 1)
--
INSERT INTO proposal (id, run_id, slot_id, seat_id, option_id, trainer_id, state, score, reasons) VALUES (1, 1, 1, 1, 1, 1, 'accepted', 20, '[]')
--
INSERT INTO rule_override (id, slot_id, trainer_id, rule, reason, created_by, created_at) VALUES (1, 1, 1, 'workload', 'sample', 1, 1745000000)
";

const TABLES: &[&str] = &["match_run", "proposal", "rule_override"];

const UP: Step = Step {
    both: r"
CREATE TABLE match_run (
  id {pk},
  created_by {big} REFERENCES person (id),
  created_at {big} NOT NULL,
  finished_at {big},
  state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'failed')),
  from_on {date} NOT NULL,
  to_on {date} NOT NULL,
  seed {big} NOT NULL,
  threads INTEGER NOT NULL,
  epochs INTEGER NOT NULL,
  input_hash TEXT NOT NULL,
  objective {big} NOT NULL,
  bound {big} NOT NULL,
  slots INTEGER NOT NULL,
  covered INTEGER NOT NULL,
  CHECK (bound >= objective)
) {strict}
--
CREATE TABLE proposal (
  id {pk},
  run_id {big} NOT NULL REFERENCES match_run (id),
  slot_id {big} NOT NULL REFERENCES slot (id),
  seat_id {big} NOT NULL,
  option_id {big},
  trainer_id {big} REFERENCES trainer (id),
  state TEXT NOT NULL CHECK (state IN ('proposed', 'unfilled', 'accepted', 'rejected')),
  score {big} NOT NULL,
  reasons TEXT NOT NULL,
  UNIQUE (run_id, seat_id),
  FOREIGN KEY (seat_id, slot_id) REFERENCES seat (id, slot_id),
  FOREIGN KEY (option_id, slot_id) REFERENCES slot_option (id, slot_id),
  CHECK ((state = 'unfilled') = (trainer_id IS NULL)),
  CHECK ((trainer_id IS NULL) = (option_id IS NULL))
) {strict}
--
CREATE INDEX proposal_slot ON proposal (slot_id)
--
CREATE TABLE rule_override (
  id {pk},
  slot_id {big} NOT NULL REFERENCES slot (id),
  trainer_id {big} NOT NULL REFERENCES trainer (id),
  rule TEXT NOT NULL CHECK (rule <> 'double_booking' AND rule <> 'occupancy'),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
  created_by {big} NOT NULL REFERENCES person (id),
  created_at {big} NOT NULL,
  UNIQUE (slot_id, trainer_id, rule)
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
