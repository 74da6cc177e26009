//! Everybody's desk: what waits for them, and what comes next. And the search that finds the rest.

use axum::extract::State;
use serde_json::json;

use super::super::error::Page;
use super::super::extract::{Query, Visitor};
use super::super::render::{FormView, look_at};
use crate::accounts::policy::{self, Action};
use crate::app::App;
use crate::institutes;
use crate::reports::{self, Named, desk};

/// The desk of whoever asks; those who only keep accounts are led to them.
pub async fn show(State(app): State<App>, Visitor(actor): Visitor) -> Page {
    let work = app.read(&actor).await?;
    if policy::may_all(&actor, Action::Plan) {
        let desk = desk::coordinator(&work).await?;
        return app.page(&actor, "desk/coordinator.html", &json!({ "desk": desk }));
    }
    if policy::may(&actor, Action::WriteRequests) {
        let desk = desk::officer(&work).await?;
        let institutes = institutes::list(&work).await?;
        let view = json!({ "desk": desk, "institutes": institutes });
        return app.page(&actor, "desk/officer.html", &view);
    }
    if actor.trainer.is_some() {
        let desk = desk::trainer(&work).await?;
        return app.page(&actor, "desk/trainer.html", &json!({ "desk": desk }));
    }
    Ok(look_at("/people"))
}

/// People, courses, cohorts, institutes and requests by part of a name or by reference.
pub async fn search(State(app): State<App>, Visitor(actor): Visitor, Query(query): Query) -> Page {
    let work = app.read(&actor).await?;
    let words = query.get("q").trim();
    match reports::exact(&work, words).await? {
        Some(Named::Request(id)) => return Ok(look_at(format!("/requests/{id}"))),
        Some(Named::Session(id)) => return Ok(look_at(format!("/sessions/{id}"))),
        None => {}
    }
    let found = reports::search(&work, words).await?;
    let form = FormView::fresh([("q", words.to_owned())]);
    let view = json!({ "found": found, "words": words, "form": form });
    app.page(&actor, "desk/search.html", &view)
}
