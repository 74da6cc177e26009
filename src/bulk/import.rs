//! A file becomes what it says, whole or not at all.

use serde_json::json;
use tokio::sync::Semaphore;

use super::columns::{places, rows};
use super::report::{Faults, Outcome, Report};
use super::table::{self, Encoding, Table};
use super::{Kind, courses, expertise, institutes, timetable, trainers};
use crate::actor::Actor;
use crate::audit;
use crate::db::{Db, Work};
use crate::error::{Error, Result};

/// A file to be taken in.
#[derive(Clone, Debug)]
pub struct Order {
    /// What its rows are.
    pub kind: Kind,
    /// What it is called.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// How its letters are written.
    pub encoding: Encoding,
    /// Of a timetable: whether its requests are handed in at once.
    pub submit: bool,
}

/// Does everything and takes it back: what would come of the file.
///
/// # Errors
/// That the actor may not take in such a table, and faults of the machine. What is wrong with the file is in
/// the report.
pub async fn dry_run(db: &Db, actor: &Actor, order: Order) -> Result<Report> {
    let (_, report) = run(db, actor, order).await?;
    Ok(report)
}

/// Takes the file in, if nothing is wrong with it, and if it does what it did when it was looked at: `seen` is
/// the digest of that report, if somebody saw one.
///
/// # Errors
/// As [`dry_run`].
pub async fn import(db: &Db, actor: &Actor, order: Order, seen: Option<&str>) -> Result<Report> {
    let (name, kind) = (order.name.clone(), order.kind);
    let (work, mut report) = run(db, actor, order).await?;
    if !report.clean() || seen.is_some_and(|digest| digest != report.digest) {
        return Ok(report);
    }
    if report.new + report.changed > 0 {
        let detail = json!({
            "kind": kind, "file": name, "new": report.new, "changed": report.changed, "same": report.same,
        });
        audit::append(&work, "bulk.import", "bulk", 0, detail).await?;
    }
    work.commit().await?;
    report.imported = true;
    Ok(report)
}

/// Files that are read at the same time.
static READERS: Semaphore = Semaphore::const_new(2);

async fn run(db: &Db, actor: &Actor, order: Order) -> Result<(Work, Report)> {
    let Order {
        kind,
        bytes,
        encoding,
        submit,
        ..
    } = order;
    if !kind.open_to(actor) {
        return Err(Error::Forbidden);
    }
    // A hostile file may take its time, or the reader down: neither is to touch anybody else.
    // A few at a time, since each may unpack to tens of megabytes.
    let turn = READERS.acquire().await;
    let read = tokio::task::spawn_blocking(move || table::read(&bytes, encoding)).await;
    drop(turn);
    let read = read.unwrap_or_else(|_| Err(table::unreadable()));
    let work = Work::begin(db, actor.clone()).await?;
    let report = match read {
        Err(faults) => Report::of(kind, 0, Vec::new(), faults),
        Ok(table) => {
            let mut faults = Faults::default();
            let outcomes = apply(&work, kind, &table, submit, &mut faults).await?;
            Report::of(kind, table.rows.len(), outcomes, faults)
        }
    };
    Ok((work, report))
}

async fn apply(
    work: &Work,
    kind: Kind,
    table: &Table,
    submit: bool,
    faults: &mut Faults,
) -> Result<Vec<Outcome>> {
    let columns = kind.columns();
    let places = places(table, columns, faults);
    // Rows below headings that mean nothing mean nothing either.
    if faults.count() > 0 {
        return Ok(Vec::new());
    }
    let rows = rows(table, columns, &places, faults);
    match kind {
        Kind::Institutes => institutes::apply(work, &rows, faults).await,
        Kind::Courses => courses::apply(work, &rows, faults).await,
        Kind::Trainers => trainers::apply(work, &rows, faults).await,
        Kind::Expertise => expertise::apply(work, &rows, faults).await,
        Kind::Timetable => timetable::apply(work, &rows, submit, faults).await,
    }
}
