//! A form is done once, however often it is sent: a double click, the back button, a second tab of the same
//! page. The page carries a key; whoever comes second is led to what the first one made.

use entity::{PersonId, submission};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, SqlErr,
};

use super::links;
use crate::actor::Actor;
use crate::db::{Db, Work};
use crate::error::Result;

/// Seconds after which a form that was never finished may be sent again: the process must have ended.
const LOST: i64 = 60;
/// Seconds after which a form is forgotten.
const MEMORY: i64 = 86_400;

/// How a form stands that was just sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It is the first time: do it.
    First,
    /// It is being done just now.
    Going,
    /// It was done; its result is there.
    Done(String),
}

fn hash(person: PersonId, path: &str, key: &str) -> String {
    links::hash(&format!("form:{person}:{path}:{key}"))
}

/// Takes a form on, if nobody has.
pub async fn begin(db: &Db, person: PersonId, path: &str, key: &str) -> Result<Sent> {
    let work = Work::begin(db, Actor::system("form")).await?;
    let key = hash(person, path, key);
    let known = submission::Entity::find()
        .filter(submission::COLUMN.key_hash.eq(key.as_str()))
        .one(work.db())
        .await?;
    match known {
        Some(row) => match row.place {
            Some(place) => return Ok(Sent::Done(place)),
            None if row.started_at.plus(LOST) > work.now => return Ok(Sent::Going),
            None => {
                let done = submission::Entity::update_many()
                    .set(submission::ActiveModel {
                        started_at: Set(work.now),
                        ..Default::default()
                    })
                    .filter(submission::COLUMN.id.eq(row.id))
                    .filter(submission::COLUMN.started_at.eq(row.started_at))
                    .exec(work.db())
                    .await?;
                if done.rows_affected != 1 {
                    return Ok(Sent::Going);
                }
            }
        },
        None => {
            let row = submission::ActiveModel {
                person_id: Set(person),
                key_hash: Set(key),
                started_at: Set(work.now),
                place: Set(None),
                ..Default::default()
            };
            match row.insert(work.db()).await {
                Ok(_) => {}
                // Another one came first in this very moment.
                Err(error) if twice(&error) => return Ok(Sent::Going),
                Err(error) => return Err(error.into()),
            }
        }
    }
    work.commit().await?;
    Ok(Sent::First)
}

fn twice(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// Says where the result is; a form that was refused may be sent again.
pub async fn finish(
    db: &Db,
    person: PersonId,
    path: &str,
    key: &str,
    place: Option<String>,
) -> Result<()> {
    let work = Work::begin(db, Actor::system("form")).await?;
    let mine = submission::COLUMN.key_hash.eq(hash(person, path, key));
    match place {
        Some(place) => {
            submission::Entity::update_many()
                .set(submission::ActiveModel {
                    place: Set(Some(place)),
                    ..Default::default()
                })
                .filter(mine)
                .exec(work.db())
                .await?;
        }
        None => {
            submission::Entity::delete_many()
                .filter(mine)
                .exec(work.db())
                .await?;
        }
    }
    work.commit().await
}

/// Forgets what is old.
pub async fn sweep(work: &Work) -> Result<()> {
    submission::Entity::delete_many()
        .filter(submission::COLUMN.started_at.lt(work.now.plus(-MEMORY)))
        .exec(work.db())
        .await?;
    Ok(())
}
