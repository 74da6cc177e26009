//! Hard: the whole session lies inside one free span of the trainer (H6).

use crate::model::{SlotOption, Trainer};

/// Whether the trainer is free for the whole option.
pub fn allows(trainer: &Trainer, option: &SlotOption) -> bool {
    let after = trainer.avail.partition_point(|span| span.0 <= option.start);
    after > 0 && option.end <= trainer.avail[after - 1].1
}
