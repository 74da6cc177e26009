//! What was typed is not lost: a form that comes when its sender is no longer signed in, or that things
//! have overtaken, is answered with a page that still holds it.
//!
//! Nothing is stored. The page carries the fields to the path they were sent to, and only a person's own
//! press sends them again; secrets are never among them. It stands behind the layer that refuses forms of
//! other sites, so none of them can make us show a form of their making.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, REFERER, WWW_AUTHENTICATE,
};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde_json::{Value, json};

use super::error::Failure;
use super::extract::Visitor;
use super::layers::BODY_LIMIT;
use super::once::{Key, Sent};
use crate::accounts;
use crate::accounts::policy::{self, Action};
use crate::actor::{Actor, Via};
use crate::app::App;
use crate::audit;
use crate::error::Result;

/// The field of a form's own key.
const KEY: &str = "once";
/// Fields whose words are worth showing when they can't be sent again.
const FREE: [&str; 5] = ["title", "name", "alias", "note", "reason"];
/// Words in the name of a field that is never repeated.
const SECRET: [&str; 6] = ["password", "phrase", "secret", "token", "code", "pin"];

/// A form on its way.
#[derive(Clone, Debug)]
pub struct Typed {
    path: String,
    back: Option<String>,
    fields: Vec<(String, String)>,
}

/// Keeps a posted form until its answer is known; acts once on a form that is sent twice.
pub async fn keep(
    State((app, sent)): State<(App, Arc<Sent>)>,
    request: Request,
    next: Next,
) -> Response {
    if !is_form(&request) {
        return next.run(request).await;
    }
    let actor = request
        .extensions()
        .get::<Visitor>()
        .map_or_else(Actor::nobody, |visitor| visitor.0.clone());
    let path = request.uri().path().to_owned();
    let back = page_before(&app, &request);
    let (mut parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, BODY_LIMIT).await else {
        return Failure::status(StatusCode::PAYLOAD_TOO_LARGE).into_response();
    };
    let Ok(mut fields) = serde_urlencoded::from_bytes::<Vec<(String, String)>>(&bytes) else {
        let request = Request::from_parts(parts, Body::from(bytes));
        return next.run(request).await;
    };
    let key = fields.iter().position(|(name, _)| name == KEY);
    let key = key.map(|at| fields.remove(at).1);
    // The features know nothing of keys.
    let body = match key {
        Some(_) => Body::from(serde_urlencoded::to_string(&fields).unwrap_or_default()),
        None => Body::from(bytes),
    };
    parts.headers.remove(CONTENT_LENGTH);
    let act = next.run(Request::from_parts(parts, body));
    let person = match actor.person {
        Some(person) if actor.via == Via::SignIn => Some(person.0),
        _ => path.starts_with("/answer/").then_some(0),
    };
    let mut response = match (key, person) {
        (Some(key), Some(person)) if key.len() <= 64 => {
            let path = path.clone();
            let key = Key { person, path, key };
            sent.once(key, app.db.clock.now(), act).await
        }
        _ => act.await,
    };
    let secret = |name: &str| SECRET.iter().any(|word| name.contains(word));
    if !fields.iter().any(|(name, _)| secret(name)) && path != "/sign-out" {
        response
            .extensions_mut()
            .insert(Typed { path, back, fields });
    }
    response
}

/// A form as browsers send it, of a size that forms have; anything else is the handler's to read.
fn is_form(request: &Request) -> bool {
    let header = |name: HeaderName| request.headers().get(name).and_then(|v| v.to_str().ok());
    let form = header(CONTENT_TYPE)
        .is_none_or(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let length = header(CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
    request.method() == Method::POST
        && form
        && length.is_none_or(|length| length <= BODY_LIMIT)
        && !super::api::is(request.uri().path())
}

/// The page of ours that the form stood on.
fn page_before(app: &App, request: &Request) -> Option<String> {
    let before = request.headers().get(REFERER)?.to_str().ok()?;
    let before = before.strip_prefix(&app.config.public_url)?;
    (before.starts_with('/') && !before.starts_with("//")).then(|| before.to_owned())
}

/// The page of a failure, with what was typed where there is something.
pub async fn page(
    app: &App,
    visitor: Option<&Visitor>,
    failure: &Failure,
    typed: Option<&Typed>,
) -> Response {
    let actor = visitor.map_or_else(Actor::nobody, |visitor| visitor.0.clone());
    match (failure.code(), typed) {
        (StatusCode::UNAUTHORIZED, None) => Redirect::to("/sign-in").into_response(),
        (StatusCode::UNAUTHORIZED, Some(typed)) => signed_out(app, &actor, typed),
        (
            StatusCode::CONFLICT
            | StatusCode::PRECONDITION_FAILED
            | StatusCode::SERVICE_UNAVAILABLE,
            Some(typed),
        ) => {
            // The failure's own page must come, whatever happens to this.
            let change = latest(app, &actor, &typed.path).await.unwrap_or_default();
            let words: Vec<&str> = typed
                .fields
                .iter()
                .filter(|(name, text)| FREE.contains(&name.as_str()) && !text.trim().is_empty())
                .map(|(_, text)| text.as_str())
                .collect();
            let again = (failure.code() == StatusCode::SERVICE_UNAVAILABLE).then_some(json!({
                "path": typed.path, "fields": typed.fields,
            }));
            let kept =
                json!({ "back": typed.back, "words": words, "change": change, "again": again });
            failure.page_with(app, &actor, &kept)
        }
        _ => failure.page(app, visitor),
    }
}

/// Whoever is no longer signed in finds the form here, to be sent again once they are.
fn signed_out(app: &App, actor: &Actor, typed: &Typed) -> Response {
    let words: Vec<&str> = typed
        .fields
        .iter()
        .filter(|(name, text)| FREE.contains(&name.as_str()) && !text.trim().is_empty())
        .map(|(_, text)| text.as_str())
        .collect();
    let view = json!({ "path": typed.path, "fields": typed.fields, "words": words });
    let html = match app.templates.page(actor, "kept.html", &view) {
        Ok(html) => html,
        Err(error) => {
            tracing::error!(%error, "the page of a kept form failed");
            return Redirect::to("/sign-in").into_response();
        }
    };
    let mut response = (StatusCode::UNAUTHORIZED, Html(html)).into_response();
    let headers = response.headers_mut();
    headers.insert(
        WWW_AUTHENTICATE,
        HeaderValue::from_static("Form realm=\"rostrum\""),
    );
    whole_page(&mut response);
    response
}

/// htmx puts such an answer into the page as a whole, not into a corner of it.
pub fn whole_page(response: &mut Response) {
    for (name, value) in [
        ("hx-retarget", "main"),
        ("hx-reselect", "main"),
        ("hx-reswap", "outerHTML"),
    ] {
        let value = HeaderValue::from_static(value);
        response
            .headers_mut()
            .insert(HeaderName::from_static(name), value);
    }
}

/// Who last did something to the thing of this path, and when. Who it was is told to those who see
/// everything, and to whoever it was.
async fn latest(app: &App, actor: &Actor, path: &str) -> Result<Option<Value>> {
    let mut parts = path.split('/').skip(1);
    let object = match parts.next() {
        Some("requests") => "request",
        Some("offers") => "offer",
        Some("slots") => "slot",
        Some("sessions") => "session",
        Some("plans") => "match_run",
        Some("trainers") => "trainer",
        Some("venues") => "venue",
        _ => return Ok(None),
    };
    let Some(id) = parts.next().and_then(|id| id.parse().ok()) else {
        return Ok(None);
    };
    let work = app.read(actor).await?;
    change(&work, object, id).await
}

/// The newest change of a thing: `at`, and `name` where it may be told. Ask only for what the actor may see.
pub async fn change(work: &crate::db::Work, object: &str, id: i64) -> Result<Option<Value>> {
    let Some((at, person)) = audit::newest(work, object, id).await? else {
        return Ok(None);
    };
    let told = person.is_some()
        && (person == work.actor.person || policy::may_all(&work.actor, Action::ViewRequests));
    let name = match person.filter(|_| told) {
        Some(person) => accounts::actor_of(work, person).await?.map(|who| who.name),
        None => None,
    };
    Ok(Some(json!({ "at": at, "name": name })))
}
