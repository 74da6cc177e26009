//! Who is in a slot's calendar entry, from which SEQUENCE to which.
//!
//! UID and SEQUENCE live on the slot from its first sent offer. SEQUENCE only grows, also when
//! somebody joins or leaves (RFC 5546, 2.1.4), so that no subscriber takes an older copy for newer.

use entity::{SeatId, SlotId, TrainerId, participation, slot};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};

use crate::db::Work;
use crate::error::{Error, Result};

/// The slot's row as it stands in this transaction.
pub(crate) async fn slot(work: &Work, id: SlotId) -> Result<slot::Model> {
    slot::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("slot"))
}

/// Raises the slot's SEQUENCE; the first call of its life only gives it a UID. Returns the SEQUENCE.
pub async fn bump(work: &Work, id: SlotId) -> Result<i32> {
    let slot = slot(work, id).await?;
    let sequence = if slot.uid.is_some() {
        slot.sequence + 1
    } else {
        0
    };
    let uid = slot.uid.clone().unwrap_or_else(|| work.uuid());
    let mut row = slot.into_active_model();
    row.uid = Set(Some(uid));
    row.sequence = Set(sequence);
    row.revised_at = Set(work.now);
    row.update(work.db()).await?;
    Ok(sequence)
}

/// A trainer joins; nothing happens if they are in already.
pub async fn join(
    work: &Work,
    slot: SlotId,
    seat: SeatId,
    trainer: TrainerId,
    reason: &str,
) -> Result<()> {
    let here = open(work, slot, trainer).await?;
    if here.iter().any(|row| row.seat_id == seat) {
        return Ok(());
    }
    let sequence = bump(work, slot).await?;
    participation::ActiveModel {
        slot_id: Set(slot),
        trainer_id: Set(trainer),
        seat_id: Set(seat),
        from_seq: Set(sequence),
        since: Set(work.now),
        reason: Set(reason.to_owned()),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    Ok(())
}

/// A trainer leaves; the row stays, for the tombstone in their feed.
pub async fn leave(work: &Work, slot: SlotId, trainer: TrainerId, reason: &str) -> Result<()> {
    let here = open(work, slot, trainer).await?;
    if here.is_empty() {
        return Ok(());
    }
    let sequence = bump(work, slot).await?;
    for row in here {
        let mut row = row.into_active_model();
        row.until_seq = Set(Some(sequence));
        row.until = Set(Some(work.now));
        row.reason = Set(reason.to_owned());
        row.update(work.db()).await?;
    }
    Ok(())
}

async fn open(work: &Work, slot: SlotId, trainer: TrainerId) -> Result<Vec<participation::Model>> {
    Ok(participation::Entity::find()
        .filter(participation::COLUMN.slot_id.eq(slot))
        .filter(participation::COLUMN.trainer_id.eq(trainer))
        .filter(participation::COLUMN.until_seq.is_null())
        .all(work.db())
        .await?)
}
