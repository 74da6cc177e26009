//! Wrong tries cost time, on every instance alike: they are counted in the database.
//!
//! A try is charged before it is looked at, so that a hundred at once count as a hundred; success clears
//! the count. The first tries are free, then each wrong one doubles the wait, up to a quarter of an hour: a
//! guesser gets a hundred tries a day, and nobody is locked out for longer by somebody else's guessing.
//! While the wait lasts nothing is looked at and nothing is counted.

use entity::{Instant, throttle};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::links;
use crate::actor::Actor;
use crate::db::{Db, Work};
use crate::error::{Error, Result};

/// Tries that cost no time.
const FREE: i64 = 4;
/// Seconds that the first costly try costs.
const FIRST: i64 = 8;
/// Seconds that any try costs at most.
const MOST: i64 = 15 * 60;
/// Seconds after which wrong tries are forgotten.
const MEMORY: i64 = 86_400;

/// The name under which tries at an account's password are counted: by address, whether there is such an
/// account or not, and without keeping the address.
pub fn account(email: &str) -> String {
    format!("account:{}", links::hash(&email.trim().to_lowercase()))
}

/// The name under which tries at a person's codes are counted.
pub fn codes(person: entity::PersonId) -> String {
    format!("codes:{person}")
}

fn wait(failures: i64) -> i64 {
    match failures - FREE {
        ..=0 => 0,
        costly => (FIRST << (costly - 1).min(10)).min(MOST),
    }
}

/// Charges one try, at once and for good.
///
/// # Errors
/// [`Error::TooMany`] with the seconds to wait, when this try is not heard.
pub async fn charge(db: &Db, subject: &str) -> Result<()> {
    let work = Work::begin(db, Actor::system("throttle")).await?;
    let row = throttle::Entity::find_by_id(subject).one(work.db()).await?;
    let Some(row) = row else {
        let row = throttle::ActiveModel {
            subject: Set(subject.to_owned()),
            failures: Set(1),
            last_at: Set(work.now),
            until_at: Set(work.now),
        };
        return match row.insert(work.db()).await {
            Ok(_) => work.commit().await,
            // Somebody else's try came first in this very moment.
            Err(_) => Err(Error::TooMany(1)),
        };
    };
    if row.until_at > work.now {
        return Err(Error::TooMany(row.until_at.0 - work.now.0));
    }
    let forgotten = row.last_at.plus(MEMORY) <= work.now;
    let failures = if forgotten { 1 } else { row.failures + 1 };
    let done = throttle::Entity::update_many()
        .set(throttle::ActiveModel {
            failures: Set(failures),
            last_at: Set(work.now),
            until_at: Set(work.now.plus(wait(failures))),
            ..Default::default()
        })
        .filter(throttle::COLUMN.subject.eq(subject))
        .filter(throttle::COLUMN.failures.eq(row.failures))
        .filter(throttle::COLUMN.last_at.eq(row.last_at))
        .exec(work.db())
        .await?;
    if done.rows_affected != 1 {
        return Err(Error::TooMany(1));
    }
    work.commit().await
}

/// Forgets the wrong tries: the right one came.
pub async fn clear(work: &Work, subject: &str) -> Result<()> {
    throttle::Entity::delete_by_id(subject)
        .exec(work.db())
        .await?;
    Ok(())
}

/// Forgets what is old.
pub async fn sweep(work: &Work) -> Result<()> {
    let old = Instant(work.now.0 - MEMORY);
    throttle::Entity::delete_many()
        .filter(throttle::COLUMN.last_at.lt(old))
        .filter(throttle::COLUMN.until_at.lt(work.now))
        .exec(work.db())
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::wait;

    #[test]
    fn waits_grow_and_end() {
        let waits: Vec<i64> = (1..=14).map(wait).collect();
        assert_eq!(
            waits,
            [0, 0, 0, 0, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
        );
        assert_eq!(wait(i64::MAX), 900);
    }
}
