//! Sessions: what a slot became. Read, deliver, call off.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::extract::Visitor;
use super::answer::{Answer, Listed, One, Seen, Versioned, page};
use super::extract::{IfMatch, Json, Path, Query};
use super::slots::Reason;
use super::values::{ModeWord, Moment, PoolWord, PrecisionWord, SessionStateWord, Word};
use crate::accounts::InstituteId;
use crate::actor::Actor;
use crate::app::App;
use crate::courses::CourseId;
use crate::db::Work;
use crate::error::Result;
use crate::sessions::{self, Filter, SessionId, SessionView};
use crate::trainers::TrainerId;

/// A confirmed place in a timetable, with who teaches.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Session {
    /// The session.
    pub id: i64,
    /// Its slot.
    pub slot: i64,
    /// The slot's reference.
    pub reference: String,
    /// What it is called in the timetable.
    pub title: String,
    /// Where it stands.
    pub state: SessionStateWord,
    /// How it is held.
    pub mode: ModeWord,
    /// From.
    pub starts: Moment,
    /// Until.
    pub ends: Moment,
    /// How exactly that is known: of a public record, perhaps the month only.
    pub precision: PrecisionWord,
    /// Room; empty when online or not published.
    pub venue: String,
    /// City; empty when online.
    pub city: String,
    /// Whether it is online.
    pub online: bool,
    /// The cohort that asked, as people call it.
    pub cohort: String,
    /// All cohorts that sit in it.
    pub cohorts: Vec<i64>,
    /// Course of the cohort.
    pub course: i64,
    /// Its code.
    pub course_code: String,
    /// Institute.
    pub institute: i64,
    /// Its short name.
    pub institute_name: String,
    /// Whom trainers turn to; empty if nobody.
    pub contact: String,
    /// Their mail address.
    pub contact_email: String,
    /// Their telephone.
    pub contact_phone: String,
    /// Who teaches.
    pub trainers: Vec<Teaching>,
    /// Why it was called off or not held.
    pub reason: String,
    /// Public source of a recorded session.
    pub source: String,
    /// Its identity in calendars.
    pub uid: String,
    /// Its SEQUENCE in calendars.
    pub sequence: i32,
    /// Counts its changes; also its `ETag`.
    pub version: i64,
}

/// Who teaches in a session.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Teaching {
    /// Who.
    pub trainer: i64,
    /// Name with title.
    pub name: String,
    /// Campus, or the CERT.
    pub affiliation: String,
    /// CERT or academic.
    pub pool: PoolWord,
    /// What they teach.
    pub subject: String,
    /// Whether the demo invented them.
    pub invented: bool,
}

impl From<SessionView> for Session {
    fn from(session: SessionView) -> Self {
        let trainers = session.trainers.into_iter().map(|seat| Teaching {
            trainer: seat.trainer.0,
            name: seat.name,
            affiliation: seat.affiliation,
            pool: Word(seat.pool),
            subject: seat.subject,
            invented: seat.invented,
        });
        Self {
            id: session.id.0,
            slot: session.slot.0,
            reference: session.reference,
            title: session.title,
            state: Word(session.state),
            mode: Word(session.mode),
            starts: session.starts.into(),
            ends: session.ends.into(),
            precision: Word(session.precision),
            venue: session.venue,
            city: session.city,
            online: session.online,
            cohort: session.cohort,
            cohorts: session.cohorts.into_iter().map(|id| id.0).collect(),
            course: session.course.0,
            course_code: session.course_code,
            institute: session.institute.0,
            institute_name: session.institute_name,
            contact: session.contact,
            contact_email: session.contact_email,
            contact_phone: session.contact_phone,
            trainers: trainers.collect(),
            reason: session.reason,
            source: session.source,
            uid: session.uid,
            sequence: session.sequence,
            version: session.version,
        }
    }
}

impl Versioned for Session {
    fn version(&self) -> i64 {
        self.version
    }
}

/// Which sessions.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SessionQuery {
    /// Ending after this instant.
    from: Option<Moment>,
    /// Starting before this instant.
    to: Option<Moment>,
    /// Of this institute.
    institute: Option<i64>,
    /// Of this course.
    course: Option<i64>,
    /// With this trainer.
    trainer: Option<i64>,
    /// In this state.
    state: Option<SessionStateWord>,
    /// Without what was called off.
    live: Option<bool>,
    /// Only what follows this id.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// At most so many; 50 where it is not said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Lists sessions: an officer's those of their institute, a trainer's those that they teach in.
#[utoipa::path(get, path = "/sessions", tag = "sessions", params(SessionQuery),
    responses((status = 200, body = Listed<Session>)))]
pub async fn list_sessions(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query<SessionQuery>,
) -> Answer<One<Listed<Session>>> {
    let filter = Filter {
        from: query.from.map(|at| at.0),
        to: query.to.map(|at| at.0),
        institute: query.institute.map(InstituteId),
        course: query.course.map(CourseId),
        trainer: query.trainer.map(TrainerId),
        state: query.state.map(|state| state.0),
        live: query.live.unwrap_or_default(),
    };
    let page = page(query.after, query.limit)?;
    let work = app.read(&actor).await?;
    Ok(Listed::of(sessions::page(&work, &filter, page).await?))
}

/// Shows a session.
#[utoipa::path(get, path = "/sessions/{id}", tag = "sessions",
    responses((status = 200, body = Session)))]
pub async fn show_session(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<Seen<Session>> {
    let work = app.read(&actor).await?;
    Ok(Seen(sessions::get(&work, SessionId(id)).await?.into()))
}

/// Records that a session took place, once it is over.
#[utoipa::path(post, path = "/sessions/{id}/deliver", tag = "sessions", params(IfMatch),
    responses((status = 200, body = Session)))]
pub async fn deliver_session(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: IfMatch,
) -> Answer<Seen<Session>> {
    let id = SessionId(id);
    step(&app, &actor, id, &seen, async |work| {
        sessions::deliver(work, id).await
    })
    .await
}

/// Records that a session did not take place.
#[utoipa::path(post, path = "/sessions/{id}/not-held", tag = "sessions", params(IfMatch),
    responses((status = 200, body = Session)))]
pub async fn mark_session_not_held(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: IfMatch,
    Json(body): Json<Reason>,
) -> Answer<Seen<Session>> {
    let id = SessionId(id);
    let done = async |work: &mut Work| sessions::not_held(work, id, &body.reason).await;
    step(&app, &actor, id, &seen, done).await
}

/// Calls a session off; its trainers and the institute are told, and calendars show it as cancelled.
#[utoipa::path(post, path = "/sessions/{id}/cancel", tag = "sessions", params(IfMatch),
    responses((status = 200, body = Session)))]
pub async fn cancel_session(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: IfMatch,
    Json(body): Json<Reason>,
) -> Answer<Seen<Session>> {
    let id = SessionId(id);
    let done = async |work: &mut Work| sessions::cancel(work, id, &body.reason).await;
    step(&app, &actor, id, &seen, done).await
}

async fn step(
    app: &App,
    actor: &Actor,
    id: SessionId,
    seen: &IfMatch,
    action: impl AsyncFnOnce(&mut Work) -> Result<()>,
) -> Answer<Seen<Session>> {
    app.act(actor, async |work| {
        sessions::lock(work, id).await?;
        seen.holds(sessions::get(work, id).await?.version)?;
        action(work).await?;
        Ok(Seen(sessions::get(work, id).await?.into()))
    })
    .await
}
