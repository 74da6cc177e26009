//! The audit trail, for programs that follow it.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use super::super::extract::Visitor;
use super::answer::{Answer, Listed, One, page};
use super::extract::Query;
use super::values::Moment;
use crate::accounts::PersonId;
use crate::app::App;
use crate::error::Error;
use crate::reports::audit_trail::{self, AuditView, Filter, Part};
use crate::text;

/// One thing that was done.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditRow {
    /// The row.
    pub id: i64,
    /// When.
    pub at: Moment,
    /// How the actor came in: `person`, `link:7` (the mail link of an offer), `token:3` (a program),
    /// `system:clock`, `nobody`.
    pub actor: String,
    /// Who, if it was a person or somebody's program.
    pub person: Option<i64>,
    /// What was done: `offer.accept`.
    pub action: String,
    /// Kind of thing that it was done to.
    pub object: String,
    /// The thing; 0 where there is none.
    pub object_id: i64,
    /// Codes and ids, and what was said in words, where it was not erased.
    #[schema(value_type = Object)]
    pub detail: Map<String, Value>,
    /// Its place in the chain; null until it is sealed, which takes about a second.
    pub position: Option<i64>,
    /// The hash of that link.
    pub hash: Option<String>,
}

impl From<AuditView> for AuditRow {
    fn from(row: AuditView) -> Self {
        Self {
            id: row.id.0,
            at: row.at.into(),
            actor: row.actor_kind,
            person: row.person.map(|id| id.0),
            action: row.action,
            object: row.object,
            object_id: row.object_id,
            detail: row.detail,
            position: row.position,
            hash: row.hash,
        }
    }
}

/// Which rows.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AuditQuery {
    /// Not before this instant.
    pub from: Option<Moment>,
    /// Before this instant.
    pub to: Option<Moment>,
    /// Done by this person.
    pub person: Option<i64>,
    /// What was done, or the beginning of it: `offer` finds `offer.accept`.
    #[param(max_length = 100)]
    pub action: Option<String>,
    /// Kind of thing.
    #[param(max_length = 100)]
    pub object: Option<String>,
    /// The thing.
    pub object_id: Option<i64>,
    /// Only what follows this id.
    #[param(minimum = 0)]
    pub after: Option<i64>,
    /// At most so many; 50 where it is not said.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
}

/// Lists what was done, the oldest first.
#[utoipa::path(get, path = "/audit", tag = "people", params(AuditQuery),
    responses((status = 200, body = Listed<AuditRow>)))]
pub async fn list_audit(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query<AuditQuery>,
) -> Answer<One<Listed<AuditRow>>> {
    let part = page(query.after, query.limit)?;
    let word = |field, text: Option<String>| {
        let text = text.unwrap_or_default();
        text::line(field, &text, 0..=100).map_err(Error::from)
    };
    let filter = Filter {
        from: query.from.map(|at| at.0),
        to: query.to.map(|at| at.0),
        person: query.person.map(PersonId),
        action: word("?action", query.action)?,
        object: word("?object", query.object)?,
        object_id: query.object_id,
    };
    let work = app.read(&actor).await?;
    let rows = audit_trail::page(&work, &filter, Part::After(part.after), part.limit).await?;
    Ok(Listed::of(rows))
}
