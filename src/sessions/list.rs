//! Sessions as the roster shows them.

use std::collections::BTreeMap;

use entity::{
    CohortId, CourseId, Instant, InstituteId, Mode, OfferState, Pool, Precision, SessionId,
    SessionState, SlotId, SlotOptionId, TrainerId, city, cohort, course, institute, offer,
    participation, person, request, seat, session, slot, slot_cohort, slot_option, subject,
    trainer, university, venue,
};
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
};

use crate::accounts::policy::{self, Action, Owner};
use crate::actor::Actor;
use crate::db::{Page, Work, behind};
use crate::error::{Error, Result};
use crate::offers::claim::ONLINE;

/// One trainer of a session.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SeatView {
    /// Who.
    pub trainer: TrainerId,
    /// Name with title.
    pub name: String,
    /// Campus, or the CERT.
    pub affiliation: String,
    /// CERT or academic.
    pub pool: Pool,
    /// What they teach.
    pub subject: String,
    /// Whether the demo invented them.
    pub invented: bool,
}

/// A session with what a reader of the roster sees.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SessionView {
    /// The session.
    pub id: SessionId,
    /// Its slot.
    pub slot: SlotId,
    /// The slot's reference.
    pub reference: String,
    /// The slot's title.
    pub title: String,
    /// Where it stands.
    pub state: SessionState,
    /// How it is held.
    pub mode: Mode,
    /// When; with precision `month` only the month is known.
    pub starts: Instant,
    /// Until when.
    pub ends: Instant,
    /// How exactly that is known.
    pub precision: Precision,
    /// Room, empty when online or not published.
    pub venue: String,
    /// City, empty when online.
    pub city: String,
    /// Whether it is online.
    pub online: bool,
    /// Cohort as people say it.
    pub cohort: String,
    /// The cohorts that sit in it.
    pub cohorts: Vec<CohortId>,
    /// Course of the first cohort.
    pub course: CourseId,
    /// Its code.
    pub course_code: String,
    /// Institute.
    pub institute: InstituteId,
    /// Its short name.
    pub institute_name: String,
    /// Whom trainers turn to: the officer who made the cohort, empty if nobody.
    pub contact: String,
    /// Their mail address, if they have one.
    pub contact_email: String,
    /// Their telephone, if it is known.
    pub contact_phone: String,
    /// Who teaches.
    pub trainers: Vec<SeatView>,
    /// Why it was cancelled or not held.
    pub reason: String,
    /// Public source of a recorded session.
    pub source: String,
    /// iCalendar identity.
    pub uid: String,
    /// iCalendar SEQUENCE.
    pub sequence: i32,
    /// Last change of anything that a feed shows.
    pub revised_at: Instant,
    /// Latitude and longitude of the city.
    pub geo: Option<(f64, f64)>,
    /// For compare-and-swap.
    pub version: i64,
}

/// Which sessions.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Ending after this.
    pub from: Option<Instant>,
    /// Starting before this.
    pub to: Option<Instant>,
    /// Of this institute.
    pub institute: Option<InstituteId>,
    /// Of this trainer.
    pub trainer: Option<TrainerId>,
    /// Of this course.
    pub course: Option<CourseId>,
    /// In this state.
    pub state: Option<SessionState>,
    /// Leave out what was cancelled.
    pub live: bool,
}

/// Rows of one table by key, for joins in memory.
macro_rules! by_id {
    ($work:expr, $table:ident, $ids:expr) => {
        $table::Entity::find()
            .filter($table::COLUMN.id.is_in($ids))
            .all($work.db())
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect::<BTreeMap<_, _>>()
    };
}

/// Sessions by time: all for coordinators, the institute's for officers, their own for trainers.
pub async fn list(work: &Work, filter: &Filter) -> Result<Vec<SessionView>> {
    list_as(work, &work.actor, filter).await
}

/// As [`list`], in the eyes of somebody else: a calendar link is read for its owner.
pub(crate) async fn list_as(
    work: &Work,
    actor: &Actor,
    filter: &Filter,
) -> Result<Vec<SessionView>> {
    let rows = asked(actor, filter)?.all(work.db()).await?;
    let mut sessions = views(work, rows).await?;
    sessions.sort_by_key(|session| (session.starts, session.id));
    Ok(sessions)
}

/// A page of sessions for people, by time; and how many there are in all.
pub async fn listed(
    work: &Work,
    filter: &Filter,
    after: Option<SessionId>,
) -> Result<(Vec<SessionView>, Option<SessionId>, usize)> {
    let rows: Vec<(SessionId, SlotOptionId)> = asked(&work.actor, filter)?
        .select_only()
        .column(session::Column::Id)
        .column(session::Column::OptionId)
        .into_tuple()
        .all(work.db())
        .await?;
    let options = by_id!(work, slot_option, rows.iter().map(|(_, option)| *option));
    let mut timed: Vec<(Option<Instant>, SessionId)> = rows
        .into_iter()
        .map(|(id, option)| (options.get(&option).map(|option| option.starts), id))
        .collect();
    timed.sort_unstable();
    let ids: Vec<SessionId> = timed.into_iter().map(|(_, id)| id).collect();
    let (page, next) = behind(&ids, after);
    let rows = session::Entity::find()
        .filter(session::COLUMN.id.is_in(page))
        .all(work.db())
        .await?;
    let mut sessions = views(work, rows).await?;
    sessions.sort_by_key(|session| (session.starts, session.id));
    Ok((sessions, next, ids.len()))
}

/// The sessions that came of these slots, as far as the reader sees them.
pub async fn of_slots(work: &Work, slots: Vec<SlotId>) -> Result<Vec<SessionView>> {
    let rows = asked(&work.actor, &Filter::default())?
        .filter(session::COLUMN.slot_id.is_in(slots))
        .all(work.db())
        .await?;
    views(work, rows).await
}

/// Sessions by id, a page of them.
pub async fn page(
    work: &Work,
    filter: &Filter,
    page: Page,
) -> Result<(Vec<SessionView>, Option<i64>)> {
    let rows = asked(&work.actor, filter)?
        .filter(session::COLUMN.id.gt(SessionId(page.after)))
        .limit(page.ask())
        .all(work.db())
        .await?;
    let (rows, next) = page.cut(rows, |row| row.id.0);
    Ok((views(work, rows).await?, next))
}

/// The sessions that are asked for, as far as the reader sees them, by id.
fn asked(actor: &Actor, filter: &Filter) -> Result<Select<session::Entity>> {
    if !policy::may(actor, Action::ViewRoster) {
        return Err(Error::Forbidden);
    }
    let mut query = session::Entity::find().order_by_asc(session::COLUMN.id);
    if !policy::may_all(actor, Action::ViewRoster) {
        // As `visible` says of one.
        let at = slots_of(Whose::Institutes(actor.institutes()));
        let own = slots_of(Whose::Trainer(actor.trainer));
        query = query.filter(
            Condition::any()
                .add(session::Column::SlotId.in_subquery(at))
                .add(session::Column::SlotId.in_subquery(own)),
        );
    }
    if filter.from.is_some() || filter.to.is_some() {
        let mut times = slot_option::Entity::find()
            .select_only()
            .column(slot_option::Column::Id);
        if let Some(from) = filter.from {
            times = times.filter(slot_option::COLUMN.ends.gt(from));
        }
        if let Some(to) = filter.to {
            times = times.filter(slot_option::COLUMN.starts.lt(to));
        }
        query = query.filter(session::Column::OptionId.in_subquery(times.into_query()));
    }
    let of = [
        filter.institute.map(|id| Whose::Institutes(vec![id])),
        filter.course.map(Whose::Course),
        filter.trainer.map(|id| Whose::Trainer(Some(id))),
    ];
    for whose in of.into_iter().flatten() {
        query = query.filter(session::Column::SlotId.in_subquery(slots_of(whose)));
    }
    if let Some(state) = filter.state {
        query = query.filter(session::COLUMN.state.eq(state));
    }
    if filter.live {
        query = query.filter(session::COLUMN.state.ne(SessionState::Cancelled));
    }
    Ok(query)
}

/// Whose slots.
enum Whose {
    Institutes(Vec<InstituteId>),
    Course(CourseId),
    Trainer(Option<TrainerId>),
}

/// The slots that belong to them: of every cohort that sits in one, also in a joint lecture that another asked for;
/// a trainer's are those that `seats` shows them on.
fn slots_of(whose: Whose) -> SelectStatement {
    if let Whose::Trainer(trainer) = whose {
        return participation::Entity::find()
            .select_only()
            .column(participation::Column::SlotId)
            .filter(participation::COLUMN.trainer_id.is_in(trainer))
            .filter(taking_part())
            .into_query();
    }
    let cohorts = cohort::Entity::find()
        .select_only()
        .column(cohort::Column::Id);
    let cohorts = match whose {
        Whose::Course(id) => cohorts.filter(cohort::COLUMN.course_id.eq(id)),
        Whose::Institutes(ids) => cohorts.filter(cohort::COLUMN.institute_id.is_in(ids)),
        Whose::Trainer(_) => cohorts,
    };
    slot_cohort::Entity::find()
        .select_only()
        .column(slot_cohort::Column::SlotId)
        .filter(slot_cohort::Column::CohortId.in_subquery(cohorts.into_query()))
        .into_query()
}

/// One session.
pub async fn get(work: &Work, id: SessionId) -> Result<SessionView> {
    let row = super::load(work, id).await?;
    let session = views(work, vec![row])
        .await?
        .pop()
        .ok_or(Error::NotFound("session"))?;
    if !policy::may(&work.actor, Action::ViewRoster) {
        return Err(Error::Forbidden);
    }
    if visible(&work.actor, &session) {
        Ok(session)
    } else {
        Err(Error::NotFound("session"))
    }
}

fn visible(actor: &Actor, session: &SessionView) -> bool {
    let of = |owner| policy::allows(actor, Action::ViewRoster, owner);
    of(Owner::institute(session.institute))
        || session
            .trainers
            .iter()
            .any(|seat| of(Owner::trainer(seat.trainer)))
}

/// Sessions with everything that is shown of them, in the order of the rows.
pub(crate) async fn views(work: &Work, rows: Vec<session::Model>) -> Result<Vec<SessionView>> {
    let slots = by_id!(work, slot, rows.iter().map(|row| row.slot_id));
    let options = by_id!(work, slot_option, rows.iter().map(|row| row.option_id));
    let venues = by_id!(work, venue, options.values().map(|row| row.venue_id));
    let cities = by_id!(work, city, venues.values().filter_map(|row| row.city_id));
    let requests = by_id!(work, request, slots.values().map(|row| row.request_id));
    let cohorts = by_id!(work, cohort, requests.values().map(|row| row.cohort_id));
    let courses = by_id!(work, course, cohorts.values().map(|row| row.course_id));
    let institutes = by_id!(
        work,
        institute,
        cohorts.values().map(|row| row.institute_id)
    );
    let officers = by_id!(
        work,
        person,
        cohorts.values().filter_map(|row| row.officer_id)
    );
    let joint = slot_cohort::Entity::find()
        .filter(slot_cohort::COLUMN.slot_id.is_in(slots.keys().copied()))
        .all(work.db())
        .await?;
    let mut people = seats(work, slots.keys().copied().collect()).await?;
    let missing = || Error::NotFound("session");
    rows.into_iter()
        .map(|row| {
            let slot = slots.get(&row.slot_id).ok_or_else(missing)?;
            let option = options.get(&row.option_id).ok_or_else(missing)?;
            let venue = venues.get(&option.venue_id).ok_or_else(missing)?;
            let city = venue.city_id.and_then(|id| cities.get(&id));
            let request = requests.get(&slot.request_id).ok_or_else(missing)?;
            let cohort = cohorts.get(&request.cohort_id).ok_or_else(missing)?;
            let course = courses.get(&cohort.course_id).ok_or_else(missing)?;
            let institute = institutes.get(&cohort.institute_id).ok_or_else(missing)?;
            let online = venue.id == ONLINE;
            let officer = cohort.officer_id.and_then(|id| officers.get(&id));
            let mut cohorts: Vec<CohortId> = joint
                .iter()
                .filter(|link| link.slot_id == slot.id)
                .map(|link| link.cohort_id)
                .collect();
            cohorts.sort_unstable();
            Ok(SessionView {
                id: row.id,
                slot: slot.id,
                reference: slot.reference.clone(),
                title: slot.title.clone(),
                state: row.state,
                mode: slot.mode,
                starts: option.starts,
                ends: option.ends,
                precision: option.precision,
                venue: if online {
                    String::new()
                } else {
                    venue.name.clone()
                },
                city: city.map(|city| city.name.clone()).unwrap_or_default(),
                online,
                cohort: cohort.alias.clone(),
                cohorts,
                course: course.id,
                course_code: course.code.clone(),
                institute: institute.id,
                institute_name: institute.short.clone(),
                contact: officer
                    .map(|person| person.name.clone())
                    .unwrap_or_default(),
                contact_email: officer
                    .and_then(|person| person.email.clone())
                    .unwrap_or_default(),
                contact_phone: officer
                    .and_then(|person| person.phone.clone())
                    .unwrap_or_default(),
                trainers: people.remove(&slot.id).unwrap_or_default(),
                reason: row.reason,
                source: row.source,
                uid: slot.uid.clone().unwrap_or_default(),
                sequence: slot.sequence,
                revised_at: slot.revised_at,
                geo: city.map(|city| (city.lat, city.lon)),
                version: row.version,
            })
        })
        .collect()
}

/// Who takes part: in it still, or in it when it was called off; but nobody who is only asked for the seat, as for
/// one that a confirmed session could do without.
fn taking_part() -> Condition {
    let of = |column| Expr::col((offer::Entity, column));
    let part = |column| (participation::Entity, column);
    let asked = offer::Entity::find()
        .select_only()
        .column(offer::Column::Id)
        .filter(of(offer::Column::SeatId).equals(part(participation::Column::SeatId)))
        .filter(of(offer::Column::TrainerId).equals(part(participation::Column::TrainerId)))
        .filter(offer::COLUMN.state.eq(OfferState::Sent))
        .into_query();
    Condition::all()
        .add(
            Condition::any()
                .add(participation::COLUMN.until_seq.is_null())
                .add(participation::COLUMN.reason.eq("cancelled")),
        )
        .add(Expr::exists(asked).not())
}

/// Who is part of each slot now; of a cancelled one, who was when it was called off.
async fn seats(work: &Work, slots: Vec<SlotId>) -> Result<BTreeMap<SlotId, Vec<SeatView>>> {
    let parts = participation::Entity::find()
        .filter(participation::COLUMN.slot_id.is_in(slots))
        .filter(taking_part())
        .order_by_asc(participation::COLUMN.id)
        .all(work.db())
        .await?;
    let rows = by_id!(work, seat, parts.iter().map(|part| part.seat_id));
    let subjects = by_id!(work, subject, rows.values().map(|seat| seat.subject_id));
    let trainers = by_id!(work, trainer, parts.iter().map(|part| part.trainer_id));
    let people = by_id!(work, person, trainers.values().map(|row| row.person_id));
    let campuses = by_id!(
        work,
        university,
        trainers.values().filter_map(|row| row.university_id)
    );
    let mut found: BTreeMap<SlotId, Vec<(i32, SeatView)>> = BTreeMap::new();
    for part in parts {
        let (Some(seat), Some(trainer)) = (rows.get(&part.seat_id), trainers.get(&part.trainer_id))
        else {
            continue;
        };
        let Some(person) = people.get(&trainer.person_id) else {
            continue;
        };
        let campus = trainer.university_id.and_then(|id| campuses.get(&id));
        found.entry(part.slot_id).or_default().push((
            seat.position,
            SeatView {
                trainer: trainer.id,
                name: format!("{} {}", trainer.title, person.name)
                    .trim()
                    .to_owned(),
                affiliation: campus.map_or_else(|| "National CERT".to_owned(), |u| u.short.clone()),
                pool: seat.pool,
                subject: subjects
                    .get(&seat.subject_id)
                    .map(|s| s.name.clone())
                    .unwrap_or_default(),
                invented: person.invented,
            },
        ));
    }
    Ok(found
        .into_iter()
        .map(|(slot, mut seats)| {
            seats.sort_by_key(|(position, _)| *position);
            (slot, seats.into_iter().map(|(_, seat)| seat).collect())
        })
        .collect())
}
