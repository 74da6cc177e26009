//! A yes that completes a slot confirms it, where the programme is set so.

use entity::{OfferId, SessionId};

use crate::actor::Actor;
use crate::db::Work;
use crate::error::Result;
use crate::{offers, sessions};

/// Accepts an offer, and confirms the slot if that was the last seat and confirming is automatic.
pub async fn accept_offer(work: &mut Work, id: OfferId) -> Result<Option<SessionId>> {
    let offer = offers::accept(work, id).await?;
    // A seat that the session can do without may be filled late.
    if let Some(session) = sessions::join(work, &offer).await? {
        return Ok(Some(session));
    }
    if !work.programme().auto_confirm || !sessions::ready(work, offer.slot_id).await? {
        return Ok(None);
    }
    // The trainer may answer but not confirm; the programme's setting does.
    let trainer = std::mem::replace(&mut work.actor, Actor::system("auto-confirm"));
    let session = sessions::confirm(work, offer.slot_id).await;
    work.actor = trainer;
    session.map(Some)
}
