//! Calendar links: who may read which sessions, and the bytes that a calendar app fetches.
//!
//! A link's secret lies in its path; the table keeps its hash. It dies with its revocation, with its
//! person, with the role that it came from, and with the token of the program that made it. Bytes are a pure function of data, programme day,
//! owner's language and writer version; what makes an event is in `events`.

mod events;
mod fetch;

pub use entity::{FeedId, FeedScope};
pub use fetch::{Fetched, date, fetch, note};

use entity::{Instant, PersonId, api_token, course, feed, institute, person, trainer};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use serde_json::json;

use crate::accounts::policy::{self, Action, Owner};
use crate::accounts::{links, tokens};
use crate::actor::{Actor, Via};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::text;

/// Something that a link can show.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Choice {
    /// `trainer:7`, as the form has it.
    pub value: String,
    /// What kind.
    pub scope: FeedScope,
    /// Whose or which.
    pub of: String,
}

/// A link as its owner sees it; the secret is not there any more.
#[derive(Clone, Debug, serde::Serialize)]
pub struct FeedView {
    /// The link.
    pub id: FeedId,
    /// What its owner calls it.
    pub name: String,
    /// What it shows.
    pub scope: FeedScope,
    /// Whose or which.
    pub of: String,
    /// Whether it tells times only.
    pub busy_only: bool,
    /// When an app last came.
    pub fetched_at: Option<Instant>,
}

/// Whether somebody may read the sessions of a scope.
fn may_read(actor: &Actor, scope: FeedScope, id: i64) -> bool {
    let owner = match scope {
        FeedScope::Trainer => Owner::trainer(entity::TrainerId(id)),
        FeedScope::Institute => Owner::institute(entity::InstituteId(id)),
        FeedScope::Course | FeedScope::Programme => Owner::NOBODY,
    };
    // A link shows the roster, so making one is reading it: a program needs the leave for both.
    policy::allows(actor, Action::ManageFeeds, owner)
        && policy::allows(actor, Action::ViewRoster, owner)
}

async fn name_of(work: &Work, scope: FeedScope, id: i64) -> Result<String> {
    Ok(match scope {
        FeedScope::Trainer => {
            let row = trainer::Entity::find_by_id(entity::TrainerId(id))
                .one(work.db())
                .await?;
            let row = row.ok_or(Error::NotFound("trainer"))?;
            let person = person::Entity::find_by_id(row.person_id)
                .one(work.db())
                .await?;
            let name = person.ok_or(Error::NotFound("person"))?.name;
            format!("{} {name}", row.title).trim().to_owned()
        }
        FeedScope::Institute => {
            let row = institute::Entity::find_by_id(entity::InstituteId(id))
                .one(work.db())
                .await?;
            row.ok_or(Error::NotFound("institute"))?.short
        }
        FeedScope::Course => {
            let row = course::Entity::find_by_id(entity::CourseId(id))
                .one(work.db())
                .await?;
            row.ok_or(Error::NotFound("course"))?.code
        }
        FeedScope::Programme => String::new(),
    })
}

/// What this person can make links of.
pub async fn choices(work: &Work) -> Result<Vec<Choice>> {
    let mut found = Vec::new();
    let mut add = |scope: FeedScope, id: i64, of: String| {
        found.push(Choice {
            value: format!("{}:{id}", scope.word()),
            scope,
            of,
        });
    };
    if let Some(id) = work.actor.trainer {
        add(
            FeedScope::Trainer,
            id.0,
            name_of(work, FeedScope::Trainer, id.0).await?,
        );
    }
    if may_read(&work.actor, FeedScope::Programme, 0) {
        add(FeedScope::Programme, 0, String::new());
        for row in course::Entity::find()
            .order_by_asc(course::COLUMN.code)
            .all(work.db())
            .await?
        {
            add(FeedScope::Course, row.id.0, row.code);
        }
    }
    for row in institute::Entity::find()
        .order_by_asc(institute::COLUMN.short)
        .all(work.db())
        .await?
    {
        if may_read(&work.actor, FeedScope::Institute, row.id.0) {
            add(FeedScope::Institute, row.id.0, row.short);
        }
    }
    Ok(found)
}

/// The links that work: neither revoked, nor made by a program whose token has ended meanwhile.
fn working(work: &Work) -> Condition {
    let living = api_token::Entity::find()
        .select_only()
        .column(api_token::Column::Id)
        .filter(tokens::working(work.now));
    Condition::all().add(feed::COLUMN.revoked_at.is_null()).add(
        Condition::any()
            .add(feed::COLUMN.api_token_id.is_null())
            .add(feed::Column::ApiTokenId.in_subquery(living.into_query())),
    )
}

/// Makes a link; gives its id and its secret, which nobody can read again.
pub async fn create(
    work: &Work,
    choice: &str,
    name: &str,
    busy_only: bool,
) -> Result<(FeedId, String)> {
    if !policy::may(&work.actor, Action::ManageFeeds) {
        return Err(Error::Forbidden);
    }
    let owner = work.actor.person.ok_or(Error::Forbidden)?;
    let name = text::line("name", name, 1..=100)?;
    let parsed = choice
        .split_once(':')
        .and_then(|(scope, id)| Some((FeedScope::from_word(scope)?, id.parse::<i64>().ok()?)))
        .filter(|(scope, id)| may_read(&work.actor, *scope, *id));
    let Some((scope, scope_id)) = parsed else {
        return Err(Error::field("scope", Message::new("field-choice")));
    };
    name_of(work, scope, scope_id).await?;
    let (secret, hash) = links::mint(work);
    let row = feed::ActiveModel {
        scope: Set(scope),
        scope_id: Set(scope_id),
        person_id: Set(owner),
        api_token_id: Set(match work.actor.via {
            Via::Token(id) => Some(id),
            _ => None,
        }),
        name: Set(name),
        busy_only: Set(busy_only),
        token_hash: Set(hash),
        created_at: Set(work.now),
        fetched_by: Set(String::new()),
        etag: Set(String::new()),
        modified_at: Set(Instant(0)),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    audit::append(
        work,
        "feed.create",
        "feed",
        row.id.0,
        json!({ "scope": scope }),
    )
    .await?;
    Ok((row.id, secret))
}

/// The links of this person that work, newest first.
pub async fn list(work: &Work) -> Result<Vec<FeedView>> {
    if !policy::may(&work.actor, Action::ManageFeeds) {
        return Err(Error::Forbidden);
    }
    let owner = work.actor.person.ok_or(Error::Forbidden)?;
    let rows = feed::Entity::find()
        .filter(feed::COLUMN.person_id.eq(owner))
        .filter(working(work))
        .order_by_desc(feed::COLUMN.id)
        .all(work.db())
        .await?;
    let mut views = Vec::new();
    for row in rows {
        views.push(FeedView {
            id: row.id,
            of: name_of(work, row.scope, row.scope_id).await?,
            name: row.name,
            scope: row.scope,
            busy_only: row.busy_only,
            fetched_at: row.fetched_at,
        });
    }
    Ok(views)
}

/// Revokes a link of this person; the next fetch gets a 404.
pub async fn revoke(work: &Work, id: FeedId) -> Result<()> {
    if !policy::may(&work.actor, Action::ManageFeeds) {
        return Err(Error::Forbidden);
    }
    let row = feed::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("feed"))?;
    let owner: Option<PersonId> = work.actor.person;
    if owner != Some(row.person_id) || row.revoked_at.is_some() {
        return Err(Error::NotFound("feed"));
    }
    let mut row = row.into_active_model();
    row.revoked_at = Set(Some(work.now));
    row.update(work.db()).await?;
    audit::append(work, "feed.revoke", "feed", id.0, json!({})).await
}
