//! Calendar links of whoever asks, and the feeds themselves.

use axum::extract::State;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED, USER_AGENT, VARY,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::super::error::Page;
use super::super::extract::{Form, PathId, PathText, Visitor};
use super::super::forms::Shown;
use super::super::render::{FormView, look_at};
use crate::actor::Actor;
use crate::app::App;
use crate::db::Work;
use crate::error::{Error, Result};
use crate::feeds::{self, FeedId};
use crate::time::http_date;

/// The links of whoever asks, and a form for another.
pub async fn list(State(app): State<App>, Visitor(actor): Visitor) -> Page {
    let work = app.read(&actor).await?;
    app.page(
        &actor,
        "feeds/list.html",
        &view(&work, FormView::default(), None).await?,
    )
}

async fn view(work: &Work, form: FormView, secret: Option<String>) -> Result<Value> {
    let link =
        secret.map(|secret| format!("{}/feeds/{secret}/rostrum.ics", work.programme().public_url));
    let webcal = link.as_ref().and_then(|link| {
        let (_, rest) = link.split_once("://")?;
        Some(format!("webcal://{rest}"))
    });
    Ok(json!({
        "feeds": feeds::list(work).await?,
        "choices": feeds::choices(work).await?,
        "link": link,
        "webcal": webcal,
        "form": form,
    }))
}

/// Makes a link and shows it, this once.
pub async fn create(State(app): State<App>, Visitor(actor): Visitor, Form(fields): Form) -> Page {
    fields.only(|name| matches!(name, "name" | "scope" | "busy_only"))?;
    let work = app.write(&actor).await?;
    let busy = fields.get("busy_only") == "yes";
    match feeds::create(&work, fields.get("scope"), fields.get("name"), busy).await {
        Ok((_, secret)) => {
            work.commit().await?;
            let work = app.read(&actor).await?;
            let view = view(&work, FormView::default(), Some(secret)).await?;
            let mut page = app.page(&actor, "feeds/list.html", &view)?;
            page.extensions_mut().insert(Shown("/calendar"));
            Ok(page)
        }
        Err(Error::Invalid(errors)) => {
            let form = FormView::typed(actor.language, &fields, &errors);
            app.refused(&actor, "feeds/list.html", &view(&work, form, None).await?)
        }
        Err(other) => Err(other.into()),
    }
}

/// Revokes a link.
pub async fn revoke(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.write(&actor).await?;
    feeds::revoke(&work, FeedId(id)).await?;
    work.commit().await?;
    Ok(look_at("/calendar"))
}

/// A feed. Conditional requests get a 304; If-None-Match wins over If-Modified-Since (RFC 9110, 13.2.2).
pub async fn serve(State(app): State<App>, PathText(secret): PathText, headers: HeaderMap) -> Page {
    let work = app.read(&Actor::nobody()).await?;
    let feed = feeds::fetch(&work, &secret).await?;
    drop(work);
    let header = |name| {
        headers
            .get(name)
            .and_then(|value: &axum::http::HeaderValue| value.to_str().ok())
    };
    let client = header(USER_AGENT).unwrap_or_default().to_owned();
    let (db, secret_of) = (app.db.clone(), secret.clone());
    tokio::spawn(async move {
        if let Err(error) = feeds::note(&db, &secret, &client).await {
            tracing::debug!(%error, "a fetch was not noted");
        }
    });
    if !feed.known {
        feeds::date(&app.db, &secret_of, &feed).await?;
    }
    let modified = http_date(feed.modified);
    let fresh = match header(IF_NONE_MATCH) {
        Some(list) => list
            .split(',')
            .map(str::trim)
            .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == feed.etag),
        None => feed.known && header(IF_MODIFIED_SINCE).is_some_and(|since| since == modified),
    };
    let common = [
        // The same calendar may go out compressed, so the mark names it, not its bytes.
        (ETAG, format!("W/{}", feed.etag)),
        (VARY, "accept-encoding".to_owned()),
        (LAST_MODIFIED, modified),
        (
            CACHE_CONTROL,
            "private, max-age=300, must-revalidate".to_owned(),
        ),
    ];
    if fresh {
        return Ok((StatusCode::NOT_MODIFIED, common).into_response());
    }
    let own = [
        (CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (CONTENT_DISPOSITION, "inline; filename=\"rostrum.ics\""),
    ];
    Ok((common, own, feed.bytes).into_response())
}
