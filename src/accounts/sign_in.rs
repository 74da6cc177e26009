//! Signing in and out. A signed-in browser holds a token of 32 random bytes; the table its hash.

use entity::{LinkPurpose, PersonId, person, sign_in};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::{actor_of, links, password};
use crate::actor::Actor;
use crate::audit;
use crate::db::{Db, Work};
use crate::error::{Error, Result};

/// Seconds that a browser stays signed in.
const HOURS_12: i64 = 12 * 3600;

/// Seconds after signing in during which a password can be set: whoever finds a browser open later can't.
const FRESH: i64 = 15 * 60;

/// Signs in by mail address and password; gives the browser's new token. Unknown accounts, wrong
/// passwords and disabled people get the same answer after the same time.
pub async fn by_password(db: &Db, email: &str, phrase: &str) -> Result<String> {
    let work = Work::read(db, Actor::nobody()).await?;
    let person = person::Entity::find()
        .filter(person::COLUMN.email.eq(email.trim().to_lowercase()))
        .one(work.db())
        .await?
        .filter(|person| person.disabled_at.is_none());
    drop(work); // hashing is slow: hold no transaction meanwhile
    let hash = person
        .as_ref()
        .and_then(|person| person.password_hash.clone());
    let right = password::verify(phrase.to_owned(), hash).await?;
    let work = Work::begin(db, Actor::nobody()).await?;
    match person.filter(|_| right) {
        Some(person) => {
            let token = open(&work, person.id, "password").await?;
            work.commit().await?;
            Ok(token)
        }
        None => {
            audit::append(&work, "sign_in.refused", "person", 0, json!({})).await?;
            work.commit().await?;
            Err(Error::conflict("accounts-wrong"))
        }
    }
}

/// Signs in by a single-use link.
pub async fn by_link(work: &Work, secret: &str) -> Result<String> {
    let link = links::redeem(work, LinkPurpose::SignIn, secret).await?;
    let person = link.person_id.ok_or(Error::NotFound("link"))?;
    if actor_of(work, person).await?.is_none() {
        return Err(Error::NotFound("link"));
    }
    open(work, person, "link").await
}

async fn open(work: &Work, person: PersonId, by: &str) -> Result<String> {
    let (token, hash) = links::mint(work);
    sign_in::ActiveModel {
        person_id: Set(person),
        token_hash: Set(hash),
        created_at: Set(work.now),
        expires_at: Set(work.now.plus(HOURS_12)),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    audit::append(work, "sign_in", "person", person.0, json!({ "by": by })).await?;
    Ok(token)
}

/// Whoever holds this token now; none once it expired, was ended, or the person was disabled.
pub async fn ticket_holder(work: &Work, token: &str) -> Result<Option<Actor>> {
    let row = sign_in::Entity::find()
        .filter(sign_in::COLUMN.token_hash.eq(links::hash(token)))
        .filter(sign_in::COLUMN.ended_at.is_null())
        .filter(sign_in::COLUMN.expires_at.gt(work.now))
        .one(work.db())
        .await?;
    match row {
        Some(row) => actor_of(work, row.person_id).await,
        None => Ok(None),
    }
}

/// Signs a browser out.
pub async fn end(work: &Work, token: &str) -> Result<()> {
    sign_in::Entity::update_many()
        .set(sign_in::ActiveModel {
            ended_at: Set(Some(work.now)),
            ..Default::default()
        })
        .filter(sign_in::COLUMN.token_hash.eq(links::hash(token)))
        .filter(sign_in::COLUMN.ended_at.is_null())
        .exec(work.db())
        .await?;
    Ok(())
}

/// Sets the password of whoever holds this token, within a quarter of an hour of signing in, and ends
/// their other sign-ins.
pub async fn set_password(db: &Db, actor: &Actor, token: &str, phrase: &str) -> Result<()> {
    password::check("password", phrase).map_err(|e| Error::Invalid(vec![e]))?;
    let person = actor.person.ok_or(Error::Forbidden)?;
    let work = Work::read(db, actor.clone()).await?;
    let here = sign_in::Entity::find()
        .filter(sign_in::COLUMN.token_hash.eq(links::hash(token)))
        .filter(sign_in::COLUMN.person_id.eq(person))
        .filter(sign_in::COLUMN.created_at.gt(work.now.plus(-FRESH)))
        .one(work.db())
        .await?
        .ok_or_else(|| Error::conflict("accounts-sign-in-again"))?;
    let salt = work.random();
    drop(work); // hashing is slow: hold no transaction meanwhile
    let hash = password::hash(phrase.to_owned(), salt).await?;
    let work = Work::begin(db, actor.clone()).await?;
    person::Entity::update_many()
        .set(person::ActiveModel {
            password_hash: Set(Some(hash)),
            ..Default::default()
        })
        .filter(person::COLUMN.id.eq(person))
        .exec(work.db())
        .await?;
    sign_in::Entity::update_many()
        .set(sign_in::ActiveModel {
            ended_at: Set(Some(work.now)),
            ..Default::default()
        })
        .filter(sign_in::COLUMN.person_id.eq(person))
        .filter(sign_in::COLUMN.id.ne(here.id))
        .filter(sign_in::COLUMN.ended_at.is_null())
        .exec(work.db())
        .await?;
    audit::append(&work, "person.password", "person", person.0, json!({})).await?;
    work.commit().await
}
