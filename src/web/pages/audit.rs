//! The audit trail: newest first, filtered by the address, and as a file.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use chrono::Days;
use serde_json::{Value, json};

use super::super::error::Page;
use super::super::extract::{Fields, Form, Query, Visitor};
use super::super::render::{FormView, Pager};
use crate::accounts::PersonId;
use crate::accounts::policy::{self, Action};
use crate::actor::Actor;
use crate::app::App;
use crate::db::Work;
use crate::error::{Error, FieldError, Message};
use crate::reports::audit_trail::{self, AuditView, Filter, Format, Part};
use crate::slots::Instant;
use crate::time::{Zone, hour_minute, parse_date};

/// Rows on a page.
const PAGE: u64 = 100;
/// What an address can filter by.
const FILTERS: [&str; 6] = ["from", "to", "person", "action", "object", "object_id"];

/// The page.
pub async fn list(State(app): State<App>, Visitor(actor): Visitor, Query(query): Query) -> Page {
    let work = app.read(&actor).await?;
    let (filter, errors) = filter(&work, &query);
    let before = query.parse("after").unwrap_or_default();
    let (rows, next) = audit_trail::page(&work, &filter, Part::Before(before), PAGE).await?;
    let filters = FILTERS.map(|name| (name, query.get(name)));
    let kept: BTreeMap<_, _> = filters
        .iter()
        .copied()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let view = json!({
        "rows": rows.iter().map(|it| row(&actor, work.zone(), it)).collect::<Vec<_>>(),
        "pager": Pager::new("/audit", &query, next),
        "kept": kept,
        "form": FormView::typed(actor.language, &query, &errors),
    });
    if errors.is_empty() {
        app.page(&actor, "audit/list.html", &view)
    } else {
        app.refused(&actor, "audit/list.html", &view)
    }
}

/// The trail as a file: `format` is `csv` or `lines`.
pub async fn export(State(app): State<App>, Visitor(actor): Visitor, Form(query): Form) -> Page {
    query.only(|name| name == "format" || FILTERS.contains(&name))?;
    let (format, kind, file) = match query.get("format") {
        "" | "csv" => (Format::Csv, "text/csv; charset=utf-8", "audit.csv"),
        "lines" => (Format::Lines, "application/jsonl", "audit.jsonl"),
        _ => return Err(Error::field("format", Message::new("field-choice")).into()),
    };
    // Taking the trail out is written into the trail.
    let work = app.write(&actor).await?;
    let (filter, errors) = filter(&work, &query);
    if !errors.is_empty() {
        return Err(Error::Invalid(errors).into());
    }
    let bytes = audit_trail::export(&work, &filter, format).await?;
    work.commit().await?;
    let headers = [
        (CONTENT_TYPE, kind.to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{file}\""),
        ),
    ];
    Ok((headers, bytes).into_response())
}

fn filter(work: &Work, query: &Fields) -> (Filter, Vec<FieldError>) {
    let zone = work.zone();
    let mut errors = Vec::new();
    let mut wrong = |field: &str, key: &str| {
        errors.push(FieldError {
            field: field.into(),
            message: Message::new(key),
        });
    };
    let mut day = |field: &str, later: u64| {
        let text = query.get(field).trim();
        let date = parse_date(text);
        if date.is_none() && !text.is_empty() {
            wrong(field, "field-date");
        }
        date.map(|date| Instant(zone.instant(date + Days::new(later), 0)))
    };
    let (from, to) = (day("from", 0), day("to", 1));
    let mut number = |field: &str| {
        let text = query.get(field).trim();
        let id: Option<i64> = text.parse().ok();
        if id.is_none() && !text.is_empty() {
            wrong(field, "field-number");
        }
        id
    };
    let (person, object_id) = (number("person"), number("object_id"));
    let filter = Filter {
        from,
        to,
        person: person.map(PersonId),
        action: query.get("action").trim().to_owned(),
        object: query.get("object").trim().to_owned(),
        object_id,
    };
    (filter, errors)
}

/// Pages of things, with what it takes to see them.
const PLACES: &[(&str, &str, Action)] = &[
    ("request", "/requests", Action::ViewRequests),
    ("cohort", "/cohorts", Action::ViewRequests),
    ("venue", "/venues", Action::WriteRequests),
    ("match_run", "/plans", Action::Plan),
    ("offer", "/offers", Action::ViewOffers),
    ("session", "/sessions", Action::ViewRoster),
    ("trainer", "/trainers", Action::ViewTrainers),
    ("person", "/people", Action::ManagePeople),
];

/// A row with the words for it, and the page of the thing that it is about, where this reader has one.
fn row(actor: &Actor, zone: Zone, row: &AuditView) -> Value {
    let place = PLACES.iter().find(|(object, _, _)| *object == row.object);
    let place = place.filter(|(_, _, action)| policy::may_all(actor, *action) && row.object_id > 0);
    let detail: Vec<String> = row
        .detail
        .iter()
        .map(|(name, value)| said(zone, name, value))
        .collect();
    json!({
        "key": row.action.replace(['.', '_'], "-"),
        "place": place.map(|(_, at, _)| format!("{at}/{}", row.object_id)),
        "said": detail.join(", "),
        "row": row,
    })
}

/// Details that are instants.
const INSTANTS: [&str; 4] = ["deadline", "starts", "ends", "until"];

fn said(zone: Zone, name: &str, value: &Value) -> String {
    match value {
        Value::String(text) => format!("{name}: {text}"),
        Value::Number(number) if INSTANTS.contains(&name) => match number.as_i64() {
            Some(at) => {
                let time = hour_minute(zone.minute(at));
                format!("{name}: {} {time}", zone.date(at))
            }
            None => format!("{name}: {number}"),
        },
        other => format!("{name}: {other}"),
    }
}
