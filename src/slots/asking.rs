//! Which open slots ask for a subject: what whoever merges or retires it should know.

use entity::{RequestId, SlotId, SlotState, SubjectId, request, seat, slot, subject};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::list::seen;
use crate::accounts::policy::{self, Action};
use crate::db::Work;
use crate::error::Result;

/// A slot that asks for it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Asking {
    /// The slot.
    pub slot: SlotId,
    /// The request that it belongs to.
    pub request: RequestId,
    /// What people quote.
    pub reference: String,
    /// Its title.
    pub title: String,
}

/// The open slots with a seat for the subject or for one that became part of it, oldest first. Whoever may not see all requests sees none here.
pub async fn asking(work: &Work, subject: SubjectId) -> Result<Vec<Asking>> {
    if !policy::may_all(&work.actor, Action::ViewRequests) {
        return Ok(Vec::new());
    }
    let mut meant: Vec<SubjectId> = subject::Entity::find()
        .filter(subject::COLUMN.merged_into_id.eq(subject))
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    meant.push(subject);
    let seats = seat::Entity::find()
        .filter(seat::COLUMN.subject_id.is_in(meant))
        .select_only()
        .column(seat::Column::SlotId);
    let shown = request::Entity::find()
        .select_only()
        .column(request::Column::Id)
        .filter(seen(work));
    let rows = slot::Entity::find()
        .filter(slot::Column::RequestId.in_subquery(shown.into_query()))
        .filter(slot::COLUMN.state.eq(SlotState::Open))
        .filter(slot::Column::Id.in_subquery(seats.into_query()))
        .order_by_asc(slot::COLUMN.id)
        .all(work.db())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Asking {
            slot: row.id,
            request: row.request_id,
            reference: row.reference,
            title: row.title,
        })
        .collect())
}
