//! Hard: a seat may ask for trainers of one pool.

use crate::model::{Seat, Trainer};

/// Whether the trainer belongs to the pool that the seat asks for.
pub fn allows(trainer: &Trainer, seat: &Seat) -> bool {
    seat.pool.is_none_or(|pool| pool == trainer.pool)
}
