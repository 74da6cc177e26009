//! Who may serve what: every (option, trainer) pair that no rule but the rest of the plan can refuse.

use super::model::Instance;
use super::rules::{
    availability, conflict_of_interest, designation, expertise, language, pool, travel,
};
use super::score::seat_score;

/// A trainer who may serve one option of one slot.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// Trainer position.
    pub trainer: u32,
    /// Bit s is set when the trainer is qualified for seat s.
    pub seats: u8,
    /// Objective units in each seat; 0 where not qualified.
    pub score: [i64; 3],
}

/// All candidates in flat arrays: slot → options → candidates, each sorted by trainer.
#[derive(Debug)]
pub struct Candidates {
    /// Slot j owns the flat options `first_option[j]..first_option[j + 1]`.
    pub first_option: Vec<usize>,
    /// Flat option g owns the entries `first_entry[g]..first_entry[g + 1]`.
    pub first_entry: Vec<usize>,
    /// Slot of each flat option.
    pub slot_of: Vec<u32>,
    /// The candidates.
    pub entries: Vec<Candidate>,
}

impl Candidates {
    /// Enumerates them: by subject first, since that rules out most trainers at once.
    pub fn build(instance: &Instance) -> Self {
        let mut of_subject: Vec<Vec<u32>> = Vec::new();
        for (i, trainer) in instance.trainers.iter().enumerate() {
            for skill in &trainer.skills {
                let subject = skill.subject as usize;
                if of_subject.len() <= subject {
                    of_subject.resize(subject + 1, Vec::new());
                }
                of_subject[subject].push(i as u32);
            }
        }
        let mut all = Self {
            first_option: vec![0],
            first_entry: vec![0],
            slot_of: Vec::new(),
            entries: Vec::new(),
        };
        let mut qualified: Vec<(u32, u8)> = Vec::new();
        for (j, slot) in instance.slots.iter().enumerate() {
            let j = j as u32;
            qualified.clear();
            for (s, seat) in slot.seats.iter().enumerate() {
                for &i in of_subject.get(seat.subject as usize).into_iter().flatten() {
                    let trainer = &instance.trainers[i as usize];
                    let skill = expertise::skill(trainer, seat.subject);
                    if pool::allows(trainer, seat)
                        && skill.is_some_and(|skill| expertise::fits(skill, slot, seat))
                        && language::allows(trainer, slot)
                        && conflict_of_interest::allows(instance, j, i)
                    {
                        qualified.push((i, 1 << s));
                    }
                }
            }
            qualified.sort_unstable();
            qualified.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                if same {
                    kept.1 |= next.1;
                }
                same
            });
            for (o, option) in slot.options.iter().enumerate() {
                for &(i, seats) in &qualified {
                    let trainer = &instance.trainers[i as usize];
                    if !conflict_of_interest::allows_then(instance, j, o as u32, i)
                        || !availability::allows(trainer, option)
                        || !designation::allows(trainer, option)
                        || !travel::reaches(instance, trainer, option)
                    {
                        continue;
                    }
                    // An expertise may last until one option and not until the next.
                    let seats = (0..slot.seats.len())
                        .filter(|&s| seats >> s & 1 == 1)
                        .filter(|&s| expertise::allows(trainer, slot, &slot.seats[s], option))
                        .fold(0, |mask, s| mask | 1 << s);
                    if seats == 0 {
                        continue;
                    }
                    let mut score = [0; 3];
                    for (s, worth) in score.iter_mut().enumerate() {
                        if seats >> s & 1 == 1 {
                            *worth = seat_score(instance, j, s, option.place, i);
                        }
                    }
                    all.entries.push(Candidate {
                        trainer: i,
                        seats,
                        score,
                    });
                }
                all.slot_of.push(j);
                all.first_entry.push(all.entries.len());
            }
            all.first_option.push(all.slot_of.len());
        }
        all
    }

    /// The candidates of option `option` of `slot`.
    pub fn of(&self, slot: u32, option: u32) -> &[Candidate] {
        let g = self.first_option[slot as usize] + option as usize;
        &self.entries[self.first_entry[g]..self.first_entry[g + 1]]
    }
}
