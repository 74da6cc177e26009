//! Trainers: the coordinator's list, and everybody's own page with weekly availability.

use axum::extract::State;
use chrono::Days;
use serde_json::{Value, json};

use super::super::error::Page;
use super::super::extract::{Fields, Form, PathId, Query, Visitor};
use super::super::render::{FormView, Pager, look_at};
use super::stale;
use crate::accounts::policy::{self, Action};
use crate::app::App;
use crate::availability::{self, Weekly};
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::reference;
use crate::reports::issues::{self, Of};
use crate::slots::Instant;
use crate::time::{hour_minute, parse_date, parse_minute};
use crate::trainers::conflicts;
use crate::trainers::{self, Search, Standing, SubjectId, TrainerId, membership};

/// Spans a day that the form has room for.
const SPANS: usize = 2;

/// Everybody who teaches.
pub async fn list(State(app): State<App>, Visitor(actor): Visitor, Query(query): Query) -> Page {
    let work = app.read(&actor).await?;
    if !policy::may_all(&actor, Action::ViewTrainers) {
        let own = actor.trainer.ok_or(Error::Forbidden)?;
        return Ok(look_at(format!("/trainers/{own}")));
    }
    let search = Search {
        words: query.get("q").to_owned(),
        subject: query.parse("subject").map(SubjectId),
        by_load: query.get("by") == "load",
    };
    let after = query.parse("after").map(TrainerId);
    let (trainers, next, count) = trainers::listed(&work, &search, after).await?;
    let form = FormView::fresh([
        ("q", query.get("q").to_owned()),
        ("subject", query.get("subject").to_owned()),
        ("by", query.get("by").to_owned()),
    ]);
    app.page(
        &actor,
        "trainers/list.html",
        &json!({
            "trainers": trainers, "count": count,
            "pager": Pager::new("/trainers", &query, next),
            "subjects": reference::subjects(&work).await?,
            "form": form,
        }),
    )
}

/// One trainer.
pub async fn show(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.read(&actor).await?;
    app.page(
        &actor,
        "trainers/show.html",
        &view(&work, TrainerId(id), None).await?,
    )
}

async fn view(work: &Work, id: TrainerId, form: Option<FormView>) -> Result<Value> {
    let today = work.zone().date(work.now.0);
    let (weekly, _) = availability::weekly(work, id, today).await?;
    let mut form = form.unwrap_or_default();
    // Another form of the page was refused: the week stands there as it is, and is not saved empty.
    if !form.has("valid_from") {
        form = form.with(stale::with_was(week(work, id).await?));
    }
    Ok(json!({
        "trainer": trainers::get(work, id).await?,
        "memberships": membership::of(work, id).await?,
        "issues": issues::issues(work, Of::Trainer(id)).await?,
        "weekly": weekly,
        "exceptions": availability::exceptions(work, id).await?,
        "conflicts": conflicts::of_trainer(work, id).await?,
        "suggested": conflicts::suggestions(work, id).await?,
        "former": trainers::former(work, id).await?,
        "edits": policy::allows(
            &work.actor,
            Action::EditTrainers,
            policy::Owner::trainer(id),
        ),
        "manages": policy::may_all(&work.actor, Action::ManageTrainers),
        "form": form,
    }))
}

/// The form's values of a trainer's week as it stands.
async fn week(work: &Work, id: TrainerId) -> Result<Vec<(String, String)>> {
    let today = work.zone().date(work.now.0);
    let (weekly, span) = availability::weekly(work, id, today).await?;
    let (from, to) = span.unwrap_or((today, today + Days::new(120)));
    let mut values = vec![
        ("valid_from".to_owned(), from.to_string()),
        ("valid_to".to_owned(), to.to_string()),
    ];
    for day in 0..7 {
        for (n, rule) in weekly.iter().filter(|rule| rule.weekday == day).enumerate() {
            let (from, to) = (hour_minute(rule.start.into()), hour_minute(rule.end.into()));
            values.push((format!("day_{day}_{n}_from"), from));
            values.push((format!("day_{day}_{n}_to"), to));
        }
    }
    Ok(values)
}

/// Replaces the weekly availability of a span of dates.
pub async fn weekly(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    let work = app.write(&actor).await?;
    let now = week(&work, TrainerId(id)).await?;
    if stale::overtaken(&fields, &now) {
        let owner = policy::Owner::trainer(TrainerId(id));
        policy::require(&actor, Action::EditTrainers, owner, "trainer")?;
        let words = |field: &str, value: &str| {
            // A day's two spans have one place for remarks.
            let day = field.strip_prefix("day_").and_then(|rest| rest.get(..1));
            let place = day.map_or_else(|| field.to_owned(), |day| format!("day_{day}"));
            (place, value.to_owned())
        };
        let form = stale::form(&work, ("trainer", id), &fields, now, words).await?;
        let view = view(&work, TrainerId(id), Some(form)).await?;
        return app.overtaken(&actor, "trainers/show.html", &view);
    }
    let saved = save_weekly(&work, TrainerId(id), &fields).await;
    finish(&app, work, id, &fields, saved).await
}

/// `day_0_0_from` .. `day_6_1_to`, and the dates between which they hold.
fn known_weekly(name: &str) -> bool {
    let spans = || (0..7).flat_map(|day| (0..SPANS).map(move |n| (day, n)));
    matches!(name, "valid_from" | "valid_to" | stale::WAS)
        || spans().any(|(day, n)| {
            name.strip_prefix(&format!("day_{day}_{n}_"))
                .is_some_and(|part| matches!(part, "from" | "to"))
        })
}

async fn save_weekly(work: &Work, id: TrainerId, fields: &Fields) -> Result<()> {
    fields.only(known_weekly)?;
    let mut errors = Vec::new();
    let mut weekly = Vec::new();
    for day in 0..7 {
        for n in 0..SPANS {
            let text = |part: &str| fields.get(&format!("day_{day}_{n}_{part}")).trim();
            let (from, to) = (text("from"), text("to"));
            if from.is_empty() && to.is_empty() {
                continue;
            }
            match (parse_minute(from), parse_minute(to)) {
                (Some(start), Some(end)) => weekly.push(Weekly {
                    weekday: day,
                    start: start as i32,
                    end: end as i32,
                }),
                _ => errors.push(FieldError {
                    field: format!("day_{day}"),
                    message: Message::new("field-time"),
                }),
            }
        }
    }
    let from = parse_date(fields.get("valid_from"));
    let to = parse_date(fields.get("valid_to"));
    for (field, date) in [("valid_from", from), ("valid_to", to)] {
        if date.is_none() {
            errors.push(FieldError {
                field: field.into(),
                message: Message::new("field-date"),
            });
        }
    }
    match (from, to) {
        (Some(from), Some(to)) if errors.is_empty() => {
            availability::set_weekly(work, id, from, to, &weekly).await
        }
        _ => Err(Error::Invalid(errors)),
    }
}

/// Adds a dated exception.
pub async fn except(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    let work = app.write(&actor).await?;
    let saved = save_exception(&work, TrainerId(id), &fields).await;
    finish(&app, work, id, &fields, saved).await
}

/// Takes a dated exception back.
pub async fn unexcept(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    fields.only(|name| name == "exception")?;
    let exception = fields
        .parse("exception")
        .ok_or(Error::NotFound("exception"))?;
    let work = app.write(&actor).await?;
    availability::remove_exception(&work, TrainerId(id), exception).await?;
    work.commit().await?;
    Ok(look_at(format!("/trainers/{id}")))
}

async fn save_exception(work: &Work, id: TrainerId, fields: &Fields) -> Result<()> {
    let known = ["date", "start", "end", "kind", "reason"];
    fields.only(|name| known.contains(&name))?;
    let date = parse_date(fields.get("date"))
        .ok_or_else(|| Error::field("date", Message::new("field-date")))?;
    // A day without hours is the whole day.
    let minute = |name: &str, or: i64| match fields.get(name).trim() {
        "" => Ok(or),
        text => parse_minute(text).ok_or_else(|| Error::field(name, Message::new("field-time"))),
    };
    let zone = work.zone();
    let starts = Instant(zone.instant(date, minute("start", 0)?));
    let ends = Instant(zone.instant(date, minute("end", 1440)?));
    let free = match fields.get("kind") {
        "free" => true,
        "busy" => false,
        _ => return Err(Error::field("kind", Message::new("field-choice"))),
    };
    availability::add_exception(work, id, starts, ends, free, fields.get("reason"))
        .await
        .map(drop)
}

/// Pauses a trainer, or takes them back.
pub async fn standing(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    fields.only(|name| name == "standing")?;
    let standing = Standing::from_word(fields.get("standing"))
        .filter(|standing| *standing != Standing::Guest)
        .ok_or_else(|| Error::field("standing", Message::new("field-choice")))?;
    let work = app.write(&actor).await?;
    trainers::set_standing(&work, TrainerId(id), standing).await?;
    work.commit().await?;
    Ok(look_at(format!("/trainers/{id}")))
}

async fn finish(app: &App, work: Work, id: i64, fields: &Fields, saved: Result<()>) -> Page {
    let done = saved.map(|()| format!("/trainers/{id}"));
    app.settle(
        work,
        fields,
        done,
        "trainers/show.html",
        async |work, form| view(work, TrainerId(id), Some(form)).await,
    )
    .await
}
