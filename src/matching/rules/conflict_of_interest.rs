//! Hard: forbidden pairs of slot and trainer, and conflicts of interest, which hold on the days of some options (H12).

use crate::model::Instance;

/// Whether the pair is not forbidden, whatever the option.
pub fn allows(instance: &Instance, slot: u32, trainer: u32) -> bool {
    instance.forbidden.binary_search(&(slot, trainer)).is_err()
}

/// Whether no conflict stands against the trainer on the days of this option.
pub fn allows_then(instance: &Instance, slot: u32, option: u32, trainer: u32) -> bool {
    let wanted = (slot, option, trainer);
    instance.conflicts.binary_search(&wanted).is_err()
}
