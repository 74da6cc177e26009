//! The audit trail for whoever has to answer for the programme: filtered, in parts, and as a file.

use std::collections::BTreeMap;

use entity::{AuditId, Instant, PersonId, audit, audit_personal, audit_seal};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Map, Value, json};

use super::sheet;
use crate::accounts::{
    self,
    policy::{self, Action},
};
use crate::audit as trail;
use crate::db::Work;
use crate::error::{Error, Result};

/// Rows of a file at most; what is older is asked for by its dates.
const FILE: u64 = 50_000;

/// Which rows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Not before.
    pub from: Option<Instant>,
    /// Before.
    pub to: Option<Instant>,
    /// Done by this person.
    pub person: Option<PersonId>,
    /// What was done, or the beginning of it: `offer`, `offer.accept`.
    pub action: String,
    /// Kind of thing that it was done to.
    pub object: String,
    /// The thing itself.
    pub object_id: Option<i64>,
}

/// One row.
#[derive(Clone, Debug, serde::Serialize)]
pub struct AuditView {
    /// The row.
    pub id: AuditId,
    /// When.
    pub at: Instant,
    /// How the actor came in: `person`, `link:7`, `token:3`, `system:clock`, `nobody`.
    pub actor_kind: String,
    /// Who, if it was a person.
    pub person: Option<PersonId>,
    /// Their name as it is now.
    pub name: Option<String>,
    /// What was done: `offer.accept`.
    pub action: String,
    /// Kind of thing.
    pub object: String,
    /// The thing.
    pub object_id: i64,
    /// Codes and ids, and what was said in words, where it was not erased.
    pub detail: Map<String, Value>,
    /// Its place in the chain, once it is sealed.
    pub position: Option<i64>,
    /// The hash of that link.
    pub hash: Option<String>,
}

/// Which part of the trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The newest first, older than this row; 0 from the newest on. For people.
    Before(i64),
    /// The oldest first, newer than this row. For programs that follow the trail.
    After(i64),
}

/// At most `limit` rows of a part, with the id at which the next part begins.
pub async fn page(
    work: &Work,
    filter: &Filter,
    part: Part,
    limit: u64,
) -> Result<(Vec<AuditView>, Option<i64>)> {
    policy::require_all(&work.actor, Action::ViewAudit)?;
    let mut query = audit::Entity::find().limit(limit + 1);
    query = match part {
        Part::Before(id) if id > 0 => query.filter(audit::COLUMN.id.lt(AuditId(id))),
        Part::Before(_) => query,
        Part::After(id) => query.filter(audit::COLUMN.id.gt(AuditId(id))),
    };
    query = match part {
        Part::Before(_) => query.order_by_desc(audit::COLUMN.id),
        Part::After(_) => query.order_by_asc(audit::COLUMN.id),
    };
    if let Some(from) = filter.from {
        query = query.filter(audit::COLUMN.at.gte(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(audit::COLUMN.at.lt(to));
    }
    if let Some(person) = filter.person {
        query = query.filter(audit::COLUMN.actor_id.eq(person));
    }
    if !filter.action.is_empty() {
        // A word of our own alphabet, so that no sign of a pattern is in it.
        let plain = |c: char| c.is_ascii_lowercase() || c == '.' || c == '_';
        if !filter.action.chars().all(plain) {
            return Ok((Vec::new(), None));
        }
        let below = format!("{}.", filter.action);
        let after = format!("{}/", filter.action); // the sign after the dot
        query = query.filter(
            audit::COLUMN
                .action
                .eq(filter.action.as_str())
                .or(audit::COLUMN
                    .action
                    .gte(below)
                    .and(audit::COLUMN.action.lt(after))),
        );
    }
    if !filter.object.is_empty() {
        query = query.filter(audit::COLUMN.object.eq(filter.object.as_str()));
    }
    if let Some(id) = filter.object_id {
        query = query.filter(audit::COLUMN.object_id.eq(id));
    }
    let mut rows = query.all(work.db()).await?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > wanted;
    rows.truncate(wanted);
    let next = rows.last().filter(|_| more).map(|row| row.id.0);
    let mut views = Vec::with_capacity(rows.len());
    for part in rows.chunks(500) {
        views.append(&mut self::views(work, part).await?);
    }
    Ok((views, next))
}

async fn views(work: &Work, rows: &[audit::Model]) -> Result<Vec<AuditView>> {
    let ids = || rows.iter().map(|row| row.id);
    let names = accounts::names(work, rows.iter().filter_map(|row| row.actor_id)).await?;
    let mut seals: BTreeMap<AuditId, (i64, String)> = audit_seal::Entity::find()
        .filter(audit_seal::COLUMN.audit_id.is_in(ids()))
        .all(work.db())
        .await?
        .into_iter()
        .map(|seal| (seal.audit_id, (seal.position, seal.hash)))
        .collect();
    let mut words: BTreeMap<AuditId, Vec<(String, String)>> = BTreeMap::new();
    let personal = audit_personal::Entity::find()
        .filter(audit_personal::COLUMN.audit_id.is_in(ids()))
        .all(work.db())
        .await?;
    for row in personal {
        let said = words.entry(row.audit_id).or_default();
        said.push((row.field, row.value));
    }
    Ok(rows
        .iter()
        .map(|row| {
            let mut detail: Map<String, Value> =
                serde_json::from_str(&row.detail).unwrap_or_default();
            for (field, value) in words.remove(&row.id).unwrap_or_default() {
                detail.insert(field, Value::String(value));
            }
            let (position, hash) = seals.remove(&row.id).unzip();
            AuditView {
                id: row.id,
                at: row.at,
                actor_kind: row.actor_kind.clone(),
                person: row.actor_id,
                name: row.actor_id.and_then(|id| names.get(&id).cloned()),
                action: row.action.clone(),
                object: row.object.clone(),
                object_id: row.object_id,
                detail,
                position,
                hash,
            }
        })
        .collect())
}

/// How the file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For spreadsheets.
    Csv,
    /// One JSON object a line, for programs.
    Lines,
}

/// The rows as a file, newest first, at most 50,000. That the trail was taken out is in the trail, too.
pub async fn export(work: &Work, filter: &Filter, format: Format) -> Result<Vec<u8>> {
    let (rows, next) = page(work, filter, Part::Before(0), FILE).await?;
    let detail = json!({ "rows": rows.len(), "cut": next.is_some() });
    trail::append(work, "audit.export", "audit", 0, detail).await?;
    let zone = work.zone();
    let at = |row: &AuditView| {
        let date = zone.date(row.at.0);
        format!("{date} {}", crate::time::hour_minute(zone.minute(row.at.0)))
    };
    match format {
        Format::Csv => {
            let head = [
                "id",
                "at",
                "seconds",
                "actor",
                "person",
                "name",
                "action",
                "object",
                "object_id",
                "detail",
                "position",
                "hash",
            ];
            let cells = rows.iter().map(|row| {
                let number = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
                [
                    row.id.to_string(),
                    at(row),
                    row.at.0.to_string(),
                    row.actor_kind.clone(),
                    number(row.person.map(|id| id.0)),
                    row.name.clone().unwrap_or_default(),
                    row.action.clone(),
                    row.object.clone(),
                    row.object_id.to_string(),
                    Value::Object(row.detail.clone()).to_string(),
                    number(row.position),
                    row.hash.clone().unwrap_or_default(),
                ]
            });
            sheet::csv(&head.map(str::to_owned), cells)
        }
        Format::Lines => {
            let mut lines = Vec::new();
            for row in &rows {
                serde_json::to_writer(&mut lines, row)
                    .map_err(|e| Error::Internal(e.to_string()))?;
                lines.push(b'\n');
            }
            Ok(lines)
        }
    }
}
