//! Hard: caps on sessions a day, week and month and on minutes a week and in all (H7).
//! Soft: minutes beyond the trainer's target (S2).

use super::RuleCode;
use crate::model::{DAY, Instance, Trainer, WEEK, Weights};

/// What a trainer already does around the day of a wanted session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    /// Sessions on the same day.
    pub day: i64,
    /// Sessions in the same week.
    pub week: i64,
    /// Sessions in the same calendar month.
    pub month: i64,
    /// Minutes in the same week.
    pub week_minutes: i64,
    /// Minutes in all.
    pub total_minutes: i64,
}

/// Adds up the sessions `(start, end)` that count together with one that starts at `start`.
pub fn load_around(
    instance: &Instance,
    sessions: impl Iterator<Item = (i64, i64)>,
    start: i64,
) -> Load {
    // Bounds once, comparisons for each session: this is the innermost loop of the search.
    let day = start - start.rem_euclid(DAY);
    let week = start - start.rem_euclid(WEEK);
    let month = instance.month_of(start);
    let month_from = if month == 0 {
        i64::MIN
    } else {
        instance.months[month - 1]
    };
    let month_to = instance.months.get(month).copied().unwrap_or(i64::MAX);
    let mut load = Load::default();
    for (from, to) in sessions {
        load.total_minutes += to - from;
        if from >= week && from < week + WEEK {
            load.week += 1;
            load.week_minutes += to - from;
            load.day += i64::from(from >= day && from < day + DAY);
        }
        load.month += i64::from(from >= month_from && from < month_to);
    }
    load
}

/// Whether one more session of `minutes` fits beside `load`; the first broken cap otherwise.
pub fn allows(
    instance: &Instance,
    trainer: &Trainer,
    load: &Load,
    minutes: i64,
) -> Result<(), RuleCode> {
    if load.day >= trainer.max_day {
        return Err(RuleCode::DayCap);
    }
    if load.week >= trainer.max_week {
        return Err(RuleCode::WeekCap);
    }
    if !instance.months.is_empty() && load.month >= trainer.max_month {
        return Err(RuleCode::MonthCap);
    }
    if load.week_minutes + minutes > trainer.max_week_minutes {
        return Err(RuleCode::WeekMinutes);
    }
    if load.total_minutes + minutes > trainer.max_total_minutes {
        return Err(RuleCode::TotalMinutes);
    }
    Ok(())
}

/// Objective units lost by working `total` minutes, of which `booked` are outside this run.
///
/// Only what the plan adds is charged, so that an empty plan is worth nothing.
pub fn overload(weights: &Weights, trainer: &Trainer, booked: i64, total: i64) -> i64 {
    let beyond = |minutes: i64| {
        if minutes > trainer.target {
            minutes - trainer.target
        } else {
            0
        }
    };
    weights.overload * (beyond(total) - beyond(booked))
}
