//! Effective-dated reference data: cities, travel, subjects, holidays, hours, periods, campuses.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
};

use crate::dialect::{Step, drop_tables};

/// Rows of every table of this step.
pub const SAMPLE: &str = r"
INSERT INTO city (id, code, name, name_ur, province, lat, lon, origin) VALUES (1, 'LHE', 'Lahore', 'لاہور', 'Punjab', 31.5, 74.3, 'shipped')
--
INSERT INTO travel_time (id, from_city_id, to_city_id, minutes, mode, note, origin) VALUES (1, 1, 1, 60, 'local', '', 'shipped')
--
INSERT INTO subject (id, code, name, description, audience, cybok, nice, ecsf, origin) VALUES (1, 'IR', 'Incident response', '', 'all', '', '', '', 'shipped')
--
INSERT INTO subject (id, code, parent_id, name, description, audience, cybok, nice, ecsf, origin) VALUES (2, 'IR-01', 1, 'Incident response life cycle', '', 'all', 'SOIM', '', '', 'shipped')
--
INSERT INTO holiday (id, starts_on, ends_on, name, name_ur, kind, basis, status, uncertainty_days, scope, source, origin) VALUES (1, '2026-12-25', '2026-12-25', 'Quaid-e-Azam Day', 'یوم قائداعظم', 'public', 'fixed', 'fixed', 0, 'PK', 'sample', 'shipped')
--
INSERT INTO office_hours (id, code, scope, week, days, start_minute, end_minute, breaks, friday_break, source, origin) VALUES (1, 'sample', 'Federal', '5-day', 'Mon-Fri', 540, 945, '', '', 'sample', 'shipped')
--
INSERT INTO period (id, template, position, start_minute, end_minute, origin) VALUES (1, 'normal', 1, 540, 630, 'shipped')
--
INSERT INTO university (id, code, name, short, city_id, sector, cyber_unit, provenance, origin) VALUES (1, 'uet', 'University of Engineering', 'UET', 1, 'public', '', 'sample', 'shipped')
";

const TABLES: &[&str] = &[
    "city",
    "travel_time",
    "subject",
    "holiday",
    "office_hours",
    "period",
    "university",
];

const UP: Step = Step {
    both: r"
CREATE TABLE city (
  id {pk},
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_ur TEXT NOT NULL,
  province TEXT NOT NULL,
  lat {real} NOT NULL,
  lon {real} NOT NULL,
  valid_from {date}, valid_to {date}, origin TEXT NOT NULL CHECK (origin IN ('shipped', 'edited'))
) {strict}
--
CREATE TABLE travel_time (
  id {pk},
  from_city_id {big} NOT NULL REFERENCES city (id),
  to_city_id {big} NOT NULL REFERENCES city (id),
  minutes INTEGER NOT NULL CHECK (minutes BETWEEN 0 AND 10080),
  mode TEXT NOT NULL,
  note TEXT NOT NULL,
  valid_from {date}, valid_to {date}, origin TEXT NOT NULL CHECK (origin IN ('shipped', 'edited')),
  UNIQUE (from_city_id, to_city_id)
) {strict}
--
CREATE TABLE subject (
  id {pk},
  code TEXT NOT NULL UNIQUE,
  parent_id {big} REFERENCES subject (id),
  name TEXT NOT NULL,
  name_ur TEXT,
  description TEXT NOT NULL,
  audience TEXT NOT NULL,
  cybok TEXT NOT NULL,
  nice TEXT NOT NULL,
  ecsf TEXT NOT NULL,
  valid_from {date}, valid_to {date}, origin TEXT NOT NULL CHECK (origin IN ('shipped', 'edited')),
  CHECK (parent_id <> id)
) {strict}
--
CREATE TABLE holiday (
  id {pk},
  starts_on {date} NOT NULL,
  ends_on {date} NOT NULL,
  name TEXT NOT NULL,
  name_ur TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('public', 'provincial', 'optional', 'period', 'planned')),
  basis TEXT NOT NULL CHECK (basis IN ('fixed', 'lunar')),
  status TEXT NOT NULL,
  uncertainty_days INTEGER NOT NULL CHECK (uncertainty_days BETWEEN 0 AND 60),
  scope TEXT NOT NULL,
  source TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('shipped', 'edited')),
  UNIQUE (starts_on, name, scope),
  CHECK (ends_on >= starts_on)
) {strict}
--
CREATE TABLE office_hours (
  id {pk},
  code TEXT NOT NULL UNIQUE,
  effective_from {date},
  effective_to {date},
  scope TEXT NOT NULL,
  week TEXT NOT NULL,
  days TEXT NOT NULL,
  start_minute INTEGER NOT NULL CHECK (start_minute BETWEEN 0 AND 1440),
  end_minute INTEGER NOT NULL CHECK (end_minute BETWEEN 0 AND 1440),
  breaks TEXT NOT NULL,
  friday_start_minute INTEGER,
  friday_end_minute INTEGER,
  friday_break TEXT NOT NULL,
  source TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('shipped', 'edited')),
  CHECK (end_minute > start_minute),
  CHECK ((friday_start_minute IS NULL) = (friday_end_minute IS NULL))
) {strict}
--
CREATE TABLE period (
  id {pk},
  template TEXT NOT NULL,
  position INTEGER NOT NULL,
  start_minute INTEGER NOT NULL,
  end_minute INTEGER NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('shipped', 'edited')),
  UNIQUE (template, position),
  CHECK (end_minute > start_minute)
) {strict}
--
CREATE TABLE university (
  id {pk},
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  short TEXT NOT NULL,
  city_id {big} NOT NULL REFERENCES city (id),
  sector TEXT NOT NULL,
  cyber_unit TEXT NOT NULL,
  provenance TEXT NOT NULL,
  valid_from {date}, valid_to {date}, origin TEXT NOT NULL CHECK (origin IN ('shipped', 'edited'))
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
