//! What somebody had typed when their sign-in was over: kept for them alone, until they come in again.
//!
//! Only a browser that was signed in once can leave something here, and only as much as a person types.

use entity::{LinkPurpose, PersonId, kept_form, person, sign_in};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder,
};

use super::{links, sealed};
use crate::actor::Actor;
use crate::db::{Db, Work};
use crate::error::{Error, Result};

/// Forms that are kept of one person at most.
const AT_MOST: u64 = 20;
/// Seconds that a form is kept.
const MEMORY: i64 = 86_400;

/// Seconds within which somebody who comes back comes for what they had typed.
const FRESH: i64 = 3600;

/// A form as it was typed: where it went, and its fields in their order.
pub type Kept = (String, Vec<(String, String)>);

fn whose(person: PersonId, path: &str) -> String {
    format!("kept_form:{person}:{path}")
}

/// Keeps a form for whoever was signed in with this token, also when that is over; gives the secret of
/// its address. None where nobody ever was. Of too many the oldest goes.
pub async fn keep(
    db: &Db,
    token: &str,
    path: &str,
    fields: &[(String, String)],
) -> Result<Option<String>> {
    let work = Work::begin(db, Actor::system("form")).await?;
    let row = sign_in::Entity::find()
        .filter(sign_in::COLUMN.token_hash.eq(links::hash(token)))
        .one(work.db())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let known = person::Entity::find_by_id(row.person_id)
        .filter(person::COLUMN.disabled_at.is_null())
        .one(work.db())
        .await?;
    let kept = kept_form::Entity::find()
        .filter(kept_form::COLUMN.person_id.eq(row.person_id))
        .count(work.db())
        .await?;
    if known.is_none() {
        return Ok(None);
    }
    if kept >= AT_MOST {
        // The newest is the one that somebody will miss.
        let oldest = kept_form::Entity::find()
            .filter(kept_form::COLUMN.person_id.eq(row.person_id))
            .order_by_asc(kept_form::COLUMN.id)
            .one(work.db())
            .await?;
        if let Some(oldest) = oldest {
            kept_form::Entity::delete_by_id(oldest.id)
                .exec(work.db())
                .await?;
        }
    }
    let text = serde_json::to_vec(fields).map_err(|e| Error::Internal(e.to_string()))?;
    let (secret, hash) = links::mint(&work);
    kept_form::ActiveModel {
        person_id: Set(row.person_id),
        token_hash: Set(hash),
        path: Set(path.to_owned()),
        fields: Set(sealed::seal(&work, &whose(row.person_id, path), &text)?),
        kept_at: Set(work.now),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    work.commit().await?;
    Ok(Some(secret))
}

/// A kept form, for whoever typed it and nobody else.
pub async fn find(work: &Work, secret: &str) -> Result<Kept> {
    let missing = || Error::NotFound("page");
    let person = work.actor.person.ok_or_else(missing)?;
    let row = kept_form::Entity::find()
        .filter(kept_form::COLUMN.token_hash.eq(links::hash(secret)))
        .filter(kept_form::COLUMN.person_id.eq(person))
        .filter(kept_form::COLUMN.kept_at.gt(work.now.plus(-MEMORY)))
        .one(work.db())
        .await?
        .ok_or_else(missing)?;
    let text = sealed::open(work, &whose(person, &row.path), &row.fields)?;
    let fields = serde_json::from_slice(&text).map_err(|e| Error::Internal(e.to_string()))?;
    Ok((row.path, fields))
}

/// The newest kept form of whoever has just come in by this link, under a fresh secret: they have lost the address
/// at which it waits.
pub async fn newest(work: &Work, link: &str) -> Result<Option<String>> {
    let link = links::find(work, LinkPurpose::SignIn, link).await?;
    let Some(person) = link.and_then(|link| link.person_id) else {
        return Ok(None);
    };
    let row = kept_form::Entity::find()
        .filter(kept_form::COLUMN.person_id.eq(person))
        .filter(kept_form::COLUMN.kept_at.gt(work.now.plus(-FRESH)))
        .order_by_desc(kept_form::COLUMN.id)
        .one(work.db())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let (secret, hash) = links::mint(work);
    kept_form::Entity::update_many()
        .set(kept_form::ActiveModel {
            token_hash: Set(hash),
            ..Default::default()
        })
        .filter(kept_form::COLUMN.id.eq(row.id))
        .exec(work.db())
        .await?;
    Ok(Some(secret))
}

/// Forgets what is old.
pub async fn sweep(work: &Work) -> Result<()> {
    kept_form::Entity::delete_many()
        .filter(kept_form::COLUMN.kept_at.lt(work.now.plus(-MEMORY)))
        .exec(work.db())
        .await?;
    Ok(())
}
