//! Records of trainers: one goes over, two become one, or what lies ahead keeps them apart.

use rostrum::accounts::Role;
use rostrum::slots::Pool;
use rostrum::trainers::conflicts::{self, ConflictKind, NewConflict};
use rostrum::trainers::{self, Standing, TrainerView};
use rostrum::{flows, offers, planning};

use super::{merge, refused, sql};
use crate::support::world::{date, known, person, trainer};
use crate::support::{Someone, TestApp, World, on_both};

on_both!(
    a_trainer_goes_over_to_somebody_who_was_none,
    two_trainers_become_one_and_the_past_stays,
    what_lies_ahead_keeps_two_trainers_apart,
);

async fn view(app: &TestApp, who: &Someone) -> TrainerView {
    let id = who.trainer();
    app.read(async |work| trainers::get(work, id).await).await
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
    let (_, [asked, _]) = world.offered(&app, "Declined", 5).await;
    app.write_as(&world.trainer.actor, async |work| {
        offers::decline(work, asked, "not-free", "").await
    })
    .await;
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
    let kept = snapshot
        .trainers
        .iter()
        .position(|id| *id == keep.trainer());
    let kept_at = u32::try_from(kept.unwrap()).unwrap();
    let instance = &snapshot.instance;
    assert!(
        instance.forbidden.contains(&(0, kept_at)),
        "who said no is not asked again"
    );
    assert_eq!(instance.conflicts, [(0, 0, kept_at)]);
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
    let plan = app
        .read_as(&world.coordinator.actor, async |work| {
            flows::plan_merge(work, keep.id, world.trainer.id).await
        })
        .await
        .unwrap();
    let version = plan.version.to_string();
    let press = [("version", version.as_str()), ("reason", "They said so")];
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
