//! When a trainer can teach: weekly rules in wall time, and dated exceptions over them.

use rostrum::availability::{self, Weekly};
use rostrum::error::Error;
use rostrum::slots::{Instant, Pool};
use rostrum::time::Span;

use crate::support::world::{Someone, date, trainer};
use crate::support::{TestApp, on_both};

on_both!(
    free_time_is_the_weekly_rule_with_its_exceptions,
    a_changed_fortnight_leaves_the_rest_of_the_term,
);

/// Wall times of free spans between two dates, `2026-04-20 08:00-17:00` each.
async fn free(app: &TestApp, who: &Someone, from: &str, to: &str) -> Vec<String> {
    let zone = app.app.db.programme.zone;
    let span = Span::new(zone.day(date(from)).0, zone.day(date(to)).1).unwrap();
    let free = app
        .read(async |work| availability::free(work, span).await)
        .await;
    let Some(free) = free.get(&who.trainer()) else {
        return Vec::new();
    };
    free.spans()
        .iter()
        .map(|span| {
            let (start, end) = (zone.wall(span.start), zone.wall(span.end));
            format!("{}-{}", start.format("%m-%d %H:%M"), end.format("%H:%M"))
        })
        .collect()
}

fn at(app: &TestApp, day: &str, minute: i64) -> Instant {
    Instant(app.app.db.programme.zone.instant(date(day), minute))
}

async fn free_time_is_the_weekly_rule_with_its_exceptions(app: TestApp) {
    let tahira = trainer(&app, "Tahira Trainer", Pool::Academic).await;
    // Thursday to Sunday.
    assert_eq!(
        free(&app, &tahira, "2026-04-23", "2026-04-26").await,
        ["04-23 08:00-17:00", "04-24 08:00-17:00"]
    );
    app.write_as(&tahira.actor, async |work| {
        let id = tahira.trainer();
        // An exam on Thursday, and the whole of Saturday is free against the habit.
        let exam = (at(&app, "2026-04-23", 600), at(&app, "2026-04-23", 780));
        availability::add_exception(work, id, exam.0, exam.1, false, "exam").await?;
        let day = (at(&app, "2026-04-25", 540), at(&app, "2026-04-25", 720));
        availability::add_exception(work, id, day.0, day.1, true, "").await
    })
    .await;
    assert_eq!(
        free(&app, &tahira, "2026-04-23", "2026-04-26").await,
        [
            "04-23 08:00-10:00",
            "04-23 13:00-17:00",
            "04-24 08:00-17:00",
            "04-25 09:00-12:00"
        ]
    );
    // The rule ends with the year.
    assert_eq!(
        free(&app, &tahira, "2026-12-31", "2027-01-01").await,
        ["12-31 08:00-17:00"]
    );
}

async fn a_changed_fortnight_leaves_the_rest_of_the_term(app: TestApp) {
    let tahira = trainer(&app, "Tahira Trainer", Pool::Academic).await;
    app.write_as(&tahira.actor, async |work| {
        let mornings = [Weekly {
            weekday: 0,
            start: 480,
            end: 720,
        }];
        let (from, to) = (date("2026-05-04"), date("2026-05-17"));
        availability::set_weekly(work, tahira.trainer(), from, to, &mornings).await
    })
    .await;
    assert_eq!(
        free(&app, &tahira, "2026-05-01", "2026-05-18").await,
        [
            "05-01 08:00-17:00",
            "05-04 08:00-12:00",
            "05-11 08:00-12:00",
            "05-18 08:00-17:00"
        ]
    );
}

#[tokio::test]
async fn impossible_rules_are_named_by_their_day() {
    let app = TestApp::sqlite().await;
    let tahira = trainer(&app, "Tahira Trainer", Pool::Academic).await;
    let rule = |weekday, start, end| Weekly {
        weekday,
        start,
        end,
    };
    for (rules, to, expected) in [
        (
            vec![rule(2, 720, 540)],
            "2026-06-01",
            ("day_2", "field-end-before-start"),
        ),
        (
            vec![rule(7, 540, 720)],
            "2026-06-01",
            ("day_7", "field-time"),
        ),
        (
            vec![rule(1, 540, 1441)],
            "2026-06-01",
            ("day_1", "field-time"),
        ),
        (
            vec![rule(4, 540, 720), rule(4, 700, 800)],
            "2026-06-01",
            ("day_4", "availability-overlap"),
        ),
        (
            Vec::new(),
            "2026-04-01",
            ("valid_to", "field-end-before-start"),
        ),
    ] {
        let tried = app
            .try_as(&tahira.actor, async |work| {
                let (from, to) = (date("2026-05-01"), date(to));
                availability::set_weekly(work, tahira.trainer(), from, to, &rules).await
            })
            .await;
        match tried {
            Err(Error::Invalid(errors)) => assert_eq!(
                (errors[0].field.as_str(), errors[0].message.key.as_str()),
                expected
            ),
            other => panic!("{expected:?}: {other:?}"),
        }
    }
    // Nothing of it was kept, and nothing was taken away.
    assert_eq!(
        free(&app, &tahira, "2026-05-04", "2026-05-04").await,
        ["05-04 08:00-17:00"]
    );
}

#[tokio::test]
async fn nobody_changes_another_trainers_time() {
    let app = TestApp::sqlite().await;
    let tahira = trainer(&app, "Tahira Trainer", Pool::Academic).await;
    let tariq = trainer(&app, "Tariq Trainer", Pool::Cert).await;
    let tried = app
        .try_as(&tariq.actor, async |work| {
            let (from, to) = (date("2026-05-01"), date("2026-06-01"));
            availability::set_weekly(work, tahira.trainer(), from, to, &[]).await
        })
        .await;
    assert!(matches!(tried, Err(Error::NotFound(_))), "{tried:?}");
    let read = app
        .read_as(&tariq.actor, async |work| {
            availability::exceptions(work, tahira.trainer()).await
        })
        .await;
    assert!(matches!(read, Err(Error::NotFound(_))), "{read:?}");
}
