//! The catalogue of courses, as whoever keeps it writes it.

use std::collections::BTreeMap;

use entity::{CourseId, Origin, course, institute};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};
use serde_json::json;

use crate::accounts::policy::{self, Action};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::text;

/// What is written down of a course.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// What files and commands call it: `MCMC`. Stays with it for good.
    pub code: String,
    /// Name.
    pub name: String,
    /// Name in Urdu, empty if there is none.
    pub name_ur: String,
    /// For whom: `BS-18 to 19`.
    pub level: String,
    /// Whether its classes are of people who do security for a living.
    pub specialists: bool,
    /// How long.
    pub weeks: f64,
    /// Usual size of a cohort.
    pub participants: i32,
    /// Codes of the institutes that hold it.
    pub hosts: Vec<String>,
}

/// Every course, by code.
pub async fn records(work: &Work) -> Result<BTreeMap<String, (CourseId, Record)>> {
    let rows = course::Entity::find()
        .order_by_asc(course::COLUMN.code)
        .all(work.db())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let hosts = row.hosts.split(';').map(str::trim);
            let record = Record {
                code: row.code.clone(),
                name: row.name,
                name_ur: row.name_ur,
                level: row.level,
                specialists: row.specialists,
                weeks: row.weeks,
                participants: row.participants_typical,
                hosts: hosts
                    .filter(|code| !code.is_empty())
                    .map(str::to_owned)
                    .collect(),
            };
            (row.code, (row.id, record))
        })
        .collect())
}

/// Adds a course.
pub async fn create(work: &Work, new: Record) -> Result<CourseId> {
    policy::require_all(&work.actor, Action::ManageCatalogue)?;
    let new = clean(work, true, new).await?;
    let row = course::ActiveModel {
        code: Set(new.code),
        name: Set(new.name),
        name_ur: Set(new.name_ur),
        level: Set(new.level),
        specialists: Set(new.specialists),
        weeks: Set(new.weeks),
        participants_typical: Set(new.participants),
        hosts: Set(new.hosts.join(";")),
        provenance: Set(String::new()),
        origin: Set(Origin::Edited),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    audit::append(work, "course.create", "course", row.id.0, json!({})).await?;
    Ok(row.id)
}

/// Writes a course anew; its code stays.
pub async fn revise(work: &Work, id: CourseId, new: Record) -> Result<()> {
    policy::require_all(&work.actor, Action::ManageCatalogue)?;
    let row = course::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("course"))?;
    let new = clean(work, false, new).await?;
    let mut row = row.into_active_model();
    row.name = Set(new.name);
    row.name_ur = Set(new.name_ur);
    row.level = Set(new.level);
    row.specialists = Set(new.specialists);
    row.weeks = Set(new.weeks);
    row.participants_typical = Set(new.participants);
    row.hosts = Set(new.hosts.join(";"));
    row.origin = Set(Origin::Edited);
    course::Entity::update_many()
        .set(row)
        .filter(course::COLUMN.id.eq(id))
        .exec(work.db())
        .await?;
    audit::append(work, "course.revise", "course", id.0, json!({})).await
}

/// The record with its texts in order, or everything that is wrong with it.
async fn clean(work: &Work, fresh: bool, new: Record) -> Result<Record> {
    let mut errors: Vec<FieldError> = Vec::new();
    let mut line = |field: &str, value: &str, length| {
        text::line(field, value, length).unwrap_or_else(|error| {
            errors.push(error);
            String::new()
        })
    };
    let record = Record {
        code: line("code", &new.code, 2..=20),
        name: line("name", &new.name, 1..=200),
        name_ur: line("name_ur", &new.name_ur, 0..=200),
        level: line("level", &new.level, 0..=60),
        ..new
    };
    let mut wrong = |field: &str, message| {
        errors.push(FieldError {
            field: field.into(),
            message,
        });
    };
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
    if fresh && !record.code.chars().all(plain) {
        wrong("code", Message::new("courses-code"));
    }
    if !(0.0..=104.0).contains(&record.weeks) {
        wrong(
            "weeks",
            Message::new("field-range").with("min", 0).with("max", 104),
        );
    }
    if !(1..=2000).contains(&record.participants) {
        wrong(
            "participants",
            Message::new("field-range").with("min", 1).with("max", 2000),
        );
    }
    let known = institute::Entity::find()
        .filter(institute::COLUMN.code.is_in(record.hosts.iter().take(200)))
        .all(work.db())
        .await?;
    for host in &record.hosts {
        if !known.iter().any(|row| row.code == *host) {
            let message = Message::new("bulk-unknown-institute").with("word", host);
            wrong("hosts", message);
        }
    }
    match errors.is_empty() {
        true => Ok(record),
        false => Err(Error::Invalid(errors)),
    }
}
