//! Hard: forbidden pairs of slot and trainer (H12).

use crate::matching::model::Instance;

/// Whether the pair is not forbidden.
pub fn allows(instance: &Instance, slot: u32, trainer: u32) -> bool {
    instance.forbidden.binary_search(&(slot, trainer)).is_err()
}
