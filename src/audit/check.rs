//! Walks the chain and says whether the trail is what was sealed. Reads in parts: memory stays the same
//! however long the trail is.

use std::collections::BTreeMap;

use entity::{AuditId, audit, audit_personal, audit_seal, audit_waiting};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;

use super::digest;
use crate::db::Work;
use crate::error::Result;

/// Links that are read at once.
const PART: u64 = 500;

/// What the walk found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Links that hold, from the beginning.
    pub sealed: i64,
    /// Rows that wait for the sealer.
    pub waiting: u64,
    /// The hash of the last link that holds: noted down elsewhere, it shows later that nothing was cut off.
    pub head: String,
    /// The position of the hash that was asked for.
    pub noted: Option<i64>,
    /// The first thing that is not as it was sealed.
    pub broken: Option<Break>,
}

/// Where the trail is not what was sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// Place in the chain.
    pub position: i64,
    /// The row of the trail, if it is about one.
    pub row: Option<AuditId>,
    /// What is wrong with it, in words for whoever runs the check.
    pub what: &'static str,
}

/// Walks the whole chain; `noted` is a head of some day before, which must still be in it.
pub async fn check(work: &Work, noted: Option<&str>) -> Result<Report> {
    let mut report = Report {
        waiting: audit_waiting::Entity::find().count(work.db()).await?,
        head: digest::BEGINNING.to_owned(),
        ..Report::default()
    };
    loop {
        let links = audit_seal::Entity::find()
            .filter(audit_seal::COLUMN.position.gt(report.sealed))
            .order_by_asc(audit_seal::COLUMN.position)
            .limit(PART)
            .all(work.db())
            .await?;
        if links.is_empty() {
            break;
        }
        if let Some(broken) = walk(work, &links, &mut report, noted).await? {
            report.broken = Some(broken);
            return Ok(report);
        }
    }
    report.broken = outside(work, &report).await?;
    if report.broken.is_none() && noted.is_some() && report.noted.is_none() {
        report.broken = Some(Break {
            position: report.sealed,
            row: None,
            what: "the noted head is not in the chain: links were cut off or made anew",
        });
    }
    Ok(report)
}

/// One part of the chain, up to the first break.
async fn walk(
    work: &Work,
    links: &[audit_seal::Model],
    report: &mut Report,
    noted: Option<&str>,
) -> Result<Option<Break>> {
    let ids: Vec<AuditId> = links.iter().map(|link| link.audit_id).collect();
    let rows: BTreeMap<AuditId, audit::Model> = audit::Entity::find()
        .filter(audit::COLUMN.id.is_in(ids.iter().copied()))
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let mut personal: BTreeMap<AuditId, Vec<audit_personal::Model>> = BTreeMap::new();
    let values = audit_personal::Entity::find()
        .filter(audit_personal::COLUMN.audit_id.is_in(ids))
        .all(work.db())
        .await?;
    for value in values {
        personal.entry(value.audit_id).or_default().push(value);
    }
    for link in links {
        let position = report.sealed + 1;
        let broken = |what| {
            Some(Break {
                position,
                row: Some(link.audit_id),
                what,
            })
        };
        if link.position != position {
            return Ok(broken("a link is missing before this one"));
        }
        let Some(row) = rows.get(&link.audit_id) else {
            return Ok(broken("its row is gone"));
        };
        if digest::link(position, &report.head, row) != link.hash {
            return Ok(broken("the row, or the link before it, was changed"));
        }
        let own = personal.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        if own.iter().any(|value| !told(row, value)) {
            return Ok(broken("what was said in words is not what was sealed"));
        }
        report.sealed = position;
        report.head.clone_from(&link.hash);
        if noted == Some(link.hash.as_str()) {
            report.noted = Some(position);
        }
    }
    Ok(None)
}

/// Whether a personal value is the one whose digest the row has.
fn told(row: &audit::Model, value: &audit_personal::Model) -> bool {
    let detail: Value = serde_json::from_str(&row.detail).unwrap_or_default();
    detail[&value.field] == Value::String(digest::personal(&value.salt, &value.value))
}

/// Rows that are neither sealed nor waiting came in past the service.
async fn outside(work: &Work, report: &Report) -> Result<Option<Break>> {
    let known = i64::try_from(report.waiting).unwrap_or(i64::MAX) + report.sealed;
    let rows = audit::Entity::find().count(work.db()).await?;
    if i64::try_from(rows).unwrap_or(i64::MAX) == known {
        return Ok(None);
    }
    Ok(Some(Break {
        position: report.sealed,
        row: None,
        what: "the trail has rows that were written past the service",
    }))
}
