//! The sealer: chains the rows that wait, one sealer at a time over all instances.

use entity::{audit, audit_seal, audit_waiting};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::digest;
use crate::actor::Actor;
use crate::db::{Db, Work};
use crate::error::Result;

/// Rows that are sealed in one transaction.
const BATCH: u64 = 500;

/// On PostgreSQL the sealer's own lock; SQLite has one writer anyway.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7239114052)";

/// Chains every row that waits; says how many. A row that commits late, with a lower id than others, is
/// chained when it is met: the chain has an order of its own.
pub async fn seal(db: &Db) -> Result<usize> {
    let work = Work::read(db, Actor::system("sealer")).await?;
    if audit_waiting::Entity::find()
        .one(work.db())
        .await?
        .is_none()
    {
        return Ok(0);
    }
    drop(work);
    let mut sealed = 0;
    loop {
        let count = batch(db).await?;
        sealed += count;
        if count < BATCH as usize {
            return Ok(sealed);
        }
    }
}

async fn batch(db: &Db) -> Result<usize> {
    let work = Work::begin(db, Actor::system("sealer")).await?;
    if db.engine() == DatabaseBackend::Postgres {
        work.db().execute_unprepared(LOCK).await?;
    }
    let head = audit_seal::Entity::find()
        .order_by_desc(audit_seal::COLUMN.position)
        .one(work.db())
        .await?;
    let (mut position, mut before) = match head {
        Some(head) => (head.position, head.hash),
        None => (0, digest::BEGINNING.to_owned()),
    };
    let waiting: Vec<_> = audit_waiting::Entity::find()
        .order_by_asc(audit_waiting::COLUMN.audit_id)
        .limit(BATCH)
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| row.audit_id)
        .collect();
    if waiting.is_empty() {
        return Ok(0);
    }
    let rows = audit::Entity::find()
        .filter(audit::COLUMN.id.is_in(waiting.iter().copied()))
        .order_by_asc(audit::COLUMN.id)
        .all(work.db())
        .await?;
    let mut links = Vec::with_capacity(rows.len());
    for row in &rows {
        position += 1;
        before = digest::link(position, &before, row);
        links.push(audit_seal::ActiveModel {
            position: Set(position),
            audit_id: Set(row.id),
            hash: Set(before.clone()),
        });
    }
    audit_seal::Entity::insert_many(links)
        .exec(work.db())
        .await?;
    audit_waiting::Entity::delete_many()
        .filter(audit_waiting::COLUMN.audit_id.is_in(waiting))
        .exec(work.db())
        .await?;
    let count = rows.len();
    work.commit().await?;
    Ok(count)
}
