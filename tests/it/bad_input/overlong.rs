//! Names of two thousand characters, markup, and characters that turn the text around: refused beside the
//! field, and what was typed is there again.

use super::fields;
use crate::support::chromium::PHONE;
use crate::support::{Chromium, TestApp, Things};

/// Routes with a field of free words, and how it is called.
const WORDS: [(&str, &str); 16] = [
    ("/requests", "title"),
    ("/requests", "note"),
    ("/requests/{id}/edit", "title"),
    ("/requests/{id}/return", "reason"),
    ("/requests/{id}/refuse", "reason"),
    ("/slots/{id}/close", "reason"),
    ("/slots/{id}/cancel", "reason"),
    ("/sessions/{id}/cancel", "reason"),
    ("/cohorts", "alias"),
    ("/institutes/{id}/venues", "name"),
    ("/venues/{id}", "name"),
    ("/trainers", "name"),
    ("/trainers/{id}/edit", "title"),
    ("/trainers/{id}/exceptions", "reason"),
    ("/tokens", "name"),
    ("/calendar", "name"),
];

fn hostile() -> [String; 3] {
    [
        "<img src=x onerror=alert(1)>".repeat(80),
        "\u{202e}gnip".to_owned(),
        "a\u{0}b\u{7}".to_owned(),
    ]
}

#[tokio::test]
async fn hostile_words_are_refused_beside_their_field() {
    let app = TestApp::sqlite().await;
    let things = Things::build(&app).await;
    for (route, field) in WORDS {
        for text in hostile() {
            let who = match route {
                "/tokens" | "/calendar" => &things.world.trainer,
                "/requests/{id}/edit" => &things.world.officer, // a draft is its institute's own
                _ => &things.world.coordinator,
            };
            let mut browser = who.browse(&app).await;
            let mut form = things.form(route);
            form.retain(|(name, _)| *name != field);
            form.push((field, text.clone()));
            let answer = browser.post(&things.fill(route), &fields(&form)).await;
            answer.status(422).hides("<img");
            let faults = answer.faults();
            assert!(
                faults
                    .iter()
                    .any(|fault| fault.contains("at most") || fault.contains("cannot be seen")),
                "{route} {field}: {faults:?}"
            );
            // What a page can show of it is there again.
            if !text.contains('\0') {
                let shown = super::unescaped(answer.text());
                assert!(shown.contains(&text), "{route} {field}: {}", answer.words());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_name_breaks_no_page() {
    let app = TestApp::served().await;
    let Some(browser) = Chromium::start("long names on a phone", &app, true).await else {
        return;
    };
    let things = Things::build(&app).await;
    let world = &things.world;
    // The longest that is taken, without a place to break it.
    let long = "W".repeat(200);
    let title = format!("{}<i>{}", "M".repeat(150), "m".repeat(40));
    world.session(&app, &title, 7).await;
    world.submitted(&app, &title, 8).await;
    let mut officer = world.officer.browse(&app).await;
    let venue = format!("/venues/{}", world.venue);
    officer
        .post(&venue, &[("name", &long), ("capacity", "30")])
        .await
        .status(303);
    browser.window(PHONE).await;
    for (who, paths) in [
        (
            &world.coordinator,
            [
                "/desk",
                "/requests",
                "/roster?from=2026-04-01&to=2026-08-01",
                "/offers",
            ],
        ),
        (
            &world.officer,
            [
                "/desk",
                "/cohorts/1",
                &venue,
                "/roster?view=week&from=2026-06-08",
            ],
        ),
        (
            &world.trainer,
            [
                "/desk",
                "/offers",
                "/roster?from=2026-04-01&to=2026-08-01",
                "/calendar",
            ],
        ),
    ] {
        browser.sign_in(&app.sign_in_link(who.id).await).await;
        for path in paths {
            // Looks for text beyond the window's edge.
            browser.open(path).await;
        }
    }
    browser.close().await;
}
