//! Soft: few changes against the plan before (S9).

use crate::model::{Slot, Weights};

/// Objective units for keeping a trainer who served the slot before.
pub fn bonus(weights: &Weights, slot: &Slot, trainer: u32) -> i64 {
    if slot.prev.binary_search(&trainer).is_ok() {
        weights.stability
    } else {
        0
    }
}
