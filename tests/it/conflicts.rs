//! Conflicts of interest: asked when trainers are proposed, when an offer leaves and when it is accepted, on their
//! days alone; and seen by nobody but those whose they are.

use rostrum::accounts::{InstituteId, Role};
use rostrum::courses::{self, NewCohort};
use rostrum::error::Error;
use rostrum::offers::{self, OfferId};
use rostrum::planning::{self, Order};
use rostrum::slots::{self, NewOption, Pool, SlotId};
use rostrum::trainers::TrainerId;
use rostrum::trainers::conflicts::{self, ConflictId, ConflictKind, NewConflict};
use sea_orm::ConnectionTrait;

use crate::support::world::{date, person, trainer};
use crate::support::{Someone, TestApp, World, on_both};

on_both!(
    a_conflict_takes_its_days_out_of_the_proposal,
    a_conflict_keeps_an_offer_from_leaving_on_its_days_alone,
    a_conflict_that_was_noted_meanwhile_stops_the_yes,
    every_institute_of_a_joint_lecture_counts,
    the_same_is_not_noted_twice_for_one_day,
    what_was_lifted_stands_no_more_and_is_kept,
    everybody_sees_and_notes_theirs_alone,
);

fn about(world: &World, kind: ConflictKind, from: &str, until: &str) -> NewConflict {
    NewConflict {
        trainer: world.trainer.trainer(),
        institute: world.institute,
        kind,
        note: "Said so in March".to_owned(),
        from_on: date(from),
        until_on: Some(until).filter(|day| !day.is_empty()).map(date),
    }
}

async fn note(app: &TestApp, who: &Someone, new: NewConflict) -> ConflictId {
    app.write_as(&who.actor, async |work| conflicts::note(work, new).await)
        .await
}

/// Why somebody was refused, by its key; empty where they were not.
fn key<T>(done: Result<T, Error>) -> String {
    match done {
        Ok(_) => String::new(),
        Err(Error::Conflict(message)) => message.key,
        Err(Error::Invalid(fields)) => format!("{} {}", fields[0].field, fields[0].message.key),
        Err(other) => other.to_string(),
    }
}

async fn send(app: &TestApp, world: &World, id: OfferId) -> String {
    let actor = &world.coordinator.actor;
    key(app
        .try_as(actor, async |work| offers::send(work, id).await)
        .await)
}

/// A coordinator's leave to break the rule for this slot.
async fn allow(app: &TestApp, world: &World, slot: SlotId) {
    let sql = format!(
        "INSERT INTO rule_override (slot_id, trainer_id, rule, reason, created_by, created_at)
         VALUES ({slot}, {}, 'conflict', 'Nobody else can', {}, 1775448000)",
        world.trainer.trainer(),
        world.coordinator.id,
    );
    app.app
        .db
        .connection()
        .execute_unprepared(&sql)
        .await
        .unwrap();
}

async fn a_conflict_takes_its_days_out_of_the_proposal(app: TestApp) {
    let world = World::build(&app).await;
    // One slot with two times, a week apart.
    let mut wish = world.wish(&app, "Two times", 0);
    let (starts, ends) = world.week(&app, 1);
    let venue = world.venue;
    wish.slots[0].options.push(NewOption {
        starts,
        ends,
        venue,
    });
    let request = app
        .write_as(&world.officer.actor, async |work| {
            let id = slots::draft(work, wish).await?;
            slots::submit(work, id).await?;
            Ok(id)
        })
        .await;
    app.write_as(&world.coordinator.actor, async |work| {
        slots::accept(work, request).await
    })
    .await;
    let barred = async || {
        let (from, to) = (date("2026-04-20"), date("2026-05-03"));
        app.read(async |work| planning::snapshot::take(work, from, to).await)
            .await
            .instance
            .conflicts
    };
    assert_eq!(barred().await, vec![]);
    let complaint = ConflictKind::Complaint;
    let first = about(&world, complaint, "2026-04-22", "2026-04-22");
    note(&app, &world.coordinator, first).await;
    assert_eq!(barred().await, vec![(0, 0, 0)]);
    let propose = async || {
        let order = Order {
            from: date("2026-04-20"),
            to: date("2026-05-03"),
            seed: 1,
            epochs: 2,
        };
        let (db, actor) = (&app.app.db, &world.coordinator.actor);
        let run = planning::run(db, actor, order, planning::carry_on)
            .await
            .unwrap();
        let seen = app
            .read_as(actor, async |work| planning::review(work, run).await)
            .await;
        seen.unwrap().1.remove(0)
    };
    let slot = propose().await;
    assert!(slot.filled);
    assert_eq!(slot.starts, Some(starts), "the other time");
    // Days around it bar nothing; a coordinator's leave takes it back.
    let later = about(&world, complaint, "2026-04-29", "2026-04-29");
    note(&app, &world.coordinator, later).await;
    assert_eq!(barred().await, vec![(0, 0, 0), (0, 1, 0)]);
    let slot = propose().await;
    assert!(!slot.filled);
    let said: Vec<&str> = slot
        .seats
        .iter()
        .flat_map(|seat| &seat.lines)
        .map(|line| line.key.as_str())
        .collect();
    assert!(said.contains(&"unfilled-conflict"), "{said:?}");
    allow(&app, &world, slot.slot).await;
    assert_eq!(barred().await, vec![]);
}

async fn a_conflict_keeps_an_offer_from_leaving_on_its_days_alone(app: TestApp) {
    let world = World::build(&app).await;
    let (slot, [offer, _]) = world.drafts(&app, "Barred", 0).await;
    let (_, [free, _]) = world.drafts(&app, "Free", 1).await;
    let new = about(
        &world,
        ConflictKind::OwnUniversity,
        "2026-04-20",
        "2026-04-28",
    );
    note(&app, &world.coordinator, new).await;
    assert_eq!(
        send(&app, &world, offer).await,
        "offers-conflict-own_university"
    );
    assert_eq!(send(&app, &world, free).await, "");
    let mut page = world.coordinator.browse(&app).await;
    page.post(&format!("/offers/{offer}/send"), &[])
        .await
        .status(409)
        .shows("own university");
    allow(&app, &world, slot).await;
    assert_eq!(send(&app, &world, offer).await, "");
}

async fn a_conflict_that_was_noted_meanwhile_stops_the_yes(app: TestApp) {
    let world = World::build(&app).await;
    let (slot, [offer, other]) = world.offered(&app, "Asked", 0).await;
    let new = about(&world, ConflictKind::Complaint, "2026-01-01", "");
    note(&app, &world.coordinator, new).await;
    let accept = async |who: &Someone, id| {
        key(app
            .try_as(&who.actor, async |work| offers::accept(work, id).await)
            .await)
    };
    // The trainer hears that it can't be, and nothing of a complaint.
    assert_eq!(accept(&world.trainer, offer).await, "offers-changed-since");
    let mut page = world.trainer.browse(&app).await;
    let answer = page.post(&format!("/offers/{offer}/accept"), &[]).await;
    answer
        .status(409)
        .shows("talk to the coordinator")
        .hides("complaint");
    assert_eq!(
        accept(&world.coordinator, offer).await,
        "offers-conflict-complaint"
    );
    assert_eq!(
        accept(&world.other_trainer, other).await,
        "",
        "it is about one of them"
    );
    allow(&app, &world, slot).await;
    assert_eq!(accept(&world.trainer, offer).await, "");
    // Who may not be asked is not even prepared to be.
    let id = world.accepted(&app, "Later", 2).await;
    let later = world.request(&app, id).await.slots.remove(0);
    let new = offers::NewOffer {
        seat: later.seats[0].id,
        trainer: world.trainer.trainer(),
        option: later.options[0].id,
        wave: 1,
        rank: 1,
    };
    let drafted = app
        .try_as(&world.coordinator.actor, async |work| {
            offers::draft(work, new).await
        })
        .await;
    assert_eq!(key(drafted), "offers-conflict-complaint");
}

async fn every_institute_of_a_joint_lecture_counts(app: TestApp) {
    let world = World::build(&app).await;
    let (slot, [offer, _]) = world.drafts(&app, "Joint", 0).await;
    let elsewhere = world.other_institute;
    let cohort = app
        .write_as(&world.coordinator.actor, async |work| {
            let new = NewCohort {
                course: courses::cohort(work, world.cohort).await?.course,
                institute: elsewhere,
                number: 7,
                alias: "7th, NIPA Karachi".to_owned(),
                starts_on: date("2026-04-06"),
                ends_on: date("2026-06-12"),
                size: 20,
            };
            courses::create_cohort(work, new).await
        })
        .await;
    let new = NewConflict {
        institute: elsewhere,
        ..about(&world, ConflictKind::TrainerWish, "2026-04-01", "")
    };
    note(&app, &world.trainer, new).await;
    let sits = format!("INSERT INTO slot_cohort (slot_id, cohort_id) VALUES ({slot}, {cohort})");
    app.app
        .db
        .connection()
        .execute_unprepared(&sits)
        .await
        .unwrap();
    assert_eq!(
        send(&app, &world, offer).await,
        "offers-conflict-trainer_wish"
    );
}

async fn the_same_is_not_noted_twice_for_one_day(app: TestApp) {
    let world = World::build(&app).await;
    let complaint = ConflictKind::Complaint;
    let first = about(&world, complaint, "2026-04-10", "2026-04-20");
    let id = note(&app, &world.coordinator, first).await;
    let try_to = async |new: NewConflict| {
        let actor = &world.coordinator.actor;
        key(app
            .try_as(actor, async |work| conflicts::note(work, new).await)
            .await)
    };
    let twice = try_to(about(&world, complaint, "2026-04-20", "")).await;
    assert_eq!(twice, "from_on conflicts-overlap-until");
    let back = try_to(about(&world, complaint, "2026-04-20", "2026-04-19")).await;
    assert_eq!(back, "until_on conflicts-until-before");
    let mute = NewConflict {
        note: String::new(),
        ..about(&world, complaint, "2026-05-01", "")
    };
    assert_eq!(try_to(mute).await, "note field-empty");
    let nobody = NewConflict {
        trainer: TrainerId(999),
        ..about(&world, complaint, "2026-05-01", "")
    };
    assert_eq!(try_to(nobody).await, "trainer field-choice");
    let nowhere = NewConflict {
        institute: InstituteId(999),
        ..about(&world, complaint, "2026-05-01", "")
    };
    assert_eq!(try_to(nowhere).await, "institute field-choice");
    // Another day, another reason, another place: that is not the same.
    assert_eq!(try_to(about(&world, complaint, "2026-04-21", "")).await, "");
    assert_eq!(
        try_to(about(&world, complaint, "2026-05-01", "")).await,
        "from_on conflicts-overlap-open"
    );
    assert_eq!(
        try_to(about(&world, ConflictKind::OwnUniversity, "2026-04-10", "")).await,
        ""
    );
    let elsewhere = world.other_institute;
    assert_eq!(
        try_to(NewConflict {
            institute: elsewhere,
            ..about(&world, complaint, "2026-04-10", "")
        })
        .await,
        ""
    );
    // The database says the same to whoever comes round the service.
    let sql = format!(
        "INSERT INTO conflict (trainer_id, institute_id, kind, note, from_on, until_on, noted_at, version)
         SELECT trainer_id, institute_id, kind, 'x', from_on, until_on, noted_at, 1 FROM conflict WHERE id = {id}"
    );
    let connection = app.app.db.connection();
    let refused = connection
        .execute_unprepared(&sql)
        .await
        .unwrap_err()
        .to_string();
    assert!(refused.contains("conflict_overlap"), "{refused}");
    for (sql, wall) in [
        (
            format!("DELETE FROM conflict WHERE id = {id}"),
            "conflict_kept",
        ),
        (
            format!("UPDATE conflict SET note = 'milder' WHERE id = {id}"),
            "conflict_immutable",
        ),
    ] {
        let refused = connection
            .execute_unprepared(&sql)
            .await
            .unwrap_err()
            .to_string();
        assert!(refused.contains(wall), "{refused}");
    }
}

async fn what_was_lifted_stands_no_more_and_is_kept(app: TestApp) {
    let world = World::build(&app).await;
    let (_, [offer, _]) = world.drafts(&app, "Barred", 0).await;
    let new = about(&world, ConflictKind::Complaint, "2026-04-01", "");
    let id = note(&app, &world.coordinator, new.clone()).await;
    let lift = async |version, why: &'static str| {
        let actor = &world.coordinator.actor;
        key(app
            .try_as(actor, async |work| {
                conflicts::lift(work, id, version, why).await
            })
            .await)
    };
    assert_eq!(lift(1, " ").await, "why field-empty");
    assert_eq!(lift(7, "Settled").await, "changed meanwhile");
    assert_eq!(lift(1, "Settled").await, "");
    assert_eq!(lift(2, "Settled").await, "conflicts-lifted-already");
    assert_eq!(send(&app, &world, offer).await, "");
    // It may be noted again, and the page tells of both.
    note(&app, &world.coordinator, new).await;
    let path = format!("/trainers/{}/conflicts", world.trainer.trainer());
    let mut page = world.coordinator.browse(&app).await;
    page.get(&path)
        .await
        .ok()
        .shows("Lifted")
        .shows("holds today");
    page.get(&format!("/conflicts/{id}"))
        .await
        .ok()
        .shows("Settled");
    page.get("/conflicts")
        .await
        .ok()
        .shows("Earlier complaint")
        .hides("Lifted</span>");
    page.get("/conflicts?show=all").await.ok().shows("Lifted");
}

async fn everybody_sees_and_notes_theirs_alone(app: TestApp) {
    let world = World::build(&app).await;
    let stranger = trainer(&app, "Sabiha Stranger", Pool::Academic).await;
    world.offered(&app, "Asked", 5).await;
    let complaint = note(
        &app,
        &world.coordinator,
        about(&world, ConflictKind::Complaint, "2026-04-01", "2026-04-09"),
    )
    .await;
    let theirs = note(
        &app,
        &world.officer,
        about(
            &world,
            ConflictKind::InstituteWish,
            "2026-04-01",
            "2026-04-09",
        ),
    )
    .await;
    let own = note(
        &app,
        &world.trainer,
        about(
            &world,
            ConflictKind::TrainerWish,
            "2026-04-01",
            "2026-04-09",
        ),
    )
    .await;
    for (who, sees) in [
        (&world.coordinator, vec![complaint, theirs, own]),
        (&world.officer, vec![theirs]),
        (&world.trainer, vec![own]),
        (&world.other_officer, vec![]),
        (&stranger, vec![]),
    ] {
        let seen = app
            .read_as(&who.actor, async |work| {
                conflicts::of_trainer(work, world.trainer.trainer()).await
            })
            .await
            .unwrap();
        let mut seen: Vec<ConflictId> = seen.into_iter().map(|row| row.id).collect();
        seen.sort_unstable();
        assert_eq!(seen, sees, "{}", who.actor.name);
        let mut page = who.browse(&app).await;
        for id in [complaint, theirs, own] {
            let status = if sees.contains(&id) { 200 } else { 404 };
            page.get(&format!("/conflicts/{id}")).await.status(status);
        }
    }
    let mut page = world.trainer.browse(&app).await;
    let record = page
        .get(&format!("/trainers/{}", world.trainer.trainer()))
        .await;
    record
        .ok()
        .shows("rather not teach")
        .hides("complaint")
        .hides("Institute&#x27;s wish");
    let mut page = world.officer.browse(&app).await;
    let list = page
        .get(&format!("/institutes/{}/conflicts", world.institute))
        .await;
    list.ok()
        .shows("Tahira Trainer")
        .hides("Sabiha")
        .hides("Earlier complaint");
    // Officers name those whom they know, at their own institute; trainers speak for themselves.
    let may = async |who: &Someone, new: NewConflict| {
        key(app
            .try_as(&who.actor, async |work| conflicts::note(work, new).await)
            .await)
    };
    let wish = |trainer, institute| NewConflict {
        trainer,
        institute,
        ..about(&world, ConflictKind::InstituteWish, "2026-08-01", "")
    };
    let (known, unknown) = (world.trainer.trainer(), stranger.trainer());
    assert_eq!(
        may(&world.officer, wish(unknown, world.institute)).await,
        "no such trainer"
    );
    assert_eq!(
        may(&world.officer, wish(known, world.other_institute)).await,
        "no such conflict"
    );
    assert_eq!(
        may(&world.other_officer, wish(known, world.institute)).await,
        "no such conflict"
    );
    assert_eq!(
        may(&world.other_officer, wish(known, world.other_institute)).await,
        "no such trainer"
    );
    assert_eq!(may(&world.officer, wish(known, world.institute)).await, "");
    for kind in [
        ConflictKind::Complaint,
        ConflictKind::InstituteWish,
        ConflictKind::OwnUniversity,
    ] {
        assert_eq!(
            may(&world.trainer, about(&world, kind, "2026-08-01", "")).await,
            "no such conflict"
        );
    }
    let of_another = about(&world, ConflictKind::TrainerWish, "2026-08-01", "");
    assert_eq!(may(&stranger, of_another).await, "no such conflict");
    let lifted = app
        .try_as(&world.officer.actor, async |work| {
            conflicts::lift(work, complaint, 1, "No").await
        })
        .await;
    assert_eq!(key(lifted), "no such conflict");
    let administrator = &world.administrator;
    assert_eq!(
        may(
            administrator,
            about(&world, ConflictKind::Complaint, "2026-08-01", "")
        )
        .await,
        "not allowed"
    );
}

#[tokio::test]
async fn an_own_university_is_suggested_and_noted_by_one_press() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let ndu = app
        .read(async |work| rostrum::institutes::list(work).await)
        .await
        .into_iter()
        .find(|row| row.code == "ndu")
        .unwrap();
    let campus = "UPDATE trainer SET university_id = (SELECT id FROM university WHERE code = 'ndu-u') WHERE id =";
    let id = world.trainer.trainer();
    app.app
        .db
        .connection()
        .execute_unprepared(&format!("{campus} {id}"))
        .await
        .unwrap();
    let path = format!("/trainers/{id}/conflicts");
    let mut page = world.coordinator.browse(&app).await;
    page.get(&path)
        .await
        .ok()
        .shows("looks like the institute NDU");
    let form = [
        ("kind", "own_university"),
        ("institute", &ndu.id.to_string()),
        ("from_on", "2026-04-06"),
        ("note", "Their own university: NDU"),
    ];
    page.post(&path, &form).await.leads_to(&path);
    page.get(&path)
        .await
        .ok()
        .hides("looks like the institute")
        .shows("Own university");
    let mut page = world.trainer.browse(&app).await;
    page.get(&path)
        .await
        .ok()
        .hides("looks like the institute")
        .hides("Own university");
    let officer = person(&app, "Nadeem Officer", Some(Role::Officer), Some(ndu.id)).await;
    let mut page = officer.browse(&app).await;
    page.get(&format!("/institutes/{}/conflicts", ndu.id))
        .await
        .ok()
        .shows("Nobody has taught here yet");
}
