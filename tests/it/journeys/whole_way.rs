//! The whole way of a request through all three desks: with scripts and without.

use super::answer_path;
use crate::support::chromium::{DESK, PHONE};
use crate::support::{Chromium, TestApp, World};

/// From the institute's form to the feed. `scripts` says whether the page has any.
async fn the_whole_way(app: &TestApp, browser: &Chromium, scripts: bool) {
    let world = World::build(app).await;
    // The institute makes a cohort and asks.
    browser
        .sign_in(&app.sign_in_link(world.officer.id).await)
        .await;
    browser.press("Cohorts").await;
    browser.press("New cohort").await;
    browser.choose("course", "MCMC").await;
    browser.type_into("number", "44").await;
    browser.type_into("alias", "44th MCMC, NIPA Lahore").await;
    browser.type_into("starts_on", "04062026").await;
    browser.type_into("ends_on", "06122026").await;
    browser.type_into("size", "30").await;
    browser.press("Make the cohort").await;
    browser.type_into("title", "Ransomware for leaders").await;
    browser.choose("seat_1_subject", "TL-02").await;
    browser.choose("seat_2_subject", "TL-02").await;
    browser.type_into("option_1_date", "04222026").await;
    browser.type_into("option_1_start", "1130AM").await;
    browser.type_into("option_1_end", "0100PM").await;
    // A Sunday, on which the institute rests.
    browser.type_into("option_2_date", "04262026").await;
    browser.type_into("option_2_start", "1130AM").await;
    browser.type_into("option_2_end", "0100PM").await;
    browser.press("Check these times").await;
    browser.shows("The institute rests on this day").await;
    browser.shows("Nothing speaks against this time").await;
    if scripts {
        // Only the warnings came; what was typed stands where it stood.
        assert_eq!(browser.path().await, "/requests/new");
    }
    browser.press("Hand in").await;
    browser.shows("waiting for acceptance").await;
    // The coordinator accepts, matches, asks.
    browser
        .sign_in(&app.sign_in_link(world.coordinator.id).await)
        .await;
    browser.shows("44th MCMC, NIPA Lahore").await;
    browser.press("DTP-2026-0001").await;
    browser.press("Accept").await;
    browser.press("Matching").await;
    browser.press("Propose trainers").await;
    browser.shows("1 / 1").await;
    browser.shows("Tahira Trainer").await;
    browser.press("Accept all 1").await;
    browser.press("Offers").await;
    browser.press("Send all 2 prepared").await;
    browser.shows("2 offers were sent").await;
    // The trainers answer by the link in their letters, on a phone, without signing in.
    browser.window(PHONE).await;
    for to in ["tahira@example.org", "tariq@example.org"] {
        browser.sign_out().await;
        browser.open(&answer_path(app, to).await).await;
        browser.shows("Ransomware").await;
        browser.press("Yes, I will come").await;
        browser.shows("Thank you").await;
    }
    // The coordinator confirms; the session is on the roster and in a calendar.
    browser.window(DESK).await;
    browser
        .sign_in(&app.sign_in_link(world.coordinator.id).await)
        .await;
    browser.press("Ransomware for leaders").await;
    browser.press("Confirm").await;
    browser.shows("Tariq Trainer").await;
    browser.press("Roster").await;
    browser.shows("Ransomware for leaders").await;
    browser.press("Calendar").await;
    browser.type_into("name", "My desk").await;
    browser.press("Make a link").await;
    let link = browser.text_of("#link").await;
    let path = link.strip_prefix(&app.address("")).unwrap();
    app.visitor()
        .get(path)
        .await
        .ok()
        .shows("DTSTART;TZID=Asia/Karachi:20260422T113000")
        .shows("STATUS:CONFIRMED");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_becomes_a_session_in_a_browser() {
    let app = TestApp::served().await;
    let Some(browser) = Chromium::start("the way of a request", &app, true).await else {
        return;
    };
    the_whole_way(&app, &browser, true).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_becomes_a_session_without_scripts() {
    let app = TestApp::served().await;
    let Some(browser) = Chromium::start("the way without scripts", &app, false).await else {
        return;
    };
    the_whole_way(&app, &browser, false).await;
    browser.close().await;
}
