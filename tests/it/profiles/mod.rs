//! Public profiles: who agrees to what, what the public then sees and what never, and what becomes of pictures.

mod photos;
mod shown;

use axum::body::Body;
use axum::http::Method;
use rostrum::accounts::{self, Role};
use rostrum::error::Error;
use rostrum::flows;
use rostrum::slots::Pool;
use rostrum::trainers::profile::{self, ProfileView, photo};
use rostrum::trainers::{self, TrainerId};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::support::pictures::{jpeg, png};
use crate::support::world::{known, person, trainer};
use crate::support::{Someone, TestApp, World, on_both};

on_both!(
    nothing_is_public_before_the_trainer_agrees,
    nobody_agrees_for_somebody_else,
    who_writes_for_somebody_ends_what_they_agreed_to,
    of_two_writers_the_second_is_told,
    a_merge_takes_a_profile_over_without_the_agreement,
    another_name_or_title_is_not_what_they_agreed_to,
    programs_do_the_same,
);

async fn view(app: &TestApp, who: &Someone) -> ProfileView {
    let id = who.trainer();
    app.read(async |work| profile::get(work, id).await).await
}

async fn publish(app: &TestApp, who: &Someone) -> String {
    app.write_as(&who.actor, async |work| {
        let version = profile::get(work, who.trainer()).await?.version;
        profile::consent(work, who.trainer(), version).await
    })
    .await
}

async fn sql(app: &TestApp, sql: &str) {
    let db = app.app.db.connection();
    db.execute_unprepared(sql).await.unwrap();
}

fn page(id: TrainerId) -> String {
    format!("/trainers/{id}/profile")
}

async fn nothing_is_public_before_the_trainer_agrees(app: TestApp) {
    let world = World::build(&app).await;
    let own = page(world.trainer.trainer());
    let (mut trainer, mut anybody) = (world.trainer.browse(&app).await, app.visitor());
    let words = "Takes <script>alert(1)</script> apart.\r\n\r\n\"Twice\" & more.";
    let fields = [("version", "0"), ("biography", words)];
    trainer.post(&own, &fields).await.leads_to(&own);
    let picture = jpeg(300, 400);
    trainer
        .upload(
            &format!("{own}/photo"),
            "me.jpg",
            &picture,
            &[("version", "1")],
        )
        .await
        .leads_to(&own);
    let shown = trainer.get(&own).await;
    shown
        .ok()
        .shows("Takes &lt;script&gt;alert(1)")
        .shows("I agree: show my profile to everybody")
        .hides("<script>alert");
    trainer
        .get(&format!("{own}/photo"))
        .await
        .ok()
        .shows_header("cache-control", "private, no-store");
    // The public finds nothing, and no other nothing than where there never was anything.
    anybody.get("/profiles").await.ok().hides("Tahira");
    let never = anybody.get("/profiles/nobody").await.status(404).words();
    let address = "/profiles/tahira-trainer";
    assert_eq!(anybody.get(address).await.status(404).words(), never);
    anybody.get(&format!("{address}/photo")).await.status(404);
    anybody
        .get(&format!("/profiles/~{}", world.trainer.trainer()))
        .await
        .status(404);
    // They agree.
    let version = shown.hidden("version");
    let version = [("version", version.as_str())];
    let consent = format!("{own}/consent");
    anybody.post(&consent, &version).await.status(303);
    anybody.get(address).await.status(404);
    trainer.post(&consent, &version).await.leads_to(&own);
    trainer
        .get(&own)
        .await
        .ok()
        .shows("Anybody can see this profile")
        .shows(address);
    anybody
        .get("/profiles")
        .await
        .ok()
        .shows("Dr. Tahira Trainer")
        .shows(address);
    let public = anybody.get(address).await;
    public
        .ok()
        .shows("Dr. Tahira Trainer")
        .shows("Takes &lt;script&gt;alert(1)")
        .shows("alt=\"Photo of Dr. Tahira Trainer\"")
        .hides("<script>alert")
        .hides("Lahore, ")
        .hides("trainer@example.org");
    let answer = anybody.get(&format!("{address}/photo")).await;
    answer
        .ok()
        .shows_header("content-type", "image/jpeg")
        .shows_header("cache-control", "public, no-cache")
        .shows_header("x-content-type-options", "nosniff");
    let mark = answer.header("etag").to_owned();
    let again = anybody
        .request(Method::GET, &format!("{address}/photo"))
        .header("if-none-match", mark)
        .body(Body::empty())
        .unwrap();
    let again = anybody.send(again).await;
    assert!(again.status(304).bytes.is_empty());
    // What the trainer changes is public at once, since it is their own.
    let now = view(&app, &world.trainer).await.version.to_string();
    let fields = [("version", now.as_str()), ("biography", "Other words.")];
    trainer.post(&own, &fields).await.leads_to(&own);
    anybody.get(address).await.ok().shows("Other words.");
    // They take it back: gone at once, with the photo; later at the same address again.
    let now = view(&app, &world.trainer).await.version.to_string();
    let fields = [("version", now.as_str())];
    trainer
        .post(&format!("{own}/withdraw"), &fields)
        .await
        .leads_to(&own);
    assert_eq!(anybody.get(address).await.status(404).words(), never);
    anybody.get(&format!("{address}/photo")).await.status(404);
    anybody.get("/profiles").await.ok().hides("Tahira");
    trainer
        .get(&own)
        .await
        .ok()
        .shows("Nobody else can see this profile since");
    assert_eq!(publish(&app, &world.trainer).await, "tahira-trainer");
    anybody.get(address).await.ok();
    let mut administrator = world.administrator.browse(&app).await;
    administrator
        .get("/audit?action=profile")
        .await
        .ok()
        .shows("agreed to a public profile")
        .shows("took a public profile back")
        .shows("changed a public profile");
}

async fn nobody_agrees_for_somebody_else(app: TestApp) {
    let world = World::build(&app).await;
    let own = page(world.trainer.trainer());
    let fields = [("version", "0"), ("biography", "For her.")];
    for (who, edits, agrees) in [
        (&world.coordinator, 303, 409),
        (&world.other_trainer, 404, 404),
        (&world.officer, 403, 403),
        (&world.administrator, 403, 403),
    ] {
        let mut browser = who.browse(&app).await;
        browser.post(&own, &fields).await.status(edits);
        browser
            .post(&format!("{own}/consent"), &[("version", "1")])
            .await
            .status(agrees);
        browser
            .post(&format!("{own}/withdraw"), &[("version", "1")])
            .await
            .status(edits);
        browser
            .post(&format!("{own}/photo/remove"), &[("version", "1")])
            .await
            .status(edits);
        let answer = browser
            .upload(
                &format!("{own}/photo"),
                "a.jpg",
                b"no picture",
                &[("version", "1")],
            )
            .await;
        answer.status(if edits == 303 { 422 } else { edits });
    }
    let mut coordinator = world.coordinator.browse(&app).await;
    coordinator
        .get(&own)
        .await
        .ok()
        .shows("For her.")
        .hides("I agree")
        .shows("Only the trainer can agree");
    // Neither does the programme itself.
    let done = app
        .try_as(&rostrum::actor::Actor::system("test"), async |work| {
            profile::consent(work, world.trainer.trainer(), 1).await
        })
        .await;
    assert!(matches!(done, Err(Error::Conflict(message)) if message.key == "profile-only-own"));
}

async fn who_writes_for_somebody_ends_what_they_agreed_to(app: TestApp) {
    let world = World::build(&app).await;
    let id = world.trainer.trainer();
    let slug = publish(&app, &world.trainer).await;
    let mut anybody = app.visitor();
    let address = format!("/profiles/{slug}");
    let picture = || async { photo::read(png(20, 20)).await.unwrap() };
    for what in ["words", "photo", "no photo"] {
        let before = view(&app, &world.trainer).await;
        assert!(before.public, "{what}");
        anybody.get(&address).await.ok();
        let photo = picture().await;
        app.write_as(&world.coordinator.actor, async |work| match what {
            "words" => profile::edit(work, id, before.version, "Better words.").await,
            "photo" => profile::set_photo(work, id, before.version, photo).await,
            _ => profile::remove_photo(work, id, before.version).await,
        })
        .await;
        assert!(!view(&app, &world.trainer).await.public, "{what}");
        anybody.get(&address).await.status(404);
        assert_eq!(publish(&app, &world.trainer).await, slug);
    }
    // Each time they were told; not of what they have agreed to again meanwhile.
    let told = async || {
        let letters = app.letters().await;
        let own = letters
            .into_iter()
            .filter(|letter| letter.subject.starts_with("Your public profile is hidden"));
        own.collect::<Vec<_>>()
    };
    assert_eq!(told().await.len(), 0);
    // Saving the same words again changes nothing, whoever does.
    let before = view(&app, &world.trainer).await;
    app.write_as(&world.coordinator.actor, async |work| {
        profile::edit(work, id, before.version, " Better words. ").await
    })
    .await;
    assert_eq!(view(&app, &world.trainer).await.version, before.version);
    anybody.get(&address).await.ok();
    // A coordinator may take it down for somebody who asks.
    let mut coordinator = world.coordinator.browse(&app).await;
    let version = before.version.to_string();
    coordinator
        .post(&format!("{}/withdraw", page(id)), &[("version", &version)])
        .await
        .leads_to(&page(id));
    anybody.get(&address).await.status(404);
    assert_eq!(told().await.len(), 0, "that was asked for");
    // Whoever has not agreed again is told where to look, once, whatever is written after that.
    publish(&app, &world.trainer).await;
    for words in ["Other words.", "Still others."] {
        let version = view(&app, &world.trainer).await.version.to_string();
        let fields = [("version", version.as_str()), ("biography", words)];
        coordinator
            .post(&page(id), &fields)
            .await
            .leads_to(&page(id));
    }
    let letters = told().await;
    let [letter] = &letters[..] else {
        panic!("{letters:?}")
    };
    assert_eq!(letter.to, "tahira@example.org");
    assert!(
        letter
            .text
            .contains("on Monday 6 April 2026 somebody else changed")
    );
    let link = format!("{}{}", app.app.config.public_url, page(id));
    assert!(letter.text.contains(&link), "{}", letter.text);
    coordinator
        .get("/messages")
        .await
        .ok()
        .shows("a public profile that is hidden now");
    // Their own words end nothing.
    publish(&app, &world.trainer).await;
    let version = view(&app, &world.trainer).await.version;
    app.write_as(&world.trainer.actor, async |work| {
        profile::edit(work, id, version, "My own.").await
    })
    .await;
    assert_eq!(told().await.len(), 1);
}

async fn of_two_writers_the_second_is_told(app: TestApp) {
    let world = World::build(&app).await;
    let own = page(world.trainer.trainer());
    let mut trainer = world.trainer.browse(&app).await;
    let mut coordinator = world.coordinator.browse(&app).await;
    let first = [("version", "0"), ("biography", "First.")];
    coordinator.post(&own, &first).await.leads_to(&own);
    let second = [("version", "0"), ("biography", "Second.")];
    trainer
        .post(&own, &second)
        .await
        .status(412)
        .shows("Second.");
    // Nobody agrees to what they have not seen.
    trainer
        .post(&format!("{own}/consent"), &[("version", "0")])
        .await
        .status(412);
    trainer
        .post(&format!("{own}/consent"), &[])
        .await
        .status(412);
    trainer
        .upload(
            &format!("{own}/photo"),
            "a.png",
            &png(8, 8),
            &[("version", "0")],
        )
        .await
        .status(412);
    trainer
        .post(&format!("{own}/photo/remove"), &[("version", "0")])
        .await
        .status(412);
    let now = view(&app, &world.trainer).await;
    assert_eq!(
        (now.version, now.biography.as_str(), now.public, now.photo),
        (1, "First.", false, false)
    );
    // A fault of one form leaves the words of the other.
    let long = "x".repeat(2001);
    for fields in [
        [("version", "1"), ("biography", long.as_str())],
        [("version", "1"), ("biography", "\u{202e}x")],
        [("version", "1"), ("slug", "mine")],
    ] {
        trainer.post(&own, &fields).await.status(422);
    }
    trainer
        .upload(&format!("{own}/photo"), "a.png", b"", &[("version", "1")])
        .await
        .status(422)
        .shows("Choose a picture first.")
        .shows(">First.</textarea>");
}

async fn merge(app: &TestApp, world: &World, keep: &Someone, drop: &Someone) {
    app.write_as(&world.administrator.actor, async |work| {
        let plan = flows::plan_merge(work, keep.id, drop.id).await?;
        flows::merge_people(work, keep.id, drop.id, plan.version, "The same").await
    })
    .await;
}

async fn a_merge_takes_a_profile_over_without_the_agreement(app: TestApp) {
    let world = World::build(&app).await;
    let kept = trainer(&app, "Kulsoom Kept", Pool::Academic).await;
    let slug = publish(&app, &world.trainer).await;
    let photo = photo::read(jpeg(10, 10)).await.unwrap();
    app.write_as(&world.trainer.actor, async |work| {
        let id = world.trainer.trainer();
        profile::edit(work, id, 1, "Of before.").await?;
        profile::set_photo(work, id, 2, photo).await
    })
    .await;
    merge(&app, &world, &kept, &world.trainer).await;
    let now = view(&app, &kept).await;
    assert_eq!(
        (now.biography.as_str(), now.photo, now.public),
        ("Of before.", true, false)
    );
    assert!(now.consented_at.is_none());
    let mut anybody = app.visitor();
    anybody.get(&format!("/profiles/{slug}")).await.status(404);
    assert_eq!(view(&app, &world.trainer).await.version, 0);
    // The kept record has one of its own: that stays as it is, the other one is gone.
    let third = trainer(&app, "Tertia Third", Pool::Academic).await;
    let other = publish(&app, &third).await;
    publish(&app, &known(&app, kept.id).await).await;
    merge(&app, &world, &third, &kept).await;
    let now = view(&app, &third).await;
    assert_eq!((now.biography.as_str(), now.public), ("", true));
    anybody.get(&format!("/profiles/{other}")).await.ok();
    anybody.get(&format!("/profiles/{slug}")).await.status(404);
}

async fn another_name_or_title_is_not_what_they_agreed_to(app: TestApp) {
    let world = World::build(&app).await;
    let id = world.trainer.trainer();
    publish(&app, &world.trainer).await;
    let retitle = async |who: &Someone, title: &str| {
        app.write_as(&who.actor, async |work| {
            let now = trainers::get(work, id).await?;
            let revision = trainers::Revision {
                title: title.to_owned(),
                home: now.home,
                max_travel: now.max_travel,
                caps: now.caps,
                languages: now.languages,
                expertise: None,
            };
            trainers::revise(work, id, now.version, revision).await
        })
        .await;
    };
    retitle(&world.trainer, "Prof.").await;
    assert!(view(&app, &world.trainer).await.public, "their own words");
    retitle(&world.coordinator, "Mr.").await;
    assert!(!view(&app, &world.trainer).await.public);
    let letters = app.letters().await;
    let hidden = |text: &str| text.starts_with("Your public profile is hidden");
    assert!(letters.iter().any(|letter| hidden(&letter.subject)));
    publish(&app, &world.trainer).await;
    // The record goes over to another name of the same person.
    let name = person(&app, "Trainer Tahira", None, None).await;
    merge(&app, &world, &name, &world.trainer).await;
    let after = known(&app, name.id).await;
    assert_eq!(after.trainer(), id);
    assert!(!view(&app, &after).await.public);
}

async fn programs_do_the_same(app: TestApp) {
    let world = World::build(&app).await;
    let id = world.trainer.trainer();
    let path = format!("/trainers/{id}/profile");
    let mut program = app.program(&world.trainer).await;
    let empty = program.get(&path).await.ok().json();
    assert_eq!(
        (&empty["version"], &empty["slug"], &empty["public"]),
        (&json!(0), &json!(null), &json!(false))
    );
    let body = Some(json!({ "biography": "By a program." }));
    program
        .ask(Method::PUT, &path, body.clone())
        .await
        .status(428);
    let mut first = program.seen(0);
    let made = first.ask(Method::PUT, &path, body.clone()).await;
    assert_eq!(made.ok().header("etag"), "\"1\"");
    first
        .ask(Method::PUT, &path, body)
        .await
        .problem(412, "changed");
    let picture = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, jpeg(9, 9));
    let photo = format!("{path}/photo");
    for (text, status) in [("?", 422), ("bm90aGluZw==", 422), (picture.as_str(), 200)] {
        let body = Some(json!({ "photo": text }));
        program
            .seen(1)
            .ask(Method::PUT, &photo, body)
            .await
            .status(status);
    }
    // The person's own program agrees for them; nobody else's does, and none without the scope.
    let mut coordinator = app.program(&world.coordinator).await.seen(2);
    coordinator
        .post(&format!("{path}/consent"), None)
        .await
        .problem(409, "conflict");
    let mut reader = app
        .narrow(&world.trainer, &[accounts::policy::Action::ViewTrainers])
        .await
        .seen(2);
    reader
        .post(&format!("{path}/consent"), None)
        .await
        .status(403);
    app.stranger().get("/profiles").await.status(401);
    let list = program.get("/profiles").await.ok().json();
    assert_eq!(list["items"], json!([]));
    let agreed = program
        .seen(2)
        .post(&format!("{path}/consent"), None)
        .await
        .ok()
        .json();
    assert_eq!(agreed["public"], true);
    let list = program.get("/profiles").await.ok().json();
    assert_eq!(list["items"][0]["slug"], agreed["slug"]);
    let one = program.get("/profiles/tahira-trainer").await.ok().json();
    assert_eq!(one["photo"], "/profiles/tahira-trainer/photo");
    assert_eq!(one["biography"], "By a program.");
    assert_eq!(
        one["areas"][0]["subjects"].as_array().map(Vec::is_empty),
        Some(false)
    );
    program.get("/profiles/nobody").await.status(404);
    program.seen(3).ask(Method::DELETE, &photo, None).await.ok();
    app.visitor()
        .get("/profiles/tahira-trainer/photo")
        .await
        .status(404);
    program.post(&format!("{path}/withdraw"), None).await.ok();
    program.get("/profiles/tahira-trainer").await.status(404);
    // A coordinator who holds the trainer's role as well is no more than that trainer.
    app.write(async |work| accounts::grant(work, world.trainer.id, Role::Coordinator, None).await)
        .await;
    let both = known(&app, world.trainer.id).await;
    let other = world.other_trainer.trainer();
    let done = app
        .try_as(&both.actor, async |work| {
            profile::consent(work, other, 0).await
        })
        .await;
    assert!(matches!(done, Err(Error::Conflict(_))));
}
