//! A form that arrives when its sender is no longer signed in: nothing typed is lost.

use super::{fields, hidden};
use crate::support::{Chromium, TestApp, Things, World};

const HOURS_13: i64 = 13 * 3600;

#[tokio::test]
async fn a_form_outlives_its_sign_in() {
    let app = TestApp::sqlite().await;
    let things = Things::build(&app).await;
    let mut officer = things.world.officer.browse(&app).await;
    let mut form = things.form("/requests");
    form.retain(|(name, _)| !["version", "title"].contains(name));
    form.push(("title", "<b>Fish & \"phish\"</b>".into()));
    form.push(("do", "draft".into()));
    app.clock.advance(HOURS_13);
    let kept = officer.post("/requests", &fields(&form)).await;
    kept.status(401)
        .hides("<b>Fish")
        .shows("href=\"/sign-in?next=/desk\"");
    assert_eq!(kept.header("hx-retarget"), "main");
    // Not signed in yet: the page is there again, with all of it.
    let again: Vec<(&str, String)> = form
        .iter()
        .map(|(name, _)| (*name, hidden(&kept, "/requests", name)))
        .collect();
    assert_eq!(again, form);
    officer.post("/requests", &fields(&again)).await.status(401);
    let mut officer = things.world.officer.browse(&app).await;
    let made = officer.post("/requests", &fields(&again)).await;
    let path = made.status(303).header("location").to_owned();
    officer
        .get(&path)
        .await
        .ok()
        .shows("&lt;b&gt;Fish &amp; &quot;phish&quot;");
}

#[tokio::test]
async fn every_form_outlives_its_sign_in_but_for_secrets() {
    let app = TestApp::sqlite().await;
    let things = Things::build(&app).await;
    let mut nobody = app.visitor();
    for route in rostrum::web::routes() {
        let needs = !matches!(
            route.access,
            rostrum::web::Access::Public | rostrum::web::Access::Token
        );
        if route.method != axum::http::Method::POST || !needs {
            continue;
        }
        let (path, form) = (things.fill(route.path), things.form(route.path));
        let answer = nobody.post(&path, &fields(&form)).await;
        if ["/sign-out", "/account/password"].contains(&route.path) {
            answer.leads_to("/sign-in").hides("a phrase");
            continue;
        }
        answer.status(401);
        for (name, value) in &form {
            assert_eq!(hidden(&answer, &path, name), *value, "{path}");
        }
    }
}

#[tokio::test]
async fn another_site_gets_no_form_of_ours() {
    let app = TestApp::sqlite().await;
    let mut nobody = app.visitor();
    let request = nobody
        .request(axum::http::Method::POST, "/requests")
        .header("origin", "https://evil.example")
        .header("sec-fetch-site", "cross-site")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("title=Evil+words".into())
        .unwrap();
    nobody.send(request).await.status(403).hides("Evil words");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_sent_again_from_a_browser() {
    let app = TestApp::served().await;
    let Some(browser) = Chromium::start("a form that outlives its sign-in", &app, true).await
    else {
        return;
    };
    let world = World::build(&app).await;
    browser
        .sign_in(&app.sign_in_link(world.officer.id).await)
        .await;
    let page = format!("/requests/new?cohort={}", world.cohort);
    browser.open(&page).await;
    browser.type_into("title", "Kept lecture").await;
    browser.choose("seat_1_subject", "TL-02").await;
    browser.choose("seat_2_subject", "TL-02").await;
    browser.type_into("option_1_date", "04222026").await;
    browser.type_into("option_1_start", "1130AM").await;
    browser.type_into("option_1_end", "0100PM").await;
    app.clock.advance(HOURS_13);
    // What a script fetches for a part of the page brings the whole answer, not a corner of it.
    browser.press("Check these times").await;
    browser.shows("You are no longer signed in").await;
    sign_in_beside(&app, &browser, &world).await;
    browser.press("Send it again").await;
    browser.shows("Nothing speaks against this time").await;
    app.clock.advance(HOURS_13);
    browser.press("Hand in").await;
    browser.shows("You are no longer signed in").await;
    browser.shows("Kept lecture").await;
    sign_in_beside(&app, &browser, &world).await;
    browser.press("Send it again").await;
    browser.shows("Kept lecture").await;
    browser.shows("waiting for acceptance").await;
    browser.close().await;
}

/// Signs in by another tab, as the page says, and comes back.
async fn sign_in_beside(app: &TestApp, browser: &Chromium, world: &World) {
    let here = browser.tab().await;
    browser
        .open(&app.sign_in_link(world.officer.id).await)
        .await;
    browser.press("Sign in").await;
    browser.turn_to(here).await;
}
