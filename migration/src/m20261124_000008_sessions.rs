//! Confirmed sessions and who took part from when to when.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
};

use crate::dialect::{Step, drop_tables};

/// Rows of every table of this step.
pub const SAMPLE: &str = r"
INSERT INTO session (id, slot_id, option_id, state, confirmed_at, changed_at, reason, source, version) VALUES (1, 1, 1, 'confirmed', 1745000000, 1745000000, '', '', 1)
--
INSERT INTO participation (id, slot_id, trainer_id, seat_id, from_seq, since, reason) VALUES (1, 1, 1, 1, 0, 1745000000, 'accepted')
";

const TABLES: &[&str] = &["session", "participation"];

const UP: Step = Step {
    both: r"
CREATE TABLE session (
  id {pk},
  slot_id {big} NOT NULL UNIQUE REFERENCES slot (id),
  option_id {big} NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('confirmed', 'delivered', 'not_held', 'closed', 'cancelled')),
  confirmed_at {big} NOT NULL,
  confirmed_by {big} REFERENCES person (id),
  changed_at {big} NOT NULL,
  reason TEXT NOT NULL,
  source TEXT NOT NULL,
  version {big} NOT NULL,
  FOREIGN KEY (option_id, slot_id) REFERENCES slot_option (id, slot_id)
) {strict}
--
CREATE TABLE participation (
  id {pk},
  slot_id {big} NOT NULL REFERENCES slot (id),
  trainer_id {big} NOT NULL REFERENCES trainer (id),
  seat_id {big} NOT NULL,
  from_seq INTEGER NOT NULL,
  until_seq INTEGER,
  since {big} NOT NULL,
  until {big},
  reason TEXT NOT NULL,
  FOREIGN KEY (seat_id, slot_id) REFERENCES seat (id, slot_id),
  CHECK (until_seq IS NULL OR until_seq >= from_seq),
  CHECK ((until_seq IS NULL) = (until IS NULL))
) {strict}
--
CREATE UNIQUE INDEX participation_open_once ON participation (seat_id, trainer_id) WHERE until_seq IS NULL
--
CREATE INDEX participation_slot ON participation (slot_id)
--
CREATE INDEX participation_trainer ON participation (trainer_id)
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
