//! The institute officer's desk: a timetable taken over, returned, mended, and where it stands.

use rostrum::slots::{self, RequestId};

use super::browser;
use crate::support::{Chromium, TestApp, World};

async fn from_timetable_to_status(app: &TestApp, browser: &Chromium) {
    let world = World::build(app).await;
    world.earlier_cohort(app).await;
    browser
        .sign_in(&app.sign_in_link(world.officer.id).await)
        .await;
    browser.press("43rd MCMC, NIPA Lahore").await;
    browser.choose("copy-from", "42nd MCMC").await;
    browser.press("Draft it").await;
    browser.shows("1 sessions were taken over").await;
    browser.press("Hand in").await;
    browser.shows("waiting for acceptance").await;
    // The coordinator asks back.
    let (_, id) = browser
        .path()
        .await
        .rsplit_once('/')
        .map(|(path, id)| (path.to_owned(), RequestId(id.parse().unwrap())))
        .unwrap();
    app.write_as(&world.coordinator.actor, async |work| {
        slots::return_with(work, id, "Please name a second time.").await
    })
    .await;
    browser.press("Desk").await;
    browser.shows("Came back with a question").await;
    browser.press("DTP-2026-0002").await;
    browser.shows("Please name a second time.").await;
    browser.press("Edit").await;
    browser.type_into("title", "Thursday lecture, mended").await;
    browser.type_into("option_2_date", "04222026").await;
    browser.type_into("option_2_start", "1130AM").await;
    // Something is forgotten, and said beside its field; the rest stands as typed.
    browser.press("Hand in").await;
    browser.shows("Please write a time as 09:30.").await;
    browser.type_into("option_2_end", "0100PM").await;
    browser.press("Hand in").await;
    browser.shows("Thursday lecture, mended").await;
    browser.shows("waiting for acceptance").await;
    app.write_as(&world.coordinator.actor, async |work| {
        slots::accept(work, id).await
    })
    .await;
    browser.press("Requests").await;
    browser.shows("accepted").await;
    browser.press("Cohorts").await;
    browser.press("43rd MCMC, NIPA Lahore").await;
    browser.shows("Thursday lecture, mended").await;
    browser.shows("or one of 1 other times").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_works_on_a_phone() {
    let app = TestApp::served().await;
    if let Some(browser) = browser("the officer's desk on a phone", &app, true).await {
        from_timetable_to_status(&app, &browser).await;
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_works_without_scripts() {
    let app = TestApp::served().await;
    if let Some(browser) = browser("the officer's desk without scripts", &app, false).await {
        from_timetable_to_status(&app, &browser).await;
        browser.close().await;
    }
}
