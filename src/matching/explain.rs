//! Why this trainer, why nobody: the same rule functions as the search, asked one by one and counted.

use super::model::{Instance, Plan, SlotOption};
use super::rules::{
    RuleCode, availability, conflict_of_interest, designation, expertise, language, pool,
    stability, travel,
};
use super::schedule::Schedule;
use super::score::seat_score;

/// How many trainers each rule turns away from a seat, each trainer counted once, at the first rule that fails.
/// A trainer's best option counts: the one where the failure comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Funnel {
    /// All trainers.
    pub trainers: usize,
    /// Another pool.
    pub pool: usize,
    /// Not qualified.
    pub expertise: usize,
    /// Qualified, but not in the programme on that day.
    pub designation: usize,
    /// Another language.
    pub language: usize,
    /// Forbidden pair, or a conflict of interest on the days in question.
    pub conflict: usize,
    /// Out of reach.
    pub travel: usize,
    /// Not free by their own calendar.
    pub availability: usize,
    /// Taken by another session or the journey to it.
    pub booked: usize,
    /// A cap would be exceeded.
    pub caps: usize,
    /// Cohort or venue busy, which no trainer can mend.
    pub occupancy: usize,
    /// Could serve.
    pub free: usize,
}

/// Another trainer who could take a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alternative {
    /// Trainer position.
    pub trainer: u32,
    /// Objective units in the seat, overload included.
    pub score: i64,
}

/// Why a trainer sits in a seat, and who else could.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reasons {
    /// The trainer in the seat.
    pub trainer: u32,
    /// Objective units in the seat, overload included.
    pub score: i64,
    /// The trainer's level.
    pub level: u8,
    /// The level that the fit counts from.
    pub score_level: u8,
    /// The trainer's preference, objective units.
    pub preference: i64,
    /// Minutes from home.
    pub travel_minutes: i64,
    /// Whether the trainer served the slot in the plan before.
    pub kept: bool,
    /// Minutes in all, this session included.
    pub minutes_after: i64,
    /// Minutes in its week, this session included.
    pub week_minutes_after: i64,
    /// Sessions in its week, this one included.
    pub week_sessions_after: i64,
    /// Others who are qualified (pool, subject and level).
    pub qualified: usize,
    /// Others who are free for the chosen option.
    pub free: usize,
    /// The best of those, at most five.
    pub next: Vec<Alternative>,
}

/// Counts for every seat of a slot which rule turns how many trainers away. `None` when there is no such slot.
pub fn funnel(instance: &Instance, plan: &Plan, slot: u32) -> Option<Vec<Funnel>> {
    let what = instance.slots.get(slot as usize)?;
    let schedule = Schedule::of(instance, plan);
    let seats = 0..what.seats.len();
    let funnels = seats.map(|seat| {
        let mut funnel = Funnel {
            trainers: instance.trainers.len(),
            ..Funnel::default()
        };
        for i in 0..instance.trainers.len() as u32 {
            let options = 0..what.options.len() as u32;
            let verdicts = options.map(|o| first_failure(instance, &schedule, slot, seat, o, i));
            *place_of(&mut funnel, verdicts.max_by_key(|v| depth(*v)).flatten()) += 1;
        }
        funnel
    });
    Some(funnels.collect())
}

/// Why the plan's trainer sits in a seat. `None` when the slot is not covered or the seat is not there.
pub fn reasons(instance: &Instance, plan: &Plan, slot: u32, seat: usize) -> Option<Reasons> {
    let assignment = plan.of(slot)?;
    let trainer = *assignment.trainers.get(seat)?;
    let what = instance.slots.get(slot as usize)?;
    let option: &SlotOption = what.options.get(assignment.option as usize)?;
    let (who, asked) = (&instance.trainers[trainer as usize], what.seats.get(seat)?);
    let mut schedule = Schedule::of(instance, plan);
    schedule.remove(slot);
    let load = schedule.load_around(trainer, slot, option.start);
    let minutes = option.end - option.start;
    let worth = |i: u32| {
        seat_score(instance, slot, seat, option.place, i) - schedule.overload_of(i, minutes)
    };
    let others = (0..instance.trainers.len() as u32).filter(|i| !assignment.trainers.contains(i));
    let (mut qualified, mut next) = (0, Vec::new());
    for i in others {
        let other = &instance.trainers[i as usize];
        qualified += usize::from(
            pool::allows(other, asked)
                && designation::allows(other, option)
                && expertise::allows(other, what, asked, option),
        );
        if first_failure(instance, &schedule, slot, seat, assignment.option, i).is_none() {
            next.push(Alternative {
                trainer: i,
                score: worth(i),
            });
        }
    }
    let free = next.len();
    next.sort_by_key(|a| (std::cmp::Reverse(a.score), a.trainer));
    next.truncate(5);
    let skill = expertise::skill(who, asked.subject);
    Some(Reasons {
        trainer,
        score: worth(trainer),
        level: skill.map_or(0, |s| s.level),
        score_level: asked.score_level,
        preference: skill.map_or(0, |s| s.preference),
        travel_minutes: travel::from_home(instance, who, option.place),
        kept: stability::bonus(
            &super::model::Weights {
                stability: 1,
                ..instance.weights
            },
            what,
            trainer,
        ) > 0,
        minutes_after: load.total_minutes + minutes,
        week_minutes_after: load.week_minutes + minutes,
        week_sessions_after: load.week + 1,
        qualified,
        free,
        next,
    })
}

/// Ranks everyone who could take a seat of an option beside the rest of the plan, best first.
pub fn candidates_for(
    instance: &Instance,
    plan: &Plan,
    slot: u32,
    seat: usize,
    option: u32,
) -> Vec<Alternative> {
    let known = instance
        .slots
        .get(slot as usize)
        .and_then(|s| Some((s.seats.get(seat)?, s.options.get(option as usize)?)));
    let Some((_, wanted)) = known else {
        return Vec::new();
    };
    let mut schedule = Schedule::of(instance, plan);
    schedule.remove(slot);
    let free = (0..instance.trainers.len() as u32)
        .filter(|&i| first_failure(instance, &schedule, slot, seat, option, i).is_none());
    let minutes = wanted.end - wanted.start;
    let mut ranked: Vec<Alternative> = free
        .map(|i| Alternative {
            trainer: i,
            score: seat_score(instance, slot, seat, wanted.place, i)
                - schedule.overload_of(i, minutes),
        })
        .collect();
    ranked.sort_by_key(|a| (std::cmp::Reverse(a.score), a.trainer));
    ranked
}

/// The first rule that keeps a trainer from a seat of an option, in the order of the funnel.
pub fn first_failure(
    instance: &Instance,
    schedule: &Schedule,
    slot: u32,
    seat: usize,
    option: u32,
    trainer: u32,
) -> Option<RuleCode> {
    let what = &instance.slots[slot as usize];
    let (asked, wanted) = (&what.seats[seat], &what.options[option as usize]);
    let who = &instance.trainers[trainer as usize];
    if !pool::allows(who, asked) {
        return Some(RuleCode::Pool);
    }
    if !expertise::allows(who, what, asked, wanted) {
        return Some(RuleCode::Expertise);
    }
    if !designation::allows(who, wanted) {
        return Some(RuleCode::Designation);
    }
    if !language::allows(who, what) {
        return Some(RuleCode::Language);
    }
    if !conflict_of_interest::allows(instance, slot, trainer)
        || !conflict_of_interest::allows_then(instance, slot, option, trainer)
    {
        return Some(RuleCode::ConflictOfInterest);
    }
    if !travel::reaches(instance, who, wanted) {
        return Some(RuleCode::TravelReach);
    }
    if !availability::allows(who, wanted) {
        return Some(RuleCode::Availability);
    }
    if let Err(code) = schedule.can_place(trainer, slot, option) {
        return Some(code);
    }
    (!schedule.resources_free(slot, option)).then_some(RuleCode::Occupancy)
}

fn depth(failure: Option<RuleCode>) -> u8 {
    match failure {
        Some(RuleCode::Pool | RuleCode::Shape | RuleCode::Pinned) => 0,
        Some(RuleCode::Expertise) => 1,
        Some(RuleCode::Designation) => 2,
        Some(RuleCode::Language) => 3,
        Some(RuleCode::ConflictOfInterest) => 4,
        Some(RuleCode::TravelReach) => 5,
        Some(RuleCode::Availability) => 6,
        Some(RuleCode::DoubleBooking | RuleCode::Journey) => 7,
        Some(RuleCode::Occupancy) => 9,
        Some(_) => 8,
        None => 10,
    }
}

fn place_of(funnel: &mut Funnel, failure: Option<RuleCode>) -> &mut usize {
    match depth(failure) {
        0 => &mut funnel.pool,
        1 => &mut funnel.expertise,
        2 => &mut funnel.designation,
        3 => &mut funnel.language,
        4 => &mut funnel.conflict,
        5 => &mut funnel.travel,
        6 => &mut funnel.availability,
        7 => &mut funnel.booked,
        8 => &mut funnel.caps,
        9 => &mut funnel.occupancy,
        _ => &mut funnel.free,
    }
}
