//! What a calendar app gets for a link.

use entity::{Instant, feed};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use sha2::{Digest, Sha256};

use super::events;
use crate::accounts::{actor_of, links};
use crate::db::{Db, Work};
use crate::error::{Error, Result};
use crate::ical::WRITER_VERSION;

/// Seconds between two notes of who fetched.
const NOTE_EVERY: i64 = 3600;

/// A calendar as it goes out.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Strong, quoted; changes with any byte.
    pub etag: String,
    /// When these bytes were first seen, seconds since 1970: later than any other bytes of the link.
    pub modified: i64,
    /// Whether a fetch saw these very bytes before.
    pub known: bool,
}

/// The calendar of a link. A wrong, a revoked and a dead link get the same answer.
pub async fn fetch(work: &Work, secret: &str) -> Result<Fetched> {
    let missing = || Error::NotFound("feed");
    let feed = feed::Entity::find()
        .filter(feed::COLUMN.token_hash.eq(links::hash(secret)))
        .filter(super::working(work))
        .one(work.db())
        .await?
        .ok_or_else(missing)?;
    let owner = actor_of(work, feed.person_id).await?.ok_or_else(missing)?;
    if !super::may_read(&owner, feed.scope, feed.scope_id) {
        return Err(missing());
    }
    let bytes = events::calendar(work, &feed, owner.language)
        .await?
        .to_bytes();
    let digest = Sha256::digest(&bytes);
    let short: String = digest
        .iter()
        .take(12)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let etag = format!("\"{WRITER_VERSION}-{short}\"");
    let known = feed.etag == etag;
    // Names and dates change bytes without a revision of any event, so the change is dated by whoever
    // sees it first; two changes within a second must not share their date.
    let modified = match known {
        true => feed.modified_at.0,
        false => work.now.0.max(feed.modified_at.0 + 1),
    };
    Ok(Fetched {
        etag,
        modified,
        known,
        bytes,
    })
}

/// Dates new bytes of a link. An app that comes back with that date alone is answered rightly.
pub async fn date(db: &Db, secret: &str, fetched: &Fetched) -> Result<()> {
    let work = Work::begin(db, crate::actor::Actor::system("feeds")).await?;
    feed::Entity::update_many()
        .set(feed::ActiveModel {
            etag: Set(fetched.etag.clone()),
            modified_at: Set(Instant(fetched.modified)),
            ..Default::default()
        })
        .filter(feed::COLUMN.token_hash.eq(links::hash(secret)))
        .filter(feed::COLUMN.modified_at.lt(Instant(fetched.modified)))
        .exec(work.db())
        .await?;
    work.commit().await
}

/// Notes that an app came, at most once an hour, and never so that the app would wait for it.
pub async fn note(db: &Db, secret: &str, client: &str) -> Result<()> {
    let actor = crate::actor::Actor::system("feeds");
    let work = Work::begin(db, actor).await?;
    let row = feed::Entity::find()
        .filter(feed::COLUMN.token_hash.eq(links::hash(secret)))
        .one(work.db())
        .await?;
    if let Some(row) = row.filter(|row| {
        row.fetched_at
            .is_none_or(|at| work.now.0 - at.0 > NOTE_EVERY)
    }) {
        let mut row = row.into_active_model();
        row.fetched_at = Set(Some(work.now));
        row.fetched_by = Set(client
            .chars()
            .filter(|c| !c.is_control())
            .take(60)
            .collect());
        row.update(work.db()).await?;
    }
    work.commit().await
}
