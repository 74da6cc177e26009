//! Letters and print-outs as sheets: what each says is `reports::letters`, `reports::gate`.

use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use super::super::error::{Failure, Page};
use super::super::extract::{PathId, Query, Visitor};
use super::super::render::FormView;
use crate::accounts::InstituteId;
use crate::actor::Actor;
use crate::app::App;
use crate::error::{FieldError, Message};
use crate::institutes::{self, VenueId};
use crate::reports::gate;
use crate::reports::letters::{self, Kind};
use crate::sessions::SessionId;
use crate::time::parse_date;

type Done = Result<Response, Failure>;

/// To the institute: who comes.
pub async fn nomination(State(app): State<App>, Visitor(who): Visitor, PathId(id): PathId) -> Page {
    letter(&app, &who, id, Kind::Nomination, "letters/nomination.html").await
}

/// To the universities of those who come.
pub async fn release(State(app): State<App>, Visitor(who): Visitor, PathId(id): PathId) -> Page {
    letter(&app, &who, id, Kind::Release, "letters/release.html").await
}

/// To the venue's security.
pub async fn gate_list(State(app): State<App>, Visitor(who): Visitor, PathId(id): PathId) -> Page {
    letter(&app, &who, id, Kind::Gate, "letters/gate.html").await
}

/// To everybody in the room.
pub async fn sheet(State(app): State<App>, Visitor(who): Visitor, PathId(id): PathId) -> Page {
    letter(&app, &who, id, Kind::Sheet, "letters/sheet.html").await
}

async fn letter(app: &App, actor: &Actor, id: i64, kind: Kind, template: &str) -> Done {
    let work = app.read(actor).await?;
    let letter = letters::get(&work, SessionId(id), kind).await?;
    let arrivals = match kind {
        Kind::Gate => gate::arrivals(std::slice::from_ref(&letter.session)),
        _ => Vec::new(),
    };
    app.page(
        actor,
        template,
        &json!({
            "kind": kind.word(), "back": format!("/sessions/{id}"),
            "letter": letter, "arrivals": arrivals,
        }),
    )
}

/// To an institute's security: everybody who comes on a day.
pub async fn gate_of_day(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Query(query): Query,
) -> Page {
    let work = app.read(&actor).await?;
    let today = work.zone().date(work.now.0);
    let asked = parse_date(query.get("date"));
    let mut errors = Vec::new();
    if asked.is_none() && !query.get("date").is_empty() {
        errors.push(FieldError {
            field: "date".into(),
            message: Message::new("field-date"),
        });
    }
    let date = asked.unwrap_or(today);
    let room = query.parse("venue").map(VenueId);
    let list = gate::of_day(&work, InstituteId(id), date, room).await?;
    let mut form = FormView::typed(actor.language, &query, &errors);
    if errors.is_empty() {
        form = form.with(vec![("date".into(), date.to_string())]);
    }
    app.page(
        &actor,
        "letters/gate_day.html",
        &json!({
            "kind": Kind::Gate.word(), "back": format!("/institutes/{id}"),
            "arrivals": list.arrivals, "list": list, "today": today,
            "venues": institutes::venues(&work, InstituteId(id)).await?,
            "form": form,
        }),
    )
}
