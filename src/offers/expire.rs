//! Offers that nobody answered in time.

use entity::{OfferState, offer};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;

use super::lifecycle::Event;
use super::{claim, load};
use crate::audit;
use crate::db::Work;
use crate::error::Result;
use crate::slots;

/// Expires up to 200 offers whose deadline has passed; says how many. Run by a worker as the system.
pub async fn expire_due(work: &Work) -> Result<usize> {
    let due = offer::Entity::find()
        .filter(offer::COLUMN.state.eq(OfferState::Sent))
        .filter(offer::COLUMN.deadline.lte(work.now))
        .order_by_asc(offer::COLUMN.id)
        .limit(200)
        .all(work.db())
        .await?;
    expire(work, due).await
}

/// Expires these offers, if nobody answered them meanwhile; says how many.
pub(super) async fn expire(work: &Work, due: Vec<offer::Model>) -> Result<usize> {
    slots::lock_all(work, due.iter().map(|offer| offer.slot_id)).await?;
    let mut count = 0;
    for offer in due {
        let offer = load(work, offer.id).await?;
        if offer.state == OfferState::Sent {
            let offer = claim::end(work, offer, Event::Expire, "expired").await?;
            audit::append(work, "offer.expire", "offer", offer.id.0, json!({})).await?;
            count += 1;
        }
    }
    Ok(count)
}
