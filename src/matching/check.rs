//! The judge: breaks a plan down to sessions and asks every rule again, slowly and plainly.
//! It shares the model with the search and nothing else, so that one mistake cannot hide another.

use super::model::{DAY, Instance, Place, Plan, WEEK};
use super::rules::RuleCode;

/// One broken rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// Which rule.
    pub code: RuleCode,
    /// The slot it shows at, as given in the plan.
    pub slot: u32,
    /// The trainer, if it is about one.
    pub trainer: Option<u32>,
}

/// What the judge found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Empty when the plan is sound.
    pub violations: Vec<Violation>,
    /// Objective units, counted anew; entries of broken shape count nothing.
    pub objective: i64,
    /// Slots covered.
    pub covered: usize,
}

#[derive(Clone, Copy)]
struct Session {
    start: i64,
    end: i64,
    place: Place,
    slot: Option<u32>,
}

/// Judges a plan for an instance whose positions are in range.
pub fn check(instance: &Instance, plan: &Plan) -> Verdict {
    let mut verdict = check_parts(instance, plan);
    for pin in &instance.pinned {
        if !plan.assignments.contains(pin) {
            verdict.violations.push(Violation {
                code: RuleCode::Pinned,
                slot: pin.slot,
                trainer: None,
            });
        }
    }
    verdict
}

/// As [`check`], but pins need not be kept: for judging the pins themselves.
pub(super) fn check_parts(instance: &Instance, plan: &Plan) -> Verdict {
    let mut found: Vec<Violation> = Vec::new();
    let mut objective: i128 = 0;
    let mut covered = vec![false; instance.slots.len()];
    let mut sessions: Vec<Vec<Session>> = instance
        .trainers
        .iter()
        .map(|t| {
            t.booked
                .iter()
                .map(|b| Session {
                    start: b.start,
                    end: b.end,
                    place: b.place,
                    slot: None,
                })
                .collect()
        })
        .collect();
    let mut busy: Vec<(u32, i64, i64, Option<u32>)> = instance
        .resource_booked
        .iter()
        .map(|b| (b.resource, b.start, b.end, None))
        .collect();
    for a in &plan.assignments {
        let mut broken = |code, trainer| {
            found.push(Violation {
                code,
                slot: a.slot,
                trainer,
            })
        };
        let option = instance
            .slots
            .get(a.slot as usize)
            .and_then(|s| Some((s, s.options.get(a.option as usize)?)));
        let Some((slot, option)) = option else {
            broken(RuleCode::Shape, None);
            continue;
        };
        let mut distinct = a.trainers.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let known = distinct
            .iter()
            .all(|&i| (i as usize) < instance.trainers.len());
        if covered[a.slot as usize]
            || distinct.len() != slot.seats.len()
            || a.trainers.len() != distinct.len()
            || !known
        {
            broken(RuleCode::Shape, None);
            continue;
        }
        covered[a.slot as usize] = true;
        objective += i128::from(slot.value);
        for (seat, &i) in slot.seats.iter().zip(&a.trainers) {
            let trainer = &instance.trainers[i as usize];
            if seat.pool.is_some_and(|pool| pool != trainer.pool) {
                broken(RuleCode::Pool, Some(i));
            }
            match trainer.skills.iter().find(|s| s.subject == seat.subject) {
                Some(skill) => {
                    let taught = skill.only.is_none_or(|only| only == slot.lang);
                    let class = skill.floor <= slot.class;
                    if skill.level < seat.level || !taught || !class || skill.until < option.end {
                        broken(RuleCode::Expertise, Some(i));
                    }
                    let above = i128::from(skill.level) - i128::from(seat.score_level);
                    objective +=
                        i128::from(instance.weights.level) * above + i128::from(skill.preference);
                }
                None => broken(RuleCode::Expertise, Some(i)),
            }
            let member = match &trainer.terms {
                None => true,
                Some(terms) => terms
                    .iter()
                    .any(|(from, to)| *from <= option.start && *to >= option.end),
            };
            if !member {
                broken(RuleCode::Designation, Some(i));
            }
            if !trainer.langs.contains(&slot.lang) {
                broken(RuleCode::Language, Some(i));
            }
            let barred = |known: &(u32, u32, u32)| *known == (a.slot, a.option, i);
            if instance.forbidden.contains(&(a.slot, i)) || instance.conflicts.iter().any(barred) {
                broken(RuleCode::ConflictOfInterest, Some(i));
            }
            if !trainer
                .avail
                .iter()
                .any(|free| free.0 <= option.start && option.end <= free.1)
            {
                broken(RuleCode::Availability, Some(i));
            }
            if let Place::Venue { city, .. } = option.place {
                let far = if city == trainer.home {
                    0
                } else {
                    instance.travel[trainer.home as usize * instance.cities + city as usize]
                };
                let rule = &instance.reach;
                let hour = option.start.rem_euclid(DAY);
                let too_early = far > rule.same_day_minutes
                    && far <= rule.late_minutes
                    && hour < rule.late_from_minute_of_day;
                if far > trainer.max_travel || too_early {
                    broken(RuleCode::TravelReach, Some(i));
                }
                objective -= i128::from(instance.weights.travel) * i128::from(far);
            }
            if slot.prev.contains(&i) {
                objective += i128::from(instance.weights.stability);
            }
            let session = Session {
                start: option.start,
                end: option.end,
                place: option.place,
                slot: Some(a.slot),
            };
            sessions[i as usize].push(session);
        }
        busy.extend(
            option
                .resources
                .iter()
                .map(|&r| (r, option.start, option.end, Some(a.slot))),
        );
    }
    for (i, own) in sessions.iter_mut().enumerate() {
        own.sort_by_key(|s| (s.start, s.end, s.slot));
        judge_season(instance, i, own, &mut found);
        objective -= overload(instance, i, own);
    }
    busy.sort_unstable();
    for (k, later) in busy.iter().enumerate() {
        for earlier in busy[..k]
            .iter()
            .rev()
            .take_while(|earlier| earlier.0 == later.0)
        {
            if let Some(slot) = later.3.or(earlier.3).filter(|_| later.1 < earlier.2) {
                found.push(Violation {
                    code: RuleCode::Occupancy,
                    slot,
                    trainer: None,
                });
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    let objective = i64::try_from(objective).unwrap_or(i64::MIN);
    Verdict {
        violations: found,
        objective,
        covered: covered.iter().filter(|c| **c).count(),
    }
}

fn judge_season(instance: &Instance, i: usize, own: &[Session], found: &mut Vec<Violation>) {
    let trainer = &instance.trainers[i];
    let mut broken = |code, slot: Option<u32>| {
        // Bookings among themselves are history, not this plan's fault.
        if let Some(slot) = slot {
            found.push(Violation {
                code,
                slot,
                trainer: Some(i as u32),
            });
        }
    };
    for (k, later) in own.iter().enumerate() {
        for earlier in &own[..k] {
            let blame = later.slot.or(earlier.slot);
            if later.start < earlier.end {
                broken(RuleCode::DoubleBooking, blame);
            } else if let (Place::Venue { venue: a, city: x }, Place::Venue { venue: b, city: y }) =
                (earlier.place, later.place)
                && a != b
                && later.start
                    < earlier.end + instance.travel[x as usize * instance.cities + y as usize]
            {
                broken(RuleCode::Journey, blame);
            }
        }
        let Some(_) = later.slot else { continue };
        let same = |f: &dyn Fn(&Session) -> i64| {
            own.iter()
                .filter(move |s| f(s) == f(later))
                .collect::<Vec<_>>()
        };
        let minutes = |all: &[&Session]| all.iter().map(|s| s.end - s.start).sum::<i64>();
        let day = same(&|s| s.start.div_euclid(DAY));
        let week = same(&|s| s.start.div_euclid(WEEK));
        let month = same(&|s| instance.months.iter().filter(|m| **m <= s.start).count() as i64);
        if day.len() as i64 > trainer.max_day {
            broken(RuleCode::DayCap, later.slot);
        }
        if week.len() as i64 > trainer.max_week {
            broken(RuleCode::WeekCap, later.slot);
        }
        if !instance.months.is_empty() && month.len() as i64 > trainer.max_month {
            broken(RuleCode::MonthCap, later.slot);
        }
        if minutes(&week) > trainer.max_week_minutes {
            broken(RuleCode::WeekMinutes, later.slot);
        }
        if own.iter().map(|s| s.end - s.start).sum::<i64>() > trainer.max_total_minutes {
            broken(RuleCode::TotalMinutes, later.slot);
        }
    }
}

fn overload(instance: &Instance, i: usize, own: &[Session]) -> i128 {
    let minutes = |all: &mut dyn Iterator<Item = &Session>| {
        all.map(|s| i128::from(s.end - s.start)).sum::<i128>()
    };
    let beyond = |total: i128| (total - i128::from(instance.trainers[i].target)).max(0);
    let before = minutes(&mut own.iter().filter(|s| s.slot.is_none()));
    i128::from(instance.weights.overload) * (beyond(minutes(&mut own.iter())) - beyond(before))
}
