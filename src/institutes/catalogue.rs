//! The list of institutes, as whoever keeps it writes it.

use std::collections::BTreeMap;

use entity::{CityId, InstituteId, Origin, city, institute, venue};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};
use serde_json::json;

use crate::accounts::policy::{self, Action, Owner};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::text;

/// What is written down of an institute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What files and commands call it: `nipa-lhr`. Stays with it for good.
    pub code: String,
    /// Full name.
    pub name: String,
    /// Short name.
    pub short: String,
    /// Where it is.
    pub city: CityId,
    /// Whom it belongs to.
    pub parent: String,
    /// `in-service BS-20`.
    pub kind: String,
    /// `5-day` or `6-day`.
    pub week: String,
    /// Its page on the web, empty if none is known.
    pub url: String,
}

/// Words of a working week.
pub const WEEKS: [&str; 2] = ["5-day", "6-day"];

/// Every institute that the actor may see, by code.
pub async fn records(work: &Work) -> Result<BTreeMap<String, (InstituteId, Record)>> {
    let rows = institute::Entity::find()
        .order_by_asc(institute::COLUMN.code)
        .all(work.db())
        .await?;
    Ok(rows
        .into_iter()
        .filter(|row| {
            policy::allows(&work.actor, Action::ViewRequests, Owner::institute(row.id))
                || policy::may_all(&work.actor, Action::ManageCatalogue)
        })
        .map(|row| {
            let record = Record {
                code: row.code.clone(),
                name: row.name,
                short: row.short,
                city: row.city_id,
                parent: row.parent,
                kind: row.kind,
                week: row.week_pattern,
                url: row.url,
            };
            (row.code, (row.id, record))
        })
        .collect())
}

/// Adds an institute, with a hall to begin with.
pub async fn create(work: &Work, new: Record) -> Result<InstituteId> {
    policy::require_all(&work.actor, Action::ManageCatalogue)?;
    let new = clean(work, None, new).await?;
    let (city, hall) = (new.city, new.short.clone());
    let row = institute::ActiveModel {
        code: Set(new.code),
        name: Set(new.name),
        short: Set(new.short),
        city_id: Set(new.city),
        parent: Set(new.parent),
        kind: Set(new.kind),
        week_pattern: Set(new.week),
        url: Set(new.url),
        provenance: Set(String::new()),
        origin: Set(Origin::Edited),
        version: Set(1),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    venue::ActiveModel {
        institute_id: Set(Some(row.id)),
        city_id: Set(Some(city)),
        name: Set(hall),
        capacity: Set(None),
        exclusive: Set(false),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    audit::append(work, "institute.create", "institute", row.id.0, json!({})).await?;
    Ok(row.id)
}

/// Writes an institute anew; its code stays. Its rooms stay in the city that they are in.
pub async fn revise(work: &Work, id: InstituteId, new: Record) -> Result<()> {
    policy::require_all(&work.actor, Action::ManageCatalogue)?;
    let row = institute::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("institute"))?;
    let new = clean(work, Some(id), new).await?;
    let version = row.version;
    let mut row = row.into_active_model();
    row.name = Set(new.name);
    row.short = Set(new.short);
    row.city_id = Set(new.city);
    row.parent = Set(new.parent);
    row.kind = Set(new.kind);
    row.week_pattern = Set(new.week);
    row.url = Set(new.url);
    row.origin = Set(Origin::Edited);
    row.version = Set(version + 1);
    let done = institute::Entity::update_many()
        .set(row)
        .filter(institute::COLUMN.id.eq(id))
        .filter(institute::COLUMN.version.eq(version))
        .exec(work.db())
        .await?;
    if done.rows_affected != 1 {
        return Err(Error::Stale);
    }
    audit::append(work, "institute.revise", "institute", id.0, json!({})).await
}

/// The record with its texts in order, or everything that is wrong with it.
async fn clean(work: &Work, id: Option<InstituteId>, new: Record) -> Result<Record> {
    let mut errors: Vec<FieldError> = Vec::new();
    let mut line = |field: &str, value: &str, length| {
        text::line(field, value, length).unwrap_or_else(|error| {
            errors.push(error);
            String::new()
        })
    };
    let record = Record {
        code: line("code", &new.code, 2..=40),
        name: line("name", &new.name, 1..=200),
        short: line("short", &new.short, 1..=60),
        city: new.city,
        parent: line("parent", &new.parent, 0..=200),
        kind: line("kind", &new.kind, 0..=100),
        week: new.week,
        url: line("url", &new.url, 0..=300),
    };
    let mut wrong = |field: &str, message| {
        errors.push(FieldError {
            field: field.into(),
            message,
        });
    };
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.is_none() && !record.code.chars().all(plain) {
        wrong("code", Message::new("institutes-code"));
    }
    if !WEEKS.contains(&record.week.as_str()) {
        wrong("week", Message::new("institutes-week"));
    }
    let web = |url: &str| url.starts_with("https://") || url.starts_with("http://");
    if !record.url.is_empty() && (!web(&record.url) || record.url.contains(char::is_whitespace)) {
        wrong("url", Message::new("field-url"));
    }
    let known = city::Entity::find_by_id(record.city).one(work.db()).await?;
    if known.is_none() {
        wrong("city", Message::new("trainers-unknown-city"));
    }
    let mut twins =
        institute::Entity::find().filter(institute::COLUMN.short.eq(record.short.as_str()));
    if let Some(id) = id {
        twins = twins.filter(institute::COLUMN.id.ne(id));
    }
    if !record.short.is_empty() && twins.one(work.db()).await?.is_some() {
        wrong("short", Message::new("institutes-short-taken"));
    }
    match errors.is_empty() {
        true => Ok(record),
        false => Err(Error::Invalid(errors)),
    }
}
