//! A button or a form that things have overtaken: its sender is told what came between, and keeps the words
//! that they typed. How a form is put beside what somebody else made of it meanwhile is `pages::stale`.

use axum::http::StatusCode;
use axum::http::header::REFERER;
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Value, json};

use super::error::Failure;
use super::extract::Visitor;
use crate::accounts;
use crate::accounts::policy::{self, Action};
use crate::actor::Actor;
use crate::app::App;
use crate::audit;
use crate::db::Work;
use crate::error::Result;

/// Fields whose words are worth showing when they can't be sent again; whatever ends in `reason` or `why` is, too.
const FREE: [&str; 11] = [
    "title",
    "name",
    "alias",
    "note",
    "words",
    "description",
    "biography",
    "reference",
    "name_ur",
    "synonym",
    "comment",
];

fn is_free(name: &str) -> bool {
    FREE.contains(&name) || name.ends_with("reason") || name.ends_with("why")
}

/// What a form has brought, until its answer is known.
#[derive(Clone, Debug)]
pub struct Typed {
    path: String,
    back: Option<String>,
    words: Vec<String>,
}

impl Typed {
    /// Of a form with these fields.
    pub fn of(app: &App, parts: &Parts, fields: &[(String, String)]) -> Self {
        let words = fields
            .iter()
            .filter(|(name, text)| is_free(name) && !text.trim().is_empty());
        Self {
            path: parts.uri.path().to_owned(),
            back: page_before(app, parts),
            words: words.map(|(_, text)| text.clone()).collect(),
        }
    }
}

/// The page of ours that the form stood on.
fn page_before(app: &App, parts: &Parts) -> Option<String> {
    let before = parts.headers.get(REFERER)?.to_str().ok()?;
    let before = before.strip_prefix(&app.config.public_url)?;
    (before.starts_with('/') && !before.starts_with("//")).then(|| before.to_owned())
}

/// The page of a failure, with what came between where something did.
pub async fn page(
    app: &App,
    visitor: Option<&Visitor>,
    failure: &Failure,
    typed: Option<&Typed>,
) -> Response {
    let overtaken = matches!(
        failure.code(),
        StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED
    );
    let Some(typed) = typed.filter(|_| overtaken) else {
        return failure.page(app, visitor);
    };
    let actor = visitor.map_or_else(Actor::nobody, |visitor| visitor.0.clone());
    // The failure's own page must come, whatever happens to this.
    let change = latest(app, &actor, &typed.path).await.unwrap_or_default();
    let between = json!({ "back": typed.back, "words": typed.words, "change": change });
    failure.page_with(app, &actor, &between)
}

/// Who last did something to the thing of this path, and when. Only of things whose page the actor may see:
/// a failure that hides them is neither a conflict nor a precondition.
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
        Some("conflicts") => "conflict",
        Some("expertise") => "expertise",
        Some("subjects") => "subject",
        Some("people") => "person",
        Some("cohorts") => "cohort",
        Some("institutes") => "institute",
        _ => return Ok(None),
    };
    let Some(id) = parts.next().and_then(|id| id.parse().ok()) else {
        return Ok(None);
    };
    let work = app.read(actor).await?;
    change(&work, object, id).await
}

/// The newest change of a thing: `at`, and `name` where it may be told: to those who see everything, and to
/// whoever it was. Ask only for what the actor may see.
pub async fn change(work: &Work, object: &str, id: i64) -> Result<Option<Value>> {
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
