//! What anybody may see of trainers who agreed to it: a list, a page each, and their photos.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use serde_json::json;

use super::super::error::Page;
use super::super::extract::{PathText, Query, Visitor};
use super::super::render::Pager;
use crate::app::App;
use crate::trainers::profile::{photo as picture, public};

/// Everybody, by name.
pub async fn list(State(app): State<App>, Visitor(actor): Visitor, Query(query): Query) -> Page {
    let work = app.read(&actor).await?;
    let (cards, next) = public::listed(&work, Some(query.get("after"))).await?;
    let view = json!({ "cards": cards, "pager": Pager::new("/profiles", &query, next) });
    app.page(&actor, "profiles/list.html", &view)
}

/// One of them.
pub async fn show(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathText(slug): PathText,
) -> Page {
    let work = app.read(&actor).await?;
    let card = public::find(&work, &slug).await?;
    app.page(&actor, "profiles/show.html", &json!({ "card": card }))
}

/// Their photo. Kept by browsers for five minutes at most, so that it is soon gone when it was taken back.
pub async fn photo(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathText(slug): PathText,
    headers: HeaderMap,
) -> Page {
    let work = app.read(&actor).await?;
    let bytes = public::photo(&work, &slug).await?;
    let mark = picture::mark(&bytes);
    let asked = headers.get(IF_NONE_MATCH);
    let known = asked
        .and_then(|list| list.to_str().ok())
        .is_some_and(|list| {
            list.split(',')
                .map(str::trim)
                .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == mark)
        });
    let common = [(ETAG, mark), (CACHE_CONTROL, "public, no-cache".to_owned())];
    if known {
        return Ok((StatusCode::NOT_MODIFIED, common).into_response());
    }
    Ok((common, [(CONTENT_TYPE, "image/jpeg")], bytes).into_response())
}
