//! Requests: ask, hand in, decide. Their slots are in `slots`.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::extract::Visitor;
use super::answer::{Answer, Listed, Made, One, Seen, Versioned, page};
use super::extract::{IfMatch, Json, MustMatch, Path, Query};
use super::slots::{NewSlotBody, Reason, Slot};
use super::values::{Moment, RequestStateWord, Word};
use crate::accounts::InstituteId;
use crate::actor::Actor;
use crate::app::App;
use crate::courses::CohortId;
use crate::db::Work;
use crate::error::{Error, Result};
use crate::i18n;
use crate::institutes::VenueId;
use crate::reference;
use crate::slots::{
    self, Filter, NewOption, NewRequest, NewSeat, NewSlot, RequestId, RequestView, SubjectId,
};

/// What an institute asks for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Request {
    /// The request.
    pub id: i64,
    /// As letters quote it: `DTP-2026-0412`.
    pub reference: String,
    /// Where it stands.
    pub state: RequestStateWord,
    /// The cohort that it is for.
    pub cohort: i64,
    /// As people call it.
    pub cohort_name: String,
    /// The cohort's institute.
    pub institute: i64,
    /// Its short name.
    pub institute_name: String,
    /// What else the institute says.
    pub note: String,
    /// The coordinator's reason, where it was returned or refused.
    pub reply: String,
    /// Who asked.
    pub created_by: String,
    /// When.
    pub created_at: Moment,
    /// When it was handed in.
    pub submitted_at: Option<Moment>,
    /// Whether its first time is inside the programme's lead time.
    pub urgent: bool,
    /// Counts its changes; also its `ETag`.
    pub version: i64,
    /// What it asks for.
    pub slots: Vec<Slot>,
}

impl From<RequestView> for Request {
    fn from(request: RequestView) -> Self {
        Self {
            id: request.id.0,
            reference: request.reference,
            state: Word(request.state),
            cohort: request.cohort.0,
            cohort_name: request.cohort_name,
            institute: request.institute.0,
            institute_name: request.institute_name,
            note: request.note,
            reply: request.reply,
            created_by: request.created_by,
            created_at: request.created_at.into(),
            submitted_at: request.submitted_at.map(Moment),
            urgent: request.urgent,
            version: request.version,
            slots: request.slots.into_iter().map(Slot::from).collect(),
        }
    }
}

impl Versioned for Request {
    fn version(&self) -> i64 {
        self.version
    }
}

/// A request to be made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRequestBody {
    /// For whom.
    #[schema(minimum = 1)]
    pub cohort: i64,
    /// Anything else to say.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub note: String,
    /// What is asked for.
    #[schema(min_items = 1, max_items = 200)]
    pub slots: Vec<NewSlotBody>,
}

/// A request as it shall be; its cohort stays.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestBody {
    /// Anything else to say.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub note: String,
    /// What is asked for.
    #[schema(min_items = 1, max_items = 200)]
    pub slots: Vec<NewSlotBody>,
}

fn wish(cohort: i64, note: String, slots: Vec<NewSlotBody>) -> NewRequest {
    let slot = |slot: NewSlotBody| NewSlot {
        title: slot.title,
        mode: slot.mode.0,
        language: slot.language.0,
        priority: slot.priority,
        also: slot.also.into_iter().map(CohortId).collect(),
        seats: slot
            .seats
            .into_iter()
            .map(|seat| NewSeat {
                subject: SubjectId(seat.subject),
                level: seat.level,
                pool: seat.pool.0,
                required: seat.required,
            })
            .collect(),
        options: slot
            .options
            .into_iter()
            .map(|option| NewOption {
                starts: option.starts.0,
                ends: option.ends.0,
                venue: VenueId(option.venue),
            })
            .collect(),
    };
    NewRequest {
        cohort: CohortId(cohort),
        note,
        slots: slots.into_iter().map(slot).collect(),
    }
}

/// The feature names fields as the form has them; programs want the place in their body:
/// `slot_3.option_1_date` is `/slots/2/options/0/starts`.
fn placed(error: Error) -> Error {
    let place = |field: &str| -> String {
        if matches!(field, "note" | "slots" | "cohort") {
            return format!("/{field}");
        }
        let numbered = |text: &str| -> Option<(usize, String)> {
            let (number, rest) = text.split_once(['_', '.'])?;
            let number: usize = number.parse().ok()?;
            Some((number.checked_sub(1)?, rest.to_owned()))
        };
        let (slot, rest) = field
            .strip_prefix("slot_")
            .and_then(numbered)
            .unwrap_or((0, field.to_owned()));
        let inner = [("seat_", "seats"), ("option_", "options")]
            .iter()
            .find_map(|(prefix, list)| {
                let (number, name) = numbered(rest.strip_prefix(prefix)?)?;
                let name = match name.as_str() {
                    "date" | "start" => "starts",
                    "end" => "ends",
                    other => other,
                };
                Some(format!("{list}/{number}/{name}"))
            });
        format!("/slots/{slot}/{}", inner.unwrap_or(rest))
    };
    error.renamed(place)
}

/// Which requests.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RequestQuery {
    /// In this state.
    #[param(inline)]
    state: Option<RequestStateWord>,
    /// Of this cohort.
    cohort: Option<i64>,
    /// Of this institute.
    institute: Option<i64>,
    /// Only what follows this id.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// At most so many; 50 where it is not said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Lists requests: an officer's those of their institute, a coordinator's all but others' drafts.
#[utoipa::path(get, path = "/requests", tag = "requests", params(RequestQuery),
    responses((status = 200, body = Listed<Request>)))]
pub async fn list_requests(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query<RequestQuery>,
) -> Answer<One<Listed<Request>>> {
    let filter = Filter {
        state: query.state.map(|word| word.0),
        cohort: query.cohort.map(CohortId),
        institute: query.institute.map(InstituteId),
    };
    let page = page(query.after, query.limit)?;
    let work = app.read(&actor).await?;
    Ok(Listed::of(slots::page(&work, &filter, page).await?))
}

/// Shows a request with its slots.
#[utoipa::path(get, path = "/requests/{id}", tag = "requests",
    responses((status = 200, body = Request)))]
pub async fn show_request(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<Seen<Request>> {
    let work = app.read(&actor).await?;
    Ok(Seen(slots::get_request(&work, RequestId(id)).await?.into()))
}

/// Drafts a request.
#[utoipa::path(post, path = "/requests", tag = "requests",
    responses((status = 201, body = Request)))]
pub async fn create_request(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Json(body): Json<NewRequestBody>,
) -> Answer<Made<Seen<Request>>> {
    app.act(&actor, async |work| {
        let new = wish(body.cohort, body.note, body.slots);
        let id = slots::draft(work, new).await.map_err(placed)?;
        let request = slots::get_request(work, id).await?.into();
        Ok(Made(format!("/requests/{id}"), Seen(request)))
    })
    .await
}

/// Rewrites a draft or returned request as a whole.
#[utoipa::path(put, path = "/requests/{id}", tag = "requests", params(MustMatch),
    responses((status = 200, body = Request)))]
pub async fn update_request(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: MustMatch,
    Json(body): Json<RequestBody>,
) -> Answer<Seen<Request>> {
    let id = RequestId(id);
    app.act(&actor, async |work| {
        let request = slots::get_request(work, id).await?;
        seen.holds(request.version)?;
        let new = wish(request.cohort.0, body.note, body.slots);
        slots::revise(work, id, request.version, new)
            .await
            .map_err(placed)?;
        Ok(Seen(slots::get_request(work, id).await?.into()))
    })
    .await
}

/// What speaks against a time or a subject, before it is asked for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Doubt {
    /// Number of the slot in the body, from 0.
    pub slot: usize,
    /// Number of the option in the slot, from 0, where it is about a time.
    pub option: Option<usize>,
    /// Number of the seat in the slot, from 0, where it is about a subject that is usually not taught to this class.
    pub seat: Option<usize>,
    /// Whether it is provisional, such as a holiday that depends on the moon.
    pub provisional: bool,
    /// What it is.
    pub detail: String,
    /// The same for programs.
    pub code: String,
}

/// What is known of a request before it is made.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Checked {
    /// Subjects that are not for this class, times on closures, outside the class day or the cohort's dates. They
    /// don't keep the request from being handed in; but nobody can be asked for a time at which there is no class.
    pub doubts: Vec<Doubt>,
}

/// Says what is wrong with a request, and which of its times are doubtful, without making it.
#[utoipa::path(post, path = "/requests/check", tag = "requests",
    responses((status = 200, body = Checked)))]
pub async fn check_request(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Json(body): Json<NewRequestBody>,
) -> Answer<One<Checked>> {
    let work = app.read(&actor).await?;
    let cohort = CohortId(body.cohort);
    let new = wish(body.cohort, body.note, body.slots);
    let faults = slots::faults(&work, cohort, &new, None).await?;
    if !faults.is_empty() {
        return Err(placed(Error::Invalid(faults)).into());
    }
    Ok(One(Checked {
        doubts: doubts(&work, cohort, &new).await?,
    }))
}

async fn doubts(work: &Work, cohort: CohortId, new: &NewRequest) -> Result<Vec<Doubt>> {
    let place = slots::place_of(work, cohort).await?;
    let calendar = reference::Calendar::load(work).await?;
    let lead = work.programme().lead_days;
    let joining = new.slots.iter().flat_map(|slot| slot.also.iter().copied());
    let audiences = slots::Audiences::load(work, joining.chain([cohort])).await?;
    let mut doubts = Vec::new();
    for (slot, asked) in new.slots.iter().enumerate() {
        let place = place.joined_by(work, &asked.also).await?;
        let subjects: Vec<SubjectId> = asked.seats.iter().map(|seat| seat.subject).collect();
        let sits = asked.also.iter().copied().chain([cohort]);
        for (seat, warning) in audiences.unfit(sits, &subjects) {
            doubts.push(Doubt {
                slot,
                option: None,
                seat: Some(seat),
                provisional: warning.amber,
                detail: i18n::say(work.actor.language, &warning.message),
                code: warning.message.key,
            });
        }
        for (option, time) in asked.options.iter().enumerate() {
            let times = (time.starts, time.ends);
            for warning in slots::warnings(&calendar, work.zone(), &place, work.now, lead, times) {
                doubts.push(Doubt {
                    slot,
                    option: Some(option),
                    seat: None,
                    provisional: warning.amber,
                    detail: i18n::say(work.actor.language, &warning.message),
                    code: warning.message.key,
                });
            }
        }
    }
    Ok(doubts)
}

/// Hands a draft or returned request in.
#[utoipa::path(post, path = "/requests/{id}/submit", tag = "requests", params(IfMatch),
    responses((status = 200, body = Request)))]
pub async fn submit_request(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: IfMatch,
) -> Answer<Seen<Request>> {
    let id = RequestId(id);
    step(&app, &actor, id, &seen, async |work| {
        slots::submit(work, id).await
    })
    .await
}

/// Takes a request back.
#[utoipa::path(post, path = "/requests/{id}/withdraw", tag = "requests", params(IfMatch),
    responses((status = 200, body = Request)))]
pub async fn withdraw_request(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: IfMatch,
) -> Answer<Seen<Request>> {
    let id = RequestId(id);
    step(&app, &actor, id, &seen, async |work| {
        slots::withdraw(work, id).await
    })
    .await
}

/// Takes a request on: its slots go into the next match.
#[utoipa::path(post, path = "/requests/{id}/accept", tag = "requests", params(IfMatch),
    responses((status = 200, body = Request)))]
pub async fn accept_request(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: IfMatch,
) -> Answer<Seen<Request>> {
    let id = RequestId(id);
    step(&app, &actor, id, &seen, async |work| {
        slots::accept(work, id).await
    })
    .await
}

/// Gives a request back to its institute with a question.
#[utoipa::path(post, path = "/requests/{id}/return", tag = "requests", params(IfMatch),
    responses((status = 200, body = Request)))]
pub async fn return_request(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: IfMatch,
    Json(body): Json<Reason>,
) -> Answer<Seen<Request>> {
    let id = RequestId(id);
    let done = async |work: &mut Work| slots::return_with(work, id, &body.reason).await;
    step(&app, &actor, id, &seen, done).await
}

/// Refuses a request.
#[utoipa::path(post, path = "/requests/{id}/refuse", tag = "requests", params(IfMatch),
    responses((status = 200, body = Request)))]
pub async fn refuse_request(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: IfMatch,
    Json(body): Json<Reason>,
) -> Answer<Seen<Request>> {
    let id = RequestId(id);
    let done = async |work: &mut Work| slots::refuse(work, id, &body.reason).await;
    step(&app, &actor, id, &seen, done).await
}

async fn step(
    app: &App,
    actor: &Actor,
    id: RequestId,
    seen: &IfMatch,
    action: impl AsyncFnOnce(&mut Work) -> Result<()>,
) -> Answer<Seen<Request>> {
    app.act(actor, async |work| {
        slots::lock_request(work, id).await?;
        seen.holds(slots::get_request(work, id).await?.version)?;
        action(work).await?;
        Ok(Seen(slots::get_request(work, id).await?.into()))
    })
    .await
}
