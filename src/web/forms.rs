//! Forms that must not be done twice, and forms whose sender's sign-in was over: neither a double click
//! nor a long lunch costs anybody anything.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{self, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;

use super::error::Failure;
use super::extract::Visitor;
use super::layers::BODY_LIMIT;
use super::overtaken::Typed;
use super::render::look_at;
use crate::accounts::submissions::{self, Sent};
use crate::accounts::{PersonId, kept_forms, links};
use crate::app::App;
use crate::error::{Error, Result};

/// The hidden field that carries the key of the page.
const KEY: &str = "form_key";
/// Bytes of a form that are kept at most.
const KEPT: usize = BODY_LIMIT;
/// Fields that are never kept.
const SECRETS: &[&str] = &["password", "code", KEY];
/// How often, and how long apart, the second of two looks whether the first is done.
const LOOKS: usize = 40;
const APART: Duration = Duration::from_millis(125);

fn is_form(parts: &Parts) -> bool {
    let kind = parts.headers.get(CONTENT_TYPE);
    parts.method == Method::POST
        && kind
            .and_then(|kind| kind.to_str().ok())
            .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

fn fields(bytes: &Bytes) -> Option<Vec<(String, String)>> {
    serde_urlencoded::from_bytes(bytes).ok()
}

/// Does a form once: whoever sends it again is led to its result.
pub async fn once(State(app): State<App>, request: Request, next: Next) -> Response {
    let visitor = request.extensions().get::<Visitor>();
    let Some(person) = visitor.and_then(|visitor| visitor.0.person) else {
        return next.run(request).await;
    };
    let (mut parts, body) = request.into_parts();
    if !is_form(&parts) {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let Ok(bytes) = to_bytes(body, BODY_LIMIT).await else {
        return Failure::status(StatusCode::PAYLOAD_TOO_LARGE).into_response();
    };
    let Some(mut fields) = fields(&bytes) else {
        let request = Request::from_parts(parts, Body::from(bytes));
        return next.run(request).await;
    };
    let typed = Typed::of(&app, &parts, &fields);
    let mut response = match take_key(&mut fields) {
        None => {
            next.run(Request::from_parts(parts, Body::from(bytes)))
                .await
        }
        Some(key) => {
            let rest = serde_urlencoded::to_string(&fields).unwrap_or_default();
            parts
                .headers
                .insert(CONTENT_LENGTH, HeaderValue::from(rest.len()));
            // Other words under the same key, as from a page that the back button brought again, are another form.
            let key = format!("{key}:{}", links::hash(&rest));
            let path = parts.uri.path().to_owned();
            let act = next.run(Request::from_parts(parts, Body::from(rest)));
            keyed(&app, person, &path, &key, act).await
        }
    };
    response.extensions_mut().insert(typed);
    response
}

/// Does a form with a key, unless it was done.
async fn keyed(
    app: &App,
    person: PersonId,
    path: &str,
    key: &str,
    act: impl Future<Output = Response>,
) -> Response {
    match first(app, person, path, key).await {
        Ok(Sent::First) => {}
        Ok(Sent::Done(place)) => return look_at(place),
        Ok(Sent::Going) => return Failure::from(Error::conflict("form-going")).into_response(),
        Err(error) => return Failure::from(error).into_response(),
    }
    let response = act.await;
    let done = submissions::finish(&app.db, person, path, key, place(&response)).await;
    if let Err(error) = done {
        tracing::warn!(%error, "where a form led to was not noted");
    }
    response
}

/// Takes its key out of a form; none where it has no usable one.
fn take_key(fields: &mut Vec<(String, String)>) -> Option<String> {
    let at = fields.iter().position(|(name, _)| name == KEY)?;
    let usable = (1..=100).contains(&fields[at].1.len());
    usable.then(|| fields.remove(at).1)
}

/// Whether this one is to be done; waits a little for one that is being done.
async fn first(app: &App, person: PersonId, path: &str, key: &str) -> Result<Sent> {
    for _ in 0..LOOKS {
        match submissions::begin(&app.db, person, path, key).await? {
            Sent::Going => tokio::time::sleep(APART).await,
            other => return Ok(other),
        }
    }
    Ok(Sent::Going)
}

/// Marks a page that shows what a form made only now, such as a secret: who comes second sees the list.
#[derive(Clone, Copy, Debug)]
pub struct Shown(pub &'static str);

/// Where the result of a form is, if it was done and not only looked at or refused.
fn place(response: &Response) -> Option<String> {
    if let Some(Shown(list)) = response.extensions().get() {
        return Some((*list).to_owned());
    }
    let led = response.headers().get(header::LOCATION);
    let led = led.filter(|_| response.status() == StatusCode::SEE_OTHER);
    led.and_then(|to| to.to_str().ok()).map(str::to_owned)
}

/// Keeps what was typed for whoever's sign-in was over; gives the address where it waits.
pub async fn keep(app: &App, request: Request) -> Option<String> {
    let (parts, body) = request.into_parts();
    let token = CookieJar::from_headers(&parts.headers)
        .get(app.config.cookie())
        .map(|cookie| cookie.value().to_owned())?;
    if !is_form(&parts) {
        return None;
    }
    let bytes = to_bytes(body, KEPT).await.ok()?;
    let mut fields = fields(&bytes)?;
    fields.retain(|(name, _)| !SECRETS.contains(&name.as_str()));
    if fields.is_empty() {
        return None; // a button can be pressed again
    }
    match kept_forms::keep(&app.db, &token, parts.uri.path(), &fields).await {
        Ok(secret) => secret.map(|secret| format!("/kept/{secret}")),
        Err(error) => {
            tracing::warn!(%error, "a form was not kept");
            None
        }
    }
}
