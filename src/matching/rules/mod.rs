//! The hard and soft rules, one a file. Owns their codes; search, explanation and commit all decide through these functions.

pub mod availability;
pub mod conflict_of_interest;
pub mod designation;
pub mod double_booking;
pub mod expertise;
pub mod language;
pub mod occupancy;
pub mod pool;
pub mod stability;
pub mod travel;
pub mod workload;

use serde::{Deserialize, Serialize};

/// Why something is not allowed, in words that can be translated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleCode {
    /// The plan names a slot, option, seat or trainer that is not there, or one twice.
    Shape,
    /// The seat asks for another pool.
    Pool,
    /// No skill in the subject at the level, for that class and language, on that day.
    Expertise,
    /// Does not belong to the programme on that day.
    Designation,
    /// Does not speak the language of the slot.
    Language,
    /// The pair is forbidden, or a conflict of interest holds on that day.
    ConflictOfInterest,
    /// The venue is out of reach from home.
    TravelReach,
    /// Not free for the whole session.
    Availability,
    /// Overlaps another session of the trainer.
    DoubleBooking,
    /// No time to travel between two sessions.
    Journey,
    /// Sessions a day.
    DayCap,
    /// Sessions a week.
    WeekCap,
    /// Sessions a month.
    MonthCap,
    /// Minutes a week.
    WeekMinutes,
    /// Minutes in all.
    TotalMinutes,
    /// A cohort or exclusive venue is busy.
    Occupancy,
    /// A pinned assignment is missing or altered.
    Pinned,
}
