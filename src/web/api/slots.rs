//! Slots: what a request asks for, as it stands; giving one up, and confirming it.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::extract::Visitor;
use super::answer::{Answer, Seen, Versioned};
use super::extract::{IfMatch, Json, Path};
use super::sessions::Session;
use super::values::{LanguageWord, ModeWord, Moment, PoolWord, SlotStateWord, StageWord, Word};
use crate::actor::Actor;
use crate::app::App;
use crate::error::Error;
use crate::slots::{self, GivenUp, SlotId, SlotView};
use crate::{flows, sessions};

/// A place in a timetable that needs trainers.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Slot {
    /// The slot.
    pub id: i64,
    /// Its request.
    pub request: i64,
    /// `DTP-2026-0412/1`.
    pub reference: String,
    /// What it is called in the timetable.
    pub title: String,
    /// How it is held.
    pub mode: ModeWord,
    /// In which language.
    pub language: LanguageWord,
    /// 1 low to 5 high.
    pub priority: i32,
    /// Whether it is open, closed or called off.
    pub state: SlotStateWord,
    /// How far it has come; follows from its request, offers and session.
    pub stage: StageWord,
    /// Why it was given up or called off.
    pub reason: String,
    /// The option that trainers were asked for.
    pub active_option: Option<i64>,
    /// Other cohorts that sit in it: a joint lecture.
    pub also: Vec<i64>,
    /// Who is needed.
    pub seats: Vec<Seat>,
    /// When and where it could be.
    pub options: Vec<Choice>,
    /// Counts its changes and those of its offers and session; also its `ETag`.
    pub version: i64,
}

/// A trainer's place in a slot.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Seat {
    /// The seat.
    pub id: i64,
    /// What is taught.
    pub subject: i64,
    /// Its name.
    pub subject_name: String,
    /// Level asked for, 1 to 5.
    pub level: i32,
    /// CERT or academic.
    pub pool: PoolWord,
    /// Whether the session can't do without.
    pub required: bool,
}

/// A time and place that a slot could have.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Choice {
    /// The option.
    pub id: i64,
    /// From.
    pub starts: Moment,
    /// Until.
    pub ends: Moment,
    /// Where; 1 is online.
    pub venue: i64,
    /// Its name; empty when online.
    pub venue_name: String,
    /// Whether it is online.
    pub online: bool,
}

impl From<SlotView> for Slot {
    fn from(slot: SlotView) -> Self {
        let seats = slot.seats.into_iter().map(|seat| Seat {
            id: seat.id.0,
            subject: seat.subject.0,
            subject_name: seat.subject_name,
            level: seat.level,
            pool: Word(seat.pool),
            required: seat.required,
        });
        let options = slot.options.into_iter().map(|option| Choice {
            id: option.id.0,
            starts: option.starts.into(),
            ends: option.ends.into(),
            venue: option.venue.0,
            venue_name: option.venue_name,
            online: option.online,
        });
        Self {
            id: slot.id.0,
            request: slot.request.0,
            reference: slot.reference,
            title: slot.title,
            mode: Word(slot.mode),
            language: Word(slot.language),
            priority: slot.priority,
            state: Word(slot.state),
            stage: Word(slot.standing),
            reason: slot.reason,
            active_option: slot.active_option.map(|id| id.0),
            also: slot.also.iter().map(|cohort| cohort.id.0).collect(),
            seats: seats.collect(),
            options: options.collect(),
            version: slot.version,
        }
    }
}

impl Versioned for Slot {
    fn version(&self) -> i64 {
        self.version
    }
}

/// A slot to be asked for.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSlotBody {
    /// What it is called in the timetable.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// How it is held.
    pub mode: ModeWord,
    /// In which language.
    pub language: LanguageWord,
    /// 1 low to 5 high.
    #[schema(minimum = 1, maximum = 5)]
    pub priority: i32,
    /// Other cohorts of the institute that sit in it.
    #[serde(default)]
    pub also: Vec<i64>,
    /// Who is needed; at least one of them is required.
    #[schema(min_items = 1, max_items = 3)]
    pub seats: Vec<NewSeatBody>,
    /// When and where it could be, all of them ahead.
    #[schema(min_items = 1, max_items = 4)]
    pub options: Vec<NewOptionBody>,
}

/// A trainer's place to be asked for.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSeatBody {
    /// What is taught.
    #[schema(minimum = 1)]
    pub subject: i64,
    /// Level asked for.
    #[schema(minimum = 1, maximum = 5)]
    pub level: i32,
    /// CERT or academic.
    pub pool: PoolWord,
    /// Whether the session can't do without.
    pub required: bool,
}

/// A time and place to be asked for.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOptionBody {
    /// From.
    pub starts: Moment,
    /// Until, on the same day.
    pub ends: Moment,
    /// A venue of the institute, or 1 where the slot is online.
    #[schema(minimum = 1)]
    pub venue: i64,
}

/// Why.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The reason, which the other side reads.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Shows a slot.
#[utoipa::path(get, path = "/slots/{id}", tag = "requests", responses((status = 200, body = Slot)))]
pub async fn show_slot(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<Seen<Slot>> {
    let work = app.read(&actor).await?;
    Ok(Seen(slots::get_slot(&work, SlotId(id)).await?.1.into()))
}

/// Closes a slot for which nobody was found; whoever was asked is told.
#[utoipa::path(post, path = "/slots/{id}/close", tag = "requests", params(IfMatch),
    responses((status = 200, body = Slot)))]
pub async fn close_slot(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: IfMatch,
    Json(body): Json<Reason>,
) -> Answer<Seen<Slot>> {
    give_up(
        &app,
        &actor,
        SlotId(id),
        &seen,
        GivenUp::Unfilled,
        &body.reason,
    )
    .await
}

/// Takes back a slot that the institute needs no more; whoever was asked is told.
#[utoipa::path(post, path = "/slots/{id}/cancel", tag = "requests", params(IfMatch),
    responses((status = 200, body = Slot)))]
pub async fn cancel_slot(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: IfMatch,
    Json(body): Json<Reason>,
) -> Answer<Seen<Slot>> {
    give_up(
        &app,
        &actor,
        SlotId(id),
        &seen,
        GivenUp::NotNeeded,
        &body.reason,
    )
    .await
}

async fn give_up(
    app: &App,
    actor: &Actor,
    id: SlotId,
    seen: &IfMatch,
    by: GivenUp,
    reason: &str,
) -> Answer<Seen<Slot>> {
    app.act(actor, async |work| {
        let before = slots::get_slot(work, id).await?.1.version;
        seen.holds(before)?;
        // Locking counts as one change; more are somebody else's.
        if slots::lock(work, id).await?.version != before + 1 {
            return Err(Error::Stale.into());
        }
        flows::give_up_slot(work, id, by, reason).await?;
        Ok(Seen(slots::get_slot(work, id).await?.1.into()))
    })
    .await
}

/// Confirms a slot all of whose required seats have said yes; gives the session. Automatic, where the
/// programme is set so.
#[utoipa::path(post, path = "/slots/{id}/confirm", tag = "sessions", params(IfMatch),
    responses((status = 200, body = Session)))]
pub async fn confirm_slot(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: IfMatch,
) -> Answer<Seen<Session>> {
    let id = SlotId(id);
    app.act(&actor, async |work| {
        // Who may confirm need not read requests: the version is the row's own.
        let row = slots::lock(work, id).await?;
        seen.holds(row.version - 1)?;
        let session = sessions::confirm(work, id).await?;
        Ok(Seen(sessions::get(work, session).await?.into()))
    })
    .await
}
