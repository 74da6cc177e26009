//! Prices of seats and fees of candidates, and the slots' side of the relaxation.

use crate::candidates::{Candidate, Candidates};
use crate::model::{Instance, Place};

/// Fees of an option stop moving above this, far from what any slot is worth, so that their sum cannot overflow.
const MOST_FEES: i64 = 1 << 60;

/// A price vector: one row a seat, one fee a candidate of a slot of several seats. All scaled.
#[derive(Debug, Clone)]
pub struct Prices {
    /// What a seat pays. Options of a one-seat slot share their row.
    pub rows: Vec<i64>,
    /// What a candidate is charged, never negative; 0 for one-seat slots.
    pub fees: Vec<i64>,
    /// Sum of the fees of an option.
    pub fee_sums: Vec<i64>,
}

/// Time and place of a flat option.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// First minute.
    pub start: i64,
    /// Minute after the last.
    pub end: i64,
    /// Where.
    pub place: Place,
}

impl Times {
    /// Start and end.
    pub fn span(&self) -> (i64, i64) {
        (self.start, self.end)
    }
}

/// What does not change with the prices, and who takes what at the moment.
#[derive(Debug)]
pub struct Market {
    /// Scaled units in one objective unit.
    pub scale: i64,
    /// First row of each flat option.
    pub row_of: Vec<usize>,
    /// Times of each flat option.
    pub times: Vec<Times>,
    seats: Vec<u8>,
    option_of: Vec<u32>,
    first_option: Vec<usize>,
    counts: Vec<i32>,
    /// How much of each option of a several-seat slot is open lately, of 1024.
    open: Vec<i64>,
    /// A small share of the slot's value; a step moves by this times `step` / 64.
    stride: Vec<i64>,
    floor: i64,
}

impl Market {
    /// Lays out the rows.
    pub fn new(instance: &Instance, candidates: &Candidates) -> Self {
        let options = candidates.slot_of.len();
        let (mut row_of, mut times, mut seats) = (
            Vec::with_capacity(options),
            Vec::with_capacity(options),
            Vec::with_capacity(options),
        );
        let mut rows = 0;
        let mut worth: i128 = 1;
        for slot in &instance.slots {
            worth += i128::from(slot.value.abs());
            let shared = slot.seats.len() == 1;
            for option in &slot.options {
                row_of.push(rows);
                times.push(Times {
                    start: option.start,
                    end: option.end,
                    place: option.place,
                });
                seats.push(slot.seats.len() as u8);
                if !shared {
                    rows += slot.seats.len();
                }
            }
            rows += usize::from(shared);
        }
        let most = candidates
            .entries
            .iter()
            .flat_map(|c| c.score)
            .map(i64::abs)
            .max()
            .unwrap_or(0);
        worth += i128::from(most) * 4 * instance.slots.len() as i128;
        let minutes: i128 = times.iter().map(|t| i128::from(t.end - t.start) * 3).sum();
        worth += minutes * i128::from(instance.weights.overload);
        // Room below i64::MAX for a step of the dearest slot and for sums of prices; huge weights need no fractions.
        let bits = 128 - worth.leading_zeros();
        let scale = 1_i64 << 46_u32.saturating_sub(bits).min(10);
        let mut option_of = vec![0; candidates.entries.len()];
        for g in 0..options {
            option_of[candidates.first_entry[g]..candidates.first_entry[g + 1]].fill(g as u32);
        }
        let stride = instance
            .slots
            .iter()
            .map(|s| (s.value.max(1) * scale / s.seats.len() as i64 / 4096).max(1))
            .collect();
        Self {
            scale,
            row_of,
            times,
            seats,
            option_of,
            first_option: candidates.first_option.clone(),
            counts: vec![0; rows],
            open: vec![0; options],
            stride,
            floor: -most * scale,
        }
    }

    /// Every seat starts at half of its share of the value.
    pub fn first_prices(&self, instance: &Instance, candidates: &Candidates) -> Prices {
        let mut rows = vec![0; self.counts.len()];
        for (g, &j) in candidates.slot_of.iter().enumerate() {
            let share =
                instance.slots[j as usize].value * self.scale / i64::from(self.seats[g]) / 2;
            rows[self.row_of[g]..self.row_of[g] + usize::from(self.seats[g])].fill(share);
        }
        Prices {
            rows,
            fees: vec![0; candidates.entries.len()],
            fee_sums: vec![0; self.times.len()],
        }
    }

    /// Every slot covered by the best candidate of each seat, as if each had endless time. Objective units.
    pub fn simple_bound(&self, instance: &Instance, candidates: &Candidates) -> i64 {
        let mut sum = 0;
        for (j, slot) in instance.slots.iter().enumerate() {
            let worth = (0..slot.options.len() as u32).filter_map(|o| {
                let entries = candidates.of(j as u32, o);
                let best = |s: usize| {
                    entries
                        .iter()
                        .filter(|c| c.seats >> s & 1 == 1)
                        .map(|c| c.score[s])
                        .max()
                };
                (0..slot.seats.len()).try_fold(slot.value, |sum, s| Some(sum + best(s)?))
            });
            sum += worth.max().unwrap_or(0).max(0);
        }
        sum
    }

    /// Best seat of a candidate and what it pays, scaled.
    pub fn reward(
        &self,
        candidate: &Candidate,
        entry: u32,
        option: u32,
        prices: &Prices,
    ) -> (u8, i64) {
        let (g, row) = (option as usize, self.row_of[option as usize]);
        let mut best = (0, i64::MIN);
        for seat in 0..self.seats[g] {
            if candidate.seats >> seat & 1 == 1 {
                let pays = candidate.score[usize::from(seat)] * self.scale
                    + prices.rows[row + usize::from(seat)];
                if pays > best.1 {
                    best = (seat, pays);
                }
            }
        }
        (best.0, best.1.saturating_sub(prices.fees[entry as usize]))
    }

    /// Counts a trainer in or out of a seat.
    pub fn take(&mut self, entry: u32, seat: u8, by: i32) {
        self.counts[self.row_of[self.option_of[entry as usize] as usize] + usize::from(seat)] += by;
    }

    /// What covering an option leaves after its prices, scaled.
    fn left(&self, instance: &Instance, slot: usize, g: usize, prices: &Prices) -> i64 {
        let rows = &prices.rows[self.row_of[g]..self.row_of[g] + usize::from(self.seats[g])];
        instance.slots[slot].value * self.scale - rows.iter().sum::<i64>() + prices.fee_sums[g]
    }

    /// The slots' side of the relaxation at these prices, scaled. Options without a candidate count too: that is valid.
    pub fn slots_worth(&self, instance: &Instance, prices: &Prices) -> i128 {
        let best = |j: usize| {
            let options = self.first_option[j]..self.first_option[j + 1];
            options
                .map(|g| self.left(instance, j, g, prices))
                .max()
                .unwrap_or(0)
                .max(0)
        };
        (0..instance.slots.len()).map(|j| i128::from(best(j))).sum()
    }

    /// Moves the fees of one trainer towards "only where the option is open".
    pub fn step_fees(
        &mut self,
        items: &[(u32, u32)],
        picks: &[(u32, u8)],
        step: i64,
        prices: &mut Prices,
        mean: &mut Prices,
    ) {
        for &(entry, option) in items {
            let g = option as usize;
            if self.seats[g] < 2 {
                continue;
            }
            let e = entry as usize;
            if prices.fee_sums[g].max(mean.fee_sums[g]) > MOST_FEES {
                continue;
            }
            let taken = picks.iter().any(|p| p.0 == entry);
            if !taken && prices.fees[e] == 0 && mean.fees[e] == 0 {
                continue;
            }
            let stride = self.stride[self.slot_at(g)];
            let toward = i64::from(taken) * 1024 - self.open[g];
            let fee = (prices.fees[e] + stride * step * toward / 1024).clamp(0, stride * 8192);
            prices.fee_sums[g] += fee - prices.fees[e];
            prices.fees[e] = fee;
            let kept = mean.fees[e];
            let next = if fee > kept {
                kept + (fee - kept + 3) / 4
            } else {
                kept - (kept - fee + 3) / 4
            };
            mean.fees[e] = next;
            mean.fee_sums[g] += next - kept;
        }
    }

    fn slot_at(&self, g: usize) -> usize {
        self.first_option.partition_point(|&first| first <= g) - 1
    }

    /// Moves every price towards "as many takers as the slot wants".
    pub fn step_rows(
        &mut self,
        instance: &Instance,
        step: i64,
        prices: &mut Prices,
        mean: &mut Prices,
    ) {
        for (j, slot) in instance.slots.iter().enumerate() {
            let (from, to) = (self.first_option[j], self.first_option[j + 1]);
            let (stride, top) = ((self.stride[j] * step / 64).max(1), slot.value * self.scale);
            if slot.seats.len() == 1 {
                let row = self.row_of[from];
                let surplus = i64::from(self.counts[row] - 1).min(3);
                prices.rows[row] =
                    (prices.rows[row] - stride * surplus).clamp(self.floor.min(top), top);
                continue;
            }
            let mut best = (to, 0);
            for g in from..to {
                let left = self.left(instance, j, g, prices);
                if left > best.1 {
                    best = (g, left);
                }
            }
            for g in from..to {
                self.open[g] += (i64::from(g == best.0) * 1024 - self.open[g]) / 8;
                for row in self.row_of[g]..self.row_of[g] + slot.seats.len() {
                    let surplus = (i64::from(self.counts[row]) * 1024 - self.open[g]).min(3072);
                    prices.rows[row] = (prices.rows[row] - stride * surplus / 1024)
                        .clamp(self.floor.min(top), top * 2);
                }
            }
        }
        for (kept, now) in mean.rows.iter_mut().zip(&prices.rows) {
            *kept += (*now - *kept) / 32;
        }
    }
}
