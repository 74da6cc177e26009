//! Filling: covering slots without disturbing anything.

use super::Search;
use crate::schedule::Chosen;

impl Search<'_> {
    /// Puts a slot back at its old option, with another trainer where the old one has no room.
    pub(super) fn mend(&mut self, slot: u32, was: Chosen) -> bool {
        if !self.schedule.resources_free(slot, was.option) {
            return false;
        }
        let seats = self.instance.slots[slot as usize].seats.len();
        let mut chosen = was;
        for seat in 0..seats {
            if self
                .schedule
                .can_place(was.trainers[seat], slot, was.option)
                .is_err()
            {
                chosen.trainers[seat] = u32::MAX;
            }
        }
        for seat in 0..seats {
            if chosen.trainers[seat] == u32::MAX {
                let Some((trainer, _)) =
                    self.free_candidate(slot, was.option, seat, &chosen.trainers[..seats], 24)
                else {
                    return false;
                };
                chosen.trainers[seat] = trainer;
            }
        }
        self.place(slot, chosen);
        true
    }

    /// Covers a slot without disturbing anything; looks at `look` candidates a seat.
    pub(super) fn insert(&mut self, slot: u32, look: usize) -> bool {
        let what = &self.instance.slots[slot as usize];
        let mut best: Option<(i64, Chosen)> = None;
        for option in 0..what.options.len() as u32 {
            if !self.schedule.resources_free(slot, option) {
                continue;
            }
            let mut chosen = Chosen {
                option,
                trainers: [u32::MAX; 3],
            };
            let mut gain = what.value;
            let complete = (0..what.seats.len()).all(|seat| {
                let found = self.free_candidate(slot, option, seat, &chosen.trainers, look);
                if let Some((trainer, worth)) = found {
                    chosen.trainers[seat] = trainer;
                    gain += worth;
                }
                found.is_some()
            });
            if complete && gain > 0 && best.as_ref().is_none_or(|b| gain > b.0) {
                best = Some((gain, chosen));
            }
        }
        let Some((_, chosen)) = best else {
            return false;
        };
        self.place(slot, chosen);
        true
    }

    /// The best free candidate for a seat among up to `look`, and its worth.
    pub(super) fn free_candidate(
        &mut self,
        slot: u32,
        option: u32,
        seat: usize,
        taken: &[u32],
        look: usize,
    ) -> Option<(u32, i64)> {
        let g = self.candidates.first_option[slot as usize] + option as usize;
        let (low, high) = (self.support_from[g], self.support_from[g + 1]);
        let supported = high > low && look != usize::MAX && self.random.below(4) != 0;
        let first = self.candidates.first_entry[g];
        let count = if supported {
            high - low
        } else {
            self.candidates.first_entry[g + 1] - first
        };
        let offset = if look == usize::MAX || count == 0 {
            0
        } else {
            self.random.below(count)
        };
        let minutes = self.minutes(slot, option);
        let mut best: Option<(u32, i64)> = None;
        for at in 0..count.min(look) {
            let at = (offset + at) % count;
            let entry = if supported {
                self.support[low + at] as usize
            } else {
                first + at
            };
            let candidate = &self.candidates.entries[entry];
            if candidate.seats >> seat & 1 == 0 || taken.contains(&candidate.trainer) {
                continue;
            }
            let worth =
                candidate.score[seat] - self.schedule.overload_of(candidate.trainer, minutes);
            if best.is_none_or(|b| worth > b.1)
                && self
                    .schedule
                    .can_place(candidate.trainer, slot, option)
                    .is_ok()
            {
                best = Some((candidate.trainer, worth));
            }
        }
        best
    }
}
