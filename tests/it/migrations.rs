//! Every step goes up, down and up again, on both engines, over rows that it has to keep or drop.

use migration::dialect::statements;
use migration::{Migrator, MigratorTrait};
use rostrum::actor::Actor;
use rostrum::config::Programme;
use rostrum::db::{self, Db, Work};
use rostrum::{courses, institutes, reference};
use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};

use crate::support::store::Store;

/// Tables that the database holds now, without the engine's own.
async fn tables(db: &Db) -> Vec<String> {
    let sql = match db.engine() {
        DatabaseBackend::Postgres => {
            "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'"
        }
        _ => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    };
    let rows = db
        .connection()
        .query_all_raw(Statement::from_string(db.engine(), sql))
        .await
        .unwrap();
    let mut names: Vec<String> = rows
        .iter()
        .map(|row| row.try_get("", "name").unwrap())
        .collect();
    names.sort();
    names
}

async fn insert(db: &Db, step: &str, sample: &str) {
    for statement in statements(sample, db.engine()) {
        db.connection()
            .execute_unprepared(&statement)
            .await
            .unwrap_or_else(|error| panic!("{step}: {error}\n{statement}"));
    }
}

async fn rows(db: &Db) -> Vec<(String, i64)> {
    let mut counts = Vec::new();
    for table in tables(db).await {
        let row = db
            .connection()
            .query_one_raw(Statement::from_string(
                db.engine(),
                format!("SELECT count(*) AS n FROM {table}"),
            ))
            .await
            .unwrap()
            .unwrap();
        counts.push((table, row.try_get("", "n").unwrap()));
    }
    counts
}

async fn up_down_up(store: &Store) {
    let db = store.open(Programme::default()).await;
    let samples = migration::samples();
    let steps: Vec<String> = Migrator::migrations()
        .iter()
        .map(|step| step.name().to_owned())
        .collect();
    let sampled: Vec<&str> = samples.iter().map(|(step, _)| *step).collect();
    assert_eq!(steps, sampled, "every step has its sample rows, in order");

    // One by one, each undone and redone over the rows of those before it.
    for (step, sample) in &samples {
        let before = tables(&db).await;
        Migrator::up(db.connection(), Some(1)).await.unwrap();
        insert(&db, step, sample).await;
        Migrator::down(db.connection(), Some(1)).await.unwrap();
        let after = tables(&db).await;
        // The first step also makes the list of steps, which stays.
        let left: Vec<_> = after
            .iter()
            .filter(|name| *name != "seaql_migrations")
            .collect();
        let was: Vec<_> = before
            .iter()
            .filter(|name| *name != "seaql_migrations")
            .collect();
        assert_eq!(left, was, "{step} leaves tables behind");
        Migrator::up(db.connection(), Some(1)).await.unwrap();
        insert(&db, step, sample).await;
    }
    let full = rows(&db).await;
    for (table, count) in &full {
        assert!(
            *count > 0,
            "no sample row in {table}: a change of it would go untested"
        );
    }

    // All the way down over all rows, and up again.
    Migrator::down(db.connection(), None).await.unwrap();
    assert_eq!(tables(&db).await, ["seaql_migrations"]);
    Migrator::up(db.connection(), None).await.unwrap();
    for (step, sample) in &samples {
        insert(&db, step, sample).await;
    }
    assert_eq!(rows(&db).await, full);

    // A start over an up-to-date database changes nothing.
    db::migrate(&db).await.unwrap();
    assert_eq!(rows(&db).await, full);
}

#[tokio::test]
async fn steps_go_up_down_and_up_on_sqlite() {
    up_down_up(&Store::empty_sqlite()).await;
}

#[tokio::test]
async fn steps_go_up_down_and_up_on_postgres() {
    if let Some(store) = Store::empty_postgres("steps_go_up_down_and_up").await {
        up_down_up(&store).await;
    }
}

#[tokio::test]
async fn a_database_of_a_newer_release_is_refused_untouched() {
    let store = Store::empty_sqlite();
    let db = store.open(Programme::default()).await;
    Migrator::up(db.connection(), Some(1)).await.unwrap();
    db.connection()
        .execute_unprepared(
            "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20991231_000001_future', 0)",
        )
        .await
        .unwrap();
    let before = rows(&db).await;
    let error = db::migrate(&db).await.unwrap_err().to_string();
    assert!(error.contains("m20991231_000001_future"), "{error}");
    assert_eq!(rows(&db).await, before);
}

async fn loading_again_adds_nothing(store: &Store) {
    let db = store.open(Programme::default()).await;
    let before = rows(&db).await;
    let cities = before.iter().find(|(table, _)| table == "city");
    assert!(cities.is_some_and(|(_, count)| *count > 10));
    let work = Work::begin(&db, Actor::system("test")).await.unwrap();
    assert_eq!(reference::load_shipped(&work).await.unwrap(), 0);
    assert_eq!(institutes::load_shipped(&work).await.unwrap(), 0);
    assert_eq!(courses::load_shipped(&work).await.unwrap(), 0);
    work.commit().await.unwrap();
    assert_eq!(rows(&db).await, before);
}

#[tokio::test]
async fn loading_again_adds_nothing_on_sqlite() {
    loading_again_adds_nothing(&Store::sqlite().await).await;
}

#[tokio::test]
async fn loading_again_adds_nothing_on_postgres() {
    if let Some(store) = Store::postgres("loading_again_adds_nothing").await {
        loading_again_adds_nothing(&store).await;
    }
}
