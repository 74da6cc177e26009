//! Requests and slots as they are shown.

use std::collections::BTreeMap;

use entity::{
    CohortId, Instant, InstituteId, Language, Mode, OfferState, Pool, ProposalState, RequestId,
    RequestState, SeatId, SessionState, SlotId, SlotOptionId, SlotState, SubjectId, VenueId,
    cohort, institute, offer, person, proposal, request, seat, session, slot, slot_option, subject,
    venue,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use super::lifecycle::{Facts, Standing, standing};
use crate::accounts::policy::{self, Action, Owner};
use crate::db::Work;
use crate::error::{Error, Result};

/// A seat with its subject.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SeatView {
    /// The seat.
    pub id: SeatId,
    /// From 1.
    pub position: i32,
    /// The subject.
    pub subject: SubjectId,
    /// Its name.
    pub subject_name: String,
    /// Level asked for.
    pub level: i32,
    /// CERT or academic.
    pub pool: Pool,
    /// Whether the session can't do without.
    pub required: bool,
}

/// An option with its venue.
#[derive(Clone, Debug, serde::Serialize)]
pub struct OptionView {
    /// The option.
    pub id: SlotOptionId,
    /// From 1.
    pub position: i32,
    /// From.
    pub starts: Instant,
    /// Until.
    pub ends: Instant,
    /// Where.
    pub venue: VenueId,
    /// Its name, empty when online.
    pub venue_name: String,
    /// Whether it is online.
    pub online: bool,
}

/// A slot with seats, options and where it stands.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SlotView {
    /// The slot.
    pub id: SlotId,
    /// Its request.
    pub request: RequestId,
    /// `DTP-2026-0412/1`.
    pub reference: String,
    /// Title.
    pub title: String,
    /// How it is held.
    pub mode: Mode,
    /// In which language.
    pub language: Language,
    /// 1 low .. 5 high.
    pub priority: i32,
    /// Stored state.
    pub state: SlotState,
    /// Derived state.
    pub standing: Standing,
    /// The option that offers were sent for.
    pub active_option: Option<SlotOptionId>,
    /// Who is needed.
    pub seats: Vec<SeatView>,
    /// When and where it could be.
    pub options: Vec<OptionView>,
}

/// A request with its slots.
#[derive(Clone, Debug, serde::Serialize)]
pub struct RequestView {
    /// The request.
    pub id: RequestId,
    /// `DTP-2026-0412`.
    pub reference: String,
    /// Where it stands.
    pub state: RequestState,
    /// The cohort.
    pub cohort: CohortId,
    /// Its alias.
    pub cohort_name: String,
    /// The institute.
    pub institute: InstituteId,
    /// Its short name.
    pub institute_name: String,
    /// What else the institute says.
    pub note: String,
    /// The coordinator's reason.
    pub reply: String,
    /// Who asked.
    pub created_by: String,
    /// When.
    pub created_at: Instant,
    /// When it was handed in.
    pub submitted_at: Option<Instant>,
    /// For compare-and-swap.
    pub version: i64,
    /// The earliest candidate time.
    pub first: Option<Instant>,
    /// Whether that is inside the lead time.
    pub urgent: bool,
    /// The slots.
    pub slots: Vec<SlotView>,
}

/// Requests, those that wait for a decision first (the nearest time first), then newest first; at
/// most 500. Officers see their institute's, others all but the drafts that somebody else writes.
pub async fn inbox(work: &Work, state: Option<RequestState>) -> Result<Vec<RequestView>> {
    if !policy::may(&work.actor, Action::ViewRequests) {
        return Err(Error::Forbidden);
    }
    // Waiting ones come first in the query too, else the limit could hide an old one for ever.
    let mut query = request::Entity::find()
        .order_by_desc(request::COLUMN.state.eq(RequestState::Submitted))
        .order_by_desc(request::COLUMN.id);
    if let Some(state) = state {
        query = query.filter(request::COLUMN.state.eq(state));
    }
    let own = request::COLUMN.cohort_id.in_subquery(
        cohort::Entity::find()
            .select_only()
            .column(cohort::Column::Id)
            .filter(cohort::COLUMN.institute_id.is_in(work.actor.institutes()))
            .into_query(),
    );
    query = if policy::may_all(&work.actor, Action::ViewRequests) {
        let mut seen = Condition::any()
            .add(request::COLUMN.state.ne(RequestState::Draft))
            .add(own);
        if let Some(person) = work.actor.person {
            seen = seen.add(request::COLUMN.created_by.eq(person));
        }
        query.filter(seen)
    } else {
        query.filter(own)
    };
    let mut views = views(work, query.limit(500).all(work.db()).await?).await?;
    views.sort_by_key(|view| {
        let waiting = view.state == RequestState::Submitted;
        (
            !waiting,
            waiting.then_some(view.first),
            std::cmp::Reverse(view.id),
        )
    });
    Ok(views)
}

/// One request.
pub async fn get_request(work: &Work, id: RequestId) -> Result<RequestView> {
    let row = request::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("request"))?;
    let view = views(work, vec![row])
        .await?
        .pop()
        .ok_or(Error::NotFound("request"))?;
    let owner = Owner::institute(view.institute);
    policy::require(&work.actor, Action::ViewRequests, owner, "request")?;
    Ok(view)
}

/// One slot with its request.
pub async fn get_slot(work: &Work, id: SlotId) -> Result<(RequestView, SlotView)> {
    let row = slot::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("slot"))?;
    let request = get_request(work, row.request_id).await?;
    let slot = request.slots.iter().find(|slot| slot.id == id).cloned();
    slot.map(|slot| (request, slot))
        .ok_or(Error::NotFound("slot"))
}

/// Open slots of accepted requests with an option that starts inside the span, by id: what the
/// matcher plans.
pub async fn slots_between(work: &Work, from: Instant, to: Instant) -> Result<Vec<SlotView>> {
    policy::require_all(&work.actor, Action::Plan)?;
    let starting = slot_option::Entity::find()
        .select_only()
        .column(slot_option::Column::SlotId)
        .filter(slot_option::COLUMN.starts.gte(from))
        .filter(slot_option::COLUMN.starts.lt(to));
    let accepted = request::Entity::find()
        .select_only()
        .column(request::Column::Id)
        .filter(request::COLUMN.state.eq(RequestState::Accepted));
    let rows = slot::Entity::find()
        .filter(slot::COLUMN.state.eq(SlotState::Open))
        .filter(slot::Column::Id.in_subquery(starting.into_query()))
        .filter(slot::Column::RequestId.in_subquery(accepted.into_query()))
        .order_by_asc(slot::COLUMN.id)
        .all(work.db())
        .await?;
    slot_views(work, rows, |_| true).await
}

async fn views(work: &Work, rows: Vec<request::Model>) -> Result<Vec<RequestView>> {
    let db = work.db();
    let cohorts: BTreeMap<_, _> = cohort::Entity::find()
        .filter(
            cohort::COLUMN
                .id
                .is_in(rows.iter().map(|row| row.cohort_id)),
        )
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let institutes: BTreeMap<_, _> = institute::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let people: BTreeMap<_, _> = person::Entity::find()
        .filter(
            person::COLUMN
                .id
                .is_in(rows.iter().map(|row| row.created_by)),
        )
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let slots = slot::Entity::find()
        .filter(slot::COLUMN.request_id.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(slot::COLUMN.id)
        .all(db)
        .await?;
    let accepted: Vec<RequestId> = rows
        .iter()
        .filter(|row| matches!(row.state, RequestState::Accepted | RequestState::Closed))
        .map(|row| row.id)
        .collect();
    let mut by_request: BTreeMap<RequestId, Vec<SlotView>> = BTreeMap::new();
    for view in slot_views(work, slots, |id| accepted.contains(&id)).await? {
        by_request.entry(view.request).or_default().push(view);
    }
    let lead = work.programme().lead_days * 86_400;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let cohort = cohorts.get(&row.cohort_id)?;
            let institute = institutes.get(&cohort.institute_id)?;
            let slots = by_request.remove(&row.id).unwrap_or_default();
            let first = slots
                .iter()
                .flat_map(|slot| &slot.options)
                .map(|o| o.starts)
                .min();
            Some(RequestView {
                id: row.id,
                reference: row.reference,
                state: row.state,
                cohort: cohort.id,
                cohort_name: cohort.alias.clone(),
                institute: institute.id,
                institute_name: institute.short.clone(),
                note: row.note,
                reply: row.reply,
                created_by: people
                    .get(&row.created_by)
                    .map(|p| p.name.clone())
                    .unwrap_or_default(),
                created_at: row.created_at,
                submitted_at: row.submitted_at,
                version: row.version,
                first,
                urgent: first.is_some_and(|at| at > work.now && at.0 - work.now.0 < lead),
                slots,
            })
        })
        .collect())
}

async fn slot_views(
    work: &Work,
    rows: Vec<slot::Model>,
    accepted: impl Fn(RequestId) -> bool,
) -> Result<Vec<SlotView>> {
    let db = work.db();
    let ids: Vec<SlotId> = rows.iter().map(|row| row.id).collect();
    let seats = seat::Entity::find()
        .filter(seat::COLUMN.slot_id.is_in(ids.clone()))
        .order_by_asc(seat::COLUMN.position)
        .all(db)
        .await?;
    let subjects: BTreeMap<_, _> = subject::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    let options = slot_option::Entity::find()
        .filter(slot_option::COLUMN.slot_id.is_in(ids.clone()))
        .order_by_asc(slot_option::COLUMN.position)
        .all(db)
        .await?;
    let venues: BTreeMap<_, _> = venue::Entity::find()
        .filter(
            venue::COLUMN
                .id
                .is_in(options.iter().map(|row| row.venue_id)),
        )
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    let offers = offer::Entity::find()
        .filter(offer::COLUMN.slot_id.is_in(ids.clone()))
        .filter(
            offer::COLUMN
                .state
                .is_in([OfferState::Sent, OfferState::Accepted]),
        )
        .all(db)
        .await?;
    let proposed: Vec<SlotId> = proposal::Entity::find()
        .filter(proposal::COLUMN.slot_id.is_in(ids.clone()))
        .filter(
            proposal::COLUMN
                .state
                .is_in([ProposalState::Proposed, ProposalState::Accepted]),
        )
        .all(db)
        .await?
        .into_iter()
        .map(|row| row.slot_id)
        .collect();
    let sessions: BTreeMap<_, _> = session::Entity::find()
        .filter(session::COLUMN.slot_id.is_in(ids))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.slot_id, row.state))
        .collect();
    let mut seats_of: BTreeMap<SlotId, Vec<SeatView>> = BTreeMap::new();
    for row in seats {
        seats_of.entry(row.slot_id).or_default().push(SeatView {
            id: row.id,
            position: row.position,
            subject: row.subject_id,
            subject_name: subjects.get(&row.subject_id).cloned().unwrap_or_default(),
            level: row.level,
            pool: row.pool,
            required: row.required,
        });
    }
    let mut options_of: BTreeMap<SlotId, Vec<OptionView>> = BTreeMap::new();
    for row in options {
        let online = row.venue_id == VenueId(1);
        let name = if online {
            None
        } else {
            venues.get(&row.venue_id).cloned()
        };
        options_of.entry(row.slot_id).or_default().push(OptionView {
            id: row.id,
            position: row.position,
            starts: row.starts,
            ends: row.ends,
            venue: row.venue_id,
            venue_name: name.unwrap_or_default(),
            online,
        });
    }
    Ok(rows
        .into_iter()
        .map(|row| {
            let seats = seats_of.remove(&row.id).unwrap_or_default();
            let required = seats.iter().filter(|seat| seat.required);
            let taken = |seat: &SeatView| {
                offers
                    .iter()
                    .any(|o| o.seat_id == seat.id && o.state == OfferState::Accepted)
            };
            let session = sessions.get(&row.id);
            let facts = Facts {
                accepted: accepted(row.request_id),
                required: required.clone().count(),
                taken: required.filter(|seat| taken(seat)).count(),
                asked: offers
                    .iter()
                    .filter(|o| o.slot_id == row.id && o.state == OfferState::Sent)
                    .count(),
                proposed: proposed.contains(&row.id),
                session: session.is_some(),
                over: session
                    .is_some_and(|s| matches!(s, SessionState::Delivered | SessionState::Closed)),
            };
            SlotView {
                id: row.id,
                request: row.request_id,
                reference: row.reference,
                title: row.title,
                mode: row.mode,
                language: row.language,
                priority: row.priority,
                state: row.state,
                standing: standing(row.state, facts),
                active_option: row.active_option_id,
                seats,
                options: options_of.remove(&row.id).unwrap_or_default(),
            }
        })
        .collect())
}
