//! A plan while it is being made: who holds what, which resource is busy, what it is worth.
//! Every change keeps the objective up to date; nothing here chooses.

use super::model::{Assignment, Instance, Place, Plan};
use super::rules::double_booking::overlap;
use super::rules::{RuleCode, occupancy, travel, workload};
use super::score::seat_score;

/// A session that a trainer holds.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    /// First minute.
    pub start: i64,
    /// Minute after the last.
    pub end: i64,
    /// Where.
    pub place: Place,
    /// The slot, or `None` for a booking outside this run.
    pub slot: Option<u32>,
}

/// A covered slot in compact form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    /// Option position within the slot.
    pub option: u32,
    /// Trainers in seat order; only as many as the slot has seats count.
    pub trainers: [u32; 3],
}

/// The state of a plan.
#[derive(Debug, Clone)]
pub struct Schedule<'a> {
    instance: &'a Instance,
    held: Vec<Vec<Held>>,
    minutes: Vec<i64>,
    booked: Vec<i64>,
    resources: Vec<u32>,
    busy: Vec<Vec<(i64, i64, Option<u32>)>>,
    chosen: Vec<Option<Chosen>>,
    objective: i64,
    covered: usize,
}

impl<'a> Schedule<'a> {
    /// Nothing planned, only the bookings from outside.
    pub fn new(instance: &'a Instance) -> Self {
        let mut resources: Vec<u32> = instance
            .resource_booked
            .iter()
            .map(|b| b.resource)
            .collect();
        for option in instance.slots.iter().flat_map(|slot| &slot.options) {
            resources.extend(&option.resources);
        }
        resources.sort_unstable();
        resources.dedup();
        let mut busy = vec![Vec::new(); resources.len()];
        for b in &instance.resource_booked {
            if let Ok(at) = resources.binary_search(&b.resource) {
                busy[at].push((b.start, b.end, None));
            }
        }
        let held: Vec<Vec<Held>> = instance
            .trainers
            .iter()
            .map(|t| {
                t.booked
                    .iter()
                    .map(|b| Held {
                        start: b.start,
                        end: b.end,
                        place: b.place,
                        slot: None,
                    })
                    .collect()
            })
            .collect();
        let booked: Vec<i64> = held
            .iter()
            .map(|all: &Vec<Held>| all.iter().map(|h| h.end - h.start).sum())
            .collect();
        Self {
            instance,
            held,
            minutes: booked.clone(),
            booked,
            resources,
            busy,
            chosen: vec![None; instance.slots.len()],
            objective: 0,
            covered: 0,
        }
    }

    /// The state of a whole plan.
    pub fn of(instance: &'a Instance, plan: &Plan) -> Self {
        let mut schedule = Self::new(instance);
        for a in &plan.assignments {
            schedule.place(a.slot, compact(a));
        }
        schedule
    }

    /// Objective units of what is planned.
    pub fn objective(&self) -> i64 {
        self.objective
    }

    /// Number of covered slots.
    pub fn covered(&self) -> usize {
        self.covered
    }

    /// How a slot is covered.
    pub fn chosen(&self, slot: u32) -> Option<Chosen> {
        self.chosen[slot as usize]
    }

    /// What a trainer holds, in no order.
    pub fn held(&self, trainer: u32) -> &[Held] {
        &self.held[trainer as usize]
    }

    /// Who a resource is busy with, as (start, end, slot), bookings from outside without a slot.
    pub fn busy(&self, resource: u32) -> &[(i64, i64, Option<u32>)] {
        self.resources
            .binary_search(&resource)
            .map_or(&[], |at| &self.busy[at])
    }

    /// What the trainer does around `start`, leaving out what is held for `slot`.
    pub fn load_around(&self, trainer: u32, slot: u32, start: i64) -> workload::Load {
        let others = self.held[trainer as usize]
            .iter()
            .filter(|h| h.slot != Some(slot));
        workload::load_around(self.instance, others.map(|h| (h.start, h.end)), start)
    }

    /// Whether the rest of the plan leaves room for this trainer in this option; the first broken rule otherwise.
    /// Claims of the same slot are ignored. Rules that do not depend on the plan are `candidates.rs`.
    pub fn can_place(&self, trainer: u32, slot: u32, option: u32) -> Result<(), RuleCode> {
        let wanted = &self.instance.slots[slot as usize].options[option as usize];
        for held in self.held[trainer as usize]
            .iter()
            .filter(|h| h.slot != Some(slot))
        {
            if overlap((held.start, held.end), (wanted.start, wanted.end)) {
                return Err(RuleCode::DoubleBooking);
            }
            let pair = (
                (held.start, held.end, held.place),
                (wanted.start, wanted.end, wanted.place),
            );
            if !travel::journey_allows(self.instance, pair.0, pair.1) {
                return Err(RuleCode::Journey);
            }
        }
        let load = self.load_around(trainer, slot, wanted.start);
        workload::allows(
            self.instance,
            &self.instance.trainers[trainer as usize],
            &load,
            wanted.end - wanted.start,
        )
    }

    /// Whether every resource of the option is free, claims of the same slot aside.
    pub fn resources_free(&self, slot: u32, option: u32) -> bool {
        let wanted = &self.instance.slots[slot as usize].options[option as usize];
        wanted.resources.iter().all(|&r| {
            let others = self
                .busy(r)
                .iter()
                .filter(|b| b.2 != Some(slot))
                .map(|b| (b.0, b.1));
            occupancy::allows(others, (wanted.start, wanted.end))
        })
    }

    /// Objective units that `minutes` more would cost the trainer in overload.
    pub fn overload_of(&self, trainer: u32, minutes: i64) -> i64 {
        let i = trainer as usize;
        let after = self.minutes[i] + minutes;
        workload::overload(
            &self.instance.weights,
            &self.instance.trainers[i],
            self.minutes[i],
            after,
        )
    }

    /// Covers a slot that is not covered. The caller has asked whether it may.
    pub fn place(&mut self, slot: u32, chosen: Chosen) {
        let instance = self.instance;
        let what = &instance.slots[slot as usize];
        let option = &what.options[chosen.option as usize];
        let minutes = option.end - option.start;
        self.objective += what.value;
        for (seat, &trainer) in chosen.trainers.iter().enumerate().take(what.seats.len()) {
            self.objective += seat_score(instance, slot, seat, option.place, trainer)
                - self.overload_of(trainer, minutes);
            self.minutes[trainer as usize] += minutes;
            let held = Held {
                start: option.start,
                end: option.end,
                place: option.place,
                slot: Some(slot),
            };
            self.held[trainer as usize].push(held);
        }
        for &r in &option.resources {
            if let Ok(at) = self.resources.binary_search(&r) {
                self.busy[at].push((option.start, option.end, Some(slot)));
            }
        }
        self.chosen[slot as usize] = Some(chosen);
        self.covered += 1;
    }

    /// Uncovers a slot and says how it had been covered.
    pub fn remove(&mut self, slot: u32) -> Option<Chosen> {
        let chosen = self.chosen[slot as usize].take()?;
        let instance = self.instance;
        let what = &instance.slots[slot as usize];
        let option = &what.options[chosen.option as usize];
        let minutes = option.end - option.start;
        self.objective -= what.value;
        for (seat, &trainer) in chosen.trainers.iter().enumerate().take(what.seats.len()) {
            self.minutes[trainer as usize] -= minutes;
            self.objective -= seat_score(instance, slot, seat, option.place, trainer)
                - self.overload_of(trainer, minutes);
            let held = &mut self.held[trainer as usize];
            if let Some(at) = held.iter().position(|h| h.slot == Some(slot)) {
                held.swap_remove(at);
            }
        }
        for &r in &option.resources {
            if let Ok(at) = self.resources.binary_search(&r) {
                self.busy[at].retain(|b| b.2 != Some(slot));
            }
        }
        self.covered -= 1;
        Some(chosen)
    }

    /// Minutes a trainer works outside this run.
    pub fn booked_minutes(&self, trainer: u32) -> i64 {
        self.booked[trainer as usize]
    }

    /// The plan, sorted by slot.
    pub fn plan(&self) -> Plan {
        let covered = self
            .chosen
            .iter()
            .enumerate()
            .filter_map(|(j, chosen)| Some((j, chosen.as_ref()?)));
        let assignments = covered
            .map(|(j, c)| Assignment {
                slot: j as u32,
                option: c.option,
                trainers: c.trainers[..self.instance.slots[j].seats.len()].to_vec(),
            })
            .collect();
        Plan { assignments }
    }
}

/// The compact form of an assignment with at most three trainers.
pub fn compact(assignment: &Assignment) -> Chosen {
    let mut trainers = [0; 3];
    for (to, from) in trainers.iter_mut().zip(&assignment.trainers) {
        *to = *from;
    }
    Chosen {
        option: assignment.option,
        trainers,
    }
}
