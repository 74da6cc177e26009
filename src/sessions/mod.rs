//! What a slot becomes when it is confirmed: confirm, deliver, cancel, and the record of what took
//! place before the programme kept books.
//!
//! Time is never copied here: it lies on the commitments and the option. Moving and substituting
//! join with their own issue.

mod confirm;
mod end;
pub mod lifecycle;
mod list;
pub mod mail;
mod record;

pub use confirm::{confirm, join, ready};
pub use end::{cancel, deliver, not_held};
pub use entity::{Precision, SessionId, SessionState, SlotId};
pub use list::{Filter, SeatView, SessionView, get, list, listed, of_slots, page};
pub(crate) use list::{list_as, views};
pub use record::{PastSession, PastTrainer, record};

use entity::{MessageKind, PersonId, session};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::notify::{self, About};
use crate::slots;
use lifecycle::Event;

pub(crate) async fn load(work: &Work, id: SessionId) -> Result<session::Model> {
    session::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("session"))
}

/// Makes the session's slot this transaction's own, so that what is read of the session stays so.
pub async fn lock(work: &Work, id: SessionId) -> Result<()> {
    locked(work, id).await.map(drop)
}

/// The session as it stands once its slot's row is this transaction's own.
async fn locked(work: &Work, id: SessionId) -> Result<session::Model> {
    let session = load(work, id).await?;
    slots::lock(work, session.slot_id).await?;
    load(work, id).await
}

/// Tells one person of a slot's session.
async fn tell(work: &Work, kind: MessageKind, slot: SlotId, person: PersonId) -> Result<()> {
    let about = About {
        slot: Some(slot),
        ..About::default()
    };
    notify::post(work, kind, person, about).await
}

/// Moves a session on, if nobody was faster.
async fn advance(
    work: &Work,
    session: session::Model,
    event: Event,
    reason: &str,
) -> Result<session::Model> {
    let Some(state) = lifecycle::next(session.state, event) else {
        return Err(Error::Conflict(
            Message::new("sessions-wrong-state").with("state", session.state.word()),
        ));
    };
    let (id, version) = (session.id, session.version);
    let mut row = session.into_active_model();
    row.state = Set(state);
    row.reason = Set(reason.to_owned());
    row.changed_at = Set(work.now);
    row.version = Set(version + 1);
    let done = session::Entity::update_many()
        .set(row)
        .filter(session::COLUMN.id.eq(id))
        .filter(session::COLUMN.version.eq(version))
        .exec(work.db())
        .await?;
    if done.rows_affected != 1 {
        return Err(Error::Stale);
    }
    load(work, id).await
}
