//! One change of a slot at a time.

use std::collections::BTreeSet;

use entity::{RequestId, SlotId, request, slot};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::db::Work;
use crate::error::{Error, Result};

/// Writes the slot's row, then reads it: whatever changes its offers or its session begins here, so
/// that two such changes queue and the second sees what the first did. Rows are locked in one order
/// everywhere: slots by number, cohorts by number, the trainer.
pub(crate) async fn lock(work: &Work, id: SlotId) -> Result<slot::Model> {
    lock_all(work, [id]).await?;
    row(work, id).await
}

/// The same for several slots at once.
pub(crate) async fn lock_all(work: &Work, ids: impl IntoIterator<Item = SlotId>) -> Result<()> {
    for id in ids.into_iter().collect::<BTreeSet<_>>() {
        slot::Entity::update_many()
            .col_expr(
                slot::Column::Version,
                Expr::col(slot::Column::Version).add(1),
            )
            .filter(slot::COLUMN.id.eq(id))
            .exec(work.db())
            .await?;
    }
    Ok(())
}

/// Makes the request's row this transaction's own, so that what is read of it stays so.
pub async fn lock_request(work: &Work, id: RequestId) -> Result<()> {
    request::Entity::update_many()
        .col_expr(
            request::Column::Version,
            Expr::col(request::Column::Version),
        )
        .filter(request::COLUMN.id.eq(id))
        .exec(work.db())
        .await?;
    Ok(())
}

/// The slot's row as it stands in this transaction.
pub(crate) async fn row(work: &Work, id: SlotId) -> Result<slot::Model> {
    slot::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("slot"))
}
