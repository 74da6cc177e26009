//! The catalogue of courses, and the cohorts that run them.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::extract::Visitor;
use super::answer::{Answer, Listed, Made, One, PageQuery, page};
use super::extract::{Json, Path, Query};
use super::slots::Slot;
use super::values::Day;
use crate::accounts::InstituteId;
use crate::app::App;
use crate::courses::{self, CohortId, CohortView, CourseId, CourseView, NewCohort};
use crate::slots;

/// A course of the catalogue.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Course {
    /// The course.
    pub id: i64,
    /// `MCMC`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Usual size of a cohort.
    pub participants: i32,
}

impl From<CourseView> for Course {
    fn from(course: CourseView) -> Self {
        Self {
            id: course.id.0,
            code: course.code,
            name: course.name,
            participants: course.participants,
        }
    }
}

/// A numbered run of a course at an institute.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Cohort {
    /// The cohort.
    pub id: i64,
    /// Its course.
    pub course: i64,
    /// The course's code.
    pub course_code: String,
    /// The course's name.
    pub course_name: String,
    /// Its institute.
    pub institute: i64,
    /// The institute's short name.
    pub institute_name: String,
    /// Running number.
    pub number: i32,
    /// As people call it.
    pub alias: String,
    /// First day.
    pub starts_on: Day,
    /// Last day.
    pub ends_on: Day,
    /// Participants.
    pub size: i32,
    /// Whether its last day is past.
    pub over: bool,
}

impl From<CohortView> for Cohort {
    fn from(cohort: CohortView) -> Self {
        Self {
            id: cohort.id.0,
            course: cohort.course.0,
            course_code: cohort.course_code,
            course_name: cohort.course_name,
            institute: cohort.institute.0,
            institute_name: cohort.institute_name,
            number: cohort.number,
            alias: cohort.alias,
            starts_on: Day(cohort.starts_on),
            ends_on: Day(cohort.ends_on),
            size: cohort.size,
            over: cohort.over,
        }
    }
}

/// A cohort to be made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CohortBody {
    /// Of which course.
    #[schema(minimum = 1)]
    pub course: i64,
    /// Where.
    #[schema(minimum = 1)]
    pub institute: i64,
    /// Running number, of which the course has no other at the institute.
    #[schema(minimum = 1, maximum = 9999)]
    pub number: i32,
    /// As people call it.
    #[schema(min_length = 1, max_length = 200)]
    pub alias: String,
    /// First day.
    pub starts_on: Day,
    /// Last day.
    pub ends_on: Day,
    /// Participants.
    #[schema(minimum = 1, maximum = 2000)]
    pub size: i32,
}

/// Lists the catalogue.
#[utoipa::path(get, path = "/courses", tag = "courses", params(PageQuery),
    responses((status = 200, body = Listed<Course>)))]
pub async fn list_courses(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query<PageQuery>,
) -> Answer<One<Listed<Course>>> {
    let page = page(query.after, query.limit)?;
    let work = app.read(&actor).await?;
    let all = courses::catalogue(&work).await?;
    Ok(Listed::of(page.of(all, |course| course.id.0)))
}

/// Which cohorts.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CohortQuery {
    /// Of this course.
    course: Option<i64>,
    /// Of this institute.
    institute: Option<i64>,
    /// Only what follows this id.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// At most so many; 50 where it is not said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Lists cohorts: an officer's those of their institute.
#[utoipa::path(get, path = "/cohorts", tag = "courses", params(CohortQuery),
    responses((status = 200, body = Listed<Cohort>)))]
pub async fn list_cohorts(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query<CohortQuery>,
) -> Answer<One<Listed<Cohort>>> {
    let page = page(query.after, query.limit)?;
    let work = app.read(&actor).await?;
    let mut all = courses::cohorts(&work).await?;
    all.retain(|cohort| {
        query.course.is_none_or(|id| cohort.course == CourseId(id))
            && query
                .institute
                .is_none_or(|id| cohort.institute == InstituteId(id))
    });
    Ok(Listed::of(page.of(all, |cohort| cohort.id.0)))
}

/// Shows a cohort.
#[utoipa::path(get, path = "/cohorts/{id}", tag = "courses",
    responses((status = 200, body = Cohort)))]
pub async fn show_cohort(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<One<Cohort>> {
    let work = app.read(&actor).await?;
    Ok(One(courses::cohort(&work, CohortId(id)).await?.into()))
}

/// Makes a cohort.
#[utoipa::path(post, path = "/cohorts", tag = "courses", responses((status = 201, body = Cohort)))]
pub async fn create_cohort(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Json(body): Json<CohortBody>,
) -> Answer<Made<One<Cohort>>> {
    app.act(&actor, async |work| {
        let new = NewCohort {
            course: CourseId(body.course),
            institute: InstituteId(body.institute),
            number: body.number,
            alias: body.alias,
            starts_on: body.starts_on.0,
            ends_on: body.ends_on.0,
            size: body.size,
        };
        let id = courses::create_cohort(work, new).await?;
        let cohort = courses::cohort(work, id).await?.into();
        Ok(Made(format!("/cohorts/{id}"), One(cohort)))
    })
    .await
}

/// Lists the slots of a cohort's timetable, joint lectures that another cohort asked for included.
#[utoipa::path(get, path = "/cohorts/{id}/slots", tag = "courses", params(PageQuery),
    responses((status = 200, body = Listed<Slot>)))]
pub async fn list_cohort_slots(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    Query(query): Query<PageQuery>,
) -> Answer<One<Listed<Slot>>> {
    let page = page(query.after, query.limit)?;
    let work = app.read(&actor).await?;
    let cohort = courses::cohort(&work, CohortId(id)).await?;
    let timetable = slots::of_cohort(&work, cohort.id).await?;
    let slots = timetable.into_iter().map(|(_, slot)| slot).collect();
    Ok(Listed::of(page.of(slots, |slot| slot.id.0)))
}

/// Whose timetable to take over.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CopyBody {
    /// An earlier cohort of the same institute.
    #[schema(minimum = 1)]
    pub from: i64,
}

/// What came of copying.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Copied {
    /// The draft that holds the slots.
    pub request: i64,
    /// Slots that were taken over.
    pub slots: usize,
    /// Slots none of whose times fall into the cohort.
    pub left: usize,
}

/// Drafts a request with the timetable of an earlier cohort, week by week.
#[utoipa::path(post, path = "/cohorts/{id}/copy", tag = "courses",
    responses((status = 201, body = Copied)))]
pub async fn copy_timetable(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    Json(body): Json<CopyBody>,
) -> Answer<Made<One<Copied>>> {
    app.act(&actor, async |work| {
        let copied = slots::copy_timetable(work, CohortId(body.from), CohortId(id)).await?;
        let place = format!("/requests/{}", copied.request);
        let copied = Copied {
            request: copied.request.0,
            slots: copied.slots,
            left: copied.left,
        };
        Ok(Made(place, One(copied)))
    })
    .await
}
