//! A session that took place before the programme kept books, recorded from a public source.
//!
//! It takes nobody's time: the source need not tell the hour, so no commitment is made and nobody
//! is asked, told, counted or rated.

use entity::{
    CohortId, Instant, Language, Mode, OptionOrigin, Pool, Precision, RequestState, SeatId,
    SessionId, SessionState, SlotState, SubjectId, TrainerId, VenueId, participation, request,
    seat, session, slot, slot_cohort, slot_option,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::json;

use crate::accounts::policy::{self, Action};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, Result};
use crate::slots;

/// Who taught, what.
#[derive(Clone, Copy, Debug)]
pub struct PastTrainer {
    /// Who.
    pub trainer: TrainerId,
    /// CERT or academic.
    pub pool: Pool,
    /// What, as near as the source tells.
    pub subject: SubjectId,
}

/// What the source tells.
#[derive(Clone, Debug)]
pub struct PastSession {
    /// For whom.
    pub cohort: CohortId,
    /// What it was called.
    pub title: String,
    /// First second of what the source names: the session, or its month.
    pub starts: Instant,
    /// First second after.
    pub ends: Instant,
    /// How exactly that is known.
    pub precision: Precision,
    /// Where.
    pub venue: VenueId,
    /// In which language.
    pub language: Language,
    /// By whom.
    pub trainers: Vec<PastTrainer>,
    /// The source.
    pub source: String,
}

/// Records a past session as delivered.
pub async fn record(work: &Work, past: PastSession) -> Result<SessionId> {
    policy::require_all(&work.actor, Action::ManageSessions)?;
    if past.ends > work.now {
        return Err(Error::conflict("sessions-not-yet"));
    }
    let by = work.actor.person.ok_or(Error::Forbidden)?;
    let reference = slots::next_reference(work).await?;
    let request = request::ActiveModel {
        reference: Set(reference.clone()),
        cohort_id: Set(past.cohort),
        state: Set(RequestState::Closed),
        note: Set(past.source.clone()),
        reply: Set(String::new()),
        created_by: Set(by),
        created_at: Set(work.now),
        version: Set(1),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    let slot = slot::ActiveModel {
        request_id: Set(request.id),
        reference: Set(format!("{reference}/1")),
        title: Set(past.title),
        mode: Set(Mode::InPerson),
        language: Set(past.language),
        priority: Set(3),
        state: Set(SlotState::Open),
        uid: Set(Some(work.uuid())),
        sequence: Set(0),
        reason: Set(String::new()),
        revised_at: Set(work.now),
        created_at: Set(work.now),
        version: Set(1),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    slot_cohort::ActiveModel {
        slot_id: Set(slot.id),
        cohort_id: Set(past.cohort),
    }
    .insert(work.db())
    .await?;
    let option = slot_option::ActiveModel {
        slot_id: Set(slot.id),
        position: Set(1),
        starts: Set(past.starts),
        ends: Set(past.ends),
        venue_id: Set(past.venue),
        origin: Set(OptionOrigin::Recorded),
        precision: Set(past.precision),
        created_at: Set(work.now),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    for (position, who) in (1..).zip(&past.trainers) {
        let seat: SeatId = seat::ActiveModel {
            slot_id: Set(slot.id),
            position: Set(position),
            subject_id: Set(who.subject),
            level: Set(1),
            pool: Set(who.pool),
            required: Set(true),
            ..Default::default()
        }
        .insert(work.db())
        .await?
        .id;
        participation::ActiveModel {
            slot_id: Set(slot.id),
            trainer_id: Set(who.trainer),
            seat_id: Set(seat),
            from_seq: Set(0),
            since: Set(work.now),
            reason: Set("recorded".into()),
            ..Default::default()
        }
        .insert(work.db())
        .await?;
    }
    let session = session::ActiveModel {
        slot_id: Set(slot.id),
        option_id: Set(option.id),
        state: Set(SessionState::Delivered),
        confirmed_at: Set(work.now),
        confirmed_by: Set(Some(by)),
        changed_at: Set(work.now),
        reason: Set(String::new()),
        source: Set(past.source),
        version: Set(1),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    audit::append(
        work,
        "session.record",
        "session",
        session.id.0,
        json!({ "slot": slot.id }),
    )
    .await?;
    Ok(session.id)
}
