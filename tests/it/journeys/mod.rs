//! Each desk in a real browser, from sign-in to result: on a phone with scripts, at a desk without them, and
//! by keyboard alone. Every page on the way is looked at for complaints in the console and for text beyond
//! the window's edge.

mod coordinator;
mod keyboard;
mod officer;
mod tables;
mod trainer;
mod whole_way;

use crate::support::chromium::{DESK, PHONE};
use crate::support::{Chromium, TestApp};

/// The secret link in the newest letter to this address.
async fn answer_path(app: &TestApp, to: &str) -> String {
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

/// A browser as somebody may have it: on a phone, or at a desk without scripts.
async fn browser(test: &str, app: &TestApp, phone: bool) -> Option<Chromium> {
    let browser = Chromium::start(test, app, phone).await?;
    browser.window(if phone { PHONE } else { DESK }).await;
    Some(browser)
}
