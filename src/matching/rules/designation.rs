//! Hard: only who belongs to the programme on that day is asked (designation from, until).

use crate::model::{SlotOption, Trainer};

/// Whether the trainer belongs to the programme for the whole session.
pub fn allows(trainer: &Trainer, option: &SlotOption) -> bool {
    trainer.terms.as_ref().is_none_or(|terms| {
        terms
            .iter()
            .any(|term| term.0 <= option.start && option.end <= term.1)
    })
}
