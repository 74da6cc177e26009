//! Requests as they are shown, each with its slots.

use std::collections::BTreeMap;

use entity::{
    CohortId, Instant, InstituteId, RequestId, RequestState, SlotId, SlotState, cohort, institute,
    person, request, slot, slot_cohort, slot_option,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use super::view::{SlotView, slot_views};
use crate::accounts::policy::{self, Action, Owner};
use crate::db::{Page, Work, behind};
use crate::error::{Error, Result};

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
    /// Whole days since it was handed in.
    pub days: i64,
    /// The slots.
    pub slots: Vec<SlotView>,
}

/// A page of requests for people: those that wait for a decision first, the urgent ones before the others and
/// then who has waited longest; then newest first.
pub async fn inbox(
    work: &Work,
    state: Option<RequestState>,
    after: Option<RequestId>,
) -> Result<(Vec<RequestView>, Option<RequestId>)> {
    if !policy::may(&work.actor, Action::ViewRequests) {
        return Err(Error::Forbidden);
    }
    let mut query = request::Entity::find()
        .filter(seen(work))
        .order_by_desc(request::COLUMN.id)
        .select_only()
        .column(request::Column::Id);
    let waiting = match state {
        None | Some(RequestState::Submitted) => in_state(work, RequestState::Submitted).await?,
        Some(_) => Vec::new(),
    };
    query = match state {
        None => query.filter(request::COLUMN.state.ne(RequestState::Submitted)),
        Some(state) => query.filter(request::COLUMN.state.eq(state)),
    };
    let mut ids: Vec<RequestId> = waiting.into_iter().map(|request| request.id).collect();
    if state != Some(RequestState::Submitted) {
        ids.extend(query.into_tuple::<RequestId>().all(work.db()).await?);
    }
    let (page, next) = behind(&ids, after);
    let rows = request::Entity::find()
        .filter(request::COLUMN.id.is_in(page.iter().copied()))
        .all(work.db())
        .await?;
    let mut requests = views(work, rows).await?;
    requests.sort_by_key(|request| page.iter().position(|id| *id == request.id));
    Ok((requests, next))
}

/// All requests in one state, as far as the reader sees them, in the order in which they are to be decided:
/// the urgent ones before the others, then who has waited longest.
pub async fn in_state(work: &Work, state: RequestState) -> Result<Vec<RequestView>> {
    if !policy::may(&work.actor, Action::ViewRequests) {
        return Err(Error::Forbidden);
    }
    let rows = request::Entity::find()
        .filter(request::COLUMN.state.eq(state))
        .filter(seen(work))
        .all(work.db())
        .await?;
    let mut found = views(work, rows).await?;
    found.sort_by_key(|request| (!request.urgent, request.submitted_at, request.id));
    Ok(found)
}

/// Which requests.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// In this state.
    pub state: Option<RequestState>,
    /// Of this cohort.
    pub cohort: Option<CohortId>,
    /// Of this institute.
    pub institute: Option<InstituteId>,
}

/// Requests by id, a page of them, as far as the reader sees them.
pub async fn page(
    work: &Work,
    filter: &Filter,
    page: Page,
) -> Result<(Vec<RequestView>, Option<i64>)> {
    if !policy::may(&work.actor, Action::ViewRequests) {
        return Err(Error::Forbidden);
    }
    let mut query = request::Entity::find()
        .filter(request::COLUMN.id.gt(RequestId(page.after)))
        .filter(seen(work))
        .order_by_asc(request::COLUMN.id)
        .limit(page.ask());
    if let Some(state) = filter.state {
        query = query.filter(request::COLUMN.state.eq(state));
    }
    if let Some(cohort) = filter.cohort {
        query = query.filter(request::COLUMN.cohort_id.eq(cohort));
    }
    if let Some(institute) = filter.institute {
        let here = cohort::Entity::find()
            .select_only()
            .column(cohort::Column::Id)
            .filter(cohort::COLUMN.institute_id.eq(institute));
        query = query.filter(request::COLUMN.cohort_id.in_subquery(here.into_query()));
    }
    let (rows, next) = page.cut(query.all(work.db()).await?, |row| row.id.0);
    Ok((views(work, rows).await?, next))
}

/// What this reader sees: officers what is of their institute, others all but the drafts that
/// somebody else writes.
pub(crate) fn seen(work: &Work) -> Condition {
    let own = request::COLUMN.cohort_id.in_subquery(
        cohort::Entity::find()
            .select_only()
            .column(cohort::Column::Id)
            .filter(cohort::COLUMN.institute_id.is_in(work.actor.institutes()))
            .into_query(),
    );
    let seen = Condition::any().add(own);
    if !policy::may_all(&work.actor, Action::ViewRequests) {
        return seen;
    }
    let seen = seen.add(request::COLUMN.state.ne(RequestState::Draft));
    match work.actor.person {
        Some(person) => seen.add(request::COLUMN.created_by.eq(person)),
        None => seen,
    }
}

/// The slots of a cohort's timetable with their requests, by their first time: also those that
/// another cohort asked for and this one sits in. What was withdrawn or refused is left out.
pub async fn of_cohort(work: &Work, id: CohortId) -> Result<Vec<(RequestView, SlotView)>> {
    if !policy::may(&work.actor, Action::ViewRequests) {
        return Err(Error::Forbidden);
    }
    let sits: Vec<SlotId> = slot_cohort::Entity::find()
        .filter(slot_cohort::COLUMN.cohort_id.eq(id))
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| row.slot_id)
        .collect();
    let asked = slot::Entity::find()
        .select_only()
        .column(slot::Column::RequestId)
        .filter(slot::COLUMN.id.is_in(sits.iter().copied()))
        .into_query();
    let rows = request::Entity::find()
        .filter(request::Column::Id.in_subquery(asked))
        .filter(
            request::COLUMN
                .state
                .is_not_in([RequestState::Withdrawn, RequestState::Refused]),
        )
        .filter(seen(work))
        .all(work.db())
        .await?;
    let mut timetable = Vec::new();
    for mut request in views(work, rows).await? {
        for slot in std::mem::take(&mut request.slots) {
            if sits.contains(&slot.id) {
                timetable.push((request.clone(), slot));
            }
        }
    }
    timetable.sort_by_key(|(_, slot)| (slot.time().map(|option| option.starts), slot.id));
    Ok(timetable)
}

/// One request.
pub async fn get_request(work: &Work, id: RequestId) -> Result<RequestView> {
    let row = request::Entity::find_by_id(id)
        .filter(seen(work))
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
            let mut slots = by_request.remove(&row.id).unwrap_or_default();
            for slot in &mut slots {
                slot.also.retain(|other| other.id != cohort.id);
            }
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
                days: row
                    .submitted_at
                    .map_or(0, |at| (work.now.0 - at.0).max(0) / 86_400),
                first,
                urgent: first.is_some_and(|at| at > work.now && at.0 - work.now.0 < lead),
                slots,
            })
        })
        .collect())
}
