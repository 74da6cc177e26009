//! Forms as people really send them: twice, from the page before, from a second tab, after a long lunch.

use crate::support::{Answer, Browser, TestApp, World, on_both};

on_both!(
    a_form_that_is_sent_twice_is_done_once,
    of_ten_that_send_one_form_at_once_one_does_it,
    what_was_typed_waits_until_its_sender_is_back,
);

/// The key that a page's forms carry.
fn key(page: &Answer) -> String {
    let after = page.text().split("name=\"form_key\" value=\"").nth(1);
    after.unwrap().split('"').next().unwrap().to_owned()
}

fn wish(world: &World, key: &str, title: &str) -> Vec<(&'static str, String)> {
    vec![
        ("form_key", key.to_owned()),
        ("cohort", world.cohort.to_string()),
        ("title", title.to_owned()),
        ("mode", "in_person".to_owned()),
        ("language", "en".to_owned()),
        ("priority", "3".to_owned()),
        ("seat_1_subject", world.subject.to_string()),
        ("seat_1_level", "2".to_owned()),
        ("seat_1_pool", "academic".to_owned()),
        ("seat_1_required", "yes".to_owned()),
        ("option_1_date", "2026-05-20".to_owned()),
        ("option_1_start", "09:00".to_owned()),
        ("option_1_end", "10:30".to_owned()),
        ("option_1_venue", world.venue.to_string()),
    ]
}

async fn send(browser: &mut Browser, path: &str, form: &[(&'static str, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
    browser.post(path, &fields).await
}

async fn a_form_that_is_sent_twice_is_done_once(app: TestApp) {
    let world = World::build(&app).await;
    let mut browser = world.officer.browse(&app).await;
    let page = browser
        .get(&format!("/requests/new?cohort={}", world.cohort))
        .await;
    let key = key(&page);
    // What is only looked at, or refused, may be sent again.
    let mut look = wish(&world, &key, "Phishing");
    look.push(("do", "check".to_owned()));
    send(&mut browser, "/requests", &look).await.ok();
    send(&mut browser, "/requests", &wish(&world, &key, ""))
        .await
        .status(422);
    let form = wish(&world, &key, "Phishing");
    let first = send(&mut browser, "/requests", &form).await;
    let place = first.status(303).header("location").to_owned();
    // A double click, the back button: the second one is led to what the first one made.
    for _ in 0..3 {
        send(&mut browser, "/requests", &form)
            .await
            .leads_to(&place);
    }
    let list = browser.get("/requests").await;
    assert_eq!(list.text().matches(">Phishing<").count(), 1);
    // Another page is another form, and another person's key is theirs.
    let page = browser
        .get(&format!("/requests/new?cohort={}", world.cohort))
        .await;
    let other = wish(&world, &self::key(&page), "Phishing");
    let second = send(&mut browser, "/requests", &other).await;
    assert_ne!(second.status(303).header("location"), place);
    let mut coordinator = world.coordinator.browse(&app).await;
    let third = send(&mut coordinator, "/requests", &form).await;
    assert_ne!(third.status(303).header("location"), place);
    // A secret is shown once; who comes second sees the list.
    let page = browser.get("/calendar").await;
    let form = [
        ("form_key", self::key(&page)),
        ("name", "Phone".to_owned()),
        ("scope", format!("institute:{}", world.institute)),
    ];
    send(&mut browser, "/calendar", &form)
        .await
        .ok()
        .shows("/feeds/");
    send(&mut browser, "/calendar", &form)
        .await
        .leads_to("/calendar");
}

async fn of_ten_that_send_one_form_at_once_one_does_it(app: TestApp) {
    let world = World::build(&app).await;
    let mut browser = world.officer.browse(&app).await;
    let page = browser
        .get(&format!("/requests/new?cohort={}", world.cohort))
        .await;
    let form = wish(&world, &key(&page), "Phishing");
    let tries = (0..10).map(|_| {
        let (mut browser, form) = (browser.clone(), form.clone());
        tokio::spawn(async move {
            let answer = send(&mut browser, "/requests", &form).await;
            answer.status(303).header("location").to_owned()
        })
    });
    let mut places = Vec::new();
    for one in Vec::from_iter(tries) {
        places.push(one.await.unwrap());
    }
    places.dedup();
    assert_eq!(places.len(), 1, "{places:?}");
    let list = browser.get("/requests").await;
    assert_eq!(list.text().matches(">Phishing<").count(), 1);
}

async fn what_was_typed_waits_until_its_sender_is_back(app: TestApp) {
    let world = World::build(&app).await;
    let mut browser = world.officer.browse(&app).await;
    let page = browser
        .get(&format!("/requests/new?cohort={}", world.cohort))
        .await;
    let form = wish(&world, &key(&page), "Phishing \"<b>& more");
    app.clock.advance(13 * 3600);
    let sent = send(&mut browser, "/requests", &form).await;
    let place = sent.status(303).header("location").to_owned();
    let kept = place
        .strip_prefix("/sign-in?next=")
        .unwrap()
        .replace("%2F", "/");
    assert!(kept.starts_with("/kept/"), "{kept}");
    browser.get(&kept).await.status(303);
    // Nobody else finds it, not even a coordinator.
    world
        .coordinator
        .browse(&app)
        .await
        .get(&kept)
        .await
        .status(404);
    world
        .other_officer
        .browse(&app)
        .await
        .get(&kept)
        .await
        .status(404);
    let mut back = world.officer.browse(&app).await;
    let page = back.get(&kept).await;
    page.ok()
        .shows("Nothing is lost")
        .shows("value=\"Phishing &quot;&lt;b&gt;&amp; more\"")
        .shows("action=\"/requests\"");
    assert!(!page.text().contains("seat_1_level\" value=\"\""));
    // The button sends what the page holds, and is done once, too.
    let form = wish(&world, &key(&page), "Phishing \"<b>& more");
    let done = send(&mut back, "/requests", &form).await;
    let place = done.status(303).header("location").to_owned();
    assert!(place.starts_with("/requests/"), "{place}");
    send(&mut back, "/requests", &form).await.leads_to(&place);
    // What a stranger sends is not kept, and neither is a password.
    let mut stranger = app.visitor();
    stranger.set_cookie(app.app.config.cookie(), "made up");
    send(&mut stranger, "/requests", &form)
        .await
        .leads_to("/sign-in");
    app.clock.advance(13 * 3600);
    let secret = back
        .post("/account/password", &[("password", "seven green kettles")])
        .await;
    secret.leads_to("/sign-in");
}
