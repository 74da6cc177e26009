//! The manual of the door for machines: the contract's document, set as a page.

use axum::extract::State;

use super::super::api::document::DOCUMENT;
use super::super::api::manual;
use super::super::error::Page;
use super::super::extract::Visitor;
use crate::app::App;

/// The shapes that operations take and give.
pub async fn shapes(State(app): State<App>, Visitor(actor): Visitor) -> Page {
    app.page(&actor, "api/shapes.html", &manual::of(&DOCUMENT)?)
}

/// Every operation with its parameters, bodies and answers.
pub async fn show(State(app): State<App>, Visitor(actor): Visitor) -> Page {
    app.page(&actor, "api/manual.html", &manual::of(&DOCUMENT)?)
}
