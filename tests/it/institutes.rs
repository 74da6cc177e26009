//! Institutes and their rooms, a cohort's timetable, and lectures that several cohorts share.

use entity::slot_cohort;
use rostrum::courses::{self, CohortId, NewCohort};
use rostrum::error::Error;
use rostrum::institutes::{self, NewVenue};
use rostrum::reference::Calendar;
use rostrum::{feeds, offers, sessions, slots};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use crate::support::world::date;
use crate::support::{TestApp, World, on_both};

on_both!(
    a_joint_lecture_takes_the_time_of_every_cohort,
    a_joint_lecture_stands_in_the_calendar_of_every_course,
    a_withdrawn_request_raises_the_version_of_its_slots,
    a_room_that_is_renamed_changes_the_entries_that_show_it,
);

/// A second cohort of the officer's institute, at the same time as the first.
async fn second_cohort(app: &TestApp, world: &World, number: i32) -> CohortId {
    app.write_as(&world.officer.actor, async |work| {
        let new = NewCohort {
            course: courses::catalogue(work).await?[0].id,
            institute: world.institute,
            number,
            alias: format!("{number}th course beside it"),
            starts_on: date("2026-04-06"),
            ends_on: date("2026-06-12"),
            size: 20,
        };
        courses::create_cohort(work, new).await
    })
    .await
}

async fn a_joint_lecture_takes_the_time_of_every_cohort(app: TestApp) {
    let world = World::build(&app).await;
    let other = second_cohort(&app, &world, 7).await;
    let mut wish = world.wish(&app, "Joint lecture", 0);
    wish.slots[0].also = vec![other];
    let officer = &world.officer.actor;
    let id = app
        .write_as(officer, async |work| slots::draft(work, wish).await)
        .await;
    // It stays joint when it is rewritten, and stands in both timetables.
    app.write_as(officer, async |work| {
        let request = slots::get_request(work, id).await?;
        slots::revise(work, id, request.version, slots::wish_of(&request)).await?;
        slots::submit(work, id).await
    })
    .await;
    for cohort in [world.cohort, other] {
        let rows = app
            .read_as(officer, async |work| slots::of_cohort(work, cohort).await)
            .await
            .unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].1.also[0].id, other);
    }
    // Once its time is asked for, the other cohort can't be elsewhere.
    let coordinator = &world.coordinator.actor;
    app.write_as(coordinator, async |work| slots::accept(work, id).await)
        .await;
    let slot = world.request(&app, id).await.slots.remove(0);
    app.write_as(coordinator, async |work| {
        let offer = offers::NewOffer {
            seat: slot.seats[0].id,
            trainer: world.trainer.trainer(),
            option: slot.options[0].id,
            wave: 1,
            rank: 1,
        };
        let offer = offers::draft(work, offer).await?;
        offers::send(work, offer).await
    })
    .await;
    let mut elsewhere = world.wish(&app, "Something else", 0);
    elsewhere.cohort = other;
    let clash = app
        .write_as(officer, async |work| {
            let id = slots::draft(work, elsewhere).await?;
            slots::submit(work, id).await?;
            Ok(id)
        })
        .await;
    app.write_as(coordinator, async |work| slots::accept(work, clash).await)
        .await;
    let slot = world.request(&app, clash).await.slots.remove(0);
    let refused = app
        .try_as(coordinator, async |work| {
            let offer = offers::NewOffer {
                seat: slot.seats[1].id,
                trainer: world.other_trainer.trainer(),
                option: slot.options[0].id,
                wave: 1,
                rank: 1,
            };
            let offer = offers::draft(work, offer).await?;
            offers::send(work, offer).await
        })
        .await;
    assert!(
        matches!(&refused, Err(Error::Conflict(m)) if m.key == "clash-place"),
        "{refused:?}"
    );
}

async fn a_joint_lecture_stands_in_the_calendar_of_every_course(app: TestApp) {
    let world = World::build(&app).await;
    let other = second_cohort(&app, &world, 7).await;
    let (slot, session) = world.session(&app, "Joint lecture", 0).await;
    world.session(&app, "Of one cohort", 1).await;
    // As if it had been asked for both: the rows that a request with `also` makes.
    app.write(async |work| {
        let sits = slot_cohort::ActiveModel {
            slot_id: Set(slot),
            cohort_id: Set(other),
        };
        sits.insert(work.db()).await?;
        Ok(())
    })
    .await;
    let coordinator = &world.coordinator.actor;
    let courses = app
        .read_as(coordinator, async |work| {
            Ok([
                courses::cohort(work, world.cohort).await?.course,
                courses::cohort(work, other).await?.course,
            ])
        })
        .await
        .unwrap();
    assert_ne!(courses[0], courses[1]);
    for (course, shown) in courses.into_iter().zip([2, 1]) {
        let filter = sessions::Filter {
            course: Some(course),
            ..sessions::Filter::default()
        };
        let found = app
            .read_as(coordinator, async |work| {
                sessions::list(work, &filter).await
            })
            .await
            .unwrap();
        assert_eq!(found.len(), shown);
        assert_eq!(found[0].id, session);
        let secret = app
            .write_as(coordinator, async |work| {
                let scope = format!("course:{course}");
                Ok(feeds::create(work, &scope, "Wall", false).await?.1)
            })
            .await;
        let feed = app
            .visitor()
            .get(&format!("/feeds/{secret}/rostrum.ics"))
            .await;
        feed.ok().shows("Joint lecture");
        assert_eq!(feed.text().contains("Of one cohort"), shown == 2);
    }
}

#[tokio::test]
async fn a_joint_lecture_is_doubted_by_the_dates_of_every_cohort() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let earlier = world.earlier_cohort(&app).await; // until 5 June
    let mut wish = world.wish(&app, "Joint lecture", 6); // 10 June
    let doubts = async |wish: &slots::NewRequest| {
        let calendar = app.read(Calendar::load).await;
        let (place, zone) = (world.cohort, app.app.db.programme.zone);
        let option = &wish.slots[0].options[0];
        let times = (option.starts, option.ends);
        let place = app
            .read(async |work| {
                let place = slots::place_of(work, place).await?;
                place.joined_by(work, &wish.slots[0].also).await
            })
            .await;
        let found = slots::warnings(&calendar, zone, &place, option.starts, 0, times);
        let keys = found.into_iter().map(|warning| warning.message.key);
        keys.filter(|key| key == "warning-cohort-dates").count()
    };
    assert_eq!(doubts(&wish).await, 0);
    wish.slots[0].also = vec![earlier];
    assert_eq!(doubts(&wish).await, 1);
}

async fn a_withdrawn_request_raises_the_version_of_its_slots(app: TestApp) {
    use entity::slot;
    use sea_orm::EntityTrait;
    let world = World::build(&app).await;
    let id = world.submitted(&app, "Taken back", 0).await;
    let versions = async || {
        app.read(async |work| Ok(slot::Entity::find().all(work.db()).await?))
            .await
            .iter()
            .map(|row| row.version)
            .collect::<Vec<_>>()
    };
    let before = versions().await;
    app.write_as(&world.officer.actor, async |work| {
        slots::withdraw(work, id).await
    })
    .await;
    let after = versions().await;
    assert!(
        before
            .iter()
            .zip(&after)
            .all(|(before, after)| before < after)
    );
}

async fn a_room_that_is_renamed_changes_the_entries_that_show_it(app: TestApp) {
    let world = World::build(&app).await;
    let (_, id) = world.session(&app, "In the hall", 0).await;
    let session = async || {
        app.read_as(&world.coordinator.actor, async |work| {
            sessions::get(work, id).await
        })
        .await
        .unwrap()
    };
    let before = session().await;
    let rename = async |name: &str, capacity| {
        let new = NewVenue {
            name: name.to_owned(),
            capacity,
            exclusive: false,
        };
        app.write_as(&world.officer.actor, async |work| {
            institutes::revise_venue(work, world.venue, new).await
        })
        .await;
    };
    // The number of seats is in no calendar.
    rename(&before.venue, Some(60)).await;
    assert_eq!(session().await.sequence, before.sequence);
    rename("Jinnah Hall", Some(60)).await;
    let after = session().await;
    assert_eq!(after.venue, "Jinnah Hall");
    assert_eq!(after.sequence, before.sequence + 1);
}

#[tokio::test]
async fn a_timetable_is_taken_over_week_by_week() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let from = world.earlier_cohort(&app).await;
    let mut officer = world.officer.browse(&app).await;
    let page = format!("/cohorts/{}", world.cohort);
    officer.get(&page).await.ok().shows("42nd MCMC");
    let from = from.to_string();
    let answer = officer
        .post(&format!("{page}/copy"), &[("from", &from)])
        .await;
    answer.status(303);
    let request = answer.header("location").to_owned();
    // Thursday of its second week there, Thursday of the second week here.
    officer
        .get(&request)
        .await
        .ok()
        .shows("1 sessions were taken over")
        .shows("Thursday 16 April 2026")
        .shows("11:00");
    // Not from another institute's cohort, and not from itself.
    let mut stranger = world.other_officer.browse(&app).await;
    stranger
        .post(&format!("{page}/copy"), &[("from", &from)])
        .await
        .status(404);
    let own = world.cohort.to_string();
    officer
        .post(&format!("{page}/copy"), &[("from", &own)])
        .await
        .status(404);
}

#[tokio::test]
async fn an_officer_keeps_the_rooms_in_the_browser() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let mut officer = world.officer.browse(&app).await;
    let own = format!("/institutes/{}", world.institute);
    officer.get("/institutes").await.leads_to(&own);
    let room = [
        ("name", "Lecture hall 2"),
        ("capacity", "40"),
        ("exclusive", "yes"),
    ];
    officer
        .post(&format!("{own}/venues"), &room)
        .await
        .leads_to(&own);
    officer.get(&own).await.ok().shows("Lecture hall 2");
    // A twin, a strange number and a name of control characters are named beside their fields.
    for (name, capacity) in [("Lecture hall 2", "40"), ("Another", "0"), ("\u{7}", "40")] {
        let fields = [("name", name), ("capacity", capacity)];
        let answer = officer.post(&format!("{own}/venues"), &fields).await;
        answer.status(422);
        assert_eq!(answer.faults().len(), 1, "{name:?}: {:?}", answer.faults());
    }
    // A cohort that is over has its page, but nothing is asked for in it.
    app.clock.advance(200 * 86_400);
    let mut officer = world.officer.browse(&app).await;
    officer
        .get(&format!("/cohorts/{}", world.cohort))
        .await
        .ok()
        .hides("/requests/new");
}
