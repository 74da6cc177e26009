//! Tokens of programs: a person's rights, narrowed to scopes, for at most a year.
//!
//! A token is made in a browser by whoever it speaks for, shown once, and kept as a hash. What it may do is
//! decided where everything is decided, in [`policy`]: an action that is not among its scopes does not exist
//! for it. It can make no other token, and it ends with its person's access.

use entity::{ApiTokenId, Instant, api_token};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder,
};
use serde_json::json;

use super::policy::{self, Action};
use super::{PersonId, actor_of, links};
use crate::actor::{Actor, Via};
use crate::audit;
use crate::db::{Db, Work};
use crate::error::{Error, FieldError, Message, Result};
use crate::text;

/// What every token begins with, so that a secret scanner knows one when it meets it.
const PREFIX: &str = "rostrum_";
/// Days that a token lives at most.
const DAYS: i64 = 366;
/// Tokens that one person has at most.
const AT_MOST: usize = 20;

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What its owner calls it.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Action>,
    /// Days that it lives, 1 to 366.
    pub days: i64,
}

/// A token as its owner sees it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct TokenView {
    /// The token.
    pub id: ApiTokenId,
    /// Its name.
    pub name: String,
    /// Words of what it may do.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: Instant,
    /// Until when it works.
    pub expires_at: Instant,
    /// Whether that is past.
    pub over: bool,
    /// When it was last used, to the hour.
    pub used_at: Option<Instant>,
}

/// What a token of this person could be made for: what their roles include.
pub fn scopes(actor: &Actor) -> Vec<Action> {
    // By the roles alone, also where the command line makes the token.
    let actor = &Actor {
        via: Via::SignIn,
        ..actor.clone()
    };
    Action::WORDS
        .iter()
        .map(|(action, _)| *action)
        .filter(|action| policy::may(actor, *action))
        .collect()
}

/// Makes a token of whoever asks; gives its secret, which nobody can read again.
pub async fn create(work: &Work, new: NewToken) -> Result<String> {
    let owner = in_person(work)?;
    let mut errors: Vec<FieldError> = Vec::new();
    let mut wrong = |field: &str, message: Message| {
        errors.push(FieldError {
            field: field.into(),
            message,
        });
    };
    if new.scopes.is_empty() {
        wrong("scope", Message::new("tokens-no-scope"));
    }
    if new.scopes.iter().any(|s| !scopes(&work.actor).contains(s)) {
        wrong("scope", Message::new("tokens-not-yours"));
    }
    if !(1..=DAYS).contains(&new.days) {
        let message = Message::new("field-range").with("min", 1);
        wrong("days", message.with("max", DAYS));
    }
    if list(work).await?.len() >= AT_MOST {
        wrong("name", Message::new("tokens-many").with("max", AT_MOST));
    }
    let name = text::line("name", &new.name, 1..=100).unwrap_or_else(|error| {
        errors.push(error);
        String::new()
    });
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let words: Vec<&str> = Action::WORDS
        .iter()
        .filter(|(action, _)| {
            let asked = |scope: &Action| scope == action || scope.includes().contains(action);
            new.scopes.iter().any(asked)
        })
        .map(|(_, word)| *word)
        .collect();
    let secret = format!("{PREFIX}{}", links::mint(work).0);
    let row = api_token::ActiveModel {
        person_id: Set(owner),
        name: Set(name),
        token_hash: Set(links::hash(&secret)),
        scopes: Set(words.join(" ")),
        created_at: Set(work.now),
        expires_at: Set(work.now.plus(new.days * 86_400)),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    let detail = json!({ "scopes": words, "days": new.days });
    audit::append(work, "token.create", "api_token", row.id.0, detail).await?;
    Ok(secret)
}

/// The tokens of whoever asks that were not revoked, newest first.
pub async fn list(work: &Work) -> Result<Vec<TokenView>> {
    let owner = work.actor.person.ok_or(Error::Forbidden)?;
    let rows = api_token::Entity::find()
        .filter(api_token::COLUMN.person_id.eq(owner))
        .filter(api_token::COLUMN.revoked_at.is_null())
        .order_by_desc(api_token::COLUMN.id)
        .all(work.db())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| TokenView {
            id: row.id,
            name: row.name,
            scopes: row.scopes.split(' ').map(str::to_owned).collect(),
            created_at: row.created_at,
            expires_at: row.expires_at,
            over: row.expires_at <= work.now,
            used_at: row.used_at,
        })
        .collect())
}

/// Revokes a token of whoever asks; the next request with it is refused.
pub async fn revoke(work: &Work, id: ApiTokenId) -> Result<()> {
    let owner = in_person(work)?;
    let row = api_token::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .filter(|row| row.person_id == owner && row.revoked_at.is_none())
        .ok_or(Error::NotFound("token"))?;
    let mut row = row.into_active_model();
    row.revoked_at = Set(Some(work.now));
    row.update(work.db()).await?;
    audit::append(work, "token.revoke", "api_token", id.0, json!({})).await
}

/// A program must not lengthen its own life: tokens are made and revoked by people.
fn in_person(work: &Work) -> Result<PersonId> {
    match work.actor.via {
        Via::SignIn | Via::System(_) => work.actor.person.ok_or(Error::Forbidden),
        _ => Err(Error::Forbidden),
    }
}

/// All tokens of a person end.
pub async fn end_all(work: &Work, person: PersonId) -> Result<()> {
    api_token::Entity::update_many()
        .set(api_token::ActiveModel {
            revoked_at: Set(Some(work.now)),
            ..Default::default()
        })
        .filter(api_token::COLUMN.person_id.eq(person))
        .filter(api_token::COLUMN.revoked_at.is_null())
        .exec(work.db())
        .await?;
    Ok(())
}

/// The tokens that work at a time.
pub(crate) fn working(now: Instant) -> Condition {
    Condition::all()
        .add(api_token::COLUMN.revoked_at.is_null())
        .add(api_token::COLUMN.expires_at.gt(now))
}

/// Whoever this token speaks for now, narrowed to its scopes; none once it expired, was revoked, or its
/// person was disabled. The flag says whether its use is due to be noted.
pub async fn holder(work: &Work, secret: &str) -> Result<Option<(Actor, bool)>> {
    let row = api_token::Entity::find()
        .filter(api_token::COLUMN.token_hash.eq(links::hash(secret)))
        .filter(working(work.now))
        .one(work.db())
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let due = row
        .used_at
        .is_none_or(|at| at.0 / 3600 != work.now.0 / 3600);
    Ok(actor_of(work, row.person_id).await?.map(|actor| {
        let scopes = row.scopes.split(' ').filter_map(Action::from_word);
        let actor = Actor {
            via: Via::Token(row.id),
            scopes: Some(scopes.collect()),
            ..actor
        };
        (actor, due)
    }))
}

/// Notes that a token was used, at most once an hour.
pub async fn note(db: &Db, id: ApiTokenId) -> Result<()> {
    let work = Work::begin(db, Actor::system("api")).await?;
    api_token::Entity::update_many()
        .set(api_token::ActiveModel {
            used_at: Set(Some(work.now)),
            ..Default::default()
        })
        .filter(api_token::COLUMN.id.eq(id))
        .exec(work.db())
        .await?;
    work.commit().await
}
