//! The roster, as list, week and CSV; one session; confirming, delivering and calling off.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use chrono::{Days, NaiveDate};
use serde_json::json;

use super::super::error::Page;
use super::super::extract::{Fields, Form, PathId, Query, Visitor};
use super::super::render::{FormView, Pager, look_at};
use crate::accounts::InstituteId;
use crate::accounts::policy::{self, Action};
use crate::app::App;
use crate::courses::{self, CourseId};
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::reports::issues::{self, Of};
use crate::reports::letters::{self, Kind};
use crate::sessions::{self, Filter, SessionId, SessionState, SlotId};
use crate::slots::Instant;
use crate::time::{Zone, parse_date};
use crate::trainers::{self, TrainerId};
use crate::{institutes, reports};

/// Where the roster ends in either direction, so that the weeks beside it are dates as well.
const ENDS: (&str, &str) = ("1970-03-01", "2099-11-01");

/// Days that one page shows at most.
const LONGEST: u64 = 400;

struct Wanted {
    week: bool,
    from: NaiveDate,
    to: NaiveDate,
    filter: Filter,
    errors: Vec<FieldError>,
}

/// What the address asks for; anything it does not say is the coming four weeks, or this week.
fn wanted(work: &Work, query: &Fields) -> Wanted {
    let zone = work.zone();
    let week = query.get("view") == "week";
    let mut errors = Vec::new();
    let mut asked = |field: &str| {
        let text = query.get(field);
        let date = parse_date(text);
        if date.is_none() && !text.is_empty() {
            errors.push(FieldError {
                field: field.into(),
                message: Message::new("field-date"),
            });
        }
        date
    };
    let (day, to) = (asked("from"), asked("to"));
    let today = zone.date(work.now.0);
    let (first, last) = (parse_date(ENDS.0), parse_date(ENDS.1));
    let day = day
        .unwrap_or(today)
        .clamp(first.unwrap_or(today), last.unwrap_or(today));
    let from = if week { Zone::monday(day) } else { day };
    let to = match to {
        _ if week => from + Days::new(6),
        Some(to) if to >= from => to.min(from + Days::new(LONGEST)),
        _ => from + Days::new(28),
    };
    Wanted {
        errors,
        week,
        from,
        to,
        filter: Filter {
            from: Some(Instant(zone.instant(from, 0))),
            to: Some(Instant(zone.instant(to, 1440))),
            institute: query.parse("institute").map(InstituteId),
            trainer: query.parse("trainer").map(TrainerId),
            course: query.parse("course").map(CourseId),
            state: SessionState::from_word(query.get("state")),
            live: false,
        },
    }
}

/// The roster.
pub async fn list(State(app): State<App>, Visitor(actor): Visitor, Query(query): Query) -> Page {
    let work = app.read(&actor).await?;
    let wanted = wanted(&work, &query);
    // A week is whole, a list goes on behind its last line.
    let (sessions, next, count) = if wanted.week {
        let sessions = sessions::list(&work, &wanted.filter).await?;
        let count = sessions.len();
        (sessions, None, count)
    } else {
        let after = query.parse("after").map(SessionId);
        sessions::listed(&work, &wanted.filter, after).await?
    };
    let days = reports::by_day(&sessions, work.zone(), wanted.from, wanted.to, wanted.week);
    let step = if wanted.week { 7 } else { 28 };
    let mut form = FormView::typed(actor.language, &query, &wanted.errors);
    if wanted.errors.is_empty() {
        form = form.with(vec![
            ("from".into(), wanted.from.to_string()),
            ("to".into(), wanted.to.to_string()),
        ]);
    }
    // What the reader chose stays chosen on the way to other weeks and to the table.
    let kept: String = ["institute", "course", "trainer"]
        .into_iter()
        .filter_map(|name| query.parse::<i64>(name).map(|id| format!("&{name}={id}")))
        .chain(
            wanted
                .filter
                .state
                .map(|state| format!("&state={}", state.word())),
        )
        .collect();
    let trainers = if policy::may_all(&actor, Action::ViewTrainers) {
        trainers::names(&work).await?
    } else {
        Vec::new()
    };
    app.page(
        &actor,
        "sessions/roster.html",
        &json!({
            "days": days, "count": count, "pager": Pager::new("/roster", &query, next),
            "states": SessionState::ALL, "week": wanted.week,
            "from": wanted.from, "to": wanted.to,
            "before": wanted.from - Days::new(step), "after": wanted.from + Days::new(step),
            "institutes": institutes::list(&work).await?,
            "courses": courses::catalogue(&work).await?,
            "trainers": trainers,
            "kept": kept,
            "form": form,
        }),
    )
}

/// The same as a table for spreadsheets.
pub async fn csv(State(app): State<App>, Visitor(actor): Visitor, Query(query): Query) -> Page {
    let work = app.read(&actor).await?;
    let sessions = sessions::list(&work, &wanted(&work, &query).filter).await?;
    let bytes = reports::roster_csv(&sessions, work.zone(), actor.language)?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"roster.csv\""),
    ];
    Ok((headers, bytes).into_response())
}

/// One session.
pub async fn show(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.read(&actor).await?;
    app.page(
        &actor,
        "sessions/show.html",
        &view(&work, id, FormView::default()).await?,
    )
}

async fn view(work: &Work, id: i64, form: FormView) -> Result<serde_json::Value> {
    let session = sessions::get(work, SessionId(id)).await?;
    let begun = session.starts <= work.now;
    let over = session.ends <= work.now;
    let letters = letters::kinds(work, &session).into_iter().map(Kind::word);
    let issues = match policy::may_all(&work.actor, Action::Plan) {
        true => issues::issues(work, Of::Slot(session.slot)).await?,
        false => Vec::new(),
    };
    Ok(json!({
        "issues": issues,
        "letters": letters.collect::<Vec<_>>(),
        "manages": policy::may_all(&work.actor, Action::ManageSessions),
        "begun": begun,
        "over": over,
        "session": session,
        "form": form,
    }))
}

/// All required seats have said yes: the coordinator confirms.
pub async fn confirm(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.write(&actor).await?;
    let session = sessions::confirm(&work, SlotId(id)).await?;
    work.commit().await?;
    app.nudge();
    Ok(look_at(format!("/sessions/{session}")))
}

/// It took place.
pub async fn deliver(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.write(&actor).await?;
    sessions::deliver(&work, SessionId(id)).await?;
    work.commit().await?;
    Ok(look_at(format!("/sessions/{id}")))
}

/// It did not.
pub async fn not_held(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    fields.only(|name| name == "reason")?;
    let work = app.write(&actor).await?;
    let done = sessions::not_held(&work, SessionId(id), fields.get("reason")).await;
    ended(&app, work, id, &fields, done).await
}

/// It is called off.
pub async fn cancel(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    fields.only(|name| name == "reason")?;
    let work = app.write(&actor).await?;
    let done = sessions::cancel(&work, SessionId(id), fields.get("reason")).await;
    ended(&app, work, id, &fields, done).await
}

async fn ended(app: &App, work: Work, id: i64, fields: &Fields, done: Result<()>) -> Page {
    match done {
        Ok(()) => {
            work.commit().await?;
            app.nudge();
            Ok(look_at(format!("/sessions/{id}")))
        }
        Err(Error::Invalid(errors)) => {
            let form = FormView::typed(work.actor.language, fields, &errors);
            let actor = work.actor.clone();
            app.refused(&actor, "sessions/show.html", &view(&work, id, form).await?)
        }
        Err(other) => Err(other.into()),
    }
}
