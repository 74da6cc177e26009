//! The steps of a request's life: hand in, take back, accept, return, refuse.

use entity::{MessageKind, RequestId, SlotId, SlotState, cohort, request, slot, slot_option};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;

use super::lifecycle::{self, Event};
use super::list::seen;
use crate::accounts::policy::{self, Action, Owner};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::notify::{self, About};
use crate::text;

/// The institute hands the request in.
pub async fn submit(work: &Work, id: RequestId) -> Result<()> {
    step(work, id, Event::Submit, None).await
}

/// The institute takes it back.
pub async fn withdraw(work: &Work, id: RequestId) -> Result<()> {
    step(work, id, Event::Withdraw, None).await
}

/// The coordinator takes it on: its slots go into the next match.
pub async fn accept(work: &Work, id: RequestId) -> Result<()> {
    step(work, id, Event::Accept, None).await
}

/// The coordinator asks back.
pub async fn return_with(work: &Work, id: RequestId, reason: &str) -> Result<()> {
    step(work, id, Event::Return, Some(reason)).await
}

/// The coordinator says no.
pub async fn refuse(work: &Work, id: RequestId, reason: &str) -> Result<()> {
    step(work, id, Event::Refuse, Some(reason)).await
}

async fn step(work: &Work, id: RequestId, event: Event, reason: Option<&str>) -> Result<()> {
    let action = match event {
        Event::Submit | Event::Withdraw => Action::WriteRequests,
        _ => Action::DecideRequests,
    };
    if !policy::may(&work.actor, action) {
        return Err(Error::Forbidden);
    }
    let row = request::Entity::find_by_id(id)
        .filter(seen(work))
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("request"))?;
    let cohort = cohort::Entity::find_by_id(row.cohort_id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("cohort"))?;
    policy::require(
        &work.actor,
        action,
        Owner::institute(cohort.institute_id),
        "request",
    )?;
    let reason = match reason {
        Some(text) => text::paragraph("reason", text, 1..=1000)?,
        None => String::new(),
    };
    let Some(state) = lifecycle::next(row.state, event) else {
        return Err(Error::Conflict(
            Message::new("requests-wrong-state").with("state", row.state.word()),
        ));
    };
    if event == Event::Submit {
        still_ahead(work, id).await?;
    }
    let (version, was, creator) = (row.version, row.state, row.created_by);
    let mut row = row.into_active_model();
    row.state = Set(state);
    row.version = Set(version + 1);
    let decided = action == Action::DecideRequests;
    if decided {
        // A yes leaves the question that came before it standing: its letter may still be on the way.
        if event != Event::Accept {
            row.reply = Set(reason.clone());
        }
        row.decided_at = Set(Some(work.now));
        row.decided_by = Set(work.actor.person);
    } else if event == Event::Submit {
        row.submitted_at = Set(Some(work.now));
    }
    let done = request::Entity::update_many()
        .set(row)
        .filter(request::COLUMN.id.eq(id))
        .filter(request::COLUMN.version.eq(version))
        .exec(work.db())
        .await?;
    if done.rows_affected != 1 {
        return Err(Error::Stale);
    }
    if matches!(event, Event::Withdraw | Event::Refuse) {
        slot::Entity::update_many()
            .set(slot::ActiveModel {
                state: Set(SlotState::Closed),
                ..Default::default()
            })
            // Whoever read a slot before this must find it changed.
            .col_expr(
                slot::Column::Version,
                Expr::col(slot::Column::Version).add(1),
            )
            .filter(slot::COLUMN.request_id.eq(id))
            .exec(work.db())
            .await?;
    }
    let kind = match event {
        Event::Accept => Some(MessageKind::RequestAccepted),
        Event::Return => Some(MessageKind::RequestReturned),
        Event::Refuse => Some(MessageKind::RequestRefused),
        _ => None,
    };
    if let Some(kind) = kind {
        notify::post(
            work,
            kind,
            creator,
            About {
                request: Some(id),
                ..About::default()
            },
        )
        .await?;
    }
    let detail = json!({ "from": was, "to": state, "reason": reason });
    audit::append(
        work,
        &format!("request.{}", state.word()),
        "request",
        id.0,
        detail,
    )
    .await
}

/// A draft may have lain until one of its times passed.
async fn still_ahead(work: &Work, id: RequestId) -> Result<()> {
    let slots: Vec<SlotId> = slot::Entity::find()
        .filter(slot::COLUMN.request_id.eq(id))
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    let passed = slot_option::Entity::find()
        .filter(slot_option::COLUMN.slot_id.is_in(slots))
        .filter(slot_option::COLUMN.starts.lte(work.now))
        .one(work.db())
        .await?;
    match passed {
        None => Ok(()),
        Some(_) => Err(Error::conflict("requests-past-submit")),
    }
}
