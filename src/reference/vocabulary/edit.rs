//! Adding a subject or an area, and writing one anew.

use entity::{Origin, SubjectChangeKind, SubjectId, subject};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;

use super::ids::Vocabulary;
use super::{as_seen, index, note, row, swap};
use crate::accounts::policy::{self, Action};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::text;

/// For whom a subject can be taught.
pub const AUDIENCES: &[&str] = &["all", "BS-18+", "BS-19+", "specialist"];

/// A subject or an area as somebody writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewSubject {
    /// What files and commands call it: `IR-07`. Stays with it for good.
    pub code: String,
    /// Its area; none for an area.
    pub area: Option<SubjectId>,
    /// Name.
    pub name: String,
    /// Name in Urdu, empty if there is none.
    pub name_ur: String,
    /// A line or two about it.
    pub description: String,
    /// One of [`AUDIENCES`]; an area has none.
    pub audience: String,
    /// Knowledge areas, separated by semicolons.
    pub cybok: String,
    /// Work roles.
    pub nice: String,
    /// Profiles.
    pub ecsf: String,
}

/// Adds a subject, or an area.
pub async fn add(work: &Work, new: NewSubject) -> Result<SubjectId> {
    policy::require_all(&work.actor, Action::ManageCatalogue)?;
    let new = clean(work, None, new).await?;
    let row = subject::ActiveModel {
        code: Set(new.code.clone()),
        parent_id: Set(new.area),
        name: Set(new.name.clone()),
        name_ur: Set(Some(new.name_ur).filter(|name| !name.is_empty())),
        description: Set(new.description),
        audience: Set(new.audience),
        cybok: Set(new.cybok),
        nice: Set(new.nice),
        ecsf: Set(new.ecsf),
        origin: Set(Origin::Edited),
        version: Set(1),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    index::refresh(work, row.id).await?;
    note(work, row.id, SubjectChangeKind::Added, new.name, "").await?;
    let detail = json!({ "code": new.code });
    audit::append(work, "subject.add", "subject", row.id.0, detail).await?;
    Ok(row.id)
}

/// Writes a subject or an area anew; its code stays. `version` is the one that the writer read.
pub async fn revise(work: &Work, id: SubjectId, version: i64, new: NewSubject) -> Result<()> {
    policy::require_all(&work.actor, Action::ManageCatalogue)?;
    let old = as_seen(work, id, version).await?;
    let new = clean(work, Some(&old), new).await?;
    let before = before(work, &old, &new).await?;
    let mut changed = old.clone().into_active_model();
    changed.parent_id = Set(new.area);
    changed.name = Set(new.name);
    changed.name_ur = Set(Some(new.name_ur).filter(|name| !name.is_empty()));
    changed.description = Set(new.description);
    changed.audience = Set(new.audience);
    changed.cybok = Set(new.cybok);
    changed.nice = Set(new.nice);
    changed.ecsf = Set(new.ecsf);
    swap(work, &old, changed).await?;
    index::refresh(work, id).await?;
    note(work, id, SubjectChangeKind::Revised, before, "").await?;
    audit::append(work, "subject.revise", "subject", id.0, json!({})).await
}

/// What was otherwise before, each on a line of its own behind the key of its word; see [`super::view`].
async fn before(work: &Work, old: &subject::Model, new: &NewSubject) -> Result<String> {
    let name_ur = old.name_ur.as_deref().unwrap_or_default();
    let mut lines: Vec<String> = [
        ("name", old.name.as_str(), &new.name),
        ("subjects-name-ur", name_ur, &new.name_ur),
        ("subjects-description", &old.description, &new.description),
        ("subjects-audience", &old.audience, &new.audience),
        ("subjects-cybok", &old.cybok, &new.cybok),
        ("subjects-nice", &old.nice, &new.nice),
        ("subjects-ecsf", &old.ecsf, &new.ecsf),
    ]
    .into_iter()
    .filter(|(_, was, is)| was != is)
    .map(|(key, was, _)| format!("{key}\t{was}"))
    .collect();
    if let Some(area) = old.parent_id.filter(|_| old.parent_id != new.area) {
        let area = row(work, area).await?;
        lines.push(format!("subjects-area\t{}", area.name));
    }
    Ok(lines.join("\n"))
}

/// The record with its texts in order, or everything that is wrong with it.
async fn clean(work: &Work, old: Option<&subject::Model>, new: NewSubject) -> Result<NewSubject> {
    let mut errors: Vec<FieldError> = Vec::new();
    let mut line = |field: &str, value: &str, length| {
        text::line(field, value, length).unwrap_or_else(|error| {
            errors.push(error);
            String::new()
        })
    };
    let code = match old {
        Some(old) => old.code.clone(),
        None => line("code", &new.code, 2..=12),
    };
    let mut record = NewSubject {
        code,
        area: new.area,
        name: line("name", &new.name, 1..=120),
        name_ur: line("name_ur", &new.name_ur, 0..=120),
        description: line("description", &new.description, 0..=400),
        audience: new.audience,
        ..NewSubject::default()
    };
    for (vocabulary, field, value, place) in [
        (Vocabulary::Cybok, "cybok", &new.cybok, &mut record.cybok),
        (Vocabulary::Nice, "nice", &new.nice, &mut record.nice),
        (Vocabulary::Ecsf, "ecsf", &new.ecsf, &mut record.ecsf),
    ] {
        match vocabulary.read(field, value) {
            Ok(written) => *place = written,
            Err(error) => errors.push(error),
        }
    }
    let mut wrong = |field: &str, key: &str| {
        errors.push(FieldError {
            field: field.into(),
            message: Message::new(key),
        });
    };
    if old.is_none() {
        let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
        if !record.code.chars().all(plain) {
            wrong("code", "subjects-code");
        }
        let taken = subject::Entity::find()
            .filter(subject::COLUMN.code.eq(record.code.as_str()))
            .one(work.db())
            .await?;
        if taken.is_some() {
            wrong("code", "subjects-code-taken");
        }
    }
    match record.area {
        Some(area) => {
            if !AUDIENCES.contains(&record.audience.as_str()) {
                wrong("audience", "field-choice");
            }
            if let Some(key) = no_area(work, old, area).await? {
                wrong("area", key);
            }
        }
        None => {
            if old.is_some_and(|old| old.parent_id.is_some()) {
                wrong("area", "subjects-needs-area");
            }
            record.audience = String::new();
        }
    }
    match errors.is_empty() {
        true => Ok(record),
        false => Err(Error::Invalid(errors)),
    }
}

/// Why something cannot be the area of a subject: there are two levels, and no circle.
async fn no_area(
    work: &Work,
    old: Option<&subject::Model>,
    area: SubjectId,
) -> Result<Option<&'static str>> {
    if old.is_some_and(|old| old.id == area) {
        return Ok(Some("subjects-circle"));
    }
    if old.is_some_and(|old| old.parent_id.is_none()) {
        return Ok(Some("subjects-area-in-area"));
    }
    let today = work.zone().date(work.now.0);
    let found = subject::Entity::find_by_id(area).one(work.db()).await?;
    Ok(match found {
        None => Some("subjects-unknown-area"),
        Some(row) if row.parent_id.is_some() => Some("subjects-no-area"),
        Some(row) if row.valid_to.is_some_and(|last| last < today) => Some("subjects-area-retired"),
        Some(_) => None,
    })
}
