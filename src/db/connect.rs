//! Opening a database, and bringing it to this release's shape.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use migration::{Migrator, MigratorTrait};
use rand_chacha::ChaCha20Rng;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection};

use super::memo::Memo;
use crate::config::Programme;
use crate::error::{Error, Result};
use crate::time::Clock;

/// An open database with what every unit of work needs besides: time, randomness, the programme.
#[derive(Clone)]
pub struct Db {
    pub(super) writer: DatabaseConnection,
    pub(super) reader: DatabaseConnection,
    /// What tells the time.
    pub clock: Arc<dyn Clock>,
    /// Where tokens and UIDs come from.
    pub rng: Arc<Mutex<ChaCha20Rng>>,
    /// How the programme is run.
    pub programme: Arc<Programme>,
    /// What was counted before.
    pub(super) memo: Arc<Memo>,
}

impl Db {
    /// SQLite or PostgreSQL.
    pub fn engine(&self) -> DatabaseBackend {
        self.writer.get_database_backend()
    }

    /// The writer connection, for migrations and tests of the constraints.
    pub fn connection(&self) -> &DatabaseConnection {
        &self.writer
    }
}

/// Opens `url` (`sqlite://file.db?mode=rwc` or `postgres://…`) without changing it.
pub async fn connect(
    url: &str,
    clock: Arc<dyn Clock>,
    rng: ChaCha20Rng,
    programme: Programme,
) -> Result<Db> {
    let (writer, reader) = if url.starts_with("sqlite:") {
        let file = url.split('?').next().unwrap_or(url);
        let writer = Database::connect(sqlite(url, 1, false)).await?;
        // The file exists by now: the writer has made it.
        let reader = Database::connect(sqlite(&format!("{file}?mode=rw"), 4, true)).await?;
        (writer, reader)
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(16)
            .sqlx_logging(false)
            .acquire_timeout(Duration::from_secs(10));
        let pool = Database::connect(options).await?;
        (pool.clone(), pool)
    } else {
        return Err(Error::Internal(
            "the address starts with neither sqlite: nor postgres:".into(),
        ));
    };
    Ok(Db {
        writer,
        reader,
        clock,
        rng: Arc::new(Mutex::new(rng)),
        programme: Arc::new(programme),
        memo: Arc::default(),
    })
}

fn sqlite(url: &str, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .sqlx_logging(false)
        .acquire_timeout(Duration::from_secs(20))
        .map_sqlx_sqlite_opts(move |options| {
            let options = options
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
                .pragma("synchronous", "FULL")
                // Without it REPLACE deletes rows behind the delete triggers.
                .pragma("recursive_triggers", "ON")
                .pragma("trusted_schema", "OFF");
            if read_only {
                options.pragma("query_only", "ON")
            } else {
                options.pragma("journal_mode", "WAL")
            }
        });
    options
}

/// Applies the steps that are missing. Refuses a database with steps that this release doesn't know.
pub async fn migrate(db: &Db) -> Result<()> {
    let connection = db.connection();
    let known: Vec<String> = Migrator::migrations()
        .iter()
        .map(|step| step.name().to_owned())
        .collect();
    let applied = Migrator::get_migration_models(connection)
        .await
        .unwrap_or_default();
    if let Some(newer) = applied.iter().find(|step| !known.contains(&step.version)) {
        return Err(Error::Internal(format!(
            "the database was migrated by a newer release (step {}); install that release, or restore a backup",
            newer.version
        )));
    }
    if db.engine() == DatabaseBackend::Sqlite {
        let row = connection
            .query_one_raw(sea_orm::Statement::from_string(
                DatabaseBackend::Sqlite,
                "SELECT sqlite_version() AS version",
            ))
            .await?;
        let version: String = row
            .map(|row| row.try_get("", "version"))
            .transpose()?
            .unwrap_or_default();
        tracing::debug!(version, "SQLite");
    }
    Migrator::up(connection, None).await?;
    Ok(())
}

/// What is wrong with a database, in words; nothing where it is sound. Reads only.
pub async fn problems(db: &Db) -> Result<Vec<String>> {
    let connection = db.connection();
    let known: Vec<String> = Migrator::migrations()
        .iter()
        .map(|step| step.name().to_owned())
        .collect();
    let applied: Vec<String> = Migrator::get_migration_models(connection)
        .await
        .unwrap_or_default()
        .into_iter()
        .map(|step| step.version)
        .collect();
    let mut found = Vec::new();
    for step in applied.iter().filter(|step| !known.contains(step)) {
        found.push(format!("step {step} belongs to a newer release"));
    }
    for step in known.iter().filter(|step| !applied.contains(step)) {
        found.push(format!("step {step} is missing; rostrum serve applies it"));
    }
    if !found.is_empty() {
        return Ok(found);
    }
    for (what, sql) in [
        (
            "trainers are booked twice",
            "SELECT count(*) AS n FROM commitment a JOIN commitment b ON a.trainer_id = b.trainer_id
             AND a.id < b.id AND a.slot_id <> b.slot_id AND a.starts < b.ends AND b.starts < a.ends
             WHERE a.state IN ('held', 'confirmed') AND b.state IN ('held', 'confirmed')",
        ),
        (
            "cohorts or rooms are booked twice",
            "SELECT count(*) AS n FROM occupancy a JOIN occupancy b ON a.resource = b.resource
             AND a.resource_id = b.resource_id AND a.id < b.id AND a.slot_id <> b.slot_id
             AND a.starts < b.ends AND b.starts < a.ends
             WHERE CAST(a.active AS INTEGER) = 1 AND CAST(b.active AS INTEGER) = 1",
        ),
        (
            "confirmed sessions lack a trainer who said yes",
            "SELECT count(*) AS n FROM session s JOIN seat t ON t.slot_id = s.slot_id
             WHERE s.state = 'confirmed' AND CAST(t.required AS INTEGER) = 1 AND NOT EXISTS (
               SELECT 1 FROM offer o JOIN commitment c ON c.id = o.commitment_id
               WHERE o.seat_id = t.id AND o.state = 'accepted' AND c.state = 'confirmed')",
        ),
        (
            "open offers hold nobody's time, or another time than their slot's",
            "SELECT count(*) AS n FROM offer o JOIN slot s ON s.id = o.slot_id
             LEFT JOIN commitment c ON c.id = o.commitment_id
             LEFT JOIN session x ON x.slot_id = s.id
             WHERE (o.state = 'sent' OR o.state = 'accepted' AND x.id IS NULL)
             AND (s.active_option_id IS NULL OR s.active_option_id <> o.option_id
               OR c.state IS NULL OR c.state NOT IN ('held', 'confirmed'))",
        ),
        (
            "slots that are being asked for do not hold their cohort's time",
            "SELECT count(*) AS n FROM slot s JOIN slot_cohort k ON k.slot_id = s.id
             WHERE s.active_option_id IS NOT NULL AND s.state = 'open' AND NOT EXISTS (
               SELECT 1 FROM occupancy o WHERE o.slot_id = s.id AND o.resource = 'cohort'
               AND o.resource_id = k.cohort_id AND o.option_id = s.active_option_id
               AND CAST(o.active AS INTEGER) = 1)",
        ),
        (
            "trainers' time is taken by offers that came to nothing",
            "SELECT count(*) AS n FROM commitment c WHERE c.state IN ('held', 'confirmed')
             AND NOT EXISTS (SELECT 1 FROM offer o WHERE o.commitment_id = c.id
               AND o.state IN ('sent', 'accepted'))",
        ),
    ] {
        let statement = sea_orm::Statement::from_string(db.engine(), sql);
        let row = connection.query_one_raw(statement).await?;
        let count: i64 = row.map(|row| row.try_get("", "n")).transpose()?.unwrap_or_default();
        if count > 0 {
            found.push(format!("{count} {what}"));
        }
    }
    Ok(found)
}
