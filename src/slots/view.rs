//! Slots as they are shown: seats, options, cohorts, and where each stands.

use std::collections::BTreeMap;

use entity::{
    CohortId, Instant, Language, Mode, OfferState, Pool, ProposalState, RequestId, SeatId,
    SessionState, SlotId, SlotOptionId, SlotState, SubjectId, VenueId, cohort, offer, proposal,
    seat, session, slot, slot_cohort, slot_option, subject, venue,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::lifecycle::{Facts, Standing, standing};
use crate::db::Work;
use crate::error::Result;

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

/// Another cohort of a joint lecture.
#[derive(Clone, Debug, serde::Serialize)]
pub struct JointView {
    /// The cohort.
    pub id: CohortId,
    /// As people say it.
    pub alias: String,
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
    /// Why it was given up or called off; empty while it was not.
    pub reason: String,
    /// For compare-and-swap: counts changes of the slot, its offers and its session.
    pub version: i64,
    /// Derived state.
    pub standing: Standing,
    /// The option that offers were sent for.
    pub active_option: Option<SlotOptionId>,
    /// Other cohorts that sit in it: a joint lecture.
    pub also: Vec<JointView>,
    /// Who is needed.
    pub seats: Vec<SeatView>,
    /// When and where it could be.
    pub options: Vec<OptionView>,
}

impl SlotView {
    /// The time that is being asked for, or else the earliest that could be.
    pub fn time(&self) -> Option<&OptionView> {
        let active = self.active_option;
        let fixed = self.options.iter().find(|option| Some(option.id) == active);
        fixed.or_else(|| self.options.iter().min_by_key(|option| option.starts))
    }
}

/// Slots as they are shown, in the order of the rows. `also` holds every cohort here: which of them
/// asked is known by the request.
pub(super) async fn slot_views(
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
    let sits = slot_cohort::Entity::find()
        .filter(slot_cohort::COLUMN.slot_id.is_in(ids.clone()))
        .order_by_asc(slot_cohort::COLUMN.cohort_id)
        .all(db)
        .await?;
    let cohorts: BTreeMap<_, _> = cohort::Entity::find()
        .filter(
            cohort::COLUMN
                .id
                .is_in(sits.iter().map(|row| row.cohort_id)),
        )
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.alias))
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
    let mut also_of: BTreeMap<SlotId, Vec<JointView>> = BTreeMap::new();
    for row in sits {
        also_of.entry(row.slot_id).or_default().push(JointView {
            id: row.cohort_id,
            alias: cohorts.get(&row.cohort_id).cloned().unwrap_or_default(),
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
                version: row.version,
                standing: standing(row.state, facts),
                reason: row.reason,
                active_option: row.active_option_id,
                also: also_of.remove(&row.id).unwrap_or_default(),
                seats,
                options: options_of.remove(&row.id).unwrap_or_default(),
            }
        })
        .collect())
}
