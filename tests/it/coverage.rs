//! Where the country is covered: gaps in words and in figures, what closes and opens them, subjects that rest
//! on one person, and sessions whose trainer is no longer designated or verified by then.

use rostrum::accounts::Role;
use rostrum::courses::{self, CohortId, NewCohort};
use rostrum::reports::coverage::{Coverage, Row, Wanted, coverage};
use rostrum::reports::issues::{self, Kind, Of};
use rostrum::slots::{self, Instant, Language, Pool, RequestId};
use rostrum::trainers::expertise::{self, Finding};
use rostrum::trainers::membership::{self, Step};
use rostrum::trainers::{self, NewTrainer, Standing, TrainerId};
use rostrum::{institutes, reference};

use crate::support::world::{self, date, person};
use crate::support::{TestApp, World, on_both};

on_both! {
    a_gap_is_named_with_whoever_is_nearest_and_closes_once_somebody_is_verified,
    what_the_cohort_before_asked_for_is_expected_of_the_next,
    a_subject_that_rests_on_one_person_is_said,
    the_table_behind_the_picture_is_a_file,
    a_session_after_the_end_of_a_designation_is_to_be_looked_at,
    a_designation_that_was_ended_is_named_by_the_day_from_which_it_does_not_hold,
    a_session_after_the_end_of_an_expertise_is_to_be_looked_at,
}

/// A cohort of the same course, somewhere else.
async fn cohort(app: &TestApp, world: &World, place: &str, number: i32, from: &str) -> CohortId {
    let institute = world::institute(app, place).await;
    app.write_as(&world.coordinator.actor, async |work| {
        let new = NewCohort {
            course: courses::cohort(work, world.cohort).await?.course,
            institute,
            number,
            alias: format!("{number}th MCMC, {place}"),
            starts_on: date(from),
            ends_on: date(from) + chrono::Days::new(60),
            size: 30,
        };
        courses::create_cohort(work, new).await
    })
    .await
}

/// Asks for an academic in Quetta on 22 April at nine, when nobody gets there in time from elsewhere.
async fn ask_in_quetta(app: &TestApp, world: &World) -> RequestId {
    let cohort = cohort(app, world, "nipa-qta", 43, "2026-04-06").await;
    let institute = world::institute(app, "nipa-qta").await;
    let mut wish = world.wish(app, "Incident lecture", 0);
    app.write_as(&world.coordinator.actor, async |work| {
        wish.cohort = cohort;
        let slot = &mut wish.slots[0];
        slot.seats.truncate(1);
        slot.options[0].venue = institutes::venues(work, institute).await?[0].id;
        slot.options[0].starts = Instant(slot.options[0].starts.0 - 7200);
        slot.options[0].ends = Instant(slot.options[0].ends.0 - 7200);
        let id = slots::draft(work, wish).await?;
        slots::submit(work, id).await?;
        Ok(id)
    })
    .await
}

/// An academic in Quetta who is designated, and says that they teach the world's subject.
async fn claims_in_quetta(app: &TestApp, world: &World) -> TrainerId {
    let someone = person(app, "Qasim Quettan", Some(Role::Trainer), None).await;
    app.write(async |work| {
        let cities = reference::cities(work).await?;
        let new = NewTrainer {
            person: someone.id,
            pool: Pool::Academic,
            university: Some(reference::universities(work).await?[0].id),
            title: "Prof.".to_owned(),
            home: cities.iter().find(|city| city.code == "QTA").unwrap().id,
            standing: Standing::Active,
            max_travel: 60,
            caps: (1, 2, 4),
            target: 600,
            languages: vec![Language::English],
            expertise: vec![(world.subject, 3, 0)],
        };
        let id = trainers::create(work, new).await?;
        let days = (date("2026-01-01"), date("2026-12-31"));
        membership::admit(work, id, days, "Board of January").await?;
        Ok(id)
    })
    .await
}

async fn report(app: &TestApp, world: &World) -> Coverage {
    app.read_as(&world.coordinator.actor, async |work| {
        coverage(work, Wanted::default()).await
    })
    .await
    .unwrap()
}

fn row<'a>(report: &'a Coverage, city: &str, month: &str) -> Option<&'a Row> {
    let mut rows = report.rows.iter();
    rows.find(|row| row.city_name == city && row.month == date(month))
}

async fn a_gap_is_named_with_whoever_is_nearest_and_closes_once_somebody_is_verified(app: TestApp) {
    let world = World::build(&app).await;
    let mut coordinator = world.coordinator.browse(&app).await;
    coordinator
        .get("/coverage")
        .await
        .ok()
        .shows("Nothing is asked for or expected in these months.");
    ask_in_quetta(&app, &world).await;
    let new = claims_in_quetta(&app, &world).await;

    // A claim is no supply. Those who would do live in Lahore, four hours and a half away.
    let page = coordinator.get("/coverage").await;
    let words = page.ok().words();
    let named = " in Quetta, April 2026: 1 asked, 0 within reach; nearest: Dr. Tahira Trainer, Lahore, 4.5 h";
    assert!(words.contains(named), "{words}");
    page.shows("0/1 ✕");
    let desk = coordinator.get("/desk").await;
    assert!(desk.ok().words().contains(named));

    app.write(async |work| {
        for claim in expertise::of(work, new).await? {
            world::verify(work, &claim).await?;
        }
        Ok(())
    })
    .await;
    let page = coordinator.get("/coverage").await;
    page.ok().shows("1/1").shows("Everything that is asked for");
    assert!(!page.words().contains("0 within reach"));

    // Suspended, they are no supply any more; neither is anybody whose limit the month has reached.
    let now = report(&app, &world).await;
    let found = row(&now, "Quetta", "2026-04-01").unwrap();
    assert_eq!((found.within, found.room, found.short), (1, 1, 0));
    app.write_as(&world.coordinator.actor, async |work| {
        let own = membership::of(work, new).await?.remove(0);
        membership::step(work, own.id, own.version, Step::Suspend, "Complaint").await
    })
    .await;
    let now = report(&app, &world).await;
    assert_eq!(row(&now, "Quetta", "2026-04-01").unwrap().within, 0);
    assert_eq!(now.gaps.len(), 1);

    // Filters live in the address; what they do not say is said.
    for (query, lines) in [("?from=2026-04", 1), ("?from=2026-05", 0), ("?months=1", 1)] {
        let page = coordinator.get(&format!("/coverage{query}")).await;
        let shown = page.ok().text().matches("<rect").count();
        assert_eq!(shown, lines, "{query}");
    }
    for (query, fault) in [
        ("?from=soon", "Please write a month as 2027-03."),
        ("?from=99999-01", "Please write a month as 2027-03."),
        ("?months=13", "Please choose a number from 1 to 12."),
    ] {
        let page = coordinator.get(&format!("/coverage{query}")).await;
        page.ok().shows(fault);
    }
}

async fn what_the_cohort_before_asked_for_is_expected_of_the_next(app: TestApp) {
    let world = World::build(&app).await;
    world.submitted(&app, "Phishing", 0).await;
    let next = cohort(&app, &world, "nipa-khi", 44, "2026-08-03").await;
    // Sixteen days after its first day, as it was for the 43rd.
    let now = report(&app, &world).await;
    let found = row(&now, "Karachi", "2026-08-01").unwrap();
    assert_eq!((found.asked, found.expected, found.covered), (0, 2, 0));
    let here = row(&now, "Lahore", "2026-04-01").unwrap();
    assert_eq!((here.asked, here.expected), (2, 0));

    // Once it has asked for itself, nothing is guessed.
    let mut wish = world.wish(&app, "Phishing again", 0);
    app.write_as(&world.coordinator.actor, async |work| {
        wish.cohort = next;
        let there = world.other_institute;
        let option = &mut wish.slots[0].options[0];
        option.venue = institutes::venues(work, there).await?[0].id;
        option.starts = Instant(option.starts.0 + 105 * 86_400);
        option.ends = Instant(option.ends.0 + 105 * 86_400);
        let id = slots::draft(work, wish).await?;
        slots::submit(work, id).await
    })
    .await;
    let now = report(&app, &world).await;
    let found = row(&now, "Karachi", "2026-08-01").unwrap();
    assert_eq!((found.asked, found.expected), (2, 0));

    // What is confirmed is shown as held.
    world.session(&app, "Held lecture", 1).await;
    let now = report(&app, &world).await;
    assert_eq!(row(&now, "Lahore", "2026-04-01").unwrap().covered, 2);
}

async fn a_subject_that_rests_on_one_person_is_said(app: TestApp) {
    let world = World::build(&app).await;
    world.submitted(&app, "Phishing", 0).await;
    let mut coordinator = world.coordinator.browse(&app).await;
    let words = coordinator.get("/coverage").await.ok().words();
    assert!(
        words.contains("Of the academics only Dr. Tahira Trainer"),
        "{words}"
    );
    assert!(words.contains("Of the CERT only Dr. Tariq Trainer"));
    world::trainer(&app, "Sana Second", Pool::Academic).await;
    let words = coordinator.get("/coverage").await.ok().words();
    assert!(!words.contains("Of the academics only"), "{words}");
    assert!(words.contains("Of the CERT only Dr. Tariq Trainer"));
}

async fn the_table_behind_the_picture_is_a_file(app: TestApp) {
    let world = World::build(&app).await;
    ask_in_quetta(&app, &world).await;
    let mut coordinator = world.coordinator.browse(&app).await;
    let answer = coordinator.get("/coverage/table.csv?months=2").await;
    answer.ok();
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    let text = answer.text();
    assert!(text.starts_with("\u{feff}\"Code\",\"Subject\",\"City\",\"Month\""));
    assert!(text.contains("\"Quetta\",\"2026-04\",\"1\",\"0\",\"0\",\"0\",\"0\",\"1\""));
    let elsewhere = coordinator.get("/coverage/table.csv?city=1").await;
    assert_eq!(elsewhere.ok().text().lines().count(), 1);

    let mut program = app.program(&world.coordinator).await;
    let told = program.get("/coverage?months=2").await.ok().json();
    assert_eq!(told["gaps"][0]["city_name"], "Quetta");
    assert_eq!(told["gaps"][0]["nearest"]["minutes"], 270);
    program.get("/coverage?months=13").await.status(422);
    program.get("/coverage?from=1970-01-01").await.ok();
    program.get("/coverage?from=2099-12-31").await.ok();
}

async fn a_session_after_the_end_of_a_designation_is_to_be_looked_at(app: TestApp) {
    let world = World::build(&app).await;
    let (slot, session) = world.session(&app, "Late lecture", 5).await;
    let mut coordinator = world.coordinator.browse(&app).await;
    coordinator
        .get("/desk")
        .await
        .ok()
        .shows("is designated and verified on its day");
    let id = world.trainer.trainer();
    app.write_as(&world.coordinator.actor, async |work| {
        let own = membership::of(work, id).await?.remove(0);
        membership::step(work, own.id, own.version, Step::End, "Moved abroad").await
    })
    .await;
    for path in [
        "/desk".to_owned(),
        format!("/sessions/{session}"),
        format!("/trainers/{id}"),
    ] {
        let page = coordinator.get(&path).await;
        let words = page.ok().words();
        let said = "Dr. Tahira Trainer is not designated any more from Monday 6 April 2026 on, \
                    the session is on Wednesday 3 June 2026";
        assert!(words.contains(said), "{path}: {words}");
        page.shows(&format!("/sessions/{session}"));
    }
    // Officers see the session, and not what is held against a trainer.
    let mut officer = world.officer.browse(&app).await;
    let seen = officer.get(&format!("/sessions/{session}")).await;
    seen.ok().hides("designated");

    let told = app
        .read_as(&world.coordinator.actor, async |work| {
            let all = issues::issues(work, Of::Everybody).await?;
            assert_eq!(issues::issues(work, Of::Slot(slot)).await?.len(), 1);
            let other = world.other_trainer.trainer();
            assert!(issues::issues(work, Of::Trainer(other)).await?.is_empty());
            Ok(all)
        })
        .await
        .unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!(
        (told[0].kind, told[0].session),
        (Kind::Designation, Some(session))
    );
    let mut program = app.program(&world.coordinator).await;
    let listed = program.get("/issues").await.ok().json();
    assert_eq!(listed["issues"][0]["kind"], "designation");
    assert_eq!(listed["issues"][0]["since"], "2026-04-06");
    assert_eq!(listed["issues"][0]["until"], serde_json::Value::Null);
}

async fn a_designation_that_was_ended_is_named_by_the_day_from_which_it_does_not_hold(
    app: TestApp,
) {
    let world = World::build(&app).await;
    // On 3 June.
    world.session(&app, "Late lecture", 5).await;
    let id = world.trainer.trainer();
    let step = async |step: Step| {
        app.write_as(&world.coordinator.actor, async |work| {
            let own = membership::of(work, id).await?.remove(0);
            membership::step(work, own.id, own.version, step, "As it is").await
        })
        .await;
    };
    let days = async || {
        let all = app.read_as(&world.coordinator.actor, async |work| {
            issues::issues(work, Of::Trainer(id)).await
        });
        let all = all.await.unwrap().into_iter();
        all.map(|one| (one.until, one.since)).collect::<Vec<_>>()
    };
    assert!(days().await.is_empty());
    // Suspended on the 6th, and ended only on the 8th: they have not belonged since the 6th.
    step(Step::Suspend).await;
    let since = |day: &str| vec![(None, Some(date(day)))];
    assert_eq!(days().await, since("2026-04-06"));
    app.clock.advance(2 * 86_400);
    step(Step::Reinstate).await;
    assert!(days().await.is_empty(), "nothing is left of it");
    step(Step::Suspend).await;
    app.clock.advance(86_400);
    step(Step::End).await;
    assert_eq!(days().await, since("2026-04-08"));
    let admit = async |from: &str, to: &str| {
        app.write_as(&world.coordinator.actor, async |work| {
            membership::admit(work, id, (date(from), date(to)), "Again").await
        })
        .await;
    };
    // A later one that ends before the session is what they go by; once it has run out, the day after it is.
    admit("2026-04-10", "2026-04-30").await;
    let until = vec![(Some(date("2026-04-30")), None)];
    assert_eq!(days().await, until);
    app.clock.advance(24 * 86_400);
    app.app.tick().await.unwrap();
    assert_eq!(days().await, since("2026-05-01"));
    // One that was taken back before it began; one that would have begun after the session does not matter.
    admit("2026-05-20", "2027-04-30").await;
    assert!(days().await.is_empty());
    step(Step::End).await;
    assert_eq!(days().await, since("2026-05-03"));
    admit("2026-07-01", "2027-04-30").await;
    app.clock.advance(86_400);
    step(Step::End).await;
    assert_eq!(days().await, since("2026-05-03"));
}

async fn a_session_after_the_end_of_an_expertise_is_to_be_looked_at(app: TestApp) {
    let world = World::build(&app).await;
    let (_, offers) = world.offered(&app, "Late lecture", 5).await;
    let id = world.trainer.trainer();
    let own = |all: Vec<expertise::Detail>| {
        let mut all = all.into_iter();
        all.find(|one| one.subject == world.subject).unwrap()
    };
    let kinds = async || {
        let all = app.read_as(&world.coordinator.actor, async |work| {
            issues::issues(work, Of::Everybody).await
        });
        let all = all.await.unwrap().into_iter();
        all.map(|one| (one.kind, one.until, one.offer))
            .collect::<Vec<_>>()
    };
    assert!(kinds().await.is_empty());
    app.write_as(&world.coordinator.actor, async |work| {
        let own = own(expertise::of(work, id).await?);
        let found = Finding {
            level: 4,
            until: date("2026-05-26"),
            why: "A year is enough".to_owned(),
        };
        expertise::verify(work, own.id, own.version, found).await
    })
    .await;
    let until = Some(date("2026-05-26"));
    let expected = (Kind::ExpertiseEnds, until, Some(offers[0]));
    assert_eq!(kinds().await, [expected]);
    // Taken back altogether; the neighbours are worth level 2, which the seat asks for.
    app.write_as(&world.coordinator.actor, async |work| {
        for one in expertise::of(work, id).await? {
            expertise::unverify(work, one.id, one.version, "Under review").await?;
        }
        Ok(())
    })
    .await;
    let expected = (Kind::ExpertiseGone, None, Some(offers[0]));
    assert_eq!(kinds().await, [expected]);
    let mut coordinator = world.coordinator.browse(&app).await;
    let desk = coordinator.get("/desk").await;
    desk.ok().shows(&format!("/offers/{}", offers[0]));
}
