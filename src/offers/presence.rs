//! Who is in a slot's calendar entry, from which SEQUENCE to which.
//!
//! UID and SEQUENCE live on the slot from its first sent offer. SEQUENCE only grows, also when
//! somebody joins or leaves (RFC 5546, 2.1.4), so that no subscriber takes an older copy for newer.

use entity::{SeatId, SlotId, TrainerId, participation, slot};
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel,
    QueryFilter,
};

use crate::db::Work;
use crate::error::Result;
use crate::slots;

/// Raises the slot's SEQUENCE; the first call of its life only gives it a UID. Returns the SEQUENCE.
pub async fn bump(work: &Work, id: SlotId) -> Result<i32> {
    let fresh = match slots::row(work, id).await?.uid {
        Some(known) => known,
        None => work.uuid(),
    };
    // In SQL, so that no count is lost to whoever else revises the entry, as renaming a room does.
    slot::Entity::update_many()
        .col_expr(
            slot::Column::Sequence,
            Expr::case(Expr::col(slot::Column::Uid).is_null(), 0)
                .finally(Expr::col(slot::Column::Sequence).add(1))
                .into(),
        )
        .col_expr(
            slot::Column::Uid,
            Func::coalesce([Expr::col(slot::Column::Uid), Expr::val(fresh)]).into(),
        )
        .col_expr(slot::Column::RevisedAt, Expr::val(work.now))
        .filter(slot::COLUMN.id.eq(id))
        .exec(work.db())
        .await?;
    Ok(slots::row(work, id).await?.sequence)
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
