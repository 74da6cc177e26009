//! Hard: the subject at the seat's level, fit for the class, in the slot's language, and not expired by then (H5).
//! Soft: levels above it, and the trainer's preference.

use crate::model::{Seat, Skill, Slot, SlotOption, Trainer, Weights};

/// The trainer's skill in a subject.
pub fn skill(trainer: &Trainer, subject: u32) -> Option<&Skill> {
    trainer
        .skills
        .binary_search_by_key(&subject, |s| s.subject)
        .ok()
        .map(|at| &trainer.skills[at])
}

/// Whether the trainer is qualified for the seat at that time.
pub fn allows(trainer: &Trainer, slot: &Slot, seat: &Seat, option: &SlotOption) -> bool {
    skill(trainer, seat.subject).is_some_and(|s| fits(s, slot, seat) && lasts(s, option))
}

/// Whether a skill is one that the seat asks for, at whatever time.
pub fn fits(skill: &Skill, slot: &Slot, seat: &Seat) -> bool {
    skill.subject == seat.subject
        && skill.level >= seat.level
        && skill.floor <= slot.class
        && skill.only.is_none_or(|only| only == slot.lang)
}

/// Whether a skill still counts at the end of a session.
pub fn lasts(skill: &Skill, option: &SlotOption) -> bool {
    option.end <= skill.until
}

/// Objective units for level and preference; 0 without the skill.
pub fn fit(weights: &Weights, trainer: &Trainer, seat: &Seat) -> i64 {
    skill(trainer, seat.subject).map_or(0, |s| {
        weights.level * (i64::from(s.level) - i64::from(seat.score_level)) + s.preference
    })
}
