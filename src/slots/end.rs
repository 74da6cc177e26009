//! A slot of an accepted request that will not become a session.

use entity::{
    CohortId, InstituteId, MessageKind, RequestId, RequestState, SessionState, SlotId, SlotState,
    cohort, request, session, slot,
};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};
use serde_json::json;

use super::lifecycle::{self, Event};
use super::lock::lock;
use crate::accounts::policy::{self, Action, Owner};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, Result};
use crate::notify::{self, About};
use crate::text;

/// Who gives a slot up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenUp {
    /// The coordinator: no trainers were found.
    Unfilled,
    /// The institute: it needs the session no more.
    NotNeeded,
}

/// Ends a slot that is not confirmed, for a reason, and tells the other side. Its offers are taken
/// back by the flow that calls this.
pub async fn give_up(work: &Work, id: SlotId, by: GivenUp, reason: &str) -> Result<()> {
    let slot = lock(work, id).await?;
    let request = request_of(work, slot.request_id).await?;
    let action = match by {
        GivenUp::Unfilled => Action::DecideRequests,
        GivenUp::NotNeeded => Action::WriteRequests,
    };
    let institute = institute_of(work, request.cohort_id).await?;
    policy::require(&work.actor, action, Owner::institute(institute), "slot")?;
    let reason = text::line("reason", reason, 1..=500)?;
    let confirmed = session::Entity::find()
        .filter(session::COLUMN.slot_id.eq(id))
        .one(work.db())
        .await?;
    if confirmed.is_some() {
        return Err(Error::conflict("offers-slot-confirmed"));
    }
    if slot.state != SlotState::Open || request.state != RequestState::Accepted {
        return Err(Error::conflict("offers-slot-not-open"));
    }
    let mut row = slot.into_active_model();
    row.state = Set(match by {
        GivenUp::Unfilled => SlotState::Closed,
        GivenUp::NotNeeded => SlotState::Cancelled,
    });
    row.reason = Set(reason.clone());
    row.update(work.db()).await?;
    let told = match by {
        GivenUp::Unfilled => Some(request.created_by),
        GivenUp::NotNeeded => request.decided_by,
    };
    if let Some(person) = told {
        let about = About {
            slot: Some(id),
            request: Some(request.id),
            offer: None,
        };
        notify::post(work, MessageKind::SlotGivenUp, person, about).await?;
    }
    let action = match by {
        GivenUp::Unfilled => "slot.close",
        GivenUp::NotNeeded => "slot.cancel",
    };
    audit::append(work, action, "slot", id.0, json!({ "reason": reason })).await?;
    close_if_done(work, request.id).await
}

/// Closes an accepted request once none of its slots has anything ahead.
pub(crate) async fn close_if_done(work: &Work, id: RequestId) -> Result<()> {
    // Written before it is read: of two last slots that end at once, the second sees the first.
    request::Entity::update_many()
        .col_expr(
            request::Column::Version,
            Expr::col(request::Column::Version).add(1),
        )
        .filter(request::COLUMN.id.eq(id))
        .exec(work.db())
        .await?;
    let request = request_of(work, id).await?;
    let Some(state) = lifecycle::next(request.state, Event::Close) else {
        return Ok(());
    };
    let open: Vec<SlotId> = slot::Entity::find()
        .select_only()
        .column(slot::Column::Id)
        .filter(slot::COLUMN.request_id.eq(id))
        .filter(slot::COLUMN.state.eq(SlotState::Open))
        .into_tuple()
        .all(work.db())
        .await?;
    let over = session::Entity::find()
        .filter(session::COLUMN.slot_id.is_in(open.iter().copied()))
        .filter(session::COLUMN.state.ne(SessionState::Confirmed))
        .all(work.db())
        .await?;
    if over.len() < open.len() {
        return Ok(());
    }
    let mut row = request.into_active_model();
    row.state = Set(state);
    row.update(work.db()).await?;
    audit::append(work, "request.closed", "request", id.0, json!({})).await
}

async fn request_of(work: &Work, id: RequestId) -> Result<request::Model> {
    request::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("request"))
}

async fn institute_of(work: &Work, id: CohortId) -> Result<InstituteId> {
    cohort::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .map(|row| row.institute_id)
        .ok_or(Error::NotFound("cohort"))
}
