//! What lies ahead of a trainer: sessions that they confirmed, and offers that are prepared, out or accepted.

use std::collections::{BTreeMap, BTreeSet};

use entity::{
    CommitmentState, Instant, OfferState, SlotId, SlotOptionId, TrainerId, commitment, offer, slot,
    slot_option,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::db::Work;
use crate::error::Result;

/// One slot that a trainer holds or is asked for.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Ahead {
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// When.
    pub starts: Instant,
}

/// Everything that is not over yet, by time.
pub async fn ahead(work: &Work, id: TrainerId) -> Result<Vec<Ahead>> {
    let asked = offer::Entity::find()
        .filter(offer::COLUMN.trainer_id.eq(id))
        .filter(offer::COLUMN.state.is_in(OfferState::OPEN))
        .all(work.db())
        .await?;
    let taken = commitment::Entity::find()
        .filter(commitment::COLUMN.trainer_id.eq(id))
        .filter(
            commitment::COLUMN
                .state
                .is_in([CommitmentState::Held, CommitmentState::Confirmed]),
        )
        .all(work.db())
        .await?;
    let asked = asked.into_iter().map(|row| (row.slot_id, row.option_id));
    let taken = taken.into_iter().map(|row| (row.slot_id, row.option_id));
    let wanted: BTreeSet<(SlotId, SlotOptionId)> = asked.chain(taken).collect();
    let options: BTreeMap<SlotOptionId, slot_option::Model> = slot_option::Entity::find()
        .filter(
            slot_option::COLUMN
                .id
                .is_in(wanted.iter().map(|(_, option)| *option)),
        )
        .filter(slot_option::COLUMN.ends.gt(work.now))
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let slots: BTreeMap<SlotId, slot::Model> = slot::Entity::find()
        .filter(slot::COLUMN.id.is_in(wanted.iter().map(|(slot, _)| *slot)))
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let mut found: Vec<Ahead> = wanted
        .into_iter()
        .filter_map(|(slot, option)| {
            let slot = slots.get(&slot)?;
            Some(Ahead {
                reference: slot.reference.clone(),
                title: slot.title.clone(),
                starts: options.get(&option)?.starts,
            })
        })
        .collect();
    found.sort_by_key(|row| (row.starts, row.reference.clone()));
    Ok(found)
}
