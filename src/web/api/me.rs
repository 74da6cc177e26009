//! Whoever asks, and what they find by words.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::extract::Visitor;
use super::answer::{Answer, One};
use super::extract::Query;
use super::values::{LanguageWord, RoleWord, Word};
use crate::accounts::policy::Action;
use crate::accounts::tokens;
use crate::app::App;
use crate::error::Error;
use crate::{reports, text};

/// Whoever the token speaks for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Me {
    /// The person.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// Their language: problems are worded in it.
    pub language: LanguageWord,
    /// Their record, if they teach.
    pub trainer: Option<i64>,
    /// What they are.
    pub roles: Vec<Grant>,
    /// What the token may do: what it was made for, as far as the person still may.
    pub scopes: Vec<String>,
}

/// One role.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Grant {
    /// The role.
    pub role: RoleWord,
    /// Where, for an officer.
    pub institute: Option<i64>,
}

/// Shows whoever the token speaks for, and what it may do.
#[utoipa::path(get, path = "/me", tag = "me", responses((status = 200, body = Me)))]
pub async fn show_me(Visitor(actor): Visitor) -> Answer<One<Me>> {
    let person = actor.person.ok_or(Error::Forbidden)?;
    let roles = actor.grants.iter().map(|grant| Grant {
        role: Word(grant.role),
        institute: grant.institute.map(|id| id.0),
    });
    let scopes = tokens::scopes(&actor).into_iter().map(Action::word);
    Ok(One(Me {
        id: person.0,
        name: actor.name.clone(),
        language: Word(actor.language),
        trainer: actor.trainer.map(|id| id.0),
        roles: roles.collect(),
        scopes: scopes.map(str::to_owned).collect(),
    }))
}

/// What to look for.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SearchQuery {
    /// Part of a name, or a reference; two letters at least find something.
    #[param(max_length = 200)]
    q: String,
}

/// What was found, at most 20 of each kind.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Found {
    /// Trainers.
    pub trainers: Vec<Hit>,
    /// Requests.
    pub requests: Vec<Hit>,
    /// Cohorts.
    pub cohorts: Vec<Hit>,
    /// Courses.
    pub courses: Vec<Hit>,
    /// Institutes.
    pub institutes: Vec<Hit>,
    /// Subjects, best first.
    pub subjects: Vec<Hit>,
}

/// Something that was found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Hit {
    /// Its id.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// What tells it from others of the name.
    pub more: String,
}

fn hits<Id>(hits: Vec<reports::Hit<Id>>, id: impl Fn(Id) -> i64) -> Vec<Hit> {
    hits.into_iter()
        .map(|hit| Hit {
            id: id(hit.id),
            name: hit.name,
            more: hit.more,
        })
        .collect()
}

/// Searches people, courses, cohorts, institutes and references that the caller may see.
#[utoipa::path(get, path = "/search", tag = "me", params(SearchQuery),
    responses((status = 200, body = Found)))]
pub async fn search(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query<SearchQuery>,
) -> Answer<One<Found>> {
    let words = text::line("?q", &query.q, 0..=200).map_err(Error::from)?;
    let work = app.read(&actor).await?;
    let found = reports::search(&work, &words).await?;
    Ok(One(Found {
        trainers: hits(found.trainers, |id| id.0),
        requests: hits(found.requests, |id| id.0),
        cohorts: hits(found.cohorts, |id| id.0),
        courses: hits(found.courses, |id| id.0),
        institutes: hits(found.institutes, |id| id.0),
        subjects: hits(found.subjects, |id| id.0),
    }))
}
