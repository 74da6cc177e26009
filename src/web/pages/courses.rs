//! The catalogue of courses, and one course with its runs and sessions.

use axum::extract::State;
use serde_json::json;

use super::super::error::Page;
use super::super::extract::{PathId, Visitor};
use crate::app::App;
use crate::courses::{self, CohortView, CourseId};
use crate::error::Error;
use crate::sessions;

/// The catalogue.
pub async fn list(State(app): State<App>, Visitor(actor): Visitor) -> Page {
    let work = app.read(&actor).await?;
    let cohorts = courses::cohorts(&work).await?;
    let rows: Vec<_> = courses::catalogue(&work)
        .await?
        .into_iter()
        .map(|course| {
            let of = |over: bool| {
                let same = |cohort: &&CohortView| cohort.course == course.id && cohort.over == over;
                cohorts.iter().filter(same).count()
            };
            json!({ "running": of(false), "over": of(true), "course": course })
        })
        .collect();
    app.page(&actor, "courses/list.html", &json!({ "rows": rows }))
}

/// One course: its cohorts and its coming sessions.
pub async fn show(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.read(&actor).await?;
    let course = courses::catalogue(&work)
        .await?
        .into_iter()
        .find(|course| course.id == CourseId(id))
        .ok_or(Error::NotFound("course"))?;
    let mut cohorts = courses::cohorts(&work).await?;
    cohorts.retain(|cohort| cohort.course == course.id);
    let filter = sessions::Filter {
        from: Some(work.now),
        course: Some(course.id),
        live: true,
        ..sessions::Filter::default()
    };
    let mut sessions = sessions::list(&work, &filter).await?;
    sessions.truncate(50);
    let view = json!({ "course": course, "cohorts": cohorts, "sessions": sessions });
    app.page(&actor, "courses/show.html", &view)
}
