//! Asking somebody in: a letter with a single-use link that lets them choose a password.
//!
//! The token is minted when the letter is written, and only the newest letter's works. It redeems once under
//! any number of tries, and only for somebody who has no password yet: an invitation never changes an account
//! that is in use.

use entity::{Instant, InvitationId, PersonId, invitation, person};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::json;

use super::policy::{self, Action};
use super::{links, password, sign_in};
use crate::actor::Actor;
use crate::audit;
use crate::db::{Db, Work};
use crate::error::{Error, Result};

/// Seconds that an invitation lasts.
const WEEK: i64 = 7 * 86_400;

/// An invitation as whoever manages people sees it.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct InvitationView {
    /// The invitation.
    pub id: InvitationId,
    /// When somebody was asked in.
    pub created_at: Instant,
    /// Until when the link works.
    pub expires_at: Instant,
    /// Whether that is past.
    pub over: bool,
}

fn require(work: &Work) -> Result<()> {
    // Whoever takes trainers in may ask them in, too.
    if policy::may_all(&work.actor, Action::ManageTrainers) {
        return Ok(());
    }
    policy::require_all(&work.actor, Action::ManagePeople)
}

async fn open_of(work: &Work, person: PersonId) -> Result<Option<invitation::Model>> {
    Ok(invitation::Entity::find()
        .filter(invitation::COLUMN.person_id.eq(person))
        .filter(invitation::COLUMN.accepted_at.is_null())
        .filter(invitation::COLUMN.withdrawn_at.is_null())
        .one(work.db())
        .await?)
}

/// The open invitation of a person.
pub async fn of(work: &Work, person: PersonId) -> Result<Option<InvitationView>> {
    require(work)?;
    Ok(open_of(work, person).await?.map(|row| InvitationView {
        id: row.id,
        created_at: row.created_at,
        expires_at: row.expires_at,
        over: row.expires_at <= work.now,
    }))
}

/// Asks somebody in, or once more: links of earlier letters end. The letter is posted by `flows`.
pub async fn invite(work: &Work, id: PersonId) -> Result<()> {
    require(work)?;
    let person = person::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .filter(|person| person.disabled_at.is_none())
        .ok_or(Error::NotFound("person"))?;
    if person.email.is_none() {
        return Err(Error::conflict("invitation-no-address"));
    }
    if person.password_hash.is_some() {
        return Err(Error::conflict("invitation-in-already"));
    }
    end(work, id).await?;
    invitation::ActiveModel {
        person_id: Set(id),
        created_at: Set(work.now),
        expires_at: Set(work.now.plus(WEEK)),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    audit::append(work, "person.invite", "person", id.0, json!({})).await
}

/// Takes an invitation back.
pub async fn withdraw(work: &Work, person: PersonId) -> Result<()> {
    policy::require_all(&work.actor, Action::ManagePeople)?;
    if open_of(work, person).await?.is_none() {
        return Err(Error::conflict("invitation-none"));
    }
    end(work, person).await?;
    audit::append(work, "person.uninvite", "person", person.0, json!({})).await
}

/// Ends the open invitation of a person, if there is one.
pub(super) async fn end(work: &Work, person: PersonId) -> Result<()> {
    invitation::Entity::update_many()
        .set(invitation::ActiveModel {
            withdrawn_at: Set(Some(work.now)),
            ..Default::default()
        })
        .filter(invitation::COLUMN.person_id.eq(person))
        .filter(invitation::COLUMN.accepted_at.is_null())
        .filter(invitation::COLUMN.withdrawn_at.is_null())
        .exec(work.db())
        .await?;
    Ok(())
}

/// A fresh link for the letter to this person; none when the invitation is over.
pub async fn mint(work: &Work, person: PersonId) -> Result<Option<String>> {
    let row = open_of(work, person).await?;
    let Some(row) = row.filter(|row| row.expires_at > work.now) else {
        return Ok(None);
    };
    let (secret, hash) = links::mint(work);
    let mut row = row.into_active_model();
    row.token_hash = Set(Some(hash));
    row.update(work.db()).await?;
    Ok(Some(format!(
        "{}/invitation/{secret}",
        work.programme().public_url
    )))
}

async fn find(work: &Work, secret: &str) -> Result<(invitation::Model, person::Model)> {
    let missing = || Error::NotFound("link");
    let row = invitation::Entity::find()
        .filter(invitation::COLUMN.token_hash.eq(links::hash(secret)))
        .filter(invitation::COLUMN.accepted_at.is_null())
        .filter(invitation::COLUMN.withdrawn_at.is_null())
        .filter(invitation::COLUMN.expires_at.gt(work.now))
        .one(work.db())
        .await?
        .ok_or_else(missing)?;
    let person = person::Entity::find_by_id(row.person_id)
        .one(work.db())
        .await?
        .filter(|person| person.disabled_at.is_none() && person.password_hash.is_none())
        .ok_or_else(missing)?;
    Ok((row, person))
}

/// Whom a link asks in: their name and mail address.
pub async fn whom(work: &Work, secret: &str) -> Result<(String, String)> {
    let (_, person) = find(work, secret).await?;
    Ok((person.name, person.email.unwrap_or_default()))
}

/// Comes in with a password of one's own; gives the browser's token. Of many tries at once, one wins.
pub async fn accept(db: &Db, secret: &str, phrase: &str, agent: &str) -> Result<String> {
    let work = Work::read(db, Actor::nobody()).await?;
    let (row, known) = find(&work, secret).await?;
    let own = [known.name.as_str(), known.email.as_deref().unwrap_or("")];
    password::check("password", phrase, &own)?;
    let salt = work.random();
    drop(work); // hashing is slow: hold no transaction meanwhile
    let hash = password::hash(phrase.to_owned(), salt).await?;
    let work = Work::begin(db, Actor::nobody()).await?;
    let spent = invitation::Entity::update_many()
        .set(invitation::ActiveModel {
            accepted_at: Set(Some(work.now)),
            ..Default::default()
        })
        .filter(invitation::COLUMN.id.eq(row.id))
        .filter(invitation::COLUMN.token_hash.eq(links::hash(secret)))
        .filter(invitation::COLUMN.accepted_at.is_null())
        .filter(invitation::COLUMN.withdrawn_at.is_null())
        .filter(invitation::COLUMN.expires_at.gt(work.now))
        .exec(work.db())
        .await?;
    let set = person::Entity::update_many()
        .set(person::ActiveModel {
            password_hash: Set(Some(hash)),
            ..Default::default()
        })
        .filter(person::COLUMN.id.eq(row.person_id))
        .filter(person::COLUMN.password_hash.is_null())
        .filter(person::COLUMN.disabled_at.is_null())
        .exec(work.db())
        .await?;
    if spent.rows_affected != 1 || set.rows_affected != 1 {
        return Err(Error::NotFound("link"));
    }
    let id = row.person_id;
    audit::append(&work, "person.come", "person", id.0, json!({})).await?;
    let token = sign_in::open(&work, id, "invitation", agent).await?;
    work.commit().await?;
    Ok(token)
}
