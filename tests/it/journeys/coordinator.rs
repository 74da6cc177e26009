//! The coordinator's desk: from the inbox to the roster.

use super::{answer_path, browser};
use crate::support::{Chromium, TestApp, World};

async fn from_inbox_to_roster(app: &TestApp, browser: &Chromium) {
    let world = World::build(app).await;
    world.submitted(app, "Malware for managers", 1).await;
    world.submitted(app, "Not this one", 2).await;
    browser
        .sign_in(&app.sign_in_link(world.coordinator.id).await)
        .await;
    browser.shows("To decide").await;
    // The one is refused, and why has to be said.
    browser.press("DTP-2026-0002").await;
    browser.press("Refuse").await;
    browser.shows("Please fill this in").await;
    browser.type_into("reason", "It was asked for twice.").await;
    browser.press("Refuse").await;
    browser.shows("refused").await;
    // The other is taken on, matched and asked for.
    browser.press("Desk").await;
    browser.press("DTP-2026-0001").await;
    browser.press("Accept").await;
    browser.shows("accepted").await;
    browser.press("Matching").await;
    browser.press("Propose trainers").await;
    browser.shows("Tahira Trainer").await;
    browser.press("Accept all 1").await;
    browser.press("Offers").await;
    browser.press("Send all 2 prepared").await;
    browser.shows("2 offers were sent").await;
    for to in ["tahira@example.org", "tariq@example.org"] {
        let path = answer_path(app, to).await;
        let mut phone = app.visitor();
        phone.get(&path).await.ok();
        phone.post(&format!("{path}/accept"), &[]).await.status(303);
    }
    browser.press("Desk").await;
    browser.shows("Everybody said yes").await;
    browser.press("Malware for managers").await;
    browser.press("Confirm").await;
    browser.shows("Tariq Trainer").await;
    browser.press("Roster").await;
    browser.shows("Malware for managers").await;
    browser.press("As a week").await;
    browser.shows("Roster").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_works_on_a_phone() {
    let app = TestApp::served().await;
    if let Some(browser) = browser("the coordinator's desk on a phone", &app, true).await {
        from_inbox_to_roster(&app, &browser).await;
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_works_without_scripts() {
    let app = TestApp::served().await;
    if let Some(browser) = browser("the coordinator's desk without scripts", &app, false).await {
        from_inbox_to_roster(&app, &browser).await;
        browser.close().await;
    }
}
