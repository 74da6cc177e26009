//! Institutes, the catalogue of courses, cohorts, venues. Venue 1 is online.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
};

use crate::dialect::{Step, drop_tables};

/// Rows of every table of this step.
pub const SAMPLE: &str = r"
INSERT INTO institute (id, code, name, short, city_id, parent, kind, week_pattern, url, provenance, origin, version) VALUES (1, 'nipa-lhr', 'NIPA Lahore', 'NIPA Lahore', 1, 'NSPP', 'in-service', '5-day', '', 'sample', 'shipped', 1)
--
INSERT INTO course (id, code, name, name_ur, level, weeks, participants_typical, hosts, provenance, origin) VALUES (1, 'MCMC', 'Mid-Career Management Course', 'مڈ کیریئر', 'BS-18', 10, 32, 'nipa-lhr', 'sample', 'shipped')
--
INSERT INTO cohort (id, course_id, institute_id, number, alias, starts_on, ends_on, size, created_at, version) VALUES (1, 1, 1, 43, '43rd MCMC', '2026-11-01', '2027-01-31', 32, 1745000000, 1)
--
INSERT INTO venue (id, institute_id, city_id, name, capacity, exclusive) VALUES (2, 1, 1, 'Hall', 60, {true})
";

const TABLES: &[&str] = &["institute", "course", "cohort", "venue"];

const UP: Step = Step {
    both: r"
CREATE TABLE institute (
  id {pk},
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_ur TEXT,
  short TEXT NOT NULL,
  city_id {big} NOT NULL REFERENCES city (id),
  parent TEXT NOT NULL,
  kind TEXT NOT NULL,
  week_pattern TEXT NOT NULL,
  url TEXT NOT NULL,
  provenance TEXT NOT NULL,
  valid_from {date}, valid_to {date}, origin TEXT NOT NULL CHECK (origin IN ('shipped', 'edited')),
  version {big} NOT NULL
) {strict}
--
CREATE TABLE course (
  id {pk},
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_ur TEXT NOT NULL,
  level TEXT NOT NULL,
  weeks {real} NOT NULL,
  participants_typical INTEGER NOT NULL,
  hosts TEXT NOT NULL,
  provenance TEXT NOT NULL,
  valid_from {date}, valid_to {date}, origin TEXT NOT NULL CHECK (origin IN ('shipped', 'edited'))
) {strict}
--
CREATE TABLE cohort (
  id {pk},
  course_id {big} NOT NULL REFERENCES course (id),
  institute_id {big} NOT NULL REFERENCES institute (id),
  number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 9999),
  alias TEXT NOT NULL CHECK (length(alias) BETWEEN 1 AND 200),
  starts_on {date} NOT NULL,
  ends_on {date} NOT NULL,
  size INTEGER NOT NULL CHECK (size BETWEEN 1 AND 2000),
  officer_id {big} REFERENCES person (id),
  created_at {big} NOT NULL,
  version {big} NOT NULL,
  UNIQUE (course_id, institute_id, number),
  CHECK (ends_on >= starts_on)
) {strict}
--
CREATE TABLE venue (
  id {pk},
  institute_id {big} REFERENCES institute (id),
  city_id {big} REFERENCES city (id),
  name TEXT NOT NULL,
  capacity INTEGER,
  exclusive {bool} NOT NULL,
  CHECK ((id = 1) = (city_id IS NULL))
) {strict}
--
INSERT INTO venue (id, name, exclusive) VALUES (1, 'online', {false})
",
    sqlite: r"

",
    postgres: r"
SELECT setval(pg_get_serial_sequence('venue', 'id'), 1)
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
