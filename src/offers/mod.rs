//! The question to one trainer for one seat: ask, answer, expire, recall.
//!
//! An offer that is sent holds the trainer's time ([`claim`]), fixes the slot's active option and
//! puts a tentative entry into the trainer's feed ([`presence`]). What may follow what stands in
//! [`lifecycle`]; answers by page, mail link and on behalf all pass through `answer`. Confirming
//! what was accepted is `sessions`, and joining the two is `flows`.

mod ahead;
mod answer;
pub mod claim;
mod conflict;
mod eligible;
mod expire;
pub mod lifecycle;
mod list;
pub mod mail;
pub mod presence;
mod send;

pub use ahead::{Ahead, ahead};
pub use answer::{DECLINE_REASONS, accept, decline, link_actor};
pub use entity::{Channel, OfferId, OfferState, SeatId};
pub use expire::expire_due;
pub(crate) use list::views;
pub use list::{Filter, OfferView, count, get, list, listed, of_slot, page};
pub use send::{NewOffer, draft, draft_all, recall, send};
pub(crate) use send::{open_slot, withdraw_open};

use entity::offer;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use crate::db::Work;
use crate::error::{Error, Result};
use crate::slots;
use lifecycle::Event;

pub(crate) async fn load(work: &Work, id: OfferId) -> Result<offer::Model> {
    offer::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("offer"))
}

/// Makes the offer's slot this transaction's own, so that what is read of the offer stays so.
pub async fn lock(work: &Work, id: OfferId) -> Result<()> {
    locked(work, id).await.map(drop)
}

/// The offer as it stands once its slot's row is this transaction's own.
pub(crate) async fn locked(work: &Work, id: OfferId) -> Result<offer::Model> {
    let offer = load(work, id).await?;
    slots::lock(work, offer.slot_id).await?;
    load(work, id).await
}

/// Moves an offer to the state that the event leads to, if nobody was faster, with the changes that
/// `edit` makes besides.
pub(crate) async fn advance(
    work: &Work,
    offer: offer::Model,
    event: Event,
    edit: impl FnOnce(&mut offer::ActiveModel),
) -> Result<offer::Model> {
    let Some(state) = lifecycle::next(offer.state, event) else {
        return Err(Error::Conflict(
            crate::error::Message::new("offers-wrong-state").with("state", offer.state.word()),
        ));
    };
    let (id, version, was) = (offer.id, offer.version, offer.state);
    let mut row = offer.into_active_model();
    row.state = Set(state);
    row.version = Set(version + 1);
    edit(&mut row);
    let done = offer::Entity::update_many()
        .set(row)
        .filter(offer::COLUMN.id.eq(id))
        .filter(offer::COLUMN.version.eq(version))
        .filter(offer::COLUMN.state.eq(was))
        .exec(work.db())
        .await?;
    if done.rows_affected != 1 {
        return Err(Error::Stale);
    }
    load(work, id).await
}
