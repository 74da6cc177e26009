//! Small invented instances for tests, benches and demonstrations: the same seed gives the same instance.

use super::check::check_parts;
use super::model::{
    ANY_CLASS, Assignment, Booking, DAY, Instance, NO_CAP, NO_END, Place, Plan, ReachRule,
    ResourceBooking, Seat, Skill, Slot, SlotOption, Trainer, Weights,
};
use super::random::Random;

/// How large a sample is and which features it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleSize {
    /// Number of slots.
    pub slots: usize,
    /// Number of trainers.
    pub trainers: usize,
    /// Whether to use what the file format cannot say: pools, mixed seats, resources, bookings, session caps, reach, classes, terms.
    pub product: bool,
}

/// A sound random instance.
pub fn sample(size: SampleSize, seed: u64) -> Instance {
    let mut random = Random::new(seed);
    let r = &mut random;
    let cities = 3;
    let mut travel = vec![0; cities * cities];
    for a in 0..cities {
        for b in 0..a {
            let minutes = 60 + 30 * r.below(3) as i64;
            travel[a * cities + b] = minutes;
            travel[b * cities + a] = minutes;
        }
        if size.product {
            travel[a * cities + a] = 60;
        }
    }
    let reach = if size.product {
        ReachRule {
            same_day_minutes: 60,
            late_from_minute_of_day: 660,
            late_minutes: 90,
        }
    } else {
        ReachRule::OFF
    };
    let trainers: Vec<Trainer> = (0..size.trainers)
        .map(|_| sample_trainer(r, cities, size.product))
        .collect();
    let slots: Vec<Slot> = (0..size.slots)
        .map(|_| sample_slot(r, cities, &size))
        .collect();
    let mut forbidden = Vec::new();
    if size.trainers > 0 {
        forbidden.extend(
            (0..slots.len() as u32)
                .filter(|_| r.below(6) == 0)
                .map(|j| (j, 0)),
        );
    }
    let resource_booked = if size.product && r.below(2) == 0 {
        vec![ResourceBooking {
            resource: 1,
            start: DAY + 500,
            end: DAY + 700,
        }]
    } else {
        Vec::new()
    };
    let weights = Weights {
        level: 20,
        travel: 1,
        stability: 40,
        overload: r.below(3) as i64,
    };
    let months = if size.product {
        vec![-10 * DAY, 2 * DAY, 20 * DAY]
    } else {
        Vec::new()
    };
    // Drawn apart, so that what was drawn before there were conflicts stays the same.
    let mut apart = Random::new(!seed);
    let mut conflicts = Vec::new();
    for (j, slot) in (0..).zip(&slots) {
        for o in 0..slot.options.len() as u32 {
            let barred = (0..size.trainers as u32).filter(|_| apart.below(9) == 0);
            conflicts.extend(barred.map(|i| (j, o, i)));
        }
    }
    let mut instance = Instance {
        weights,
        cities,
        travel,
        reach,
        months,
        trainers,
        slots,
        forbidden,
        conflicts,
        pinned: Vec::new(),
        resource_booked,
    };
    if let Some(pin) = find_pin(&instance)
        && r.below(3) == 0
    {
        instance.pinned.push(pin);
    }
    instance
}

fn sample_trainer(r: &mut Random, cities: usize, product: bool) -> Trainer {
    let mut skills = Vec::new();
    for subject in 0..3 {
        if r.below(3) != 0 {
            skills.push(Skill {
                subject,
                level: 1 + r.below(5) as u8,
                preference: r.below(61) as i64 - 30,
                floor: if product {
                    [0, 0, 18, 19][r.below(4)]
                } else {
                    0
                },
                only: (product && r.below(5) == 0).then_some(0),
                until: if product && r.below(4) == 0 {
                    3 * DAY
                } else {
                    NO_END
                },
            });
        }
    }
    let mut avail = Vec::new();
    for day in 0..9 {
        if r.below(4) != 0 {
            avail.push((day * DAY + 480, day * DAY + 720 + 60 * r.below(8) as i64));
        }
    }
    let terms = (product && r.below(3) == 0).then(|| vec![(0, DAY + 700), (7 * DAY, 9 * DAY)]);
    let booked = if product && r.below(3) == 0 {
        let start = r.below(3) as i64 * DAY + 540;
        vec![Booking {
            start,
            end: start + 90,
            place: Place::Venue {
                venue: 7,
                city: r.below(cities) as u32,
            },
        }]
    } else {
        Vec::new()
    };
    let some = |r: &mut Random, low: i64, by: i64, n: usize| low + by * r.below(n) as i64;
    let counted = product && r.below(2) == 0;
    Trainer {
        home: r.below(cities) as u32,
        max_travel: some(r, 60, 30, 4),
        pool: if product { r.below(2) as u8 } else { 0 },
        skills,
        langs: if r.below(5) == 0 { vec![1] } else { vec![0, 1] },
        terms,
        avail,
        booked,
        max_day: if counted {
            1 + r.below(2) as i64
        } else {
            NO_CAP
        },
        max_week: if counted {
            1 + r.below(3) as i64
        } else {
            NO_CAP
        },
        max_month: if counted {
            1 + r.below(3) as i64
        } else {
            NO_CAP
        },
        max_week_minutes: if counted { NO_CAP } else { some(r, 120, 60, 6) },
        max_total_minutes: if counted && r.below(2) == 0 {
            NO_CAP
        } else {
            some(r, 180, 60, 6)
        },
        target: some(r, 60, 60, 5),
    }
}

fn sample_slot(r: &mut Random, cities: usize, size: &SampleSize) -> Slot {
    let minutes = if size.product {
        [75, 90, 120][r.below(3)]
    } else {
        [90, 120][r.below(2)]
    };
    let subject = r.below(3) as u32;
    let level = 1 + r.below(3) as u8;
    let need = [1, 1, 2, 2, 3][r.below(5)];
    let city = r.below(cities) as u32;
    let online = r.below(4) == 0;
    let mut options: Vec<SlotOption> = Vec::new();
    for _ in 0..=r.below(2) {
        let start = [0, 1, 2, 7, 8][r.below(5)] * DAY + 480 + 30 * r.below(12) as i64;
        let venue = if size.product {
            city * 2 + r.below(2) as u32
        } else {
            city
        };
        let place = if online {
            Place::Online
        } else {
            Place::Venue { venue, city }
        };
        let resources = if size.product && r.below(2) == 0 {
            vec![r.below(2) as u32]
        } else {
            Vec::new()
        };
        if options.iter().all(|o| o.start != start) {
            options.push(SlotOption {
                start,
                end: start + minutes,
                place,
                resources,
            });
        }
    }
    let lead_level = level + r.below(2) as u8;
    let seats = (0..need)
        .map(|k| Seat {
            subject: if size.product {
                (subject + (k / 2) as u32) % 3
            } else {
                subject
            },
            level: if k == 0 { lead_level } else { level },
            score_level: level,
            pool: if size.product && r.below(4) == 0 {
                Some(r.below(2) as u8)
            } else {
                None
            },
        })
        .collect();
    let prev = if size.trainers > 0 && r.below(3) == 0 {
        vec![r.below(size.trainers) as u32]
    } else {
        Vec::new()
    };
    Slot {
        seats,
        options,
        lang: r.below(2) as u32,
        class: if size.product {
            [17, 18, 20, ANY_CLASS][r.below(4)]
        } else {
            ANY_CLASS
        },
        value: 200 + 100 * r.below(5) as i64,
        prev,
    }
}

/// The first single assignment that breaks no rule, for slots of one seat.
fn find_pin(instance: &Instance) -> Option<Assignment> {
    let people = instance.trainers.len() as u32;
    let single = instance
        .slots
        .iter()
        .enumerate()
        .filter(|(_, s)| s.seats.len() == 1);
    let mut all = single.flat_map(|(j, s)| (0..s.options.len() as u32).map(move |o| (j as u32, o)));
    all.find_map(|(slot, option)| {
        (0..people)
            .map(|i| Assignment {
                slot,
                option,
                trainers: vec![i],
            })
            .find(|pin| {
                check_parts(
                    instance,
                    &Plan {
                        assignments: vec![pin.clone()],
                    },
                )
                .violations
                .is_empty()
            })
    })
}
