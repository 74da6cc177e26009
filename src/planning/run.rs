//! A run: snapshot, solve off the async threads, store.

use chrono::NaiveDate;
use entity::{MatchRunId, ProposalState, RunState, match_run, proposal};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::review::{NextBest, Reason};
use super::snapshot::{self, Snapshot};
use crate::accounts::policy::{self, Action};
use crate::actor::Actor;
use crate::audit;
use crate::db::{Db, Work};
use crate::error::{Error, Message, Result};
use crate::matching::explain::{self, Funnel, Reasons};
use crate::matching::{Epochs, Outcome, Progress, SolveParams, Wish, solve};

/// What to plan, how long.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    /// First date.
    pub from: NaiveDate,
    /// Last date, inclusive.
    pub to: NaiveDate,
    /// Start of the generator.
    pub seed: u64,
    /// Epochs at most: the same number gives the same plan.
    pub epochs: u32,
}

/// Epochs that a coordinator's run has: some seconds for a season.
pub const EPOCHS: u32 = 30;

/// Runs the matcher and stores what it proposes. No transaction is open while it searches.
pub async fn run(
    db: &Db,
    actor: &Actor,
    order: Order,
    mut observer: impl FnMut(Progress) -> Wish + Send + 'static,
) -> Result<MatchRunId> {
    policy::require_all(actor, Action::Plan)?;
    if order.to < order.from {
        return Err(Error::field("to", Message::new("field-end-before-start")));
    }
    if (order.to - order.from).num_days() > 400 {
        return Err(Error::field(
            "to",
            Message::new("plans-too-long").with("max", 400),
        ));
    }
    let work = Work::read(db, actor.clone()).await?;
    let snapshot = snapshot::take(&work, order.from, order.to).await?;
    drop(work);
    snapshot
        .instance
        .validate()
        .map_err(|flaw| Error::Internal(format!("snapshot: {flaw}")))?;
    let (snapshot, outcome) = tokio::task::spawn_blocking(move || {
        let params = SolveParams {
            seed: order.seed,
            threads: 2,
        };
        let outcome = solve(
            &snapshot.instance,
            &params,
            &mut Epochs(order.epochs),
            &mut observer,
        );
        (snapshot, outcome)
    })
    .await
    .map_err(|e| Error::Internal(format!("the matcher: {e}")))?;
    let work = Work::begin(db, actor.clone()).await?;
    let id = store(&work, order, &snapshot, &outcome).await?;
    work.commit().await?;
    Ok(id)
}

async fn store(
    work: &Work,
    order: Order,
    snapshot: &Snapshot,
    outcome: &Outcome,
) -> Result<MatchRunId> {
    let input = Sha256::digest(format!("{:?}", snapshot.instance).as_bytes());
    let run = match_run::ActiveModel {
        created_by: Set(work.actor.person),
        created_at: Set(work.now),
        finished_at: Set(Some(work.now)),
        state: Set(RunState::Finished),
        from_on: Set(order.from),
        to_on: Set(order.to),
        seed: Set(order.seed as i64),
        threads: Set(2),
        epochs: Set(outcome.epochs as i32),
        input_hash: Set(input.iter().map(|byte| format!("{byte:02x}")).collect()),
        objective: Set(outcome.objective),
        bound: Set(outcome.bound),
        slots: Set((snapshot.slots.len() + snapshot.closed.len()) as i32),
        covered: Set(outcome.plan.assignments.len() as i32),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    // A newer run replaces what older ones proposed and nobody accepted.
    proposal::Entity::update_many()
        .set(proposal::ActiveModel {
            state: Set(ProposalState::Rejected),
            ..Default::default()
        })
        .filter(
            proposal::COLUMN
                .slot_id
                .is_in(snapshot.slots.iter().map(|planned| planned.slot.id)),
        )
        .filter(proposal::COLUMN.state.eq(ProposalState::Proposed))
        .exec(work.db())
        .await?;
    let mut rows = Vec::new();
    for (position, planned) in (0u32..).zip(&snapshot.slots) {
        let assignment = outcome.plan.of(position);
        let funnels = match assignment {
            Some(_) => Vec::new(),
            None => {
                explain::funnel(&snapshot.instance, &outcome.plan, position).unwrap_or_default()
            }
        };
        for (index, seat) in planned.seats.iter().enumerate() {
            let row = proposal::ActiveModel {
                run_id: Set(run.id),
                slot_id: Set(planned.slot.id),
                seat_id: Set(*seat),
                ..Default::default()
            };
            let found = assignment.and_then(|assignment| {
                let reasons = explain::reasons(&snapshot.instance, &outcome.plan, position, index)?;
                let option = planned.options.get(assignment.option as usize)?;
                let trainer = snapshot.trainers.get(reasons.trainer as usize)?;
                Some((*option, *trainer, reasons))
            });
            rows.push(match found {
                Some((option, trainer, reasons)) => proposal::ActiveModel {
                    option_id: Set(Some(option)),
                    trainer_id: Set(Some(trainer)),
                    state: Set(ProposalState::Proposed),
                    score: Set(reasons.score),
                    reasons: Set(words_for(&reasons, snapshot, planned.is_online(option))?),
                    ..row
                },
                None => proposal::ActiveModel {
                    option_id: Set(None),
                    trainer_id: Set(None),
                    state: Set(ProposalState::Unfilled),
                    score: Set(0),
                    reasons: Set(words_against(funnels.get(index))?),
                    ..row
                },
            });
        }
    }
    for slot in &snapshot.closed {
        for seat in slot.seats.iter().filter(|seat| seat.required) {
            let reason = Reason {
                lines: vec![Message::new("unfilled-closed")],
                next: Vec::new(),
            };
            rows.push(proposal::ActiveModel {
                run_id: Set(run.id),
                slot_id: Set(slot.id),
                seat_id: Set(seat.id),
                option_id: Set(None),
                trainer_id: Set(None),
                state: Set(ProposalState::Unfilled),
                score: Set(0),
                reasons: Set(text(&reason)?),
                ..Default::default()
            });
        }
    }
    // PostgreSQL and SQLite both limit the parameters of a statement.
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        proposal::Entity::insert_many(rows.by_ref().take(500))
            .exec(work.db())
            .await?;
    }
    let detail = json!({ "objective": outcome.objective, "bound": outcome.bound });
    audit::append(work, "plan.run", "match_run", run.id.0, detail).await?;
    Ok(run.id)
}

fn text(reason: &Reason) -> Result<String> {
    serde_json::to_string(reason).map_err(|e| Error::Internal(e.to_string()))
}

/// Why this trainer.
fn words_for(reasons: &Reasons, snapshot: &Snapshot, online: bool) -> Result<String> {
    let mut lines = vec![
        Message::new("reason-level")
            .with("level", reasons.level)
            .with("asked", reasons.score_level),
    ];
    lines.push(if online {
        Message::new("reason-online")
    } else if reasons.travel_minutes == 0 {
        Message::new("reason-local")
    } else {
        Message::new("reason-travel").with("minutes", reasons.travel_minutes)
    });
    lines.push(Message::new("reason-week").with("count", reasons.week_sessions_after));
    if reasons.preference > 0 {
        lines.push(Message::new("reason-likes"));
    }
    if reasons.kept {
        lines.push(Message::new("reason-kept"));
    }
    lines.push(
        Message::new("reason-choice")
            .with("qualified", reasons.qualified)
            .with("free", reasons.free),
    );
    let next = reasons
        .next
        .iter()
        .filter_map(|other| {
            let trainer = *snapshot.trainers.get(other.trainer as usize)?;
            Some(NextBest {
                trainer,
                costs: reasons.score - other.score,
            })
        })
        .collect();
    text(&Reason { lines, next })
}

/// Why nobody: how many trainers each rule turned away.
fn words_against(funnel: Option<&Funnel>) -> Result<String> {
    let mut lines = Vec::new();
    if let Some(funnel) = funnel {
        let qualified = funnel.trainers - funnel.pool - funnel.expertise;
        lines.push(Message::new("unfilled-qualified").with("count", qualified));
        for (key, count) in [
            ("unfilled-designation", funnel.designation),
            ("unfilled-language", funnel.language),
            ("unfilled-conflict", funnel.conflict),
            ("unfilled-travel", funnel.travel),
            ("unfilled-availability", funnel.availability),
            ("unfilled-booked", funnel.booked),
            ("unfilled-caps", funnel.caps),
            ("unfilled-occupancy", funnel.occupancy),
            ("unfilled-free", funnel.free),
        ] {
            if count > 0 {
                lines.push(Message::new(key).with("count", count));
            }
        }
    }
    text(&Reason {
        lines,
        next: Vec::new(),
    })
}

/// An observer that lets a run take its course.
pub fn carry_on(_: Progress) -> Wish {
    Wish::Continue
}
