//! The plan: greedy first, then annealed insertion with ejection inside what the prices recommend.
//!
//! A move takes a slot, gives it an option and trainers, throws out what is in the way and tries to place that again;
//! a move that loses more than the present patience is undone. `room.rs` decides who must leave, `fill.rs` what fits
//! without anybody leaving.

mod fill;
mod room;

use super::bound::Bound;
use super::candidates::Candidates;
use super::model::{Instance, Plan, Slot};
use super::random::Random;
use super::schedule::{Chosen, Schedule, compact};

enum Step {
    Placed(u32),
    Removed(u32, Chosen),
}

/// The search and its best plan.
pub struct Search<'a> {
    instance: &'a Instance,
    candidates: &'a Candidates,
    schedule: Schedule<'a>,
    pinned: Vec<bool>,
    random: Random,
    steps: Vec<Step>,
    open: Vec<u32>,
    best: Vec<Option<Chosen>>,
    best_objective: i64,
    support: Vec<u32>,
    support_from: Vec<usize>,
    mean_value: i64,
    /// Price of each seat of each flat option: what a trainer's time there is worth elsewhere.
    prices: Vec<[i64; 3]>,
}

impl<'a> Search<'a> {
    /// Places the pins, then the rest greedily, most value per seat-minute first.
    pub fn new(instance: &'a Instance, candidates: &'a Candidates, seed: u64) -> Self {
        let mut schedule = Schedule::new(instance);
        let mut pinned = vec![false; instance.slots.len()];
        for pin in &instance.pinned {
            pinned[pin.slot as usize] = true;
            schedule.place(pin.slot, compact(pin));
        }
        let values: i128 = instance.slots.iter().map(|s| i128::from(s.value)).sum();
        let mean_value = (values / (instance.slots.len().max(1) as i128)).max(16) as i64;
        let mut search = Self {
            instance,
            candidates,
            schedule,
            pinned,
            random: Random::new(seed),
            steps: Vec::new(),
            open: Vec::new(),
            best: Vec::new(),
            best_objective: 0,
            support: Vec::new(),
            support_from: vec![0; candidates.slot_of.len() + 1],
            mean_value,
            prices: instance.slots.iter().flat_map(half_shares).collect(),
        };
        let mut order: Vec<u32> = (0..instance.slots.len() as u32)
            .filter(|&j| !search.pinned[j as usize])
            .collect();
        order.sort_by_key(|&j| std::cmp::Reverse((search.density(j), std::cmp::Reverse(j))));
        for j in order {
            search.insert(j, usize::MAX);
        }
        search.keep();
        search
    }

    /// Objective units of the best plan.
    pub fn best_objective(&self) -> i64 {
        self.best_objective
    }

    /// Slots that the best plan covers.
    pub fn best_covered(&self) -> usize {
        self.best.iter().flatten().count()
    }

    /// The best plan.
    pub fn best_plan(&self) -> Plan {
        let mut schedule = Schedule::new(self.instance);
        for (j, chosen) in self.best.iter().enumerate() {
            if let Some(chosen) = chosen {
                schedule.place(j as u32, *chosen);
            }
        }
        schedule.plan()
    }

    /// Takes over the prices, and which candidates were part of a best season within `memory` sweeps.
    pub fn follow(&mut self, bound: &Bound, memory: u32) {
        let (seen, since) = (bound.seen(), bound.sweep().saturating_sub(memory));
        self.support.clear();
        for (g, prices) in self.prices.iter_mut().enumerate() {
            let seats = self.instance.slots[self.candidates.slot_of[g] as usize]
                .seats
                .len();
            for (seat, price) in prices.iter_mut().enumerate().take(seats) {
                *price = bound.price(g, seat);
            }
        }
        for g in 0..self.candidates.slot_of.len() {
            self.support_from[g] = self.support.len();
            let entries = self.candidates.first_entry[g]..self.candidates.first_entry[g + 1];
            self.support.extend(
                entries
                    .filter(|&e| seen[e] >= since && seen[e] > 0)
                    .map(|e| e as u32),
            );
        }
        if let Some(last) = self.support_from.last_mut() {
            *last = self.support.len();
        }
    }

    /// Makes `moves` moves at the patience of epoch `epoch`, then keeps the plan if it is the best.
    pub fn advance(&mut self, epoch: u32, moves: usize) {
        // Patience falls like one over the epochs: nobody knows when the budget ends.
        let heat = self.mean_value / 12 * 16 / i64::from(16 + epoch.min(1 << 20));
        for _ in 0..moves {
            self.try_move(heat);
        }
        self.keep();
    }

    fn keep(&mut self) {
        let slots = self.instance.slots.len() as u32;
        if self.best.is_empty() || self.schedule.objective() > self.best_objective {
            self.best = (0..slots).map(|j| self.schedule.chosen(j)).collect();
            self.best_objective = self.schedule.objective();
        }
        self.open = (0..slots)
            .filter(|&j| self.schedule.chosen(j).is_none())
            .collect();
    }

    fn density(&self, slot: u32) -> i128 {
        let what = &self.instance.slots[slot as usize];
        let minutes = what
            .options
            .iter()
            .map(|o| o.end - o.start)
            .max()
            .unwrap_or(1)
            .max(1);
        i128::from(what.value) * 4096 / i128::from(minutes) / what.seats.len() as i128
    }

    fn minutes(&self, slot: u32, option: u32) -> i64 {
        let option = &self.instance.slots[slot as usize].options[option as usize];
        option.end - option.start
    }

    fn pick_slot(&mut self) -> Option<u32> {
        let slots = self.instance.slots.len();
        for _ in 0..8 {
            let j = if !self.open.is_empty() && self.random.below(2) == 0 {
                self.open[self.random.below(self.open.len())]
            } else {
                self.random.below(slots) as u32
            };
            if !self.pinned[j as usize] {
                return Some(j);
            }
        }
        None
    }

    fn try_move(&mut self, heat: i64) {
        if self.instance.slots.is_empty() {
            return;
        }
        let Some(j) = self.pick_slot() else { return };
        let before = self.schedule.objective();
        self.steps.clear();
        if self.force(j) {
            let lost = before - self.schedule.objective();
            if lost <= 0 || lost <= heat.saturating_mul(self.random.patience()) / 1024 {
                return;
            }
        }
        while let Some(step) = self.steps.pop() {
            match step {
                Step::Placed(slot) => {
                    self.schedule.remove(slot);
                }
                Step::Removed(slot, chosen) => self.schedule.place(slot, chosen),
            }
        }
    }

    fn place(&mut self, slot: u32, chosen: Chosen) {
        self.schedule.place(slot, chosen);
        self.steps.push(Step::Placed(slot));
    }

    fn remove(&mut self, slot: u32) -> Option<Chosen> {
        let chosen = self.schedule.remove(slot)?;
        self.steps.push(Step::Removed(slot, chosen));
        Some(chosen)
    }

    /// Places a slot whatever is in the way, then puts back what had to leave.
    fn force(&mut self, slot: u32) -> bool {
        self.remove(slot);
        let what = &self.instance.slots[slot as usize];
        let option = self.random.below(what.options.len()) as u32;
        let mut out: Vec<u32> = Vec::new();
        if !self.clear_resources(slot, option, &mut out) {
            return false;
        }
        let mut chosen = Chosen {
            option,
            trainers: [u32::MAX; 3],
        };
        for seat in 0..what.seats.len() {
            let Some(trainer) = self.choose(slot, option, seat, &chosen.trainers[..seat], &mut out)
            else {
                return false;
            };
            chosen.trainers[seat] = trainer;
        }
        let mut gone: Vec<(u32, Chosen)> = Vec::with_capacity(out.len());
        for k in out {
            if let Some(was) = self.remove(k) {
                gone.push((k, was));
            }
        }
        self.place(slot, chosen);
        gone.sort_by_key(|&(k, _)| std::cmp::Reverse((self.instance.slots[k as usize].value, k)));
        for (k, was) in gone {
            if !self.mend(k, was) {
                self.insert(k, 24);
            }
        }
        true
    }
}

/// Until the bound knows better, every seat is worth half of its share of the value.
fn half_shares(slot: &Slot) -> impl Iterator<Item = [i64; 3]> {
    let share = slot.value / slot.seats.len() as i64 / 2;
    slot.options.iter().map(move |_| [share; 3])
}
