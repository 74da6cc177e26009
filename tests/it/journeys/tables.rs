//! A table in and out, in a real browser: a file that is wrong, the same one mended, and what came of it.

use super::browser;
use crate::support::{Chromium, TestApp, World};

const HEAD: &str = "course,cohort,title,seat_1_subject,option_1_date,option_1_start,option_1_end";

async fn from_a_wrong_file_to_a_request(app: &TestApp, browser: &Chromium) {
    let world = World::build(app).await;
    let file = std::env::temp_dir().join(format!("{}.csv", app.app.config.host.replace(':', "-")));
    let write = |subject: &str| {
        let row = format!("MCMC,43,Phishing for officers,{subject},2026-05-14,11:00,12:30");
        std::fs::write(&file, format!("{HEAD}\n{row}\n")).unwrap();
    };
    browser
        .sign_in(&app.sign_in_link(world.officer.id).await)
        .await;
    browser.press("Cohorts").await;
    browser.press("Tables").await;
    write("XX-01");
    browser.attach("file", &file).await;
    browser.press("See what it would do").await;
    browser.shows("There is no subject “XX-01”").await;
    browser.shows("D2").await;
    browser.press("Send the mended file").await;
    write("TL-03");
    browser.attach("file", &file).await;
    browser
        .tick("Hand the requests in at once, instead of leaving them as drafts")
        .await;
    browser.press("See what it would do").await;
    browser.shows("Phishing for officers").await;
    browser.press("Take in 1 row").await;
    browser.shows("1 new").await;
    browser.press("Requests").await;
    browser.shows("Phishing for officers").await;
    browser.shows("came in today").await;
    std::fs::remove_file(&file).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_taken_in_on_a_phone() {
    let app = TestApp::served().await;
    if let Some(browser) = browser("a table on a phone", &app, true).await {
        from_a_wrong_file_to_a_request(&app, &browser).await;
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_taken_in_without_scripts() {
    let app = TestApp::served().await;
    if let Some(browser) = browser("a table without scripts", &app, false).await {
        from_a_wrong_file_to_a_request(&app, &browser).await;
        browser.close().await;
    }
}
