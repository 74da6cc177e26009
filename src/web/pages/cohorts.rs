//! Cohorts: the runs of courses that an institute asks for sessions in.

use axum::extract::State;
use serde_json::{Value, json};

use super::super::error::Page;
use super::super::extract::{Fields, Form, PathId, Visitor};
use super::super::render::{FormView, look_at};
use crate::accounts::InstituteId;
use crate::accounts::policy::{self, Action, Owner};
use crate::app::App;
use crate::courses::{self, CohortId, CourseId, NewCohort};
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::reports::timetable;
use crate::time::parse_date;
use crate::{institutes, slots};

/// Cohorts, newest first.
pub async fn list(State(app): State<App>, Visitor(actor): Visitor) -> Page {
    let work = app.read(&actor).await?;
    app.page(
        &actor,
        "cohorts/list.html",
        &json!({ "cohorts": courses::cohorts(&work).await? }),
    )
}

/// One cohort with its timetable: every slot, where it stands, and who comes.
pub async fn show(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.read(&actor).await?;
    let cohort = courses::cohort(&work, CohortId(id)).await?;
    let lines = timetable::lines(&work, cohort.id).await?;
    // The last cohort of the course comes first: its timetable is the likeliest to be wanted again.
    let mut earlier: Vec<_> = courses::cohorts(&work)
        .await?
        .into_iter()
        .filter(|other| other.institute == cohort.institute && other.id != cohort.id)
        .collect();
    earlier.sort_by_key(|other| other.course != cohort.course);
    app.page(
        &actor,
        "cohorts/show.html",
        &json!({
            "earlier": earlier,
            "cohort": cohort,
            "lines": lines,
            "writes": policy::allows(
                &actor,
                Action::WriteRequests,
                Owner::institute(cohort.institute),
            ),
        }),
    )
}

/// The timetable by week, as a sheet to print.
pub async fn print(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.read(&actor).await?;
    let cohort = courses::cohort(&work, CohortId(id)).await?;
    let lines = timetable::lines(&work, cohort.id).await?;
    let (weeks, undated) = timetable::by_week(lines, work.zone(), cohort.starts_on);
    app.page(
        &actor,
        "letters/timetable.html",
        &json!({
            "kind": "timetable", "back": format!("/cohorts/{id}"),
            "today": work.zone().date(work.now.0),
            "cohort": cohort, "weeks": weeks, "undated": undated,
        }),
    )
}

/// Takes the timetable of an earlier cohort over as a draft, and leads to it.
pub async fn copy(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    fields.only(|name| name == "from")?;
    let from = fields
        .parse("from")
        .map(CohortId)
        .ok_or(Error::NotFound("cohort"))?;
    let work = app.write(&actor).await?;
    let copied = slots::copy_timetable(&work, from, CohortId(id)).await?;
    work.commit().await?;
    Ok(look_at(format!(
        "/requests/{}?copied={}&left={}",
        copied.request, copied.slots, copied.left
    )))
}

/// The form for a new one.
pub async fn form(State(app): State<App>, Visitor(actor): Visitor) -> Page {
    let work = app.read(&actor).await?;
    app.page(
        &actor,
        "cohorts/form.html",
        &view(&work, FormView::default()).await?,
    )
}

/// Makes a cohort, and leads on to its first request.
pub async fn create(State(app): State<App>, Visitor(actor): Visitor, Form(fields): Form) -> Page {
    let work = app.write(&actor).await?;
    let done = add(&work, &fields)
        .await
        .map(|id| format!("/requests/new?cohort={id}"));
    app.settle(
        work,
        &fields,
        done,
        "cohorts/form.html",
        async |work, form| view(work, form).await,
    )
    .await
}

async fn view(work: &Work, form: FormView) -> Result<Value> {
    Ok(json!({
        "courses": courses::catalogue(work).await?,
        "institutes": institutes::list(work).await?,
        "form": form,
    }))
}

async fn add(work: &Work, fields: &Fields) -> Result<CohortId> {
    let known = [
        "course",
        "institute",
        "number",
        "alias",
        "starts_on",
        "ends_on",
        "size",
    ];
    fields.only(|name| known.contains(&name))?;
    let mut errors: Vec<FieldError> = Vec::new();
    let mut wrong = |field: &str, key: &str| {
        errors.push(FieldError {
            field: field.into(),
            message: Message::new(key),
        });
    };
    let course = fields.parse("course").map(CourseId);
    let institute = fields.parse("institute").map(InstituteId);
    let (number, size) = (fields.parse("number"), fields.parse("size"));
    let starts_on = parse_date(fields.get("starts_on"));
    let ends_on = parse_date(fields.get("ends_on"));
    for (field, missing, key) in [
        ("course", course.is_none(), "field-choice"),
        ("institute", institute.is_none(), "field-choice"),
        ("number", number.is_none(), "field-number"),
        ("size", size.is_none(), "field-number"),
        ("starts_on", starts_on.is_none(), "field-date"),
        ("ends_on", ends_on.is_none(), "field-date"),
    ] {
        if missing {
            wrong(field, key);
        }
    }
    match (course, institute, number, size, starts_on, ends_on) {
        (
            Some(course),
            Some(institute),
            Some(number),
            Some(size),
            Some(starts_on),
            Some(ends_on),
        ) => {
            let alias = fields.get("alias").to_owned();
            let new = NewCohort {
                course,
                institute,
                number,
                alias,
                starts_on,
                ends_on,
                size,
            };
            courses::create_cohort(work, new).await
        }
        _ => Err(Error::Invalid(errors)),
    }
}
