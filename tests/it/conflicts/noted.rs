//! What may be noted and lifted, by whom; and who sees it.

use rostrum::accounts::{InstituteId, Role};
use rostrum::slots::Pool;
use rostrum::trainers::TrainerId;
use rostrum::trainers::conflicts::{self, ConflictId, ConflictKind, NewConflict};
use sea_orm::ConnectionTrait;

use super::{about, key, note, send};
use crate::support::world::{person, trainer};
use crate::support::{Someone, TestApp, World, on_both};

on_both!(
    the_same_is_not_noted_twice_for_one_day,
    what_was_lifted_stands_no_more_and_is_kept,
    everybody_sees_and_notes_theirs_alone,
);

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
    world.session(&app, "Taught", 5).await;
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
