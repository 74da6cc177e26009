//! Explanation, search and judge agree.

use crate::explain::{candidates_for, funnel, reasons};
use crate::samples::{SampleSize, sample};
use crate::{Assignment, Epochs, SolveParams, Wish, check, solve};

#[test]
fn every_trainer_is_counted_once_and_free_ones_can_really_serve() {
    for seed in 0..20 {
        let instance = sample(
            SampleSize {
                slots: 25,
                trainers: 12,
                product: seed % 2 == 0,
            },
            seed,
        );
        let outcome = solve(
            &instance,
            &SolveParams { seed, threads: 1 },
            &mut Epochs(1),
            &mut |_| Wish::Continue,
        );
        for slot in 0..25 {
            for f in funnel(&instance, &outcome.plan, slot).unwrap() {
                let turned_away =
                    f.pool + f.designation + f.expertise + f.language + f.conflict + f.travel;
                let busy = f.availability + f.booked + f.caps + f.occupancy;
                assert_eq!(turned_away + busy + f.free, f.trainers);
            }
            let Some(assignment) = outcome.plan.of(slot) else {
                continue;
            };
            if instance.pinned.iter().any(|p| p.slot == slot) {
                continue;
            }
            for seat in 0..assignment.trainers.len() {
                let why = reasons(&instance, &outcome.plan, slot, seat).unwrap();
                let ranked =
                    candidates_for(&instance, &outcome.plan, slot, seat, assignment.option);
                assert!(
                    ranked
                        .iter()
                        .any(|a| a.trainer == why.trainer && a.score == why.score)
                );
                for other in &why.next {
                    let mut plan = outcome.plan.clone();
                    let at = plan
                        .assignments
                        .iter()
                        .position(|a: &Assignment| a.slot == slot)
                        .unwrap();
                    plan.assignments[at].trainers[seat] = other.trainer;
                    let verdict = check(&instance, &plan);
                    assert_eq!(verdict.violations, vec![]);
                    assert_eq!(
                        verdict.objective - outcome.objective,
                        other.score - why.score
                    );
                }
            }
        }
    }
}
