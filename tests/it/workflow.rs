//! The whole way once through, as its people walk it: by form, by mail link, by calendar app.

use std::io::Read;

use axum::body::Body;
use axum::http::Method;
use axum::http::header::IF_MODIFIED_SINCE;
use rostrum::offers::{OfferId, OfferState};
use rostrum::sessions;
use rostrum::slots::Standing;
use sea_orm::ConnectionTrait;

use crate::support::ical_rules::violations;
use crate::support::{TestApp, World, on_both};

on_both!(
    a_slot_goes_from_the_institutes_form_into_everybodys_calendar,
    a_decline_frees_the_trainer_and_is_not_asked_again,
    an_answer_after_the_deadline_is_refused_whatever_the_worker_did,
    a_cancelled_session_stays_in_the_feed_for_thirty_days,
    an_app_that_asks_by_date_alone_hears_of_every_change,
    coordinators_answer_on_behalf_and_it_shows,
    a_confirmed_slot_takes_no_more_offers,
);

/// The secret in the newest letter to this address that has one.
async fn answer_link(app: &TestApp, to: &str) -> String {
    let letters = app.letters().await;
    let letter = letters
        .iter()
        .rev()
        .find(|letter| letter.to == to && letter.text.contains("/answer/"))
        .unwrap();
    let (_, rest) = letter.text.split_once("/answer/").unwrap();
    let secret: String = rest.chars().take_while(|c| !c.is_whitespace()).collect();
    format!("/answer/{secret}")
}

async fn email(app: &TestApp, world: &World, cert: bool) -> String {
    let who = if cert {
        &world.other_trainer
    } else {
        &world.trainer
    };
    app.read_as(&world.coordinator.actor, async |work| {
        rostrum::trainers::get(work, who.trainer()).await
    })
    .await
    .unwrap()
    .email
    .unwrap()
}

async fn feed_path(app: &TestApp, world: &World, choice: &str, cert: bool) -> String {
    let actor = match (choice.starts_with("trainer"), cert) {
        (true, false) => &world.trainer.actor,
        (true, true) => &world.other_trainer.actor,
        _ => &world.coordinator.actor,
    };
    let (_, secret) = app
        .write_as(actor, async |work| {
            rostrum::feeds::create(work, choice, "phone", false).await
        })
        .await;
    format!("/feeds/{secret}/rostrum.ics")
}

async fn a_slot_goes_from_the_institutes_form_into_everybodys_calendar(app: TestApp) {
    let world = World::build(&app).await;
    let mut officer = world.officer.browse(&app).await;
    let (cohort, subject) = (world.cohort.to_string(), world.subject.to_string());
    let venue = world.venue.to_string();
    let form = [
        ("cohort", cohort.as_str()),
        ("title", "Ransomware; for <leaders>, \"quoted\""),
        ("mode", "in_person"),
        ("language", "en"),
        ("priority", "3"),
        ("seat_1_subject", &subject),
        ("seat_1_pool", "academic"),
        ("seat_1_level", "1"),
        ("seat_1_required", "yes"),
        ("seat_2_subject", &subject),
        ("seat_2_pool", "cert"),
        ("seat_2_level", "1"),
        ("seat_2_required", "yes"),
        ("option_1_date", "2026-04-22"),
        ("option_1_start", "14:00"),
        ("option_1_end", "15:30"),
        ("option_1_venue", &venue),
        ("note", ""),
        ("do", "submit"),
    ];
    let page = officer.post("/requests", &form).await;
    let request = page.header("location").to_owned();
    officer.get(&request).await.ok().shows("waiting");

    let mut coordinator = world.coordinator.browse(&app).await;
    coordinator
        .post(&format!("{request}/accept"), &[])
        .await
        .leads_to(&request);
    let run = coordinator
        .post("/plans", &[("from", "2026-04-01"), ("to", "2026-06-30")])
        .await;
    let plan = run.header("location").to_owned();
    coordinator
        .get(&plan)
        .await
        .ok()
        .shows("Tahira Trainer")
        .shows("Tariq Trainer")
        .shows("asked for is 1");
    coordinator
        .post(&format!("{plan}/accept"), &[("all", "yes")])
        .await
        .leads_to(&format!("{plan}?prepared=2&left=0"));
    coordinator
        .post("/offers/send", &[])
        .await
        .leads_to("/offers?sent=2&left=0");

    let tentative = feed_path(
        &app,
        &world,
        &format!("trainer:{}", world.trainer.trainer()),
        false,
    )
    .await;
    let before = app.visitor().get(&tentative).await;
    assert_eq!(violations(before.text().as_bytes()), Vec::<String>::new());
    assert!(before.text().contains("STATUS:TENTATIVE"));
    assert!(
        !before.text().contains("/answer/"),
        "a feed never carries a bearer link"
    );

    for cert in [false, true] {
        let link = answer_link(&app, &email(&app, &world, cert).await).await;
        // A mail scanner that only looks changes nothing.
        app.visitor()
            .get(&link)
            .await
            .ok()
            .shows("Yes, I will come");
        app.visitor()
            .get(&link)
            .await
            .ok()
            .shows("Yes, I will come");
        app.visitor()
            .post(&format!("{link}/accept"), &[])
            .await
            .leads_to(&link);
        app.visitor()
            .get(&link)
            .await
            .ok()
            .hides("Yes, I will come");
        app.visitor()
            .post(&format!("{link}/accept"), &[])
            .await
            .status(409);
    }
    let id: i64 = request.rsplit('/').next().unwrap().parse().unwrap();
    let slot = world
        .request(&app, rostrum::slots::RequestId(id))
        .await
        .slots
        .remove(0);
    assert_eq!(slot.standing, Standing::Covered);
    let confirmed = coordinator
        .post(&format!("/slots/{}/confirm", slot.id), &[])
        .await;
    let session = confirmed.header("location").to_owned();
    coordinator.get(&session).await.ok().shows("confirmed");
    officer
        .get("/roster?from=2026-04-20")
        .await
        .ok()
        .shows("Ransomware");

    let after = app.visitor().get(&tentative).await;
    assert_eq!(violations(after.text().as_bytes()), Vec::<String>::new());
    assert!(after.text().contains("STATUS:CONFIRMED"));
    let uid = |text: &str| {
        text.lines()
            .find(|line| line.starts_with("UID:"))
            .unwrap()
            .to_owned()
    };
    assert_eq!(uid(before.text()), uid(after.text()));
    for choice in [
        "programme:0".to_owned(),
        format!("institute:{}", world.institute),
    ] {
        let feed = app
            .visitor()
            .get(&feed_path(&app, &world, &choice, false).await)
            .await;
        assert_eq!(uid(feed.text()), uid(after.text()), "{choice}");
        assert!(!feed.header("etag").is_empty());
        assert_eq!(feed.header("vary"), "accept-encoding");
        assert_eq!(feed.header("content-encoding"), "");
    }
    // Smaller on its way, where the app can read that; the same bytes, and still the same mark.
    let plain = app.visitor().get(&tentative).await;
    let mut visitor = app.visitor();
    let asked = visitor
        .request(Method::GET, &tentative)
        .header("accept-encoding", "gzip")
        .body(Body::empty())
        .unwrap();
    let small = visitor.send(asked).await;
    assert_eq!(small.ok().header("content-encoding"), "gzip");
    assert_eq!(small.header("vary"), "accept-encoding");
    assert_eq!(small.header("etag"), plain.header("etag"));
    let mut whole = String::new();
    flate2::read::GzDecoder::new(small.bytes.as_slice())
        .read_to_string(&mut whole)
        .unwrap();
    assert_eq!(whole, plain.text());
    // Everyone was told.
    let told = app.letters().await;
    let confirmed = told
        .iter()
        .filter(|letter| letter.subject.starts_with("Confirmed"))
        .count();
    assert_eq!(confirmed, 3, "two trainers and the officer");
}

async fn a_decline_frees_the_trainer_and_is_not_asked_again(app: TestApp) {
    let world = World::build(&app).await;
    let (slot, offers) = world.offered(&app, "Malware", 0).await;
    let mut trainer = world.trainer.browse(&app).await;
    let path = format!("/offers/{}", offers[0]);
    let page = trainer
        .post(&format!("{path}/decline"), &[("reason", "")])
        .await;
    page.status(422).shows("choose why");
    trainer
        .post(
            &format!("{path}/decline"),
            &[("reason", "not-free"), ("note", "A <b>wedding</b>")],
        )
        .await
        .leads_to(&path);
    trainer
        .get(&path)
        .await
        .ok()
        .shows("A &lt;b&gt;wedding&lt;/b&gt;");
    let view = state(&app, &world, offers[0]).await;
    assert_eq!(view, OfferState::Declined);
    // The same trainer can be asked for the same hour in another slot at once.
    let (other, again) = world.drafts(&app, "Other", 0).await;
    assert_ne!(slot, other);
    assert_eq!(state(&app, &world, again[0]).await, OfferState::Draft);
}

async fn state(app: &TestApp, world: &World, id: OfferId) -> OfferState {
    app.read_as(&world.coordinator.actor, async |work| {
        rostrum::offers::get(work, id).await
    })
    .await
    .unwrap()
    .state
}

async fn an_answer_after_the_deadline_is_refused_whatever_the_worker_did(app: TestApp) {
    let world = World::build(&app).await;
    let (_, offers) = world.offered(&app, "Malware", 0).await;
    let link = answer_link(&app, &email(&app, &world, false).await).await;
    app.clock.advance(73 * 3600);
    app.visitor()
        .post(&format!("{link}/accept"), &[])
        .await
        .status(409)
        .shows("has passed");
    assert_eq!(state(&app, &world, offers[0]).await, OfferState::Sent);
    app.app.tick().await.unwrap();
    assert_eq!(state(&app, &world, offers[0]).await, OfferState::Expired);
    app.visitor().get(&link).await.ok().shows("lapsed");
}

async fn an_app_that_asks_by_date_alone_hears_of_every_change(app: TestApp) {
    let world = World::build(&app).await;
    world.session(&app, "Malware", 0).await;
    let path = feed_path(&app, &world, "programme:0", false).await;
    let ask = async |since: &str| {
        let mut visitor = app.visitor();
        let request = visitor
            .request(Method::GET, &path)
            .header(IF_MODIFIED_SINCE, since)
            .body(Body::empty())
            .unwrap();
        visitor.send(request).await
    };
    let first = app.visitor().get(&path).await;
    let seen = first.header("last-modified").to_owned();
    app.clock.advance(60);
    ask(&seen).await.status(304);
    // A name is nobody's event, yet every event of its bearer reads differently.
    let renamed = "UPDATE trainer SET title = 'Prof.'";
    let connection = app.app.db.connection();
    connection.execute_unprepared(renamed).await.unwrap();
    let after = ask(&seen).await;
    after.status(200);
    assert!(after.text().contains("Prof."));
    assert_ne!(after.header("last-modified"), seen);
    ask(after.header("last-modified")).await.status(304);
    ask(&seen).await.status(200);
}

async fn a_cancelled_session_stays_in_the_feed_for_thirty_days(app: TestApp) {
    let world = World::build(&app).await;
    let (_, session) = world.session(&app, "Malware", 0).await;
    let path = feed_path(&app, &world, "programme:0", false).await;
    let own = feed_path(
        &app,
        &world,
        &format!("trainer:{}", world.trainer.trainer()),
        false,
    )
    .await;
    let sequence = |text: &str| -> i32 {
        let line = text
            .lines()
            .find(|line| line.starts_with("SEQUENCE:"))
            .unwrap();
        line["SEQUENCE:".len()..].trim().parse().unwrap()
    };
    let before = app.visitor().get(&path).await;
    let mut coordinator = world.coordinator.browse(&app).await;
    let at = format!("/sessions/{session}");
    coordinator
        .post(&format!("{at}/cancel"), &[("reason", "")])
        .await
        .status(422);
    coordinator
        .post(&format!("{at}/cancel"), &[("reason", "Flood")])
        .await
        .leads_to(&at);
    for path in [&path, &own] {
        let after = app.visitor().get(path).await;
        assert!(
            after.text().contains("STATUS:CANCELLED")
                && after.text().contains("TRANSP:TRANSPARENT")
        );
        assert!(sequence(after.text()) > sequence(before.text()));
        assert_eq!(violations(after.text().as_bytes()), Vec::<String>::new());
    }
    coordinator
        .post(&format!("{at}/cancel"), &[("reason", "Again")])
        .await
        .status(409);
    let (_, ends) = world.week(&app, 0);
    app.clock.set(ends.0 + 31 * 86_400);
    for path in [&path, &own] {
        assert!(
            !app.visitor()
                .get(path)
                .await
                .text()
                .contains("BEGIN:VEVENT")
        );
    }
}

async fn coordinators_answer_on_behalf_and_it_shows(app: TestApp) {
    let world = World::build(&app).await;
    let (_, offers) = world.offered(&app, "Malware", 0).await;
    let mut coordinator = world.coordinator.browse(&app).await;
    let path = format!("/offers/{}", offers[0]);
    coordinator
        .get(&path)
        .await
        .ok()
        .shows("on behalf of the trainer");
    coordinator
        .post(&format!("{path}/accept"), &[])
        .await
        .leads_to(&path);
    coordinator
        .get(&path)
        .await
        .ok()
        .shows("told to a coordinator");
}

async fn a_confirmed_slot_takes_no_more_offers(app: TestApp) {
    let world = World::build(&app).await;
    let (slot, _) = world.session(&app, "Malware", 0).await;
    let twice = app
        .try_as(&world.coordinator.actor, async |work| {
            sessions::confirm(work, slot).await
        })
        .await;
    assert!(
        matches!(twice, Err(rostrum::error::Error::Conflict(m)) if m.key == "offers-slot-confirmed")
    );
}
