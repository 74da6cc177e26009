//! Two people become one, if they can; or are said not to be.

use rostrum::accounts::{self, PersonId, Role, faces};
use rostrum::error::Error;
use rostrum::flows;

use super::{merge, refused, sql};
use crate::support::world::{known, person};
use crate::support::{Someone, TestApp, World, on_both};

on_both!(
    either_address_signs_in_after_a_merge,
    only_two_who_can_be_one_are_made_one,
    whoever_is_not_the_same_is_not_shown_again,
);

const PHRASE: &str = "seven green kettles sing";

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
