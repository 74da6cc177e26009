//! Signing in and out. A signed-in browser holds a token of 32 random bytes; the table its hash.
//!
//! The first step is a password, a single-use link or an invitation; where [`second_factor`] is wanted, the
//! sign-in is worth nothing before it is passed.

use entity::{Instant, LinkPurpose, PersonId, person, sign_in};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::{actor_of, by_email, client, links, password, second_factor, sign_ins, throttle};
use crate::actor::{Actor, Via};
use crate::audit;
use crate::db::{Db, Work};
use crate::error::{Error, FieldError, Message, Result};

/// Seconds that a browser stays signed in.
const HOURS_12: i64 = 12 * 3600;

/// Seconds after signing in during which a password can be set: whoever finds a browser open later can't.
const FRESH: i64 = 15 * 60;

/// Signs in by mail address and password; gives the browser's new token. Unknown accounts, wrong
/// passwords and disabled people get the same answer after the same time, and the same wait when they are
/// tried too often.
pub async fn by_password(db: &Db, email: &str, phrase: &str, agent: &str) -> Result<String> {
    let subject = throttle::account(email);
    throttle::charge(db, &subject).await?;
    let work = Work::read(db, Actor::nobody()).await?;
    let person = by_email(&work, email)
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
            throttle::clear(&work, &subject).await?;
            let token = open(&work, person.id, "password", agent).await?;
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
pub async fn by_link(work: &Work, secret: &str, agent: &str) -> Result<String> {
    let link = links::redeem(work, LinkPurpose::SignIn, secret).await?;
    let person = link.person_id.ok_or(Error::NotFound("link"))?;
    if actor_of(work, person).await?.is_none() {
        return Err(Error::NotFound("link"));
    }
    open(work, person, "link", agent).await
}

/// Opens a sign-in by its first step; `agent` is what the browser calls itself.
pub(super) async fn open(work: &Work, person: PersonId, by: &str, agent: &str) -> Result<String> {
    let token = write(work, person, client::family(agent), None).await?;
    audit::append(work, "sign_in", "person", person.0, json!({ "by": by })).await?;
    Ok(token)
}

/// The second step was passed: the browser gets a new token in place of the one that owed it.
pub(super) async fn pass(work: &Work, person: PersonId, token: &str) -> Result<String> {
    let old = sign_in::Entity::find()
        .filter(sign_in::COLUMN.token_hash.eq(links::hash(token)))
        .filter(sign_in::COLUMN.person_id.eq(person))
        .filter(sign_in::COLUMN.ended_at.is_null())
        .one(work.db())
        .await?
        .ok_or(Error::Forbidden)?;
    end(work, token).await?;
    let new = write(work, person, old.client, Some(work.now)).await?;
    audit::append(work, "sign_in.second_step", "person", person.0, json!({})).await?;
    Ok(new)
}

async fn write(
    work: &Work,
    person: PersonId,
    client: String,
    passed: Option<Instant>,
) -> Result<String> {
    let (token, hash) = links::mint(work);
    sign_in::ActiveModel {
        person_id: Set(person),
        token_hash: Set(hash),
        created_at: Set(work.now),
        expires_at: Set(work.now.plus(HOURS_12)),
        passed_at: Set(passed),
        seen_at: Set(Some(work.now)),
        client: Set(client),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    Ok(token)
}

/// Whoever holds this token now, without any role while the second step is owed; none once it expired, was
/// ended, or the person was disabled. The flag says whether its use is due to be noted.
pub async fn ticket_holder(work: &Work, token: &str) -> Result<Option<(Actor, bool)>> {
    let row = sign_in::Entity::find()
        .filter(sign_in::COLUMN.token_hash.eq(links::hash(token)))
        .filter(sign_in::COLUMN.ended_at.is_null())
        .filter(sign_in::COLUMN.expires_at.gt(work.now))
        .one(work.db())
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let due = sign_ins::due(&row, work.now);
    let Some(actor) = actor_of(work, row.person_id).await? else {
        return Ok(None);
    };
    let owes =
        row.passed_at.is_none() && second_factor::wanted(work, &actor, row.person_id).await?;
    let actor = match owes {
        true => Actor {
            via: Via::FirstStep,
            grants: Vec::new(),
            trainer: None,
            ..actor
        },
        false => actor,
    };
    Ok(Some((actor, due)))
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
    let id = actor.person.ok_or(Error::Forbidden)?;
    let work = Work::read(db, actor.clone()).await?;
    let person = person::Entity::find_by_id(id).one(work.db()).await?;
    let person = person.ok_or(Error::Forbidden)?;
    let own = [person.name.as_str(), person.email.as_deref().unwrap_or("")];
    password::check("password", phrase, &own)?;
    sign_in::Entity::find()
        .filter(sign_in::COLUMN.token_hash.eq(links::hash(token)))
        .filter(sign_in::COLUMN.person_id.eq(id))
        .filter(sign_in::COLUMN.created_at.gt(work.now.plus(-FRESH)))
        .one(work.db())
        .await?
        .ok_or_else(|| {
            Error::Invalid(vec![FieldError {
                field: "password".into(),
                message: Message::new("accounts-sign-in-again"),
            }])
        })?;
    let salt = work.random();
    drop(work); // hashing is slow: hold no transaction meanwhile
    let hash = password::hash(phrase.to_owned(), salt).await?;
    let work = Work::begin(db, actor.clone()).await?;
    person::Entity::update_many()
        .set(person::ActiveModel {
            password_hash: Set(Some(hash)),
            ..Default::default()
        })
        .filter(person::COLUMN.id.eq(id))
        .exec(work.db())
        .await?;
    sign_ins::end_all(&work, id, Some(token)).await?;
    audit::append(&work, "person.password", "person", id.0, json!({})).await?;
    work.commit().await
}
