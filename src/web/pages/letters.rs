//! Letters to be printed.

use axum::extract::State;

use super::super::error::Page;
use super::super::extract::{PathIdText, Visitor};
use crate::app::App;
use crate::error::Error;
use crate::reports::letters::{self, Kind};
use crate::sessions::SessionId;

/// One letter about a session.
pub async fn show(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathIdText(id, kind): PathIdText,
) -> Page {
    let kind = Kind::from_word(&kind).ok_or(Error::NotFound("page"))?;
    let work = app.read(&actor).await?;
    let letter = letters::letter(&work, SessionId(id), kind).await?;
    let template = match kind {
        Kind::Nomination => "letters/nomination.html",
        Kind::Release => "letters/release.html",
        Kind::GateList => "letters/gate_list.html",
        Kind::Sheet => "letters/sheet.html",
    };
    app.page(&actor, template, &letter)
}
