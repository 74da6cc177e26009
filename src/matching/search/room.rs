//! Making room: which trainer to give a seat, and which slots must leave for it.

use super::Search;
use crate::candidates::Candidate;
use crate::model::{DAY, Instance, WEEK};
use crate::rules::double_booking::overlap;
use crate::rules::{RuleCode, travel, workload};
use crate::score::seat_score;

/// Candidates looked at for one seat of one move.
const LOOK: usize = 10;
/// Slots thrown out by one move at most.
const EJECT: usize = 4;

impl Search<'_> {
    pub(super) fn clear_resources(&self, slot: u32, option: u32, out: &mut Vec<u32>) -> bool {
        let wanted = &self.instance.slots[slot as usize].options[option as usize];
        for &r in &wanted.resources {
            for &(start, end, by) in self.schedule.busy(r) {
                if overlap((start, end), (wanted.start, wanted.end)) {
                    match by {
                        Some(k) if !self.pinned[k as usize] && out.len() < EJECT => {
                            if !out.contains(&k) {
                                out.push(k);
                            }
                        }
                        _ => return false,
                    }
                }
            }
        }
        true
    }

    /// The best of a few candidates for a seat, counting what would have to leave; that is added to `out`.
    pub(super) fn choose(
        &mut self,
        slot: u32,
        option: u32,
        seat: usize,
        taken: &[u32],
        out: &mut Vec<u32>,
    ) -> Option<u32> {
        let g = self.candidates.first_option[slot as usize] + option as usize;
        let (low, high) = (self.support_from[g], self.support_from[g + 1]);
        let from_support = high > low && self.random.below(32) != 0;
        let first = self.candidates.first_entry[g];
        let count = if from_support {
            high - low
        } else {
            self.candidates.first_entry[g + 1] - first
        };
        if count == 0 {
            return None;
        }
        let offset = self.random.below(count);
        let minutes = self.minutes(slot, option);
        let mut best: Option<(i64, u32, Vec<u32>)> = None;
        for at in 0..count.min(LOOK) {
            let at = (offset + at) % count;
            let entry = if from_support {
                self.support[low + at] as usize
            } else {
                first + at
            };
            let candidate: Candidate = self.candidates.entries[entry];
            if candidate.seats >> seat & 1 == 0 || taken.contains(&candidate.trainer) {
                continue;
            }
            let mut gain =
                candidate.score[seat] - self.schedule.overload_of(candidate.trainer, minutes);
            let Some(leaving) = self.in_the_way(candidate.trainer, slot, option, out) else {
                continue;
            };
            for &k in &leaving {
                gain -= self.stake(k, candidate.trainer);
            }
            if best.as_ref().is_none_or(|b| gain > b.0) {
                best = Some((gain, candidate.trainer, leaving));
            }
        }
        let (_, trainer, leaving) = best?;
        out.extend(leaving);
        (out.len() <= EJECT).then_some(trainer)
    }

    /// About what a trainer's season loses with a slot: its score and the price of the seat, which is what another
    /// trainer would have to be paid. A little chance keeps the moves from going in circles.
    pub(super) fn stake(&mut self, slot: u32, trainer: u32) -> i64 {
        let Some(chosen) = self.schedule.chosen(slot) else {
            return 0;
        };
        let seat = chosen
            .trainers
            .iter()
            .position(|&i| i == trainer)
            .unwrap_or(0);
        let place = self.instance.slots[slot as usize].options[chosen.option as usize].place;
        let g = self.candidates.first_option[slot as usize] + chosen.option as usize;
        let worth = self.prices[g][seat] + seat_score(self.instance, slot, seat, place, trainer);
        worth / 64 * (40 + self.random.below(48) as i64)
    }

    /// Slots that must leave a trainer's season to make room, beside those in `out`; `None` if that cannot be.
    pub(super) fn in_the_way(
        &mut self,
        trainer: u32,
        slot: u32,
        option: u32,
        out: &[u32],
    ) -> Option<Vec<u32>> {
        let wanted = &self.instance.slots[slot as usize].options[option as usize];
        let who = &self.instance.trainers[trainer as usize];
        let mut leaving: Vec<u32> = Vec::new();
        for held in self.schedule.held(trainer) {
            let clash = overlap((held.start, held.end), (wanted.start, wanted.end))
                || !travel::journey_allows(
                    self.instance,
                    (held.start, held.end, held.place),
                    (wanted.start, wanted.end, wanted.place),
                );
            if clash {
                let k = held.slot?;
                if self.pinned[k as usize] {
                    return None;
                }
                if !out.contains(&k) {
                    leaving.push(k);
                }
            }
        }
        loop {
            let stays = |k: Option<u32>| {
                k.is_none_or(|k| k != slot && !leaving.contains(&k) && !out.contains(&k))
            };
            let sessions = self.schedule.held(trainer).iter().filter(|h| stays(h.slot));
            let load = workload::load_around(
                self.instance,
                sessions.map(|h| (h.start, h.end)),
                wanted.start,
            );
            let Err(code) = workload::allows(self.instance, who, &load, wanted.end - wanted.start)
            else {
                return Some(leaving);
            };
            if leaving.len() + out.len() >= EJECT {
                return None;
            }
            let mut cheapest: Option<(i64, u32)> = None;
            for at in 0..self.schedule.held(trainer).len() {
                let held = self.schedule.held(trainer)[at];
                let Some(k) = held.slot else { continue };
                let known = k == slot
                    || leaving.contains(&k)
                    || out.contains(&k)
                    || self.pinned[k as usize];
                if !known && counts_together(self.instance, code, held.start, wanted.start) {
                    let cost = self.stake(k, trainer);
                    if cheapest.is_none_or(|c| (cost, k) < c) {
                        cheapest = Some((cost, k));
                    }
                }
            }
            leaving.push(cheapest?.1);
        }
    }
}

/// Whether a session at `other` counts towards the cap `code` of one at `start`.
fn counts_together(instance: &Instance, code: RuleCode, other: i64, start: i64) -> bool {
    match code {
        RuleCode::DayCap => other.div_euclid(DAY) == start.div_euclid(DAY),
        RuleCode::WeekCap | RuleCode::WeekMinutes => {
            other.div_euclid(WEEK) == start.div_euclid(WEEK)
        }
        RuleCode::MonthCap => instance.month_of(other) == instance.month_of(start),
        _ => true,
    }
}
