//! A reference that is quoted whole leads to the thing itself, past the list of what was found.

use entity::{RequestId, SessionId, request, session, slot};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::db::Work;
use crate::error::Result;
use crate::{sessions, slots};

/// What a whole reference names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A request, or a slot of one that has no session yet.
    Request(RequestId),
    /// The session of a slot.
    Session(SessionId),
}

/// The thing of this reference, `DTP-2026-0412` or `DTP-2026-0412/1` in any case, if the reader may see it.
pub async fn exact(work: &Work, words: &str) -> Result<Option<Named>> {
    let reference = words.trim().to_uppercase();
    if reference.len() > 40 || !reference.starts_with("DTP-") {
        return Ok(None);
    }
    let asked = request::Entity::find()
        .filter(request::COLUMN.reference.eq(reference.clone()))
        .filter(slots::seen(work))
        .one(work.db())
        .await?;
    if let Some(request) = asked {
        return Ok(Some(Named::Request(request.id)));
    }
    let slot = slot::Entity::find()
        .filter(slot::COLUMN.reference.eq(reference))
        .one(work.db())
        .await?;
    let Some(slot) = slot else {
        return Ok(None);
    };
    let held = session::Entity::find()
        .filter(session::COLUMN.slot_id.eq(slot.id))
        .one(work.db())
        .await?;
    if let Some(held) = held {
        return Ok(sessions::get(work, held.id)
            .await
            .ok()
            .map(|session| Named::Session(session.id)));
    }
    let seen = request::Entity::find_by_id(slot.request_id)
        .filter(slots::seen(work))
        .one(work.db())
        .await?;
    Ok(seen.map(|request| Named::Request(request.id)))
}
