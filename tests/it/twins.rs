//! One person who is there twice: found, looked at, made one with all that belongs to them, or not touched at all.

use rostrum::accounts::{self, PersonId, Role, faces};
use rostrum::bulk::{self, Encoding, Kind};
use rostrum::error::{Error, Message};
use rostrum::flows;
use rostrum::offers;
use rostrum::planning;
use rostrum::slots::Pool;
use rostrum::trainers::conflicts::{self, ConflictKind, NewConflict};
use rostrum::trainers::{self, Standing, TrainerView};
use sea_orm::ConnectionTrait;

use crate::support::world::{date, known, person, trainer};
use crate::support::{Someone, TestApp, World, on_both};

on_both!(
    either_address_signs_in_after_a_merge,
    a_trainer_goes_over_to_somebody_who_was_none,
    two_trainers_become_one_and_the_past_stays,
    what_lies_ahead_keeps_two_trainers_apart,
    only_two_who_can_be_one_are_made_one,
    whoever_is_not_the_same_is_not_shown_again,
    nobody_is_imported_twice_under_two_spellings,
);

const PHRASE: &str = "seven green kettles sing";

async fn merge(app: &TestApp, by: &Someone, keep: PersonId, drop: PersonId) -> Result<(), Error> {
    app.try_as(&by.actor, async |work| {
        let plan = flows::plan_merge(work, keep, drop).await?;
        flows::merge_people(work, keep, drop, plan.version, "They said so").await
    })
    .await
}

/// Why it was refused, by its key.
fn refused(done: Result<(), Error>) -> Message {
    match done {
        Err(Error::Conflict(message)) => message,
        other => panic!("{other:?}"),
    }
}

async fn view(app: &TestApp, who: &Someone) -> TrainerView {
    let id = who.trainer();
    app.read(async |work| trainers::get(work, id).await).await
}

async fn sql(app: &TestApp, sql: &str) {
    app.app
        .db
        .connection()
        .execute_unprepared(sql)
        .await
        .unwrap();
}

async fn either_address_signs_in_after_a_merge(app: TestApp) {
    let world = World::build(&app).await;
    let keep = person(&app, "Bilal Khan", Some(Role::Coordinator), None).await;
    let drop = person(
        &app,
        "Khan Bilal",
        Some(Role::Officer),
        Some(world.institute),
    )
    .await;
    let mut kept = keep.browse(&app).await;
    kept.post("/account/password", &[("password", PHRASE)])
        .await
        .leads_to("/account");
    let mut dropped = drop.browse(&app).await;
    dropped.get("/requests").await.ok();
    sql(
        &app,
        &format!(
            "UPDATE person SET phone = '+92 300 1234567' WHERE id = {}",
            drop.id
        ),
    )
    .await;
    let path = format!("/people/{}/merge/{}", keep.id, drop.id);
    let mut administrator = world.administrator.browse(&app).await;
    let look = administrator.get(&path).await;
    look.ok()
        .shows("khan@example.org leads to the kept record")
        .shows("telephone number goes over")
        .shows("1 sign-ins");
    let version = look.hidden("version");
    administrator
        .post(&path, &[("version", &version), ("reason", "")])
        .await
        .status(422);
    let press = [
        ("version", version.as_str()),
        ("reason", "They wrote from both"),
    ];
    administrator
        .post(&path, &press)
        .await
        .leads_to("/people/twins");
    administrator.post(&path, &press).await.status(409);
    // The dropped one's browser is out; the kept one has everything.
    dropped.get("/requests").await.status(303);
    for email in ["bilal@example.org", "KHAN@example.org"] {
        let mut visitor = app.visitor();
        let form = [("email", email), ("password", PHRASE), ("next", "/")];
        visitor.post("/sign-in", &form).await.status(303);
        visitor.get("/account").await.ok().shows("Bilal Khan");
    }
    let after = known(&app, keep.id).await;
    assert_eq!(after.actor.grants.len(), 2);
    assert_eq!(after.actor.institutes(), [world.institute]);
    let phone = app
        .read_as(&after.actor, async |work| accounts::phone(work).await)
        .await
        .unwrap();
    assert_eq!(phone, "+92 300 1234567");
    let gone = app
        .read(async |work| accounts::actor_of(work, drop.id).await)
        .await;
    assert!(gone.is_none());
    // The address is taken for good, and the record can't be let in again.
    administrator
        .get(&format!("/people/{}", drop.id))
        .await
        .ok()
        .shows("merged")
        .hides("Let in again");
    administrator
        .post(&format!("/people/{}/enable", drop.id), &[])
        .await
        .status(409);
    let grant = [("role", "coordinator"), ("institute", "")];
    administrator
        .post(&format!("/people/{}/grant", drop.id), &grant)
        .await
        .status(409);
    // Whoever is merged into a third leads there with all that went into them.
    let third = person(&app, "Muhammad Bilal Khan", None, None).await;
    let kept = merge(&app, &world.administrator, third.id, keep.id).await;
    kept.unwrap();
    let found = app
        .read(async |work| accounts::by_email(work, "khan@example.org").await)
        .await
        .unwrap();
    assert_eq!(found.id, third.id);
}

async fn a_trainer_goes_over_to_somebody_who_was_none(app: TestApp) {
    let world = World::build(&app).await;
    let (_, [offer, _]) = world.offered(&app, "Asked", 0).await;
    let keep = person(&app, "Trainer Tahira", None, None).await;
    let record = world.trainer.trainer();
    merge(&app, &world.coordinator, keep.id, world.trainer.id)
        .await
        .unwrap();
    let after = known(&app, keep.id).await;
    assert_eq!(after.trainer(), record);
    assert!(after.actor.is(Role::Trainer));
    // What waits for them goes to the address that is kept; what they were asked they can answer.
    let letters = app.letters().await;
    assert!(
        letters
            .iter()
            .any(|letter| letter.to.contains("trainer@example.org")),
        "{letters:?}"
    );
    app.write_as(&after.actor, async |work| {
        offers::accept(work, offer).await.map(drop)
    })
    .await;
    let mut page = after.browse(&app).await;
    page.get(&format!("/offers/{offer}"))
        .await
        .ok()
        .shows("Thank you");
}

async fn two_trainers_become_one_and_the_past_stays(app: TestApp) {
    let world = World::build(&app).await;
    world.session(&app, "Long ago", 0).await;
    let keep = trainer(&app, "Trainer Tahira", Pool::Academic).await;
    let subject = world.subject;
    sql(
        &app,
        &format!(
            "DELETE FROM expertise WHERE trainer_id = {} AND subject_id <> {subject}",
            keep.trainer()
        ),
    )
    .await;
    sql(
        &app,
        &format!(
            "UPDATE expertise SET level = 2 WHERE trainer_id = {}",
            keep.trainer()
        ),
    )
    .await;
    sql(
        &app,
        &format!(
            "DELETE FROM trainer_language WHERE trainer_id = {} AND language = 'ur'",
            keep.trainer()
        ),
    )
    .await;
    let before = view(&app, &world.trainer).await;
    let new = NewConflict {
        trainer: world.trainer.trainer(),
        institute: world.institute,
        kind: ConflictKind::Complaint,
        note: "Said so".to_owned(),
        from_on: date("2026-06-01"),
        until_on: Some(date("2026-06-05")),
    };
    app.write_as(&world.coordinator.actor, async |work| {
        conflicts::note(work, new).await
    })
    .await;
    app.clock.advance(40 * 86_400);
    merge(&app, &world.coordinator, keep.id, world.trainer.id)
        .await
        .unwrap();
    let (kept, dropped) = (view(&app, &keep).await, view(&app, &world.trainer).await);
    assert_eq!(kept.expertise.len(), before.expertise.len());
    assert!(
        kept.expertise.iter().all(|skill| skill.level == 4),
        "the higher level wins"
    );
    assert_eq!(kept.languages.len(), 2);
    assert_eq!(
        (dropped.standing, dropped.merged_into),
        (Standing::Paused, Some(keep.trainer()))
    );
    assert_eq!(
        (kept.confirmed, dropped.confirmed),
        (0, 1),
        "the past stays where it is"
    );
    // Nobody is asked under the dropped record; what was noted of it counts for the kept one.
    let snapshot = app
        .read(async |work| {
            planning::snapshot::take(work, date("2026-06-01"), date("2026-06-10")).await
        })
        .await;
    assert!(!snapshot.trainers.contains(&world.trainer.trainer()));
    let noted = app
        .read(async |work| conflicts::of_trainer(work, keep.trainer()).await)
        .await;
    assert_eq!(noted.len(), 1);
    assert_eq!(noted[0].trainer, keep.trainer());
    let back = app
        .try_as(&world.coordinator.actor, async |work| {
            trainers::set_standing(work, world.trainer.trainer(), Standing::Active).await
        })
        .await;
    assert_eq!(refused(back).key, "trainers-merged");
    let mut page = world.coordinator.browse(&app).await;
    page.get(&format!("/trainers/{}", keep.trainer()))
        .await
        .ok()
        .shows("also as")
        .shows("tahira@example.org");
    page.get(&format!("/trainers/{}", world.trainer.trainer()))
        .await
        .ok()
        .shows("To the record that is kept");
    page.get("/trainers")
        .await
        .ok()
        .shows("Trainer Tahira")
        .hides("Tahira Trainer");
    let mut own = known(&app, keep.id).await.browse(&app).await;
    own.get(&format!("/trainers/{}", keep.trainer()))
        .await
        .ok()
        .shows("also as");
}

async fn what_lies_ahead_keeps_two_trainers_apart(app: TestApp) {
    let world = World::build(&app).await;
    let keep = trainer(&app, "Trainer Tahira", Pool::Academic).await;
    world.session(&app, "Promised", 3).await;
    let (_, [asked, _]) = world.drafts(&app, "Prepared", 4).await;
    let before = (view(&app, &keep).await, view(&app, &world.trainer).await);
    let why = refused(merge(&app, &world.coordinator, keep.id, world.trainer.id).await);
    assert_eq!(why.key, "merge-held");
    let named = &why.args.iter().find(|(name, _)| name == "what").unwrap().1;
    assert!(
        named.contains("“Promised” (2026-05-13)") && named.contains("“Prepared” (2026-05-20)"),
        "{named}"
    );
    assert!(named.contains("DTP-2026-"), "{named}");
    let path = format!("/people/{}/merge/{}", keep.id, world.trainer.id);
    let mut page = world.coordinator.browse(&app).await;
    page.get(&path)
        .await
        .ok()
        .shows("Promised")
        .shows("Prepared")
        .hides("<textarea");
    let press = [("version", "4"), ("reason", "They said so")];
    page.post(&path, &press).await.status(409).shows("Promised");
    // Nothing is half done.
    let after = (view(&app, &keep).await, view(&app, &world.trainer).await);
    assert_eq!(
        (before.0.version, before.1.version),
        (after.0.version, after.1.version)
    );
    assert!(known(&app, world.trainer.id).await.actor.is(Role::Trainer));
    // Recalled and over, it keeps nobody apart.
    app.write_as(&world.coordinator.actor, async |work| {
        offers::recall(work, asked).await
    })
    .await;
    app.clock.advance(60 * 86_400);
    merge(&app, &world.coordinator, keep.id, world.trainer.id)
        .await
        .unwrap();
}

async fn only_two_who_can_be_one_are_made_one(app: TestApp) {
    let world = World::build(&app).await;
    let keep = person(&app, "Bilal Khan", None, None).await;
    let drop = person(&app, "Khan Bilal", None, None).await;
    let try_to = async |by: &Someone, keep, drop| refused(merge(&app, by, keep, drop).await).key;
    let (admin, coordinator) = (&world.administrator, &world.coordinator);
    assert_eq!(try_to(admin, keep.id, keep.id).await, "merge-same");
    assert_eq!(try_to(admin, keep.id, admin.id).await, "merge-yourself");
    // Whoever takes trainers in does not shut officers out, nor finds out who is known.
    let officer = person(
        &app,
        "Trainer Tahira",
        Some(Role::Officer),
        Some(world.institute),
    )
    .await;
    let taken = try_to(coordinator, world.trainer.id, officer.id).await;
    assert_eq!(taken, "merge-roles");
    for (one, other) in [
        (keep.id, drop.id),
        (keep.id, admin.id),
        (world.trainer.id, admin.id),
    ] {
        let hidden = merge(&app, coordinator, one, other).await;
        assert!(matches!(hidden, Err(Error::NotFound(_))), "{hidden:?}");
    }
    let nobody = merge(&app, &world.officer, keep.id, drop.id).await;
    assert!(matches!(nobody, Err(Error::Forbidden)));
    let missing = merge(&app, admin, keep.id, PersonId(999)).await;
    assert!(matches!(missing, Err(Error::NotFound(_))));
    // Somebody else changed one of the two since it was looked at.
    let stale = app
        .try_as(&admin.actor, async |work| {
            flows::merge_people(work, keep.id, drop.id, 1, "They said so").await
        })
        .await;
    assert!(matches!(stale, Err(Error::Stale)));
    sql(
        &app,
        &format!("UPDATE person SET email = NULL WHERE id = {}", keep.id),
    )
    .await;
    assert_eq!(try_to(admin, keep.id, drop.id).await, "merge-other-way");
    merge(&app, admin, drop.id, keep.id).await.unwrap();
    assert_eq!(try_to(admin, drop.id, keep.id).await, "merge-already");
    let third = person(&app, "Third Khan", None, None).await;
    app.write(async |work| accounts::disable(work, third.id).await)
        .await;
    assert_eq!(try_to(admin, drop.id, third.id).await, "merge-shut-out");
}

async fn whoever_is_not_the_same_is_not_shown_again(app: TestApp) {
    let world = World::build(&app).await;
    let one = person(&app, "Ayesha Siddiqui", None, None).await;
    let other = person(&app, "Siddique Aisha", None, None).await;
    let mut page = world.administrator.browse(&app).await;
    page.get("/people/twins")
        .await
        .ok()
        .shows("Ayesha Siddiqui")
        .shows("same name");
    let press = [
        ("first", one.id.to_string()),
        ("second", other.id.to_string()),
    ];
    let press: Vec<(&str, &str)> = press
        .iter()
        .map(|(name, id)| (*name, id.as_str()))
        .collect();
    for _ in 0..2 {
        page.post("/people/twins/distinct", &press)
            .await
            .leads_to("/people/twins");
    }
    page.get("/people/twins")
        .await
        .ok()
        .hides("Ayesha Siddiqui");
    page.post("/people/twins/distinct", &[("first", "1"), ("second", "1")])
        .await
        .status(409);
    page.post(
        "/people/twins/distinct",
        &[("first", "1"), ("second", "999")],
    )
    .await
    .status(404);
    // A program sees and says the same.
    let mut program = app.program(&world.administrator).await;
    let third = person(&app, "Aesha Siddiqi", None, None).await;
    let listed = program.get("/twins").await.ok().json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 2, "{listed}");
    let merge = format!("/people/{}/merge/{}", one.id, third.id);
    let seen = program.get(&merge).await.ok().json();
    assert_eq!(seen["version"], 2);
    let body = serde_json::json!({ "reason": "One desk" });
    program
        .post(&merge, Some(body.clone()))
        .await
        .problem(428, "version-required");
    program
        .seen(1)
        .post(&merge, Some(body.clone()))
        .await
        .problem(412, "changed");
    program.seen(2).post(&merge, Some(body)).await.ok();
    let pairs = app.read(async |work| faces::pairs(work).await).await;
    assert_eq!(pairs.len(), 0, "what was said of the kept one holds");
}

const HEAD: &str = "email,name,title,pool,university,home,languages,subjects,another_person\n";

fn row(email: &str, name: &str, another: &str) -> String {
    format!("{email},{name},Dr.,academic,nust,Islamabad,en,IR-01:3,{another}\n")
}

async fn nobody_is_imported_twice_under_two_spellings(app: TestApp) {
    let world = World::build(&app).await;
    let actor = &world.coordinator.actor;
    let take = async |file: String| {
        let order = bulk::Order {
            kind: Kind::Trainers,
            name: "trainers.csv".into(),
            bytes: file.into_bytes(),
            encoding: Encoding::default(),
            submit: false,
        };
        let report = bulk::import(&app.app.db, actor, order, None).await.unwrap();
        let faults: Vec<String> = report
            .faults
            .iter()
            .map(|fault| format!("{} {}", fault.at, fault.message.key))
            .collect();
        (faults, (report.new, report.changed, report.same))
    };
    let clean = |counts| (Vec::<String>::new(), counts);
    let count = async || {
        app.read(async |work| trainers::list(work).await)
            .await
            .len()
    };
    let first = format!(
        "{HEAD}{}",
        row("bilal.khan@nust.edu.pk", "Muhammad Bilal Khan", "")
    );
    assert_eq!(take(first.clone()).await, clean((1, 0, 0)));
    let before = count().await;
    // One is there, one stands twice in the file, one is new: nothing is taken in.
    let file = format!(
        "{HEAD}{}{}{}",
        row("m.bilal@uet.edu.pk", "Khan Mohammad Bilal", ""),
        row("a.siddiqui@uet.edu.pk", "Aisha Siddiqui", ""),
        row("ayesha@lums.edu.pk", "Siddique Ayesha", ""),
    );
    let (faults, _) = take(file.clone()).await;
    assert_eq!(faults, ["B2 twins-looks-like", "B4 twins-looks-like"]);
    assert_eq!(count().await, before);
    let wrong = file.replace("IR-01:3,\n", "IR-01:3,perhaps\n");
    let (faults, _) = take(wrong).await;
    assert_eq!(faults[0], "I2 twins-yes-or-nothing");
    // Said to be others, they come in, and are not shown as the same again.
    let file = file.replace("IR-01:3,\n", "IR-01:3,yes\n");
    assert_eq!(take(file.clone()).await, clean((3, 0, 0)));
    assert_eq!(take(file).await, clean((0, 0, 3)));
    assert_eq!(take(first.clone()).await, clean((0, 0, 1)));
    let pairs = app.read(async |work| faces::pairs(work).await).await;
    assert_eq!(pairs.len(), 0);
    let out = app
        .read_as(actor, async |work| {
            bulk::export(work, Kind::Trainers, None, bulk::Format::Csv).await
        })
        .await
        .unwrap();
    let (faults, (new, changed, _)) = take(String::from_utf8(out).unwrap()).await;
    assert_eq!((faults, new, changed), (vec![], 0, 0));
    // A merged address is that of the kept record, in a table too.
    let of = async |email: &'static str| {
        app.read(async |work| accounts::by_email(work, email).await)
            .await
            .unwrap()
            .id
    };
    let (keep, drop) = (
        of("bilal.khan@nust.edu.pk").await,
        of("m.bilal@uet.edu.pk").await,
    );
    merge(&app, &world.coordinator, keep, drop).await.unwrap();
    let file = format!(
        "{HEAD}{}",
        row("m.bilal@uet.edu.pk", "Muhammad Bilal Khan", "")
    );
    assert_eq!(take(file.clone()).await, clean((0, 0, 1)));
    let both = file + &row("bilal.khan@nust.edu.pk", "Muhammad Bilal Khan", "");
    assert_eq!(take(both).await.0, ["A3 bulk-twice"]);
    // The form says the same, and has a box for it.
    let mut page = world.coordinator.browse(&app).await;
    let home = {
        let cities = app
            .read(async |work| rostrum::reference::cities(work).await)
            .await;
        cities[0].id.to_string()
    };
    let subject = world.subject.to_string();
    let mut form = vec![
        ("name", "Engr. Bilal Khan"),
        ("email", "bilal@lums.edu.pk"),
        ("title", "Engr."),
        ("language", "en"),
        ("pool", "academic"),
        ("university", "1"),
        ("home", home.as_str()),
        ("max_travel", "180"),
        ("cap_day", "2"),
        ("cap_week", "3"),
        ("cap_month", "6"),
        ("teaches_en", "yes"),
        ("skill_1_subject", subject.as_str()),
        ("skill_1_level", "2"),
    ];
    page.get("/trainers/new")
        .await
        .ok()
        .hides("name=\"another\"");
    let answer = page.post("/trainers", &form).await;
    answer
        .status(422)
        .shows("bilal.khan@nust.edu.pk")
        .shows("name=\"another\"");
    form.push(("another", "yes"));
    page.post("/trainers", &form).await.status(303);
}
