//! The problem and its answer as flat integers. Owns the shapes and nothing else; `validate.rs` says which values are sound.
//!
//! Time is whole minutes since 00:00 of Monday of week 0 in the programme's local zone. A day is 1440, a week 10080.
//! Trainers, slots, cities and subjects are 0-based positions.

/// Minutes in a day.
pub const DAY: i64 = 1440;
/// Minutes in a week.
pub const WEEK: i64 = 10_080;
/// The end of what does not end.
pub const NO_END: i64 = i64::MAX;
/// The rank of a class that any skill is good for.
pub const ANY_CLASS: u8 = u8::MAX;
/// A cap that never binds.
pub const NO_CAP: i64 = i64::MAX;

/// How much each soft rule counts, in objective units; none is negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Weights {
    /// Per level that a trainer stands above the level a seat asks for.
    pub level: i64,
    /// Per minute of travel from home to the venue's city.
    pub travel: i64,
    /// For each trainer who already served the slot in the plan before.
    pub stability: i64,
    /// Per minute that a trainer works beyond the target.
    pub overload: i64,
}

/// Where a session takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Nobody travels, and nobody's journey is interrupted.
    Online,
    /// A room: two sessions in one venue need no travel between them.
    Venue {
        /// Venue number, any value.
        venue: u32,
        /// City position.
        city: u32,
    },
}

/// Which distances can be travelled on the day of the session (rule H8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReachRule {
    /// Up to this many minutes a session may start at any hour.
    pub same_day_minutes: i64,
    /// Above `same_day_minutes`, a session starts no earlier than this minute of the day.
    pub late_from_minute_of_day: i64,
    /// Above this the trainer travels the evening before, and any hour is fine again.
    pub late_minutes: i64,
}

impl ReachRule {
    /// No rule but each trainer's own travel limit, as in the file format.
    pub const OFF: Self = Self {
        same_day_minutes: i64::MAX,
        late_from_minute_of_day: 0,
        late_minutes: i64::MAX,
    };
}

/// What a trainer can teach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skill {
    /// Subject position.
    pub subject: u32,
    /// 1 to 5.
    pub level: u8,
    /// Objective units added when the trainer teaches it; may be negative.
    pub preference: i64,
    /// The lowest rank of class that it is taught to; 0 for every class.
    pub floor: u8,
    /// The one language that it is taught in; none for all of the trainer's.
    pub only: Option<u32>,
    /// The minute from which it no longer counts, or [`NO_END`].
    pub until: i64,
}

/// Time that is already taken outside this run: it blocks, needs travel and counts towards caps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Booking {
    /// First minute.
    pub start: i64,
    /// Minute after the last.
    pub end: i64,
    /// Where it takes place.
    pub place: Place,
}

/// A trainer with everything that decides which sessions fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trainer {
    /// City position.
    pub home: u32,
    /// Minutes each way.
    pub max_travel: i64,
    /// Pool number; a seat may ask for one.
    pub pool: u8,
    /// Sorted by subject, each at most once.
    pub skills: Vec<Skill>,
    /// Language numbers, sorted.
    pub langs: Vec<u32>,
    /// Half-open spans in minutes, sorted and disjoint, in which the trainer belongs to the programme; none where
    /// no such thing is asked.
    pub terms: Option<Vec<(i64, i64)>>,
    /// Half-open spans in minutes, sorted and disjoint; a session lies inside one of them.
    pub avail: Vec<(i64, i64)>,
    /// Sessions outside this run.
    pub booked: Vec<Booking>,
    /// Sessions a day, or [`NO_CAP`].
    pub max_day: i64,
    /// Sessions a week, or [`NO_CAP`].
    pub max_week: i64,
    /// Sessions a calendar month, or [`NO_CAP`].
    pub max_month: i64,
    /// Minutes a week, or [`NO_CAP`].
    pub max_week_minutes: i64,
    /// Minutes in all, or [`NO_CAP`].
    pub max_total_minutes: i64,
    /// Minutes in all above which overload counts, or [`NO_CAP`].
    pub target: i64,
}

/// One required trainer of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    /// Subject position.
    pub subject: u32,
    /// Lowest level that will do, 1 to 5.
    pub level: u8,
    /// Level from which the level fit is counted.
    pub score_level: u8,
    /// Required pool, if any.
    pub pool: Option<u8>,
}

/// A candidate time and place of a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotOption {
    /// First minute.
    pub start: i64,
    /// Minute after the last.
    pub end: i64,
    /// Where it takes place.
    pub place: Place,
    /// Cohorts and exclusive venues that are busy meanwhile.
    pub resources: Vec<u32>,
}

/// A place in a cohort's timetable that needs trainers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// One to three, all required, served by different trainers.
    pub seats: Vec<Seat>,
    /// One to four.
    pub options: Vec<SlotOption>,
    /// Language number.
    pub lang: u32,
    /// The rank of its class, lowest grade first, or [`ANY_CLASS`].
    pub class: u8,
    /// Objective units for covering it.
    pub value: i64,
    /// Trainers of the plan before, sorted.
    pub prev: Vec<u32>,
}

/// A resource that is busy outside this run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResourceBooking {
    /// Resource number.
    pub resource: u32,
    /// First minute.
    pub start: i64,
    /// Minute after the last.
    pub end: i64,
}

/// A covered slot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Assignment {
    /// Slot position.
    pub slot: u32,
    /// Option position within the slot.
    pub option: u32,
    /// Trainer positions, one a seat, in seat order.
    pub trainers: Vec<u32>,
}

/// The covered slots, sorted by slot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// At most one a slot.
    pub assignments: Vec<Assignment>,
}

impl Plan {
    /// The assignment of a slot, if it is covered.
    pub fn of(&self, slot: u32) -> Option<&Assignment> {
        self.assignments
            .binary_search_by_key(&slot, |a| a.slot)
            .ok()
            .map(|at| &self.assignments[at])
    }
}

/// One season to be planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// What the soft rules count.
    pub weights: Weights,
    /// Number of cities.
    pub cities: usize,
    /// Minutes from city a to city b at `a * cities + b`; the diagonal is travel between venues of one city.
    pub travel: Vec<i64>,
    /// Same-day travel.
    pub reach: ReachRule,
    /// First minute of each calendar month, rising; empty when no month caps are meant.
    pub months: Vec<i64>,
    /// The trainers.
    pub trainers: Vec<Trainer>,
    /// The slots.
    pub slots: Vec<Slot>,
    /// (slot, trainer) pairs that must not meet, sorted.
    pub forbidden: Vec<(u32, u32)>,
    /// (slot, option, trainer) triples that must not meet, sorted: a conflict of interest holds on some days only.
    pub conflicts: Vec<(u32, u32, u32)>,
    /// Assignments that stand as they are, sorted by slot.
    pub pinned: Vec<Assignment>,
    /// Resources busy outside this run.
    pub resource_booked: Vec<ResourceBooking>,
}

impl Instance {
    /// Which calendar month a minute falls in: the number of months that began by then.
    pub fn month_of(&self, minute: i64) -> usize {
        self.months.partition_point(|&start| start <= minute)
    }

    /// Minutes of travel between two cities.
    pub fn travel_between(&self, from: u32, to: u32) -> i64 {
        self.travel[from as usize * self.cities + to as usize]
    }
}
