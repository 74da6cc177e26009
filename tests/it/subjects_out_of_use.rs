//! What went out of use stays where it was chosen, and nobody chooses it anew; two who merge at once.

use rostrum::error::Error;
use rostrum::flows;
use rostrum::reference::{self, SubjectId, vocabulary};
use rostrum::slots::{self, RequestId};
use rostrum::trainers::expertise::{self, Claim};

use crate::support::world::date;
use crate::support::{TestApp, World, on_both};

on_both! {
    a_merged_subject_is_not_claimed_anew,
    a_request_s_form_keeps_the_seat_of_a_merged_subject,
    a_subject_out_of_use_is_not_asked_for_anew,
    a_timetable_is_copied_without_what_is_out_of_use,
    a_trainer_s_form_keeps_a_subject_out_of_use,
    nothing_comes_back_into_a_retired_area,
    two_merges_across_make_no_circle,
    the_other_subject_shows_who_asked_for_the_merged_one,
}

async fn id(app: &TestApp, code: &str) -> SubjectId {
    let all = app.read(async |work| reference::subjects(work).await).await;
    all.into_iter().find(|row| row.code == code).unwrap().id
}

async fn merge(app: &TestApp, world: &World, from: SubjectId, into: SubjectId) {
    app.write_as(&world.coordinator.actor, async |work| {
        let version = vocabulary::get(work, from).await?.version;
        flows::merge_subjects(work, (from, version), into, "Same").await
    })
    .await;
}

async fn a_merged_subject_is_not_claimed_anew(app: TestApp) {
    let world = World::build(&app).await;
    merge(&app, &world, world.subject, id(&app, "TP-02").await).await;
    let done = app
        .try_as(&world.trainer.actor, async |work| {
            expertise::claim(
                work,
                world.trainer.trainer(),
                Claim::new(world.subject, 2, 0),
            )
            .await
        })
        .await;
    assert!(done.is_err(), "claimed anew: {done:?}");
}

async fn a_request_s_form_keeps_the_seat_of_a_merged_subject(app: TestApp) {
    let world = World::build(&app).await;
    let other = id(&app, "IR-04").await;
    let mut wish = world.wish(&app, "Two seats", 1);
    wish.slots[0].seats[0].subject = other;
    let request: RequestId = app
        .write_as(&world.officer.actor, async |work| {
            slots::draft(work, wish).await
        })
        .await;
    merge(&app, &world, world.subject, id(&app, "TP-02").await).await;
    let mut officer = world.officer.browse(&app).await;
    let path = format!("/requests/{request}/edit");
    let page = officer.get(&path).await;
    let text = page.ok().text().to_owned();
    let select = text.split("id=\"seat_2_subject\"").nth(1).unwrap();
    let select = select.split("</select>").next().unwrap();
    let chosen = select.contains(" selected");
    let version = page.hidden("version");
    let was = page.hidden("was");
    // What a browser would post: the chosen option of each select, so nothing for seat 2.
    let view = world.request(&app, request).await;
    let option = &view.slots[0].options[0];
    let (starts, ends) = (option.starts, option.ends);
    let zone = app
        .read(async |work| {
            Ok((
                work.zone().date(starts.0).to_string(),
                work.zone().minute(starts.0),
                work.zone().minute(ends.0),
            ))
        })
        .await;
    let clock = |m: u32| format!("{:02}:{:02}", m / 60, m % 60);
    let (s, e) = (
        clock(u32::try_from(zone.1).unwrap()),
        clock(u32::try_from(zone.2).unwrap()),
    );
    let (venue, other) = (world.venue.to_string(), other.to_string());
    let kept = if chosen {
        world.subject.to_string()
    } else {
        String::new()
    };
    let answer = officer
        .post(
            &path,
            &[
                ("version", &version),
                ("was", &was),
                ("slot", "1"),
                ("do", "draft"),
                ("title", "Two seats, renamed"),
                ("mode", "in_person"),
                ("language", "en"),
                ("priority", "3"),
                ("seat_1_subject", &other),
                ("seat_1_pool", "academic"),
                ("seat_1_level", "2"),
                ("seat_1_required", "yes"),
                ("seat_2_subject", &kept),
                ("seat_2_pool", "cert"),
                ("seat_2_level", "2"),
                ("seat_2_required", "yes"),
                ("option_1_date", &zone.0),
                ("option_1_start", &s),
                ("option_1_end", &e),
                ("option_1_venue", &venue),
            ],
        )
        .await;
    let seats = app
        .read_as(&world.officer.actor, async |work| {
            slots::get_request(work, request).await
        })
        .await
        .unwrap()
        .slots[0]
        .seats
        .len();
    assert!(
        chosen && seats == 2,
        "option of seat 2 chosen: {chosen}; status {:?}; seats left: {seats}; faults {:?}",
        answer.status,
        answer.faults()
    );
}

async fn nothing_comes_back_into_a_retired_area(app: TestApp) {
    let world = World::build(&app).await;
    let area = app
        .read(async |work| vocabulary::areas(work).await)
        .await
        .remove(0);
    let who = &world.coordinator.actor;
    let last = date("2025-12-31");
    for row in &area.subjects {
        app.write_as(who, async |work| {
            vocabulary::retire(work, (row.id, row.version), last, "Old").await
        })
        .await;
    }
    app.write_as(who, async |work| {
        vocabulary::retire(work, (area.area.id, area.area.version), last, "Old").await
    })
    .await;
    let back = app
        .try_as(who, async |work| {
            let version = vocabulary::get(work, area.subjects[0].id).await?.version;
            vocabulary::restore(work, (area.subjects[0].id, version), "Needed").await
        })
        .await;
    assert!(back.is_err(), "in use inside a retired area");
}

async fn two_merges_across_make_no_circle(app: TestApp) {
    let world = World::build(&app).await;
    let pairs = [
        ("TP-02", "TP-03"),
        ("IR-01", "IR-02"),
        ("TL-02", "TL-03"),
        ("IR-04", "IR-05"),
        ("TP-01", "TP-04"),
        ("TL-04", "TL-05"),
    ];
    let mut circles = Vec::new();
    for (a, b) in pairs {
        let (x, y) = (id(&app, a).await, id(&app, b).await);
        let (one, two) = (app.app.clone(), app.app.clone());
        let (who, whom) = (
            world.coordinator.actor.clone(),
            world.coordinator.actor.clone(),
        );
        let first = tokio::spawn(async move {
            let work = one.write(&who).await?;
            flows::merge_subjects(&work, (x, 1), y, "a").await?;
            work.commit().await
        });
        let second = tokio::spawn(async move {
            let work = two.write(&whom).await?;
            flows::merge_subjects(&work, (y, 1), x, "b").await?;
            work.commit().await
        });
        let (f, s) = (first.await.unwrap(), second.await.unwrap());
        let meant = app
            .read(async |work| vocabulary::meanings(work).await)
            .await;
        if (meant.of(x), meant.of(y)) == (y, x) {
            circles.push((a, b));
        }
        let _ = (f, s);
    }
    // Deterministic: both have begun before either writes.
    let (x, y) = (id(&app, "AW-01").await, id(&app, "AW-02").await);
    if app.app.db.engine() == sea_orm::DatabaseBackend::Postgres {
        let one = app.app.write(&world.coordinator.actor).await.unwrap();
        let two = app.app.write(&world.coordinator.actor).await.unwrap();
        flows::merge_subjects(&one, (x, 1), y, "a").await.unwrap();
        let other = tokio::spawn(async move {
            flows::merge_subjects(&two, (y, 1), x, "b").await?;
            two.commit().await
        });
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        one.commit().await.unwrap();
        assert!(matches!(other.await.unwrap(), Err(Error::Stale)));
        let meant = app
            .read(async |work| vocabulary::meanings(work).await)
            .await;
        if meant.of(x) != x && meant.of(y) != y {
            circles.push(("AW-01", "AW-02"));
        }
    }
    assert!(circles.is_empty(), "each part of the other: {circles:?}");
}

async fn the_other_subject_shows_who_asked_for_the_merged_one(app: TestApp) {
    let world = World::build(&app).await;
    world.accepted(&app, "Lecture", 0).await;
    let into = id(&app, "TP-02").await;
    merge(&app, &world, world.subject, into).await;
    let asking = app
        .read_as(&world.coordinator.actor, async |work| {
            slots::asking(work, into).await
        })
        .await
        .unwrap();
    assert_eq!(
        asking.len(),
        1,
        "retiring the target says: nobody asks for it"
    );
}

async fn a_subject_out_of_use_is_not_asked_for_anew(app: TestApp) {
    let world = World::build(&app).await;
    let officer = &world.officer.actor;
    let before = world.draft(&app, "Asked before", 0).await;
    app.write_as(&world.coordinator.actor, async |work| {
        let seen = vocabulary::get(work, world.subject).await?.version;
        let last = date("2026-04-05");
        vocabulary::retire(work, (world.subject, seen), last, "Old").await
    })
    .await;
    let anew = world.wish(&app, "Asked anew", 1);
    let tried = app
        .try_as(officer, async |work| slots::draft(work, anew).await)
        .await;
    assert!(
        matches!(&tried, Err(Error::Invalid(faults)) if faults[0].message.key == "requests-unknown-subject"),
        "{tried:?}"
    );
    // What asked for it before can still be written anew.
    app.write_as(officer, async |work| {
        let request = slots::get_request(work, before).await?;
        slots::revise(work, before, request.version, slots::wish_of(&request)).await
    })
    .await;
}

async fn a_timetable_is_copied_without_what_is_out_of_use(app: TestApp) {
    let world = World::build(&app).await;
    let officer = &world.officer.actor;
    let from = world.earlier_cohort(&app).await;
    let into = id(&app, "TP-02").await;
    let copy = async || {
        app.try_as(officer, async |work| {
            slots::copy_timetable(work, from, world.cohort).await
        })
        .await
    };
    // A merged subject is asked for as what it is by now.
    merge(&app, &world, world.subject, into).await;
    let copied = copy().await.unwrap();
    assert_eq!((copied.slots, copied.left), (1, 0));
    let request = world.request(&app, copied.request).await;
    assert!(
        request.slots[0]
            .seats
            .iter()
            .all(|seat| seat.subject == into)
    );
    app.write_as(&world.coordinator.actor, async |work| {
        let seen = vocabulary::get(work, into).await?.version;
        vocabulary::retire(work, (into, seen), date("2026-04-05"), "Old").await
    })
    .await;
    let copied = copy().await;
    assert!(
        matches!(&copied, Err(Error::Conflict(m)) if m.key == "requests-nothing-to-copy"),
        "{copied:?}"
    );
}

async fn a_trainer_s_form_keeps_a_subject_out_of_use(app: TestApp) {
    let world = World::build(&app).await;
    app.write_as(&world.coordinator.actor, async |work| {
        vocabulary::retire(work, (world.subject, 1), date("2025-12-31"), "Old").await
    })
    .await;
    let mut browser = world.coordinator.browse(&app).await;
    let page = browser
        .get(&format!("/trainers/{}/edit", world.trainer.trainer()))
        .await;
    let text = page.ok().text().to_owned();
    let select = text.split("id=\"skill_1_subject\"").nth(1).unwrap();
    let select = select.split("</select>").next().unwrap();
    assert!(select.contains(" selected"), "saving the form withdraws it");
}
