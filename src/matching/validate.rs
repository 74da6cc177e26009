//! Which instances are sound: positions in range, lists in order, sums that cannot overflow, pins that can all stand.

use super::check::check_parts;
use super::model::{Instance, Place, Plan};
use super::rules::RuleCode;

/// Weights, values and preferences stay within this, times and travel within 2^32 minutes.
pub const MOST: i64 = 1 << 40;
const MOST_MINUTES: i64 = 1 << 32;

/// What is wrong with an instance and where, as in `slots[17].options[2]: end before start`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Path to the place; empty for the whole.
    pub place: String,
    /// What is wrong there.
    pub problem: String,
}

impl Flaw {
    /// A flaw at a place.
    pub fn at(place: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            problem: problem.into(),
        }
    }
}

impl std::fmt::Display for Flaw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.place.is_empty() {
            f.write_str(&self.problem)
        } else {
            write!(f, "{}: {}", self.place, self.problem)
        }
    }
}

impl std::error::Error for Flaw {}

/// Fails with the flaw unless `sound`; the place is only spelled out when needed.
pub(super) fn ensure(
    sound: bool,
    place: impl FnOnce() -> String,
    problem: &str,
) -> Result<(), Flaw> {
    if sound {
        Ok(())
    } else {
        Err(Flaw::at(place(), problem))
    }
}

impl Instance {
    /// Checks everything that the matcher takes for granted.
    ///
    /// # Errors
    /// The first [`Flaw`] found.
    pub fn validate(&self) -> Result<(), Flaw> {
        let minutes = |m: i64| (-MOST_MINUTES..=MOST_MINUTES).contains(&m);
        let w = &self.weights;
        for (name, value) in [
            ("level", w.level),
            ("travel", w.travel),
            ("stability", w.stability),
            ("overload", w.overload),
        ] {
            ensure(
                (0..=MOST).contains(&value),
                || format!("weights.{name}"),
                "must be between 0 and 2^40",
            )?;
        }
        let cells = self.cities.checked_mul(self.cities);
        ensure(
            cells == Some(self.travel.len()),
            || "travel".into(),
            "must be a square of all cities",
        )?;
        for (at, &m) in self.travel.iter().enumerate() {
            let place = || format!("travel[{}][{}]", at / self.cities, at % self.cities);
            ensure(
                (0..=MOST_MINUTES).contains(&m),
                place,
                "must be between 0 and 2^32",
            )?;
        }
        ensure(self.months.is_sorted(), || "months".into(), "must rise")?;
        for (i, _) in self.trainers.iter().enumerate() {
            self.validate_trainer(i)?;
        }
        for (j, _) in self.slots.iter().enumerate() {
            self.validate_slot(j)?;
        }
        for (k, b) in self.resource_booked.iter().enumerate() {
            let sound = b.start < b.end && minutes(b.start) && minutes(b.end);
            ensure(
                sound,
                || format!("resource_booked[{k}]"),
                "end before start, or out of range",
            )?;
        }
        ensure(
            self.forbidden.is_sorted(),
            || "forbidden".into(),
            "must be sorted",
        )?;
        for (k, &(j, i)) in self.forbidden.iter().enumerate() {
            let known = (j as usize) < self.slots.len() && (i as usize) < self.trainers.len();
            ensure(
                known,
                || format!("forbidden[{k}]"),
                "no such slot or trainer",
            )?;
        }
        ensure(
            self.conflicts.is_sorted(),
            || "conflicts".into(),
            "must be sorted",
        )?;
        for (k, &(j, o, i)) in self.conflicts.iter().enumerate() {
            let slot = self.slots.get(j as usize);
            let known = slot.is_some_and(|slot| (o as usize) < slot.options.len());
            ensure(
                known && (i as usize) < self.trainers.len(),
                || format!("conflicts[{k}]"),
                "no such slot, option or trainer",
            )?;
        }
        self.validate_sums()?;
        self.validate_pins()
    }

    fn knows(&self, place: Place) -> bool {
        match place {
            Place::Online => true,
            Place::Venue { city, .. } => (city as usize) < self.cities,
        }
    }

    fn validate_trainer(&self, i: usize) -> Result<(), Flaw> {
        let t = &self.trainers[i];
        let place = || format!("trainers[{i}]");
        let minutes = |m: i64| (-MOST_MINUTES..=MOST_MINUTES).contains(&m);
        ensure(
            (t.home as usize) < self.cities,
            || format!("{}.home", place()),
            "no such city",
        )?;
        let caps = [
            t.max_day,
            t.max_week,
            t.max_month,
            t.max_week_minutes,
            t.max_total_minutes,
            t.target,
            t.max_travel,
        ];
        ensure(caps.iter().all(|&c| c >= 0), place, "a cap is negative")?;
        let rising = t.skills.windows(2).all(|w| w[0].subject < w[1].subject);
        ensure(
            rising,
            || format!("{}.skills", place()),
            "must be sorted, each subject once",
        )?;
        for (k, skill) in t.skills.iter().enumerate() {
            let here = || format!("trainers[{i}].skills[{k}]");
            ensure((1..=5).contains(&skill.level), here, "level must be 1 to 5")?;
            ensure(
                (-MOST..=MOST).contains(&skill.preference),
                here,
                "preference must be within 2^40",
            )?;
            ensure(skill.subject < 1 << 20, here, "subject must be below 2^20")?;
        }
        ensure(
            t.langs.is_sorted(),
            || format!("{}.langs", place()),
            "must be sorted",
        )?;
        let terms = t.terms.as_deref().unwrap_or_default();
        for (k, term) in terms.iter().enumerate() {
            let here = || format!("trainers[{i}].terms[{k}]");
            let after = k == 0 || terms[k - 1].1 <= term.0;
            ensure(
                term.0 < term.1 && after,
                here,
                "must be sorted and disjoint",
            )?;
        }
        for (k, a) in t.avail.iter().enumerate() {
            let here = || format!("trainers[{i}].avail[{k}]");
            ensure(a.0 < a.1, here, "end before start")?;
            ensure(
                minutes(a.0) && minutes(a.1),
                here,
                "must be within 2^32 minutes",
            )?;
            ensure(
                k == 0 || t.avail[k - 1].1 <= a.0,
                here,
                "must be sorted and disjoint",
            )?;
        }
        for (k, b) in t.booked.iter().enumerate() {
            let here = || format!("trainers[{i}].booked[{k}]");
            ensure(
                b.start < b.end && minutes(b.start) && minutes(b.end),
                here,
                "end before start, or out of range",
            )?;
            ensure(self.knows(b.place), here, "no such city")?;
        }
        Ok(())
    }

    fn validate_slot(&self, j: usize) -> Result<(), Flaw> {
        let slot = &self.slots[j];
        let minutes = |m: i64| (-MOST_MINUTES..=MOST_MINUTES).contains(&m);
        ensure(
            (1..=3).contains(&slot.seats.len()),
            || format!("slots[{j}].seats"),
            "must be 1 to 3",
        )?;
        ensure(
            (1..=4).contains(&slot.options.len()),
            || format!("slots[{j}].options"),
            "must be 1 to 4",
        )?;
        ensure(
            (0..=MOST).contains(&slot.value),
            || format!("slots[{j}].value"),
            "must be between 0 and 2^40",
        )?;
        ensure(
            slot.prev.is_sorted(),
            || format!("slots[{j}].prev"),
            "must be sorted",
        )?;
        for (k, option) in slot.options.iter().enumerate() {
            let here = || format!("slots[{j}].options[{k}]");
            ensure(option.start < option.end, here, "end before start")?;
            ensure(
                minutes(option.start) && minutes(option.end),
                here,
                "must be within 2^32 minutes",
            )?;
            ensure(self.knows(option.place), here, "no such city")?;
        }
        Ok(())
    }

    /// Adds up, without overflow, the most that any plan could gain or lose.
    fn validate_sums(&self) -> Result<(), Flaw> {
        let wide = i128::from;
        let w = &self.weights;
        let farthest = self.travel.iter().max().copied().unwrap_or(0);
        let liking = self
            .trainers
            .iter()
            .flat_map(|t| &t.skills)
            .map(|s| s.preference.abs())
            .max()
            .unwrap_or(0);
        let seat = wide(w.level) * 255
            + wide(liking)
            + wide(w.travel) * wide(farthest)
            + wide(w.stability);
        let mut most: i128 = 0;
        for slot in &self.slots {
            let longest = slot
                .options
                .iter()
                .map(|o| o.end - o.start)
                .max()
                .unwrap_or(0);
            most += wide(slot.value)
                + slot.seats.len() as i128 * (seat + wide(w.overload) * wide(longest));
        }
        let booked: i128 = self
            .trainers
            .iter()
            .flat_map(|t| &t.booked)
            .map(|b| wide(b.end - b.start))
            .sum();
        most += booked * (wide(w.overload) + 1);
        ensure(
            most < 1 << 55,
            || "weights".into(),
            "with these weights and values a sum could overflow",
        )
    }

    fn validate_pins(&self) -> Result<(), Flaw> {
        let rising = self.pinned.windows(2).all(|w| w[0].slot < w[1].slot);
        ensure(rising, || "pinned".into(), "must be sorted, each slot once")?;
        let verdict = check_parts(
            self,
            &Plan {
                assignments: self.pinned.clone(),
            },
        );
        let Some(first) = verdict.violations.first() else {
            return Ok(());
        };
        let at = self
            .pinned
            .iter()
            .position(|p| p.slot == first.slot)
            .unwrap_or(0);
        let rule = match first.code {
            RuleCode::Shape => {
                "names a slot, option or trainer that is not there, or the wrong number of trainers"
                    .to_owned()
            }
            code => format!("breaks a rule: {code:?}"),
        };
        let who = first
            .trainer
            .map_or_else(String::new, |i| format!(" (trainer {i})"));
        Err(Flaw::at(format!("pinned[{at}]"), rule + &who))
    }
}
