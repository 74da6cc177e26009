//! Reference data: cities, travel, subjects, holidays, office hours, periods, campuses.
//!
//! Shipped under `assets/reference` with its provenance, loaded idempotently: a row that someone
//! edited is never touched. [`calendar`] answers whether a date is open, and until when the data
//! knows. Institutes and courses ship beside these but belong to their own features.

pub mod calendar;
mod load;
mod travel;
pub mod vocabulary;

pub use calendar::{Calendar, ClassDay, Closure, Openness};
pub use entity::{CityId, SubjectId, UniversityId};
pub(crate) use load::{field, rows};
pub use load::{freshness, load_shipped};
pub use travel::Travel;

use std::collections::BTreeMap;

use entity::{city, period, subject, university};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::db::Work;
use crate::error::Result;

/// A subject under its area.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SubjectChoice {
    /// The subject.
    pub id: SubjectId,
    /// `IR-01`.
    pub code: String,
    /// Name.
    pub name: String,
    /// Name of its area.
    pub area: String,
    /// For whom it is usually taught: `all`, `BS-18+`, `BS-19+`, `specialist`.
    pub audience: String,
}

/// Every subject (second level) that is in use, by area and code.
pub async fn subjects(work: &Work) -> Result<Vec<SubjectChoice>> {
    subjects_with(work, &[]).await
}

/// Every subject and area, also out of use: what a table says may have been there before.
pub async fn every_subject(work: &Work) -> Result<Vec<SubjectChoice>> {
    let all = subject::Entity::find().all(work.db()).await?;
    let ids: Vec<SubjectId> = all.into_iter().map(|row| row.id).collect();
    subjects_with(work, &ids).await
}

/// Those in use, and whatever was chosen before they went out of use: a form that left these out would take them
/// off whoever saves it.
pub async fn subjects_with(work: &Work, chosen: &[SubjectId]) -> Result<Vec<SubjectChoice>> {
    let rows = subject::Entity::find()
        .order_by_asc(subject::COLUMN.id)
        .all(work.db())
        .await?;
    let area = |id| {
        rows.iter()
            .find(|row| Some(row.id) == id)
            .map(|row| row.name.clone())
    };
    let today = work.zone().date(work.now.0);
    let kept = |row: &subject::Model| chosen.contains(&row.id);
    let in_use = |row: &&subject::Model| kept(row) || row.valid_to.is_none_or(|last| today <= last);
    Ok(rows
        .iter()
        .filter(in_use)
        .filter_map(|row| {
            Some(SubjectChoice {
                id: row.id,
                code: row.code.clone(),
                name: row.name.clone(),
                // An area is nobody's choice, but some are known for all of one.
                area: area(row.parent_id).or_else(|| kept(row).then(|| row.name.clone()))?,
                audience: row.audience.clone(),
            })
        })
        .collect())
}

/// The area of every subject.
pub async fn areas(work: &Work) -> Result<BTreeMap<SubjectId, SubjectId>> {
    let rows = subject::Entity::find().all(work.db()).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((row.id, row.parent_id?)))
        .collect())
}

/// The subjects of one subject's area, each to the area; an area's own where the subject is one.
pub async fn area_of(work: &Work, id: SubjectId) -> Result<BTreeMap<SubjectId, SubjectId>> {
    let row = subject::Entity::find_by_id(id).one(work.db()).await?;
    let area = row.and_then(|row| row.parent_id).unwrap_or(id);
    let rows = subject::Entity::find()
        .filter(subject::COLUMN.parent_id.eq(area))
        .all(work.db())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, area)).collect())
}

/// Every city by name.
pub async fn cities(work: &Work) -> Result<Vec<city::Model>> {
    Ok(city::Entity::find()
        .order_by_asc(city::COLUMN.name)
        .all(work.db())
        .await?)
}

/// Every campus by name.
pub async fn universities(work: &Work) -> Result<Vec<university::Model>> {
    Ok(university::Entity::find()
        .order_by_asc(university::COLUMN.name)
        .all(work.db())
        .await?)
}

/// The usual teaching periods of a template (`normal`, `friday`, `ramadan`, `ramadan-friday`), as
/// minutes of the day.
pub async fn periods(work: &Work, template: &str) -> Result<Vec<(i32, i32)>> {
    let rows = period::Entity::find()
        .filter(period::COLUMN.template.eq(template))
        .order_by_asc(period::COLUMN.position)
        .all(work.db())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.start_minute, row.end_minute))
        .collect())
}
