//! What one trainer in one seat is worth: the soft rules that do not depend on the rest of the plan.

use super::model::{Instance, Place};
use super::rules::{expertise, stability, travel};

/// Objective units for `trainer` in `seat` of `slot` at `place`, without overload and without the slot's value.
pub fn seat_score(instance: &Instance, slot: u32, seat: usize, place: Place, trainer: u32) -> i64 {
    let weights = &instance.weights;
    let (who, what) = (
        &instance.trainers[trainer as usize],
        &instance.slots[slot as usize],
    );
    expertise::fit(weights, who, &what.seats[seat]) + stability::bonus(weights, what, trainer)
        - weights.travel * travel::from_home(instance, who, place)
}
