//! Messages: what left, what waits, and the text with a fresh link for phone and chat.

use axum::extract::State;
use serde_json::json;

use super::super::error::Page;
use super::super::extract::{PathId, Query, Visitor};
use super::super::render::Pager;
use crate::app::{App, letter};
use crate::notify::{self, OutboxId};

/// The newest messages.
pub async fn list(State(app): State<App>, Visitor(actor): Visitor, Query(query): Query) -> Page {
    let work = app.read(&actor).await?;
    let after = query.parse("after").map(OutboxId);
    let (messages, next) = notify::listed(&work, after).await?;
    app.page(
        &actor,
        "messages/list.html",
        &json!({ "messages": messages, "pager": Pager::new("/messages", &query, next) }),
    )
}

/// The words of one as it would be sent now. A POST, for an offer's link is minted with it.
pub async fn reread(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.write(&actor).await?;
    let letter = notify::reread(&work, OutboxId(id), letter).await?;
    work.commit().await?;
    app.page(&actor, "messages/show.html", &json!({ "letter": letter }))
}
