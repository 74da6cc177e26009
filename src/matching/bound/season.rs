//! The best season of one trainer at given rewards, as if alone: chains of sessions within a day, days into a week,
//! weeks into the season, each step a small exact knapsack.
//!
//! It relaxes and never tightens: journeys across midnight, past an online session, month caps and two options of one
//! slot are not looked at, and sizes are rounded down to whole units. So its value is never below the true best.

use crate::model::{DAY, Instance, NO_CAP, Place, Trainer, WEEK};
use crate::rules::{travel, workload};

/// Knapsacks have at most about this many units.
const MOST_UNITS: i64 = 512;
const NONE: i64 = i64::MIN / 4;
const START: u32 = u32::MAX;

/// What the knapsacks of a trainer count.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    /// Minutes in one unit; 0 when sessions are counted instead.
    unit: i64,
    /// Units left for the season, if that is limited or overload is charged.
    total: Option<usize>,
}

/// A session that pays, in the order of starts.
#[derive(Debug, Clone, Copy)]
pub struct Paying {
    /// Candidate entry.
    pub entry: u32,
    /// Seat that pays best.
    pub seat: u8,
    /// Scaled objective units, positive.
    pub reward: i64,
    /// First minute.
    pub start: i64,
    /// Minute after the last.
    pub end: i64,
    /// Where.
    pub place: Place,
}

#[derive(Debug, Clone, Copy)]
struct Point {
    size: usize,
    reward: i64,
    tag: u32,
}

#[derive(Debug, Clone, Copy)]
struct Stage {
    points: usize,
    choice: usize,
    first_day: usize,
}

/// Buffers that are reused from trainer to trainer, and the answer.
#[derive(Debug, Default)]
pub struct Season {
    /// Input: sessions that pay, sorted by start.
    pub paying: Vec<Paying>,
    /// Output: positions in `paying` of the best season.
    pub picked: Vec<u32>,
    best: Vec<i64>,
    pred: Vec<u32>,
    pred_at: Vec<usize>,
    points: Vec<Point>,
    choice: Vec<u32>,
    days: Vec<Stage>,
    weeks: Vec<Stage>,
    week: Vec<i64>,
    season: Vec<i64>,
}

/// Chooses what to count for a trainer with sessions of these `(start, end)` spans.
pub fn measure(instance: &Instance, trainer: &Trainer, spans: &[(i64, i64)]) -> Measure {
    let minutes_capped = trainer.max_week_minutes != NO_CAP || trainer.max_total_minutes != NO_CAP;
    let charged = instance.weights.overload > 0 && trainer.target != NO_CAP;
    if !minutes_capped && (trainer.max_week != NO_CAP || trainer.max_day != NO_CAP || !charged) {
        return Measure {
            unit: 0,
            total: None,
        };
    }
    let booked: i64 = trainer.booked.iter().map(|b| b.end - b.start).sum();
    let all: i64 = spans.iter().map(|s| s.1 - s.0).sum();
    let left = if trainer.max_total_minutes == NO_CAP {
        all
    } else {
        (trainer.max_total_minutes - booked).clamp(0, all)
    };
    let whole = spans.iter().fold(0, |g, s| gcd(g, s.1 - s.0)).max(1);
    let widest = left.max(trainer.max_week_minutes.min(all));
    let unit = whole * (widest / whole / MOST_UNITS + 1);
    let limited = charged || trainer.max_total_minutes != NO_CAP;
    Measure {
        unit,
        total: limited.then_some((left / unit) as usize),
    }
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

impl Season {
    /// Solves for `self.paying`; returns the scaled worth and leaves the choice in `self.picked`.
    pub fn solve(
        &mut self,
        instance: &Instance,
        trainer: &Trainer,
        measure: Measure,
        scale: i64,
    ) -> i64 {
        self.picked.clear();
        if self.paying.is_empty() {
            return 0;
        }
        self.pred.clear();
        self.pred_at.clear();
        self.points.clear();
        self.choice.clear();
        self.days.clear();
        self.weeks.clear();
        self.season.clear();
        self.season.push(0);
        self.season.resize(measure.total.unwrap_or(0) + 1, NONE);
        let mut sum = 0;
        let mut from = 0;
        while from < self.paying.len() {
            let week = self.paying[from].start.div_euclid(WEEK);
            let len = self.paying[from..]
                .iter()
                .take_while(|p| p.start.div_euclid(WEEK) == week)
                .count();
            sum += self.solve_week(instance, trainer, measure, from, from + len);
            from += len;
        }
        let Some(_) = measure.total else {
            for at in 0..self.weeks.len() {
                let end = self
                    .weeks
                    .get(at + 1)
                    .map_or(self.points.len(), |next| next.points_of_days(&self.days));
                if let Some(last) = self.points[self.weeks[at].points..end].last().copied() {
                    self.trace_week(at, last.size, measure);
                }
            }
            return sum;
        };
        let booked: i64 = trainer.booked.iter().map(|b| b.end - b.start).sum();
        let mut best = (0, 0);
        for (units, &reward) in self
            .season
            .iter()
            .enumerate()
            .filter(|(_, reward)| **reward > 0)
        {
            let lost = workload::overload(
                &instance.weights,
                trainer,
                booked,
                booked + units as i64 * measure.unit,
            );
            let worth = reward - lost * scale;
            if worth > best.0 {
                best = (worth, units);
            }
        }
        let mut units = best.1;
        if best.0 > 0 {
            for at in (0..self.weeks.len()).rev() {
                let stage = self.weeks[at];
                let chosen = self.choice[stage.choice + units];
                if chosen != START {
                    let point = self.points[stage.points + chosen as usize];
                    self.trace_week(at, point.size, measure);
                    units -= point.size;
                }
            }
        }
        best.0
    }

    fn size(&self, measure: Measure, at: usize) -> usize {
        if measure.unit == 0 {
            1
        } else {
            ((self.paying[at].end - self.paying[at].start) / measure.unit) as usize
        }
    }

    fn solve_week(
        &mut self,
        instance: &Instance,
        trainer: &Trainer,
        measure: Measure,
        from: usize,
        to: usize,
    ) -> i64 {
        let start = self.paying[from].start.div_euclid(WEEK) * WEEK;
        let booked = trainer
            .booked
            .iter()
            .filter(|b| b.start >= start && b.start < start + WEEK);
        let all: usize = (from..to).map(|at| self.size(measure, at)).sum();
        let left = if measure.unit == 0 {
            trainer.max_week.saturating_sub(booked.count() as i64)
        } else if trainer.max_week_minutes == NO_CAP {
            i64::MAX
        } else {
            (trainer.max_week_minutes - booked.map(|b| b.end - b.start).sum::<i64>()).max(0)
                / measure.unit
        };
        let mut room = (left.max(0) as usize).min(all);
        if let Some(total) = measure.total {
            room = room.min(total);
        }
        self.week.clear();
        self.week.push(0);
        self.week.resize(room + 1, NONE);
        let first_day = self.days.len();
        let mut at = from;
        while at < to {
            let day = self.paying[at].start.div_euclid(DAY);
            let len = self.paying[at..to]
                .iter()
                .take_while(|p| p.start.div_euclid(DAY) == day)
                .count();
            self.solve_day(instance, trainer, measure, (at, at + len), room);
            at += len;
        }
        let points = self.points.len();
        let mut high = 0;
        for (size, &reward) in self.week.iter().enumerate() {
            if reward > high {
                high = reward;
                self.points.push(Point {
                    size,
                    reward,
                    tag: 0,
                });
            }
        }
        let choice = self.choice.len();
        if measure.total.is_some() {
            combine(&mut self.season, &self.points[points..], &mut self.choice);
        }
        self.weeks.push(Stage {
            points,
            choice,
            first_day,
        });
        high
    }

    fn solve_day(
        &mut self,
        instance: &Instance,
        trainer: &Trainer,
        measure: Measure,
        span: (usize, usize),
        room: usize,
    ) {
        let (from, to) = span;
        let mut most = room;
        if measure.unit == 0 {
            let day = self.paying[from].start.div_euclid(DAY);
            let booked = trainer
                .booked
                .iter()
                .filter(|b| b.start.div_euclid(DAY) == day)
                .count() as i64;
            most = most.min(trainer.max_day.saturating_sub(booked).max(0) as usize);
        }
        let width = most + 1;
        let count = to - from;
        self.best.clear();
        self.best.resize(count * width, NONE);
        let pred_from = self.pred.len();
        self.pred.resize(pred_from + count * width, START);
        let mut high: Vec<Point> = vec![
            Point {
                size: 0,
                reward: 0,
                tag: START
            };
            width
        ];
        for k in 0..count {
            self.pred_at.push(pred_from + k * width);
            let size = self.size(measure, from + k);
            let last = self.paying[from + k];
            if size > most {
                continue;
            }
            self.best[k * width + size] = last.reward;
            for l in 0..k {
                let first = self.paying[from + l];
                if first.end + travel::gap(instance, first.place, last.place) > last.start {
                    continue;
                }
                for m in size..width {
                    let reward = self.best[l * width + m - size] + last.reward;
                    if reward > self.best[k * width + m] {
                        self.best[k * width + m] = reward;
                        self.pred[pred_from + k * width + m] = (from + l) as u32;
                    }
                }
            }
            for (m, point) in high.iter_mut().enumerate().skip(size) {
                let reward = self.best[k * width + m];
                if reward > point.reward {
                    *point = Point {
                        size: m,
                        reward,
                        tag: (from + k) as u32,
                    };
                }
            }
        }
        let points = self.points.len();
        let mut above = 0;
        for point in high {
            if point.reward > above {
                above = point.reward;
                self.points.push(point);
            }
        }
        let choice = self.choice.len();
        combine(&mut self.week, &self.points[points..], &mut self.choice);
        self.days.push(Stage {
            points,
            choice,
            first_day: 0,
        });
    }

    fn trace_week(&mut self, week: usize, size: usize, measure: Measure) {
        let mut left = size;
        let days_to = self
            .weeks
            .get(week + 1)
            .map_or(self.days.len(), |next| next.first_day);
        for day in (self.weeks[week].first_day..days_to).rev() {
            let stage = self.days[day];
            let chosen = self.choice[stage.choice + left];
            if chosen == START {
                continue;
            }
            let point = self.points[stage.points + chosen as usize];
            left -= point.size;
            let (mut at, mut units) = (point.tag, point.size);
            while at != START {
                self.picked.push(at);
                let before = self.pred[self.pred_at[at as usize] + units];
                units -= self.size(measure, at as usize);
                at = before;
            }
        }
    }
}

impl Stage {
    /// Where the points of this week's days begin: just after the points of the week before.
    fn points_of_days(self, days: &[Self]) -> usize {
        days.get(self.first_day)
            .map_or(self.points, |day| day.points)
    }
}

/// Adds one group of points, of which at most one is taken, to an exact-size knapsack.
fn combine(sums: &mut [i64], points: &[Point], choice: &mut Vec<u32>) {
    let from = choice.len();
    choice.resize(from + sums.len(), START);
    for units in (0..sums.len()).rev() {
        for (p, point) in points.iter().enumerate() {
            if point.size > units {
                break;
            }
            let reward = sums[units - point.size] + point.reward;
            if reward > sums[units] && sums[units - point.size] > NONE / 2 {
                sums[units] = reward;
                choice[from + units] = p as u32;
            }
        }
    }
}
