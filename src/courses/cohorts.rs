//! Cohorts: numbered runs of a course at an institute.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::{CohortId, CourseId, InstituteId, PersonId, cohort, course, institute};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};
use serde_json::json;

use crate::accounts::policy::{self, Action, Owner};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::text;

/// A cohort with its names.
#[derive(Clone, Debug, serde::Serialize)]
pub struct CohortView {
    /// The cohort.
    pub id: CohortId,
    /// Its course.
    pub course: CourseId,
    /// The course's code.
    pub course_code: String,
    /// The course's name.
    pub course_name: String,
    /// Its institute.
    pub institute: InstituteId,
    /// The institute's short name.
    pub institute_name: String,
    /// Running number.
    pub number: i32,
    /// As people say it.
    pub alias: String,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// Participants.
    pub size: i32,
    /// Whether its last day is past.
    pub over: bool,
}

/// A cohort to be made.
#[derive(Clone, Debug)]
pub struct NewCohort {
    /// Of which course.
    pub course: CourseId,
    /// Where.
    pub institute: InstituteId,
    /// Running number.
    pub number: i32,
    /// As people say it.
    pub alias: String,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// Participants.
    pub size: i32,
}

/// Makes a cohort.
pub async fn create_cohort(work: &Work, new: NewCohort) -> Result<CohortId> {
    policy::require(
        &work.actor,
        Action::WriteRequests,
        Owner::institute(new.institute),
        "institute",
    )?;
    let mut errors: Vec<FieldError> = Vec::new();
    let mut wrong = |field: &str, message: Message| {
        errors.push(FieldError {
            field: field.into(),
            message,
        });
    };
    if course::Entity::find_by_id(new.course)
        .one(work.db())
        .await?
        .is_none()
    {
        wrong("course", Message::new("courses-unknown"));
    }
    if institute::Entity::find_by_id(new.institute)
        .one(work.db())
        .await?
        .is_none()
    {
        wrong("institute", Message::new("field-choice"));
    }
    if !(1..=9999).contains(&new.number) {
        wrong(
            "number",
            Message::new("field-range").with("min", 1).with("max", 9999),
        );
    }
    if !(1..=2000).contains(&new.size) {
        wrong(
            "size",
            Message::new("field-range").with("min", 1).with("max", 2000),
        );
    }
    if new.ends_on < new.starts_on {
        wrong("ends_on", Message::new("field-end-before-start"));
    }
    let twin = cohort::Entity::find()
        .filter(cohort::COLUMN.course_id.eq(new.course))
        .filter(cohort::COLUMN.institute_id.eq(new.institute))
        .filter(cohort::COLUMN.number.eq(new.number))
        .one(work.db())
        .await?;
    if twin.is_some() {
        wrong("number", Message::new("courses-number-taken"));
    }
    let alias = text::line("alias", &new.alias, 1..=200).unwrap_or_else(|error| {
        errors.push(error);
        String::new()
    });
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let row = cohort::ActiveModel {
        course_id: Set(new.course),
        institute_id: Set(new.institute),
        number: Set(new.number),
        alias: Set(alias),
        starts_on: Set(new.starts_on),
        ends_on: Set(new.ends_on),
        size: Set(new.size),
        officer_id: Set(work.actor.person),
        created_at: Set(work.now),
        version: Set(1),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    audit::append(
        work,
        "cohort.create",
        "cohort",
        row.id.0,
        json!({ "institute": new.institute }),
    )
    .await?;
    Ok(row.id)
}

/// Cohorts, newest first: all for coordinators, their institute's for officers.
pub async fn cohorts(work: &Work) -> Result<Vec<CohortView>> {
    if !policy::may(&work.actor, Action::ViewRequests) {
        return Err(Error::Forbidden);
    }
    let rows = cohort::Entity::find()
        .order_by_desc(cohort::COLUMN.starts_on)
        .all(work.db())
        .await?;
    let rows = rows
        .into_iter()
        .filter(|row| {
            policy::allows(
                &work.actor,
                Action::ViewRequests,
                Owner::institute(row.institute_id),
            )
        })
        .collect();
    views(work, rows).await
}

/// One cohort.
pub async fn cohort(work: &Work, id: CohortId) -> Result<CohortView> {
    let row = cohort::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("cohort"))?;
    let owner = Owner::institute(row.institute_id);
    policy::require(&work.actor, Action::ViewRequests, owner, "cohort")?;
    views(work, vec![row])
        .await?
        .pop()
        .ok_or(Error::NotFound("cohort"))
}

async fn views(work: &Work, rows: Vec<cohort::Model>) -> Result<Vec<CohortView>> {
    let courses: BTreeMap<_, _> = course::Entity::find()
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let institutes: BTreeMap<_, _> = institute::Entity::find()
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let today = work.zone().date(work.now.0);
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let course = courses.get(&row.course_id)?;
            let institute = institutes.get(&row.institute_id)?;
            Some(CohortView {
                id: row.id,
                course: course.id,
                course_code: course.code.clone(),
                course_name: course.name.clone(),
                institute: institute.id,
                institute_name: institute.short.clone(),
                number: row.number,
                alias: row.alias,
                starts_on: row.starts_on,
                ends_on: row.ends_on,
                size: row.size,
                over: row.ends_on < today,
            })
        })
        .collect())
}

/// Cohorts whose officer was there twice name the record that is kept.
pub async fn hand_over(work: &Work, from: PersonId, to: PersonId) -> Result<()> {
    policy::require_all(&work.actor, Action::MergePeople)?;
    cohort::Entity::update_many()
        .set(cohort::ActiveModel {
            officer_id: Set(Some(to)),
            ..Default::default()
        })
        .filter(cohort::COLUMN.officer_id.eq(from))
        .exec(work.db())
        .await?;
    Ok(())
}
