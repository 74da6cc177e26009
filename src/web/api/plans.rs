//! Match runs: order one, read what it proposes and why, accept all or some of it.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::extract::Visitor;
use super::answer::{Answer, Listed, Made, One, PageQuery, page};
use super::extract::{Json, Path, Query};
use super::values::{Day, Moment, PoolWord, ProposalStateWord, Word};
use crate::accounts::Language;
use crate::app::App;
use crate::error::Message;
use crate::planning::{self, EPOCHS, MatchRunId, Order, RunView, SeatReview, SlotReview};
use crate::slots::SlotId;
use crate::{flows, i18n};

/// A run of the matcher.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Plan {
    /// The run.
    pub id: i64,
    /// When.
    pub created_at: Moment,
    /// First day that it looked at.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Worth of the plan, in points of the objective.
    pub objective: i64,
    /// No plan is worth more.
    pub bound: i64,
    /// At most so much better is possible, in percent.
    pub gap_percent: f64,
    /// Slots looked at.
    pub slots: i32,
    /// Slots that it fills.
    pub covered: i32,
    /// Epochs that it ran: the same number and seed give the same plan.
    pub epochs: i32,
    /// Start of its generator.
    pub seed: i64,
}

impl From<RunView> for Plan {
    fn from(run: RunView) -> Self {
        Self {
            id: run.id.0,
            created_at: run.created_at.into(),
            from: Day(run.from_on),
            to: Day(run.to_on),
            objective: run.objective,
            bound: run.bound,
            gap_percent: run.gap as f64 / 100.0,
            slots: run.slots,
            covered: run.covered,
            epochs: run.epochs,
            seed: run.seed,
        }
    }
}

/// What a run says of a slot.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlannedSlot {
    /// The slot.
    pub slot: i64,
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// The cohort, as people call it.
    pub cohort: String,
    /// The institute's short name.
    pub institute: String,
    /// The chosen time, if any.
    pub starts: Option<Moment>,
    /// Until when.
    pub ends: Option<Moment>,
    /// Room; empty when online.
    pub venue: String,
    /// Whether all its seats are proposed.
    pub filled: bool,
    /// Whether it waits to be accepted.
    pub open: bool,
    /// Its seats.
    pub seats: Vec<PlannedSeat>,
}

/// What a run says of a seat.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlannedSeat {
    /// The seat.
    pub seat: i64,
    /// What it teaches.
    pub subject: String,
    /// Level asked for.
    pub level: i32,
    /// CERT or academic.
    pub pool: PoolWord,
    /// Where the proposal stands.
    pub state: ProposalStateWord,
    /// Who, if anybody.
    pub trainer: Option<i64>,
    /// Their name.
    pub name: String,
    /// Campus, or the CERT.
    pub affiliation: String,
    /// Why them, or why nobody.
    pub reasons: Vec<Why>,
    /// Who else could, best first.
    pub next: Vec<NextBest>,
}

/// One reason.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Why {
    /// In words.
    pub detail: String,
    /// The same for programs.
    pub code: String,
}

/// Another trainer who could have the seat.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NextBest {
    /// Their name.
    pub name: String,
    /// What choosing them would cost, in points of the objective.
    pub costs: i64,
}

fn why(language: Language, message: &Message) -> Why {
    Why {
        detail: i18n::say(language, message),
        code: message.key.clone(),
    }
}

fn seat(language: Language, seat: SeatReview) -> PlannedSeat {
    PlannedSeat {
        seat: seat.seat.0,
        subject: seat.subject,
        level: seat.level,
        pool: Word(seat.pool),
        state: Word(seat.state),
        trainer: seat.trainer.map(|id| id.0),
        name: seat.name,
        affiliation: seat.affiliation,
        reasons: seat.lines.iter().map(|line| why(language, line)).collect(),
        next: seat
            .next
            .into_iter()
            .map(|(name, costs)| NextBest { name, costs })
            .collect(),
    }
}

fn slot(language: Language, slot: SlotReview) -> PlannedSlot {
    PlannedSlot {
        slot: slot.slot.0,
        reference: slot.reference,
        title: slot.title,
        cohort: slot.cohort,
        institute: slot.institute,
        starts: slot.starts.map(Moment),
        ends: slot.ends.map(Moment),
        venue: slot.venue,
        filled: slot.filled,
        open: slot.open,
        seats: slot
            .seats
            .into_iter()
            .map(|one| seat(language, one))
            .collect(),
    }
}

/// Lists the newest runs of the matcher.
#[utoipa::path(get, path = "/plans", tag = "plans", params(PageQuery),
    responses((status = 200, body = Listed<Plan>)))]
pub async fn list_plans(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query<PageQuery>,
) -> Answer<One<Listed<Plan>>> {
    let page = page(query.after, query.limit)?;
    let work = app.read(&actor).await?;
    let runs = planning::runs(&work).await?;
    Ok(Listed::of(page.of(runs, |run| run.id.0)))
}

/// What to plan.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPlan {
    /// First day.
    pub from: Day,
    /// Last day, at most 400 days later.
    pub to: Day,
    /// Start of the generator; 1 where it is not said.
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 4294967295_i64)]
    pub seed: Option<u32>,
}

/// Runs the matcher over the open slots of accepted requests. Takes some seconds; nothing is offered yet.
#[utoipa::path(post, path = "/plans", tag = "plans", responses((status = 201, body = Plan)))]
pub async fn run_plan(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Json(body): Json<NewPlan>,
) -> Answer<Made<One<Plan>>> {
    let order = Order {
        from: body.from.0,
        to: body.to.0,
        seed: body.seed.unwrap_or(1).into(),
        epochs: EPOCHS,
    };
    let id = planning::run(&app.db, &actor, order, planning::carry_on).await?;
    let work = app.read(&actor).await?;
    let run = planning::review(&work, id).await?.0.into();
    Ok(Made(format!("/plans/{id}"), One(run)))
}

/// Shows a run.
#[utoipa::path(get, path = "/plans/{id}", tag = "plans", responses((status = 200, body = Plan)))]
pub async fn show_plan(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<One<Plan>> {
    let work = app.read(&actor).await?;
    Ok(One(planning::review(&work, MatchRunId(id)).await?.0.into()))
}

/// Lists what a run says of every slot, with reasons.
#[utoipa::path(get, path = "/plans/{id}/slots", tag = "plans", params(PageQuery),
    responses((status = 200, body = Listed<PlannedSlot>)))]
pub async fn list_planned_slots(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    Query(query): Query<PageQuery>,
) -> Answer<One<Listed<PlannedSlot>>> {
    let page = page(query.after, query.limit)?;
    let work = app.read(&actor).await?;
    let (_, slots) = planning::review(&work, MatchRunId(id)).await?;
    let (slots, next) = page.of(slots, |slot| slot.slot.0);
    let slots = slots.into_iter().map(|one| slot(actor.language, one));
    Ok(Listed::of((slots.collect(), next)))
}

/// Which slots of a run to accept.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// These slots; all that are filled and wait, where none are named.
    #[serde(default)]
    #[schema(max_items = 2000)]
    pub slots: Vec<i64>,
}

/// What came of accepting.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Accepted {
    /// Offers prepared; send them with `POST /offers/send`.
    pub offers: usize,
    /// Slots that hold no longer as the run saw them.
    pub left: Vec<LeftSlot>,
}

/// A slot that changed since the run.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LeftSlot {
    /// The slot.
    pub slot: i64,
    /// What changed.
    #[serde(flatten)]
    pub why: Why,
}

/// Accepts what a run proposes and prepares an offer for each seat. Needs the scope `offers:send` too.
#[utoipa::path(post, path = "/plans/{id}/accept", tag = "plans",
    responses((status = 200, body = Accepted)))]
pub async fn accept_plan(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    Json(body): Json<Acceptance>,
) -> Answer<One<Accepted>> {
    let run = MatchRunId(id);
    app.act(&actor, async |work| {
        let mut slots: Vec<SlotId> = body.slots.iter().copied().map(SlotId).collect();
        let (_, reviewed) = planning::review(work, run).await?;
        if slots.is_empty() {
            let waiting = reviewed.into_iter().filter(|slot| slot.filled && slot.open);
            slots = waiting.map(|slot| slot.slot).collect();
        }
        let accepted = flows::accept_plan(work, run, &slots).await?;
        let left = accepted.left.iter().map(|(slot, message)| LeftSlot {
            slot: slot.0,
            why: why(work.actor.language, message),
        });
        Ok(One(Accepted {
            offers: accepted.offers,
            left: left.collect(),
        }))
    })
    .await
}
