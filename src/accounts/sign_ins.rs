//! Where somebody is signed in: the list that they see, and the ends that they or an administrator put to it.

use entity::{Instant, PersonId, SignInId, sign_in};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::json;

use super::links;
use super::policy::{self, Action};
use crate::actor::{Actor, Via};
use crate::audit;
use crate::db::{Db, Work};
use crate::error::{Error, Result};

/// Seconds within which a browser's use is noted once.
const NOTED: i64 = 5 * 60;

/// One signed-in browser.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SignInView {
    /// The sign-in.
    pub id: SignInId,
    /// Family of the browser and its system; empty if nobody knows it.
    pub client: String,
    /// Since when.
    pub created_at: Instant,
    /// When it last asked for something, to five minutes.
    pub seen_at: Option<Instant>,
    /// When it ends by itself.
    pub expires_at: Instant,
    /// Whether this very browser asks.
    pub here: bool,
}

/// Whether the use of a sign-in is due to be noted.
pub(super) fn due(row: &sign_in::Model, now: Instant) -> bool {
    row.seen_at.is_none_or(|at| at.plus(NOTED) <= now)
}

/// Notes that a browser asked for something.
pub async fn note(db: &Db, token: &str) -> Result<()> {
    let work = Work::begin(db, Actor::system("sign_in")).await?;
    sign_in::Entity::update_many()
        .set(sign_in::ActiveModel {
            seen_at: Set(Some(work.now)),
            ..Default::default()
        })
        .filter(sign_in::COLUMN.token_hash.eq(links::hash(token)))
        .filter(sign_in::COLUMN.ended_at.is_null())
        .exec(work.db())
        .await?;
    work.commit().await
}

/// A person themselves, in a browser or by a program; anybody's by whoever manages people.
fn may(work: &Work, person: PersonId) -> Result<()> {
    let own = work.actor.person == Some(person);
    match work.actor.via {
        Via::SignIn if own => Ok(()),
        _ => policy::require_all(&work.actor, Action::ManagePeople),
    }
}

/// Where somebody is signed in now, newest first; `token` is that of the browser that asks.
pub async fn list(work: &Work, person: PersonId, token: Option<&str>) -> Result<Vec<SignInView>> {
    may(work, person)?;
    let rows = sign_in::Entity::find()
        .filter(sign_in::COLUMN.person_id.eq(person))
        .filter(sign_in::COLUMN.ended_at.is_null())
        .filter(sign_in::COLUMN.expires_at.gt(work.now))
        .order_by_desc(sign_in::COLUMN.id)
        .limit(200)
        .all(work.db())
        .await?;
    let here = token.map(links::hash);
    Ok(rows
        .into_iter()
        .map(|row| SignInView {
            here: Some(&row.token_hash) == here.as_ref(),
            id: row.id,
            client: row.client,
            created_at: row.created_at,
            seen_at: row.seen_at,
            expires_at: row.expires_at,
        })
        .collect())
}

/// Ends one sign-in of a person; the next request of that browser is refused.
pub async fn end_one(work: &Work, person: PersonId, id: SignInId) -> Result<()> {
    may(work, person)?;
    let row = sign_in::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .filter(|row| row.person_id == person && row.ended_at.is_none())
        .ok_or(Error::NotFound("sign-in"))?;
    let mut row = row.into_active_model();
    row.ended_at = Set(Some(work.now));
    row.update(work.db()).await?;
    audit::append(work, "sign_in.end", "person", person.0, json!({})).await
}

/// Signs a person out everywhere.
pub async fn end_everywhere(work: &Work, person: PersonId) -> Result<()> {
    may(work, person)?;
    end_all(work, person, None).await?;
    audit::append(work, "sign_in.end_all", "person", person.0, json!({})).await
}

/// Ends every sign-in of a person but the one with this token.
pub(super) async fn end_all(work: &Work, person: PersonId, but: Option<&str>) -> Result<()> {
    let mut ending = sign_in::Entity::update_many()
        .set(sign_in::ActiveModel {
            ended_at: Set(Some(work.now)),
            ..Default::default()
        })
        .filter(sign_in::COLUMN.person_id.eq(person))
        .filter(sign_in::COLUMN.ended_at.is_null());
    if let Some(token) = but {
        ending = ending.filter(sign_in::COLUMN.token_hash.ne(links::hash(token)));
    }
    ending.exec(work.db()).await?;
    Ok(())
}
