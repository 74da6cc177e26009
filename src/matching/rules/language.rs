//! Hard: the trainer speaks the language of the slot (S7, hard in the model).

use crate::model::{Slot, Trainer};

/// Whether the trainer speaks the slot's language.
pub fn allows(trainer: &Trainer, slot: &Slot) -> bool {
    trainer.langs.binary_search(&slot.lang).is_ok()
}
