//! The run: numbered epochs in which plan and bound advance side by side and meet at a barrier.
//!
//! What an epoch does depends on instance, seed and epoch number alone, never on the clock, so a replay to the same
//! epoch gives the same answer.

use super::bound::Bound;
use super::candidates::Candidates;
use super::model::{Instance, Plan};
use super::search::Search;

/// Candidates that the bound looks at in an epoch, at most; both sides take about a sixth of a second.
const BOUND_WORK: usize = 1_000_000;
/// Moves that the search makes in an epoch, at most.
const MOVES: usize = 80_000;
/// Sweeps for which a candidate stays recommended.
const MEMORY: u32 = 12;

/// What a run depends on beside the instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SolveParams {
    /// Start of the generator.
    pub seed: u64,
    /// Threads to use: from two on, plan and bound run side by side.
    pub threads: usize,
}

/// Decides whether another epoch begins; the only way in for clocks and stop buttons.
pub trait Budget {
    /// Whether epoch `epoch` (from 1) may start.
    fn start_epoch(&mut self, epoch: u32) -> bool;
}

/// A budget of a fixed number of epochs, for replays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Epochs(
    /// Last epoch that may start.
    pub u32,
);

impl Budget for Epochs {
    fn start_epoch(&mut self, epoch: u32) -> bool {
        epoch <= self.0
    }
}

/// Where a run stands at the end of an epoch; epoch 0 is the first feasible plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Epochs done.
    pub epoch: u32,
    /// Objective units of the best plan.
    pub objective: i64,
    /// Proven upper bound in objective units.
    pub bound: i64,
    /// Slots that the best plan covers.
    pub covered: usize,
}

/// What the observer wants next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Carry on.
    Continue,
    /// Stop and keep the best plan.
    Stop,
}

/// The answer of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The best plan found.
    pub plan: Plan,
    /// Its worth in objective units.
    pub objective: i64,
    /// No plan is worth more than this.
    pub bound: i64,
    /// Epochs done.
    pub epochs: u32,
}

/// Solves an instance that passed [`Instance::validate`]; stops when the budget ends, the observer says so, or the plan
/// is proven best.
pub fn solve(
    instance: &Instance,
    params: &SolveParams,
    budget: &mut dyn Budget,
    observer: &mut dyn FnMut(Progress) -> Wish,
) -> Outcome {
    let candidates = Candidates::build(instance);
    let mut search = Search::new(instance, &candidates, params.seed);
    let mut bound = Bound::new(instance, &candidates, params.seed);
    // Small instances have short epochs.
    let work = BOUND_WORK.min(20_000 + 100 * candidates.entries.len());
    let moves = MOVES.min(2_000 + 400 * instance.slots.len());
    let mut epoch = 0;
    loop {
        let (objective, proven) = (search.best_objective(), bound.best());
        let progress = Progress {
            epoch,
            objective,
            bound: proven,
            covered: search.best_covered(),
        };
        if observer(progress) == Wish::Stop
            || objective >= proven
            || epoch == u32::MAX
            || !budget.start_epoch(epoch + 1)
        {
            return Outcome {
                plan: search.best_plan(),
                objective,
                bound: proven,
                epochs: epoch,
            };
        }
        epoch += 1;
        if params.threads > 1 {
            std::thread::scope(|scope| {
                scope.spawn(|| bound.advance(work, objective));
                search.advance(epoch, moves);
            });
        } else {
            bound.advance(work, objective);
            search.advance(epoch, moves);
        }
        search.follow(&bound, MEMORY);
    }
}
