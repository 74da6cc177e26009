//! What a request may not have, and what the calendar has against a time.

use rostrum::error::{Error, FieldError};
use rostrum::institutes;
use rostrum::reference::Calendar;
use rostrum::slots::{
    self, Instant, Mode, NewOption, NewRequest, NewSeat, Pool, RequestState, SubjectId, VenueId,
};

use crate::support::world::date;
use crate::support::{TestApp, World};

#[tokio::test]
async fn a_reason_is_asked_for_where_one_is_owed() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let id = world.submitted(&app, "Malware", 0).await;
    for (reason, key) in [("  ", "field-empty"), ("a\u{7}b", "field-control")] {
        let tried = app
            .try_as(&world.coordinator.actor, async |work| {
                slots::return_with(work, id, reason).await
            })
            .await;
        assert_eq!(faults(tried), [format!("reason: {key}")]);
    }
    assert_eq!(world.request(&app, id).await.state, RequestState::Submitted);
}

/// `field: key` of everything that was refused.
fn faults<T: std::fmt::Debug>(tried: Result<T, Error>) -> Vec<String> {
    match tried {
        Err(Error::Invalid(errors)) => errors
            .into_iter()
            .map(|FieldError { field, message }| format!("{field}: {}", message.key))
            .collect(),
        other => panic!("not refused by its fields: {other:?}"),
    }
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_request_is_named_at_once() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let elsewhere = app
        .read_as(&world.coordinator.actor, async |work| {
            institutes::venues(work, world.other_institute).await
        })
        .await
        .unwrap()[0]
        .id;
    let (starts, ends) = world.week(&app, 0);
    let good = NewOption {
        starts,
        ends,
        venue: world.venue,
    };
    let seat = NewSeat {
        subject: world.subject,
        level: 2,
        pool: Pool::Academic,
        required: true,
    };
    type Change<'a> = Box<dyn Fn(&mut NewRequest) + 'a>;
    let slot = |change: fn(&mut slots::NewSlot)| -> Change<'_> {
        Box::new(move |new: &mut NewRequest| change(&mut new.slots[0]))
    };
    let options = |options: Vec<NewOption>| -> Change<'_> {
        Box::new(move |new: &mut NewRequest| new.slots[0].options = options.clone())
    };
    let seats = |seats: Vec<NewSeat>| -> Change<'_> {
        Box::new(move |new: &mut NewRequest| new.slots[0].seats = seats.clone())
    };
    let shifted = |days: i64| NewOption {
        starts: starts.plus(days * 86_400),
        ends: ends.plus(days * 86_400),
        ..good
    };
    let cases: Vec<(Change<'_>, &[&str])> = vec![
        (
            slot(|slot| slot.title = "  ".into()),
            &["title: field-empty"],
        ),
        (
            slot(|slot| slot.title = "x".repeat(201)),
            &["title: field-long"],
        ),
        (
            slot(|slot| slot.title = "a\u{0}b".into()),
            &["title: field-control"],
        ),
        (
            slot(|slot| slot.title = "a\u{1b}[2Jb".into()),
            &["title: field-control"],
        ),
        (slot(|slot| slot.priority = 6), &["priority: field-range"]),
        (
            Box::new(|new| new.note = "x".repeat(2001)),
            &["note: field-long"],
        ),
        (Box::new(|new| new.slots.clear()), &["slots: field-range"]),
        (seats(Vec::new()), &["seat_1_subject: requests-seats"]),
        (seats(vec![seat; 4]), &["seat_1_subject: requests-seats"]),
        (
            seats(vec![NewSeat {
                required: false,
                ..seat
            }]),
            &["seat_1_required: requests-none-required"],
        ),
        (
            seats(vec![
                seat,
                NewSeat {
                    subject: SubjectId(9999),
                    level: 0,
                    ..seat
                },
            ]),
            &[
                "seat_2_subject: requests-unknown-subject",
                "seat_2_level: field-range",
            ],
        ),
        // An area is no subject.
        (
            seats(vec![NewSeat {
                subject: SubjectId(1),
                ..seat
            }]),
            &["seat_1_subject: requests-unknown-subject"],
        ),
        (options(Vec::new()), &["option_1_date: requests-options"]),
        (
            options((0..5).map(|week| shifted(7 * week)).collect()),
            &["option_1_date: requests-options"],
        ),
        (
            options(vec![good, good]),
            &["option_2_date: requests-twice"],
        ),
        (
            options(vec![NewOption {
                ends: starts,
                ..good
            }]),
            &["option_1_end: field-end-before-start"],
        ),
        (
            options(vec![NewOption {
                ends: ends.plus(12 * 3600),
                ..good
            }]),
            &["option_1_end: requests-midnight"],
        ),
        (
            options(vec![shifted(-30)]),
            &["option_1_date: requests-past"],
        ),
        (
            options(vec![shifted(40_000)]),
            &["option_1_date: field-date-range"],
        ),
        (
            options(vec![NewOption {
                starts: Instant(-90_000),
                ends: Instant(-86_500),
                ..good
            }]),
            &["option_1_date: field-date-range"],
        ),
        (
            options(vec![NewOption {
                venue: elsewhere,
                ..good
            }]),
            &["option_1_venue: requests-unknown-venue"],
        ),
        (
            options(vec![NewOption {
                venue: VenueId(1),
                ..good
            }]),
            &["option_1_venue: requests-needs-venue"],
        ),
        (
            slot(|slot| slot.mode = Mode::Online),
            &["option_1_venue: requests-online-venue"],
        ),
        (
            Box::new(|new| {
                new.slots[0].title = String::new();
                new.slots[0].seats[1].level = 9;
                new.slots.push(new.slots[0].clone());
            }),
            &[
                "title: field-empty",
                "seat_2_level: field-range",
                "slot_2.title: field-empty",
                "slot_2.seat_2_level: field-range",
            ],
        ),
    ];
    for (change, expected) in cases {
        let mut wish = world.wish(&app, "Malware", 0);
        change(&mut wish);
        let tried = app
            .try_as(&world.officer.actor, async |work| {
                slots::draft(work, wish).await
            })
            .await;
        assert_eq!(faults(tried), expected);
    }
    // Nothing of it was written, and no reference was used up.
    let id = world.draft(&app, "Malware", 0).await;
    assert_eq!(world.request(&app, id).await.reference, "DTP-2026-0001");
}

#[tokio::test]
async fn the_calendar_speaks_up_about_a_time() {
    let app = TestApp::sqlite().await;
    let calendar = app.read(Calendar::load).await;
    let zone = app.app.db.programme.zone;
    let now = Instant(zone.instant(date("2026-04-06"), 540));
    for (day, from, to, week, expected) in [
        (
            "2026-04-22",
            660,
            750,
            "5-day",
            &["amber warning-break 11:00 11:30"][..],
        ),
        ("2026-04-22", 690, 780, "5-day", &[]),
        ("2026-04-22", 840, 945, "5-day", &[]),
        (
            "2026-04-22",
            480,
            570,
            "5-day",
            &["red warning-outside 09:00 15:45"],
        ),
        (
            "2026-04-22",
            900,
            960,
            "5-day",
            &["red warning-outside 09:00 15:45"],
        ),
        // An evening that ends at midnight ends late, not early.
        (
            "2026-04-22",
            1320,
            1440,
            "5-day",
            &["red warning-outside 09:00 15:45"],
        ),
        (
            "2026-04-24",
            690,
            780,
            "5-day",
            &["red warning-outside 09:00 12:30"],
        ),
        ("2026-04-25", 690, 780, "5-day", &["red warning-rest-day"]),
        ("2026-04-25", 690, 780, "6-day", &[]),
        (
            "2026-05-01",
            540,
            630,
            "5-day",
            &["red warning-closed Labor Day"],
        ),
        ("2026-04-10", 540, 630, "5-day", &["amber warning-urgent 7"]),
        (
            "2027-03-09",
            540,
            630,
            "5-day",
            &["amber warning-amber Eid al-Fitr"],
        ),
        (
            "2027-03-03",
            780,
            840,
            "5-day",
            &["red warning-outside-ramadan 09:00 13:30"],
        ),
        (
            "2028-03-06",
            540,
            630,
            "5-day",
            &["amber warning-not-known"],
        ),
    ] {
        let place = slots::Place {
            province: "Punjab".to_owned(),
            week: week.to_owned(),
            cohorts: vec![(date("2020-01-01"), date("2030-12-31"), String::new())],
        };
        let times = (
            Instant(zone.instant(date(day), from)),
            Instant(zone.instant(date(day), to)),
        );
        let shown: Vec<String> = slots::warnings(&calendar, zone, &place, now, 7, times)
            .into_iter()
            .map(|warning| {
                let mut words = vec![
                    if warning.amber { "amber" } else { "red" }.to_owned(),
                    warning.message.key,
                ];
                words.extend(warning.message.args.into_iter().map(|(_, value)| value));
                words.join(" ")
            })
            .collect();
        assert_eq!(shown, expected, "{day} {from}-{to} in a {week} week");
    }
}
