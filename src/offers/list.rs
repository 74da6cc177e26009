//! Offers as they are shown.

use std::collections::BTreeMap;

use entity::{
    Channel, Instant, OfferId, OfferState, RequestId, SeatId, SessionId, SessionState, SlotId,
    TrainerId, institute, offer, person, request, seat, session, slot, slot_option, subject,
    trainer, venue,
};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::claim::ONLINE;
use crate::accounts::policy::{self, Action, Owner};
use crate::actor::Via;
use crate::db::{Page, Work, behind};
use crate::error::{Error, Result};

/// An offer with what a reader needs to judge or answer it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct OfferView {
    /// The offer.
    pub id: OfferId,
    /// Its slot.
    pub slot: SlotId,
    /// The slot's request.
    pub request: RequestId,
    /// The slot's reference, quoted in letters.
    pub reference: String,
    /// The slot's title.
    pub title: String,
    /// The seat.
    pub seat: SeatId,
    /// What the seat teaches.
    pub subject: String,
    /// Level that the seat asks for.
    pub level: i32,
    /// Whom.
    pub trainer: TrainerId,
    /// Their name with title.
    pub trainer_name: String,
    /// Whether the demo invented them.
    pub invented: bool,
    /// Where they can be reached, if anywhere.
    pub email: Option<String>,
    /// The cohort, as people say it.
    pub cohort: String,
    /// The institute's short name.
    pub institute: String,
    /// When.
    pub starts: Instant,
    /// Until when.
    pub ends: Instant,
    /// Where; empty when online.
    pub venue: String,
    /// Whether it is online.
    pub online: bool,
    /// Where the offer stands.
    pub state: OfferState,
    /// The session that came of its slot, if one has.
    pub session: Option<SessionId>,
    /// Where that stands.
    pub session_state: Option<SessionState>,
    /// When it was sent.
    pub sent_at: Option<Instant>,
    /// Until when it can be answered.
    pub deadline: Option<Instant>,
    /// Whether that is past.
    pub overdue: bool,
    /// When it was answered.
    pub answered_at: Option<Instant>,
    /// How.
    pub channel: Option<Channel>,
    /// Code of the decline.
    pub reason: Option<String>,
    /// The trainer's own words.
    pub note: String,
    /// For compare-and-swap.
    pub version: i64,
}

/// Which offers.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// In these states; empty for all.
    pub states: Vec<OfferState>,
    /// Of this trainer.
    pub trainer: Option<TrainerId>,
    /// For this slot.
    pub slot: Option<SlotId>,
}

/// Offers, newest first, at most 500: all of them for coordinators, their own for trainers.
pub async fn list(work: &Work, filter: &Filter) -> Result<Vec<OfferView>> {
    let rows = asked(work, filter)?
        .order_by_desc(offer::COLUMN.id)
        .limit(500)
        .all(work.db())
        .await?;
    views(work, rows).await
}

/// Offers by id, a page of them: all for coordinators, their own for trainers.
pub async fn page(
    work: &Work,
    filter: &Filter,
    page: Page,
) -> Result<(Vec<OfferView>, Option<i64>)> {
    let rows = asked(work, filter)?
        .filter(offer::COLUMN.id.gt(OfferId(page.after)))
        .order_by_asc(offer::COLUMN.id)
        .limit(page.ask())
        .all(work.db())
        .await?;
    let (rows, next) = page.cut(rows, |row| row.id.0);
    Ok((views(work, rows).await?, next))
}

/// A page of offers for people: newest first; those that wait for an answer by their deadline.
pub async fn listed(
    work: &Work,
    filter: &Filter,
    after: Option<OfferId>,
) -> Result<(Vec<OfferView>, Option<OfferId>)> {
    let mut query = asked(work, filter)?;
    if filter.states == [OfferState::Sent] {
        query = query.order_by_asc(offer::COLUMN.deadline);
    }
    let ids: Vec<OfferId> = query
        .order_by_desc(offer::COLUMN.id)
        .select_only()
        .column(offer::Column::Id)
        .into_tuple()
        .all(work.db())
        .await?;
    let (page, next) = behind(&ids, after);
    let rows = offer::Entity::find()
        .filter(offer::COLUMN.id.is_in(page.iter().copied()))
        .all(work.db())
        .await?;
    let mut offers = views(work, rows).await?;
    offers.sort_by_key(|offer| page.iter().position(|id| *id == offer.id));
    Ok((offers, next))
}

/// The offers that are asked for, as far as the reader sees them.
fn asked(work: &Work, filter: &Filter) -> Result<Select<offer::Entity>> {
    let mut query = offer::Entity::find();
    if !policy::may_all(&work.actor, Action::ViewOffers) {
        if !policy::may(&work.actor, Action::ViewOffers) {
            return Err(Error::Forbidden);
        }
        let own = work.actor.trainer.ok_or(Error::Forbidden)?;
        query = query
            .filter(offer::COLUMN.trainer_id.eq(own))
            .filter(offer::COLUMN.state.ne(OfferState::Draft));
    }
    if let Some(trainer) = filter.trainer {
        query = query.filter(offer::COLUMN.trainer_id.eq(trainer));
    }
    if !filter.states.is_empty() {
        query = query.filter(offer::COLUMN.state.is_in(filter.states.clone()));
    }
    if let Some(slot) = filter.slot {
        query = query.filter(offer::COLUMN.slot_id.eq(slot));
    }
    Ok(query)
}

/// The offers of one slot, oldest first.
pub async fn of_slot(work: &Work, id: SlotId) -> Result<Vec<OfferView>> {
    policy::require_all(&work.actor, Action::ViewOffers)?;
    let rows = offer::Entity::find()
        .filter(offer::COLUMN.slot_id.eq(id))
        .order_by_asc(offer::COLUMN.id)
        .all(work.db())
        .await?;
    views(work, rows).await
}

/// One offer.
pub async fn get(work: &Work, id: OfferId) -> Result<OfferView> {
    let row = super::load(work, id).await?;
    if matches!(work.actor.via, Via::OfferLink(own) if own != id) {
        return Err(Error::NotFound("offer"));
    }
    policy::require(
        &work.actor,
        Action::ViewOffers,
        Owner::trainer(row.trainer_id),
        "offer",
    )?;
    if row.state == OfferState::Draft && !policy::may_all(&work.actor, Action::ViewOffers) {
        return Err(Error::NotFound("offer"));
    }
    views(work, vec![row])
        .await?
        .pop()
        .ok_or(Error::NotFound("offer"))
}

pub(crate) async fn views(work: &Work, rows: Vec<offer::Model>) -> Result<Vec<OfferView>> {
    let db = work.db();
    let slots = slot::Entity::find()
        .filter(slot::COLUMN.id.is_in(rows.iter().map(|row| row.slot_id)))
        .all(db)
        .await?;
    let requests = request::Entity::find()
        .filter(
            request::COLUMN
                .id
                .is_in(slots.iter().map(|row| row.request_id)),
        )
        .all(db)
        .await?;
    let cohorts = entity::cohort::Entity::find()
        .filter(
            entity::cohort::COLUMN
                .id
                .is_in(requests.iter().map(|row| row.cohort_id)),
        )
        .all(db)
        .await?;
    let institutes = institute::Entity::find()
        .filter(
            institute::COLUMN
                .id
                .is_in(cohorts.iter().map(|row| row.institute_id)),
        )
        .all(db)
        .await?;
    let seats = seat::Entity::find()
        .filter(seat::COLUMN.id.is_in(rows.iter().map(|row| row.seat_id)))
        .all(db)
        .await?;
    let subjects = subject::Entity::find()
        .filter(
            subject::COLUMN
                .id
                .is_in(seats.iter().map(|row| row.subject_id)),
        )
        .all(db)
        .await?;
    let options = slot_option::Entity::find()
        .filter(
            slot_option::COLUMN
                .id
                .is_in(rows.iter().map(|row| row.option_id)),
        )
        .all(db)
        .await?;
    let venues = venue::Entity::find()
        .filter(
            venue::COLUMN
                .id
                .is_in(options.iter().map(|row| row.venue_id)),
        )
        .all(db)
        .await?;
    let trainers = trainer::Entity::find()
        .filter(
            trainer::COLUMN
                .id
                .is_in(rows.iter().map(|row| row.trainer_id)),
        )
        .all(db)
        .await?;
    let people = person::Entity::find()
        .filter(
            person::COLUMN
                .id
                .is_in(trainers.iter().map(|row| row.person_id)),
        )
        .all(db)
        .await?;
    let sessions: BTreeMap<SlotId, (SessionId, SessionState)> = session::Entity::find()
        .filter(
            session::COLUMN
                .slot_id
                .is_in(rows.iter().map(|row| row.slot_id)),
        )
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.slot_id, (row.id, row.state)))
        .collect();
    let missing = || Error::NotFound("offer");
    rows.into_iter()
        .map(|row| {
            let slot = slots
                .iter()
                .find(|s| s.id == row.slot_id)
                .ok_or_else(missing)?;
            let request = requests
                .iter()
                .find(|r| r.id == slot.request_id)
                .ok_or_else(missing)?;
            let cohort = cohorts
                .iter()
                .find(|c| c.id == request.cohort_id)
                .ok_or_else(missing)?;
            let institute = institutes
                .iter()
                .find(|i| i.id == cohort.institute_id)
                .ok_or_else(missing)?;
            let seat = seats
                .iter()
                .find(|s| s.id == row.seat_id)
                .ok_or_else(missing)?;
            let subject = subjects
                .iter()
                .find(|s| s.id == seat.subject_id)
                .ok_or_else(missing)?;
            let option = options
                .iter()
                .find(|o| o.id == row.option_id)
                .ok_or_else(missing)?;
            let venue = venues
                .iter()
                .find(|v| v.id == option.venue_id)
                .ok_or_else(missing)?;
            let trainer = trainers
                .iter()
                .find(|t| t.id == row.trainer_id)
                .ok_or_else(missing)?;
            let person = people
                .iter()
                .find(|p| p.id == trainer.person_id)
                .ok_or_else(missing)?;
            let online = venue.id == ONLINE;
            Ok(OfferView {
                id: row.id,
                slot: slot.id,
                request: request.id,
                reference: slot.reference.clone(),
                title: slot.title.clone(),
                seat: seat.id,
                subject: subject.name.clone(),
                level: seat.level,
                trainer: trainer.id,
                trainer_name: format!("{} {}", trainer.title, person.name)
                    .trim()
                    .to_owned(),
                invented: person.invented,
                email: person.email.clone(),
                cohort: cohort.alias.clone(),
                institute: institute.short.clone(),
                starts: option.starts,
                ends: option.ends,
                venue: if online {
                    String::new()
                } else {
                    venue.name.clone()
                },
                online,
                state: row.state,
                session: sessions.get(&slot.id).map(|(id, _)| *id),
                session_state: sessions.get(&slot.id).map(|(_, state)| *state),
                sent_at: row.sent_at,
                deadline: row.deadline,
                overdue: row.state == OfferState::Sent
                    && row.deadline.is_some_and(|at| at <= work.now),
                answered_at: row.answered_at,
                channel: row.channel,
                reason: row.reason,
                note: row.note,
                version: row.version,
            })
        })
        .collect()
}

/// How many offers were ever sent.
pub async fn count(work: &Work) -> Result<usize> {
    policy::require_all(&work.actor, Action::ViewOffers)?;
    let sent = offer::Entity::find()
        .filter(offer::COLUMN.sent_at.is_not_null())
        .count(work.db())
        .await?;
    Ok(usize::try_from(sent).unwrap_or(usize::MAX))
}
