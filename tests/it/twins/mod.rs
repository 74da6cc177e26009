//! One person who is there twice: found, looked at, made one with all that belongs to them, or not touched at all.

mod import;
mod people;
mod trainers;

use rostrum::accounts::PersonId;
use rostrum::error::{Error, Message};
use rostrum::flows;
use sea_orm::ConnectionTrait;

use crate::support::{Someone, TestApp};

async fn merge(app: &TestApp, by: &Someone, keep: PersonId, drop: PersonId) -> Result<(), Error> {
    app.try_as(&by.actor, async |work| {
        let plan = flows::plan_merge(work, keep, drop).await?;
        flows::merge_people(work, keep, drop, plan.version, "They said so").await
    })
    .await
}

/// Why it was refused, by its key.
fn refused(done: Result<(), Error>) -> Message {
    match done {
        Err(Error::Conflict(message)) => message,
        other => panic!("{other:?}"),
    }
}

async fn sql(app: &TestApp, sql: &str) {
    app.app
        .db
        .connection()
        .execute_unprepared(sql)
        .await
        .unwrap();
}
