//! A form that waited for its sender to sign in again.

use axum::extract::State;
use serde_json::{Value, json};

use super::super::error::Page;
use super::super::extract::{PathText, Visitor};
use crate::accounts::kept_forms;
use crate::app::App;

/// What was typed, and one button that sends it: only its sender presses it.
pub async fn show(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathText(secret): PathText,
) -> Page {
    let work = app.read(&actor).await?;
    let (path, fields) = kept_forms::find(&work, &secret).await?;
    let fields: Vec<Value> = fields
        .into_iter()
        .map(|(name, value)| {
            let typed = !value.is_empty() && name != "version" && name != "do";
            json!({ "name": name, "value": value, "typed": typed })
        })
        .collect();
    let view = json!({ "path": path, "fields": fields });
    app.page(&actor, "accounts/kept.html", &view)
}
