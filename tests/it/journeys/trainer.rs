//! The trainer's desk, signed in: two questions, a session, a calendar, and times to teach.

use rostrum::{offers, sessions};

use super::browser;
use crate::support::{Chromium, TestApp, World};

async fn from_question_to_calendar(app: &TestApp, browser: &Chromium) {
    let world = World::build(app).await;
    let (slot, [_, second]) = world.offered(app, "First question", 1).await;
    world.offered(app, "Second question", 2).await;
    browser
        .sign_in(&app.sign_in_link(world.trainer.id).await)
        .await;
    browser.press("Answer").await;
    browser.shows("First question").await;
    browser.press("Yes, I will come").await;
    browser.shows("accepted").await;
    browser.press("Desk").await;
    browser.press("Answer").await;
    browser.shows("Second question").await;
    // Why is asked for.
    browser.press("No, not this time").await;
    browser.shows("Please choose why").await;
    browser.tick("I am not free then").await;
    browser.press("No, not this time").await;
    browser.shows("Thank you for telling us").await;
    // The others do their part.
    app.write_as(&world.other_trainer.actor, async |work| {
        offers::accept(work, second).await.map(drop)
    })
    .await;
    app.write_as(&world.coordinator.actor, async |work| {
        sessions::confirm(work, slot).await.map(drop)
    })
    .await;
    browser.press("Desk").await;
    browser.press("First question").await;
    browser.shows("Tariq Trainer").await;
    browser.press("Calendar").await;
    browser.type_into("name", "My phone").await;
    browser.press("Make a link").await;
    let link = browser.text_of("#link").await;
    let path = link.strip_prefix(&app.address("")).unwrap();
    app.visitor()
        .get(path)
        .await
        .ok()
        .shows("STATUS:CONFIRMED")
        .shows("STATUS:CANCELLED");
    browser.press("My times").await;
    browser.type_into("day_0_0_from", "0930AM").await;
    browser.press("Keep these times").await;
    let from = "return document.getElementById('day_0_0_from').value";
    assert_eq!(browser.ask(from).await, "09:30");
    browser.type_into("date", "05042026").await;
    browser.type_into("reason", "Examinations").await;
    browser.press("Add").await;
    browser.shows("Examinations").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trainer_works_on_a_phone() {
    let app = TestApp::served().await;
    if let Some(browser) = browser("the trainer's desk on a phone", &app, true).await {
        from_question_to_calendar(&app, &browser).await;
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trainer_works_without_scripts() {
    let app = TestApp::served().await;
    if let Some(browser) = browser("the trainer's desk without scripts", &app, false).await {
        from_question_to_calendar(&app, &browser).await;
        browser.close().await;
    }
}
