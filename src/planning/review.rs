//! What a run says, as coordinators see it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::{
    Instant, MatchRunId, Pool, ProposalState, SeatId, SlotId, SlotOptionId, TrainerId, cohort,
    institute, match_run, person, proposal, request, seat, slot, slot_option, subject, trainer,
    university, venue,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::accounts::policy::{self, Action};
use crate::db::Work;
use crate::error::{Error, Message, Result};

/// Another trainer who could have the seat.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct NextBest {
    /// Who.
    pub trainer: TrainerId,
    /// What choosing them would cost, in points of the objective.
    pub costs: i64,
}

/// Why, in words by key.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Reason {
    /// One a rule.
    pub lines: Vec<Message>,
    /// Who else could, best first.
    pub next: Vec<NextBest>,
}

/// A run with its figures.
#[derive(Clone, Debug, serde::Serialize)]
pub struct RunView {
    /// The run.
    pub id: MatchRunId,
    /// When.
    pub created_at: Instant,
    /// First date.
    pub from_on: NaiveDate,
    /// Last date.
    pub to_on: NaiveDate,
    /// Worth of the plan.
    pub objective: i64,
    /// No plan is worth more.
    pub bound: i64,
    /// At most so much better is possible, in hundredths of a percent.
    pub gap: i64,
    /// The same in words: `0.42`.
    pub gap_percent: String,
    /// Slots looked at.
    pub slots: i32,
    /// Slots covered.
    pub covered: i32,
    /// Epochs run.
    pub epochs: i32,
    /// Start of the generator.
    pub seed: i64,
}

/// What a run says of a seat.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SeatReview {
    /// The seat.
    pub seat: SeatId,
    /// What it teaches.
    pub subject: String,
    /// Level asked for.
    pub level: i32,
    /// CERT or academic.
    pub pool: Pool,
    /// Where the proposal stands.
    pub state: ProposalState,
    /// Who, if anybody.
    pub trainer: Option<TrainerId>,
    /// Their name.
    pub name: String,
    /// Campus or CERT.
    pub affiliation: String,
    /// Why them, or why nobody.
    pub lines: Vec<Message>,
    /// Who else, with name and cost.
    pub next: Vec<(String, i64)>,
}

/// What a run says of a slot.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SlotReview {
    /// The slot.
    pub slot: SlotId,
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// The cohort.
    pub cohort: String,
    /// The institute.
    pub institute: String,
    /// The chosen time, if any.
    pub starts: Option<Instant>,
    /// Until when.
    pub ends: Option<Instant>,
    /// Where; empty when online.
    pub venue: String,
    /// Whether all its seats are proposed.
    pub filled: bool,
    /// Whether it waits for the coordinator.
    pub open: bool,
    /// Its seats.
    pub seats: Vec<SeatReview>,
}

/// The newest runs.
pub async fn runs(work: &Work) -> Result<Vec<RunView>> {
    policy::require_all(&work.actor, Action::Plan)?;
    let rows = match_run::Entity::find()
        .order_by_desc(match_run::COLUMN.id)
        .limit(50)
        .all(work.db())
        .await?;
    Ok(rows.into_iter().map(view).collect())
}

/// The newest run, if any.
pub async fn latest(work: &Work) -> Result<Option<RunView>> {
    Ok(runs(work).await?.into_iter().next())
}

fn view(row: match_run::Model) -> RunView {
    let gap = if row.bound > 0 {
        (row.bound - row.objective) * 10_000 / row.bound
    } else {
        0
    };
    RunView {
        id: row.id,
        created_at: row.created_at,
        from_on: row.from_on,
        to_on: row.to_on,
        objective: row.objective,
        bound: row.bound,
        gap,
        gap_percent: format!("{}.{:02}", gap / 100, gap % 100),
        slots: row.slots,
        covered: row.covered,
        epochs: row.epochs,
        seed: row.seed,
    }
}

/// A run with what it says of every slot, by time, unfilled ones last.
pub async fn review(work: &Work, id: MatchRunId) -> Result<(RunView, Vec<SlotReview>)> {
    policy::require_all(&work.actor, Action::Plan)?;
    let run = match_run::Entity::find_by_id(id).one(work.db()).await?;
    let run = view(run.ok_or(Error::NotFound("run"))?);
    let rows = proposal::Entity::find()
        .filter(proposal::COLUMN.run_id.eq(id))
        .order_by_asc(proposal::COLUMN.seat_id)
        .all(work.db())
        .await?;
    let mut slots = slots(work, rows).await?;
    slots.sort_by_key(|slot| (!slot.filled, slot.starts, slot.slot));
    Ok((run, slots))
}

/// One trainer for one seat.
#[derive(Clone, Copy, Debug)]
pub struct ProposedSeat {
    /// The seat.
    pub seat: SeatId,
    /// Who.
    pub trainer: TrainerId,
    /// When and where.
    pub option: SlotOptionId,
}

/// What a run proposes for these slots and waits for the coordinator, slot by slot.
pub async fn proposed(
    work: &Work,
    run: MatchRunId,
    slots: &[SlotId],
) -> Result<BTreeMap<SlotId, Vec<ProposedSeat>>> {
    policy::require_all(&work.actor, Action::Plan)?;
    let rows = proposal::Entity::find()
        .filter(proposal::COLUMN.run_id.eq(run))
        .filter(proposal::COLUMN.state.eq(ProposalState::Proposed))
        .order_by_asc(proposal::COLUMN.seat_id)
        .all(work.db())
        .await?;
    let mut found: BTreeMap<SlotId, Vec<ProposedSeat>> = BTreeMap::new();
    for row in rows {
        if let (Some(trainer), Some(option), true) =
            (row.trainer_id, row.option_id, slots.contains(&row.slot_id))
        {
            let seat = ProposedSeat {
                seat: row.seat_id,
                trainer,
                option,
            };
            found.entry(row.slot_id).or_default().push(seat);
        }
    }
    Ok(found)
}

/// The coordinator has accepted what a run proposes for a slot.
pub async fn mark_accepted(work: &Work, run: MatchRunId, slot: SlotId) -> Result<()> {
    policy::require_all(&work.actor, Action::Plan)?;
    proposal::Entity::update_many()
        .set(proposal::ActiveModel {
            state: Set(ProposalState::Accepted),
            ..Default::default()
        })
        .filter(proposal::COLUMN.run_id.eq(run))
        .filter(proposal::COLUMN.slot_id.eq(slot))
        .filter(proposal::COLUMN.state.eq(ProposalState::Proposed))
        .exec(work.db())
        .await?;
    Ok(())
}

macro_rules! table {
    ($work:expr, $table:ident) => {
        $table::Entity::find()
            .all($work.db())
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect::<BTreeMap<_, _>>()
    };
}

async fn slots(work: &Work, rows: Vec<proposal::Model>) -> Result<Vec<SlotReview>> {
    let ids: Vec<SlotId> = rows.iter().map(|row| row.slot_id).collect();
    let slots = slot::Entity::find()
        .filter(slot::COLUMN.id.is_in(ids.clone()))
        .all(work.db())
        .await?;
    let seats: BTreeMap<SeatId, seat::Model> = seat::Entity::find()
        .filter(seat::COLUMN.slot_id.is_in(ids.clone()))
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let options: BTreeMap<SlotOptionId, slot_option::Model> = slot_option::Entity::find()
        .filter(slot_option::COLUMN.slot_id.is_in(ids))
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let (requests, cohorts, institutes) = (
        table!(work, request),
        table!(work, cohort),
        table!(work, institute),
    );
    let (subjects, venues, campuses) = (
        table!(work, subject),
        table!(work, venue),
        table!(work, university),
    );
    let (trainers, people) = (table!(work, trainer), table!(work, person));
    let name = |id: TrainerId| -> Option<(String, String)> {
        let trainer = trainers.get(&id)?;
        let person = people.get(&trainer.person_id)?;
        let campus = trainer.university_id.and_then(|id| campuses.get(&id));
        Some((
            format!("{} {}", trainer.title, person.name)
                .trim()
                .to_owned(),
            campus.map_or_else(|| "National CERT".to_owned(), |u| u.short.clone()),
        ))
    };
    let mut by_slot: BTreeMap<SlotId, Vec<proposal::Model>> = BTreeMap::new();
    for row in rows {
        by_slot.entry(row.slot_id).or_default().push(row);
    }
    Ok(slots
        .into_iter()
        .filter_map(|slot| {
            let rows = by_slot.remove(&slot.id)?;
            let cohort = cohorts.get(&requests.get(&slot.request_id)?.cohort_id)?;
            let institute = institutes.get(&cohort.institute_id)?;
            let option = rows.iter().find_map(|row| options.get(&row.option_id?));
            let venue = option.and_then(|option| venues.get(&option.venue_id));
            let filled = rows.iter().all(|row| row.trainer_id.is_some());
            let open = rows.iter().any(|row| row.state == ProposalState::Proposed);
            let seats = rows
                .into_iter()
                .filter_map(|row| {
                    let seat = seats.get(&row.seat_id)?;
                    let reason: Reason = serde_json::from_str(&row.reasons).unwrap_or_default();
                    let (who, affiliation) = row.trainer_id.and_then(&name).unwrap_or_default();
                    Some(SeatReview {
                        seat: seat.id,
                        subject: subjects.get(&seat.subject_id)?.name.clone(),
                        level: seat.level,
                        pool: seat.pool,
                        state: row.state,
                        trainer: row.trainer_id,
                        name: who,
                        affiliation,
                        lines: reason.lines,
                        next: reason
                            .next
                            .iter()
                            .filter_map(|other| Some((name(other.trainer)?.0, other.costs)))
                            .collect(),
                    })
                })
                .collect();
            Some(SlotReview {
                slot: slot.id,
                reference: slot.reference,
                title: slot.title,
                cohort: cohort.alias.clone(),
                institute: institute.short.clone(),
                starts: option.map(|option| option.starts),
                ends: option.map(|option| option.ends),
                venue: venue
                    .filter(|venue| venue.city_id.is_some())
                    .map(|venue| venue.name.clone())
                    .unwrap_or_default(),
                filled,
                open,
                seats,
            })
        })
        .collect())
}
