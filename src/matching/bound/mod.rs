//! The proven upper bound: a Lagrangian relaxation of "every seat of a covered slot has its trainer".
//!
//! Each seat carries a price that the slot pays and the trainer receives. What is left falls apart: a slot is covered
//! when its value exceeds the prices of its seats, and a trainer takes the best season at the prices (`season.rs`).
//! The sum of both is never below the true best, **whatever the prices are**; block subgradient steps make it small.
//! For slots of several seats a fee per candidate also says that nobody serves an option that is not chosen.
//! All numbers are integers, scaled by `Market::scale`; the bound is rounded up.

mod prices;
mod season;

pub use prices::Prices;

use super::candidates::Candidates;
use super::model::{Booking, Instance, Plan};
use super::random::Random;
use super::schedule::Schedule;
use prices::Market;
use season::{Measure, Paying, Season, measure};

/// Trainers are stepped in this many blocks a sweep, so that later ones see what earlier ones took.
const BLOCKS: usize = 20;
/// Sweeps between two exact evaluations.
const SWEEPS: u32 = 4;

/// A frozen price vector that is being evaluated.
#[derive(Debug)]
struct Evaluation {
    prices: Prices,
    next: usize,
    sum: i128,
}

/// The bound and the prices behind it.
#[derive(Debug)]
pub struct Bound<'a> {
    /// The instance that the pins leave: they are bookings of their trainers, and their slots are worth nothing more.
    rest: Instance,
    candidates: &'a Candidates,
    /// Objective units of the pins.
    pinned: i64,
    market: Market,
    prices: Prices,
    mean: Prices,
    items_from: Vec<usize>,
    /// (entry, flat option) of each trainer, by start.
    items: Vec<(u32, u32)>,
    measures: Vec<Measure>,
    order: Vec<u32>,
    picks: Vec<Vec<(u32, u8)>>,
    /// Sweep in which an entry was last part of a best season; 0 for never.
    seen: Vec<u32>,
    sweep: u32,
    next: usize,
    step: i64,
    /// What is left of the step after an evaluation, of 64.
    decay: i64,
    evaluation: Option<Evaluation>,
    season: Season,
    best: i64,
}

impl<'a> Bound<'a> {
    /// Starts with the simple bound: every slot covered by its best trainers.
    pub fn new(instance: &'a Instance, candidates: &'a Candidates, seed: u64) -> Self {
        let trainers = instance.trainers.len();
        let fixed = Schedule::of(
            instance,
            &Plan {
                assignments: instance.pinned.clone(),
            },
        );
        let mut rest = instance.clone();
        for pin in &instance.pinned {
            let option = &instance.slots[pin.slot as usize].options[pin.option as usize];
            rest.slots[pin.slot as usize].value = 0;
            for &i in &pin.trainers {
                let booking = Booking {
                    start: option.start,
                    end: option.end,
                    place: option.place,
                };
                rest.trainers[i as usize].booked.push(booking);
            }
        }
        let mut of_trainer: Vec<Vec<(u32, u32)>> = vec![Vec::new(); trainers];
        for g in 0..candidates.slot_of.len() {
            let slot = candidates.slot_of[g];
            let option = (g - candidates.first_option[slot as usize]) as u32;
            if fixed.chosen(slot).is_some() || !fixed.resources_free(slot, option) {
                continue;
            }
            for e in candidates.first_entry[g]..candidates.first_entry[g + 1] {
                let trainer = candidates.entries[e].trainer;
                // What clashes with a pin or a booking alone is in no plan.
                if fixed.can_place(trainer, slot, option).is_ok() {
                    of_trainer[trainer as usize].push((e as u32, g as u32));
                }
            }
        }
        let market = Market::new(&rest, candidates);
        let mut items_from = vec![0];
        let mut items = Vec::with_capacity(candidates.entries.len());
        let mut measures = Vec::with_capacity(trainers);
        for (trainer, mut own) in rest.trainers.iter().zip(of_trainer) {
            own.sort_by_key(|&(e, g)| (market.times[g as usize].start, e));
            let spans: Vec<(i64, i64)> = own
                .iter()
                .map(|&(_, g)| market.times[g as usize].span())
                .collect();
            measures.push(measure(&rest, trainer, &spans));
            items.extend(own);
            items_from.push(items.len());
        }
        let mut order: Vec<u32> = (0..trainers as u32).collect();
        let mut random = Random::new(seed ^ 0xB0);
        for i in (1..order.len()).rev() {
            order.swap(i, random.below(i + 1));
        }
        let prices = market.first_prices(&rest, candidates);
        let pinned = fixed.objective();
        let best = market.simple_bound(&rest, candidates) + pinned;
        Self {
            rest,
            candidates,
            pinned,
            mean: prices.clone(),
            prices,
            market,
            items_from,
            items,
            measures,
            order,
            picks: vec![Vec::new(); trainers],
            seen: vec![0; candidates.entries.len()],
            sweep: 1,
            next: 0,
            step: 6144,
            decay: 55,
            evaluation: None,
            season: Season::default(),
            best,
        }
    }

    /// The best proven upper bound so far, in objective units.
    pub fn best(&self) -> i64 {
        self.best
    }

    /// The sweep that is under way; compare with [`Bound::seen`].
    pub fn sweep(&self) -> u32 {
        self.sweep
    }

    /// Per candidate entry the last sweep in which it was part of a trainer's best season.
    pub fn seen(&self) -> &[u32] {
        &self.seen
    }

    /// Averaged scaled price of a seat of a flat option.
    pub fn price(&self, option: usize, seat: usize) -> i64 {
        self.mean.rows[self.market.row_of[option] + seat] / self.market.scale
    }

    /// Works through about `work` candidates. `incumbent` is the worth of the best plan, which ends the work when proven best.
    pub fn advance(&mut self, work: usize, incumbent: i64) {
        let mut left = work as i64;
        while left > 0 && self.best > incumbent && !self.order.is_empty() {
            left -= if self.evaluation.is_some() {
                self.evaluate_block()
            } else {
                self.step_block()
            } + 64;
        }
    }

    fn block(&self, next: usize) -> usize {
        (next + self.order.len().div_ceil(BLOCKS)).min(self.order.len())
    }

    fn solve(&mut self, trainer: usize, frozen: Option<&Prices>) -> i64 {
        let prices = frozen.unwrap_or(&self.prices);
        self.season.paying.clear();
        for &(entry, g) in &self.items[self.items_from[trainer]..self.items_from[trainer + 1]] {
            let candidate = &self.candidates.entries[entry as usize];
            let (seat, reward) = self.market.reward(candidate, entry, g, prices);
            if reward > 0 {
                let times = &self.market.times[g as usize];
                let (start, end, place) = (times.start, times.end, times.place);
                self.season.paying.push(Paying {
                    entry,
                    seat,
                    reward,
                    start,
                    end,
                    place,
                });
            }
        }
        self.season.solve(
            &self.rest,
            &self.rest.trainers[trainer],
            self.measures[trainer],
            self.market.scale,
        )
    }

    fn step_block(&mut self) -> i64 {
        let (from, to) = (self.next, self.block(self.next));
        let mut work = 0;
        for at in from..to {
            let i = self.order[at] as usize;
            self.solve(i, None);
            work += (self.items_from[i + 1] - self.items_from[i]) as i64;
            for &(entry, seat) in &self.picks[i] {
                self.market.take(entry, seat, -1);
            }
            self.picks[i].clear();
            for &k in &self.season.picked {
                let paying = &self.season.paying[k as usize];
                self.picks[i].push((paying.entry, paying.seat));
                self.market.take(paying.entry, paying.seat, 1);
                self.seen[paying.entry as usize] = self.sweep;
            }
            let items = &self.items[self.items_from[i]..self.items_from[i + 1]];
            self.market.step_fees(
                items,
                &self.picks[i],
                self.step,
                &mut self.prices,
                &mut self.mean,
            );
        }
        self.market
            .step_rows(&self.rest, self.step, &mut self.prices, &mut self.mean);
        self.next = to;
        if to == self.order.len() {
            self.next = 0;
            self.sweep += 1;
            if self.sweep.is_multiple_of(SWEEPS) {
                let prices = self.mean.clone();
                let sum = self.market.slots_worth(&self.rest, &prices);
                self.evaluation = Some(Evaluation {
                    prices,
                    next: 0,
                    sum,
                });
            }
        }
        work
    }

    fn evaluate_block(&mut self) -> i64 {
        let Some(mut evaluation) = self.evaluation.take() else {
            return 0;
        };
        let (from, to) = (evaluation.next, self.block(evaluation.next));
        let mut work = 0;
        for at in from..to {
            let i = self.order[at] as usize;
            evaluation.sum += i128::from(self.solve(i, Some(&evaluation.prices)));
            work += (self.items_from[i + 1] - self.items_from[i]) as i64;
        }
        evaluation.next = to;
        if to < self.order.len() {
            self.evaluation = Some(evaluation);
            return work;
        }
        let scale = i128::from(self.market.scale);
        // Rounded up, and the true best is whole, so rounding down the scaled sum is valid as well.
        let bound = i64::try_from(evaluation.sum.div_euclid(scale))
            .map_or(i64::MAX, |sum| sum.saturating_add(self.pinned));
        self.step = self.step * self.decay / 64;
        if self.step < 4 {
            // Short steps no longer move anything: begin again from here, and cool more slowly.
            self.step = 1024;
            self.decay = 60;
        }
        self.best = self.best.min(bound);
        work
    }
}
