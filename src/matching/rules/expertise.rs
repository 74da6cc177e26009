//! Hard: the subject at the seat's level (H5). Soft: levels above it, and the trainer's preference.

use crate::matching::model::{Seat, Skill, Trainer, Weights};

/// The trainer's skill in a subject.
pub fn skill(trainer: &Trainer, subject: u32) -> Option<&Skill> {
    trainer
        .skills
        .binary_search_by_key(&subject, |s| s.subject)
        .ok()
        .map(|at| &trainer.skills[at])
}

/// Whether the trainer is qualified for the seat.
pub fn allows(trainer: &Trainer, seat: &Seat) -> bool {
    skill(trainer, seat.subject).is_some_and(|s| s.level >= seat.level)
}

/// Objective units for level and preference; 0 without the skill.
pub fn fit(weights: &Weights, trainer: &Trainer, seat: &Seat) -> i64 {
    skill(trainer, seat.subject).map_or(0, |s| {
        weights.level * (i64::from(s.level) - i64::from(seat.score_level)) + s.preference
    })
}
