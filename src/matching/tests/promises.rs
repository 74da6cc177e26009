//! Feasible, never above the true best, which is never above the bound; the same twice.

use std::collections::BTreeSet;

use proptest::prelude::{ProptestConfig, any, proptest};

use crate::candidates::Candidates;
use crate::check::check;
use crate::model::{Instance, Plan};
use crate::samples::{SampleSize, sample};
use crate::schedule::{Chosen, Schedule};
use crate::{Epochs, RuleCode, SolveParams, Wish, solve};

fn run(instance: &Instance, threads: usize, epochs: u32) -> crate::Outcome {
    solve(
        instance,
        &SolveParams { seed: 7, threads },
        &mut Epochs(epochs),
        &mut |_| Wish::Continue,
    )
}

/// Tries every plan. `judge` decides, so it shares nothing with the search but the enumeration of candidates.
fn true_best(instance: &Instance) -> i64 {
    fn go(
        instance: &Instance,
        candidates: &Candidates,
        schedule: &mut Schedule,
        slot: u32,
        best: &mut i64,
    ) {
        if slot as usize == instance.slots.len() {
            let plan: Plan = schedule.plan();
            let verdict = check(instance, &plan);
            if verdict.violations.is_empty() && verdict.objective > *best {
                *best = verdict.objective;
            }
            return;
        }
        if schedule.chosen(slot).is_some() {
            return go(instance, candidates, schedule, slot + 1, best);
        }
        go(instance, candidates, schedule, slot + 1, best);
        let seats = instance.slots[slot as usize].seats.len();
        for option in 0..instance.slots[slot as usize].options.len() as u32 {
            for trainers in tuples(instance.trainers.len() as u32, seats) {
                let fits = trainers.iter().enumerate().all(|(s, i)| {
                    candidates
                        .of(slot, option)
                        .iter()
                        .any(|c| c.trainer == *i && c.seats >> s & 1 == 1)
                });
                if !fits {
                    continue;
                }
                let mut chosen = Chosen {
                    option,
                    trainers: [0; 3],
                };
                chosen.trainers[..seats].copy_from_slice(&trainers);
                let room = schedule.resources_free(slot, option)
                    && trainers
                        .iter()
                        .all(|&i| schedule.can_place(i, slot, option).is_ok());
                if room {
                    schedule.place(slot, chosen);
                    go(instance, candidates, schedule, slot + 1, best);
                    schedule.remove(slot);
                }
            }
        }
    }
    let candidates = Candidates::build(instance);
    let mut schedule = Schedule::of(
        instance,
        &Plan {
            assignments: instance.pinned.clone(),
        },
    );
    let mut best = i64::MIN;
    go(instance, &candidates, &mut schedule, 0, &mut best);
    best
}

fn tuples(people: u32, seats: usize) -> BTreeSet<Vec<u32>> {
    let mut all: BTreeSet<Vec<u32>> = BTreeSet::from([Vec::new()]);
    for _ in 0..seats {
        all = all
            .iter()
            .flat_map(|t| {
                (0..people)
                    .filter(|i| !t.contains(i))
                    .map(|i| [t.as_slice(), &[i]].concat())
            })
            .collect();
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bound_is_above_the_true_best_is_above_the_plan(seed in any::<u64>(), slots in 0_usize..6, trainers in 0_usize..5, product in any::<bool>()) {
        let instance = sample(SampleSize { slots, trainers, product }, seed);
        instance.validate().unwrap();
        let outcome = run(&instance, 1, 1);
        let verdict = check(&instance, &outcome.plan);
        assert_eq!(verdict.violations, vec![]);
        assert_eq!(verdict.objective, outcome.objective);
        let best = true_best(&instance);
        assert!(outcome.objective <= best, "plan {} above the true best {best}", outcome.objective);
        assert!(best <= outcome.bound, "true best {best} above the bound {}", outcome.bound);
    }

}

proptest! {
    // Each of these takes a hundred times as long as one of the small ones above.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn larger_plans_pass_the_judge(seed in any::<u64>(), product in any::<bool>()) {
        let instance = sample(SampleSize { slots: 40, trainers: 15, product }, seed);
        instance.validate().unwrap();
        let outcome = run(&instance, 1, 1);
        let verdict = check(&instance, &outcome.plan);
        assert_eq!(verdict.violations, vec![]);
        assert_eq!(verdict.objective, outcome.objective);
        assert!(outcome.objective <= outcome.bound);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_conflict_of_interest_is_never_broken(seed in any::<u64>(), product in any::<bool>()) {
        let mut instance = sample(SampleSize { slots: 12, trainers: 6, product }, seed);
        let before = run(&instance, 1, 1);
        let free = before.plan.assignments.iter().filter(|a| instance.pinned.iter().all(|p| p.slot != a.slot));
        let more: Vec<(u32, u32, u32)> = free.flat_map(|a| a.trainers.iter().map(|&i| (a.slot, a.option, i))).collect();
        instance.conflicts.extend(&more);
        instance.conflicts.sort_unstable();
        instance.validate().unwrap();
        // The judge sees each of them in the plan of before, and nothing else.
        let judged = check(&instance, &before.plan).violations;
        assert!(judged.iter().all(|v| v.code == RuleCode::ConflictOfInterest), "{judged:?}");
        assert_eq!(judged.len(), more.len());
        let after = run(&instance, 1, 1);
        assert_eq!(check(&instance, &after.plan).violations, vec![]);
        for a in &after.plan.assignments {
            assert!(a.trainers.iter().all(|&i| !instance.conflicts.contains(&(a.slot, a.option, i))));
        }
        assert!(after.objective <= before.bound && after.objective <= after.bound);
    }
}

#[test]
fn the_same_epochs_give_the_same_answer_on_one_thread_and_two() {
    for seed in 0..4 {
        let instance = sample(
            SampleSize {
                slots: 60,
                trainers: 20,
                product: seed % 2 == 0,
            },
            seed,
        );
        let first = run(&instance, 1, 3);
        assert_eq!(first, run(&instance, 1, 3));
        assert_eq!(first, run(&instance, 2, 3));
    }
}

#[test]
fn nothing_to_do_is_an_empty_plan() {
    for (slots, trainers) in [(0, 0), (3, 0), (0, 3)] {
        let instance = sample(
            SampleSize {
                slots,
                trainers,
                product: true,
            },
            1,
        );
        let outcome = run(&instance, 2, 2);
        assert_eq!((outcome.plan.assignments.len(), outcome.objective), (0, 0));
        assert!(outcome.bound >= 0);
    }
}

#[test]
fn weights_of_two_to_the_forty_do_not_overflow() {
    let mut instance = sample(
        SampleSize {
            slots: 30,
            trainers: 10,
            product: true,
        },
        5,
    );
    for slot in &mut instance.slots {
        slot.value = 1 << 40;
    }
    instance.weights.overload = 1 << 30;
    instance.weights.stability = 1 << 40;
    instance.validate().unwrap();
    let outcome = run(&instance, 2, 2);
    let verdict = check(&instance, &outcome.plan);
    assert_eq!(
        (verdict.violations, verdict.objective),
        (vec![], outcome.objective)
    );
    assert!(outcome.bound >= outcome.objective);
}
