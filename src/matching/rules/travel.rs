//! Hard: the venue is within reach from home (H8), and there is time to travel between any two
//! in-person sessions (H1). Soft: local first (S1).

use crate::model::{DAY, Instance, Place, ReachRule, SlotOption, Trainer};

/// Minutes from the trainer's home to a place; 0 online.
///
/// The home city itself costs nothing: the matrix diagonal is for journeys between two sessions, and
/// charging it here would make every local trainer look like a traveller.
pub fn from_home(instance: &Instance, trainer: &Trainer, place: Place) -> i64 {
    match place {
        Place::Venue { city, .. } if city != trainer.home => {
            instance.travel_between(trainer.home, city)
        }
        _ => 0,
    }
}

/// Whether the trainer can reach the option from home in time.
pub fn reaches(instance: &Instance, trainer: &Trainer, option: &SlotOption) -> bool {
    let minutes = from_home(instance, trainer, option.place);
    let start = option.start.rem_euclid(DAY);
    within(&instance.reach, minutes, trainer.max_travel, start)
}

/// Whether somebody who travels at most so many minutes comes so far in time for a start at this minute of the day.
pub const fn within(rule: &ReachRule, minutes: i64, most: i64, start: i64) -> bool {
    let only_late = minutes > rule.same_day_minutes && minutes <= rule.late_minutes;
    minutes <= most && (!only_late || start >= rule.late_from_minute_of_day)
}

/// Minutes needed between the end of a session at `from` and the start of one at `to`.
pub fn gap(instance: &Instance, from: Place, to: Place) -> i64 {
    match (from, to) {
        (Place::Venue { venue: a, city: x }, Place::Venue { venue: b, city: y }) if a != b => {
            instance.travel_between(x, y)
        }
        _ => 0,
    }
}

/// Whether two sessions that do not overlap leave time for the journey between them.
pub fn journey_allows(instance: &Instance, a: (i64, i64, Place), b: (i64, i64, Place)) -> bool {
    if a.0 < b.0 {
        b.0 - a.1 >= gap(instance, a.2, b.2)
    } else {
        a.0 - b.1 >= gap(instance, b.2, a.2)
    }
}
