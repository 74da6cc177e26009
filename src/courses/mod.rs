//! The catalogue of courses; its runs are in `cohorts`.

pub mod catalogue;
pub mod classes;
mod cohorts;

pub use cohorts::{CohortView, NewCohort, cohort, cohorts, create_cohort, hand_over};
pub use entity::{CohortId, CourseId};
use entity::{Origin, course};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, QueryOrder};

use crate::db::Work;
use crate::error::Result;
use crate::reference::{field, rows};

/// A course of the catalogue.
#[derive(Clone, Debug, serde::Serialize)]
pub struct CourseView {
    /// The course.
    pub id: CourseId,
    /// `MCMC`.
    pub code: String,
    /// Name.
    pub name: String,
    /// Usual size of a cohort.
    pub participants: i32,
    /// Rank of its classes ([`classes::rank`]).
    pub class: u8,
}

/// Loads the shipped courses that are missing; says how many.
pub async fn load_shipped(work: &Work) -> Result<usize> {
    let known: Vec<String> = course::Entity::find()
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| row.code)
        .collect();
    let mut added = 0;
    let shipped = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/assets/reference/courses.csv"
    ));
    for row in rows(shipped)? {
        let code = field(&row, "code")?.to_owned();
        if known.contains(&code) {
            continue;
        }
        course::ActiveModel {
            code: Set(code),
            name: Set(field(&row, "name")?.into()),
            name_ur: Set(field(&row, "name_ur")?.into()),
            level: Set(field(&row, "level")?.into()),
            weeks: Set(field(&row, "weeks")?.parse().unwrap_or_default()),
            participants_typical: Set(field(&row, "participants_typical")?
                .parse()
                .unwrap_or_default()),
            hosts: Set(field(&row, "hosts")?.into()),
            provenance: Set(field(&row, "provenance")?.into()),
            origin: Set(Origin::Shipped),
            ..Default::default()
        }
        .insert(work.db())
        .await?;
        added += 1;
    }
    Ok(added)
}

/// The catalogue by code.
pub async fn catalogue(work: &Work) -> Result<Vec<CourseView>> {
    let rows = course::Entity::find()
        .order_by_asc(course::COLUMN.code)
        .all(work.db())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| CourseView {
            id: row.id,
            code: row.code,
            name: row.name,
            participants: row.participants_typical,
            class: classes::rank(&row.level, row.specialists),
        })
        .collect())
}
