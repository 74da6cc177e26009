//! Files between the look at what they would do and the press that does it: sealed, for their sender alone,
//! for an hour.

use entity::{UploadId, upload};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::import::Order;
use super::{Encoding, Kind};
use crate::accounts::{PersonId, sealed};
use crate::db::Work;
use crate::error::{Error, Result};

/// Seconds that a file is kept.
const MEMORY: i64 = 3600;

fn whose(person: PersonId) -> String {
    format!("upload:{person}")
}

/// Keeps a file; the one of its kind that its sender sent before is forgotten.
pub async fn keep(work: &Work, order: &Order) -> Result<UploadId> {
    let person = work.actor.person.ok_or(Error::Forbidden)?;
    forget(work, person, order.kind).await?;
    let row = upload::ActiveModel {
        person_id: Set(person),
        kind: Set(order.kind.word().to_owned()),
        name: Set(order.name.clone()),
        encoding: Set(order.encoding.word().to_owned()),
        bytes: Set(sealed::seal(work, &whose(person), &order.bytes)?),
        sent_at: Set(work.now),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    Ok(row.id)
}

/// A kept file, for its sender.
pub async fn find(work: &Work, id: UploadId) -> Result<Order> {
    let missing = || Error::NotFound("page");
    let row = upload::Entity::find_by_id(id).one(work.db()).await?;
    let row = row.ok_or_else(missing)?;
    let kind = Kind::from_word(&row.kind);
    let encoding = Encoding::from_word(&row.encoding);
    let mine = Some(row.person_id) == work.actor.person && row.sent_at.plus(MEMORY) > work.now;
    match (mine, kind, encoding) {
        (true, Some(kind), Some(encoding)) => Ok(Order {
            kind,
            name: row.name,
            bytes: sealed::open(work, &whose(row.person_id), &row.bytes)?,
            encoding,
            submit: false,
        }),
        _ => Err(missing()),
    }
}

/// Forgets what somebody sent.
pub async fn forget(work: &Work, person: PersonId, kind: Kind) -> Result<()> {
    upload::Entity::delete_many()
        .filter(upload::COLUMN.person_id.eq(person))
        .filter(upload::COLUMN.kind.eq(kind.word()))
        .exec(work.db())
        .await?;
    Ok(())
}

/// Forgets what is too old.
pub async fn sweep(work: &Work) -> Result<()> {
    upload::Entity::delete_many()
        .filter(upload::COLUMN.sent_at.lte(work.now.plus(-MEMORY)))
        .exec(work.db())
        .await?;
    Ok(())
}
