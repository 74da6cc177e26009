//! Trainers: affiliation, expertise, languages, limits, and when they can teach.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
};

use crate::dialect::{Step, drop_tables};

/// Rows of every table of this step.
pub const SAMPLE: &str = r"
INSERT INTO trainer (id, person_id, pool, university_id, title, home_city_id, standing, max_travel_minutes, cap_day, cap_week, cap_month, target_minutes, sched_version, created_at, version) VALUES (1, 2, 'academic', 1, 'Dr.', 1, 'active', 180, 2, 3, 6, 1200, 0, 1745000000, 1)
--
INSERT INTO expertise (id, trainer_id, subject_id, level, preference) VALUES (1, 1, 2, 3, 0)
--
INSERT INTO trainer_language (id, trainer_id, language) VALUES (1, 1, 'ur')
--
INSERT INTO weekly_availability (id, trainer_id, weekday, start_minute, end_minute, valid_from, valid_to) VALUES (1, 1, 0, 540, 1020, '2026-09-01', '2027-01-31')
--
INSERT INTO availability_exception (id, trainer_id, starts, ends, free, reason) VALUES (1, 1, 1764000000, 1764010000, {false}, 'leave')
";

const TABLES: &[&str] = &[
    "trainer",
    "expertise",
    "trainer_language",
    "weekly_availability",
    "availability_exception",
];

const UP: Step = Step {
    both: r"
CREATE TABLE trainer (
  id {pk},
  person_id {big} NOT NULL UNIQUE REFERENCES person (id),
  pool TEXT NOT NULL CHECK (pool IN ('cert', 'academic')),
  university_id {big} REFERENCES university (id),
  title TEXT NOT NULL,
  home_city_id {big} NOT NULL REFERENCES city (id),
  standing TEXT NOT NULL CHECK (standing IN ('active', 'paused', 'guest')),
  max_travel_minutes INTEGER NOT NULL CHECK (max_travel_minutes BETWEEN 0 AND 10080),
  cap_day INTEGER NOT NULL CHECK (cap_day BETWEEN 0 AND 10),
  cap_week INTEGER NOT NULL CHECK (cap_week BETWEEN 0 AND 50),
  cap_month INTEGER NOT NULL CHECK (cap_month BETWEEN 0 AND 100),
  target_minutes INTEGER NOT NULL CHECK (target_minutes >= 0),
  sched_version {big} NOT NULL,
  created_at {big} NOT NULL,
  version {big} NOT NULL,
  CHECK ((pool = 'cert') = (university_id IS NULL))
) {strict}
--
CREATE TABLE expertise (
  id {pk},
  trainer_id {big} NOT NULL REFERENCES trainer (id),
  subject_id {big} NOT NULL REFERENCES subject (id),
  level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
  preference INTEGER NOT NULL CHECK (preference BETWEEN -30 AND 30),
  UNIQUE (trainer_id, subject_id)
) {strict}
--
CREATE TABLE trainer_language (
  id {pk},
  trainer_id {big} NOT NULL REFERENCES trainer (id),
  language TEXT NOT NULL CHECK (language IN ('en', 'ur')),
  UNIQUE (trainer_id, language)
) {strict}
--
CREATE TABLE weekly_availability (
  id {pk},
  trainer_id {big} NOT NULL REFERENCES trainer (id),
  weekday INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 6),
  start_minute INTEGER NOT NULL CHECK (start_minute BETWEEN 0 AND 1440),
  end_minute INTEGER NOT NULL CHECK (end_minute BETWEEN 0 AND 1440),
  valid_from {date} NOT NULL,
  valid_to {date} NOT NULL,
  CHECK (end_minute > start_minute),
  CHECK (valid_to >= valid_from)
) {strict}
--
CREATE INDEX weekly_availability_trainer ON weekly_availability (trainer_id)
--
CREATE TABLE availability_exception (
  id {pk},
  trainer_id {big} NOT NULL REFERENCES trainer (id),
  starts {big} NOT NULL,
  ends {big} NOT NULL,
  free {bool} NOT NULL,
  reason TEXT NOT NULL,
  {span}
) {strict}
--
CREATE INDEX availability_exception_trainer ON availability_exception (trainer_id)
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
