//! Every page before axe, a judge of accessibility that is not ours: at a desk and on a phone, in both
//! directions of writing, in light and in dark colours, whole and refused. It must find nothing.
//!
//! Where `ROSTRUM_TEST_AXE` names no file the tests note themselves as skipped.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use rostrum::accounts::links;
use rostrum::web::routes;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::chromium::{DESK, PHONE};
use crate::support::store::skip;
use crate::support::{Answer, Chromium, Someone, TestApp, Things};

/// Rules of these kinds are held.
const KINDS: [&str; 6] = [
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "best-practice",
];

/// A browser with the judge in every page; none, and noted as skipped, where one of them is not there.
async fn judging(test: &str, app: &TestApp) -> Option<Chromium> {
    let file = std::env::var("ROSTRUM_TEST_AXE").unwrap_or_default();
    if file.is_empty() {
        skip(&format!("{test}: axe is not named"));
        return None;
    }
    let browser = Chromium::start(test, app, true).await?;
    // Through the browser's own tools: the policy of a page would refuse it as a script.
    browser.bring(&std::fs::read_to_string(file).unwrap()).await;
    Some(browser)
}

/// What the judge has against the page that is shown, one line for each thing.
async fn judge(browser: &Chromium) -> Vec<String> {
    let script = "const [kinds, done] = arguments;
        axe.run(document, { runOnly: kinds, resultTypes: ['violations'], preload: false }).then(
          (found) => done(found.violations.flatMap((rule) => rule.nodes.map((node) =>
            rule.id + ': ' + node.html.slice(0, 200) + ' ' + node.failureSummary.replace(/\\s+/g, ' ')))),
          (error) => done(['axe itself failed: ' + error]));";
    let found = browser.ask_for(script, vec![json!(KINDS)]).await;
    let lines = found.as_array().unwrap().iter();
    lines.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// What a page is made of: classes, fields and buttons. A page that has nothing new is judged already.
fn parts(answer: &Answer) -> BTreeSet<String> {
    let html = answer.text();
    let body = html.split("<main").nth(1).unwrap_or(html);
    body.split('<')
        .filter_map(|piece| piece.split('>').next())
        .map(|tag| tag.chars().filter(|c| !c.is_ascii_digit()).collect())
        .map(|tag: String| tag.split(" value=").next().unwrap().to_owned())
        .filter(|tag| !tag.starts_with("option") && !tag.starts_with("a href"))
        .collect()
}

/// Addresses to look at, by whose eyes.
struct Tour<'a> {
    app: &'a TestApp,
    things: &'a Things,
    seen: BTreeMap<&'static str, BTreeSet<String>>,
}

impl Tour<'_> {
    /// The pages that this person has and nobody before them had in this shape.
    async fn pages(&mut self, who: &Someone) -> Vec<String> {
        let mut browser = who.browse(self.app).await;
        let mut pages = Vec::new();
        for route in routes() {
            if route.method != Method::GET {
                continue;
            }
            let path = match route.path {
                "/roster" => "/roster?from=2026-04-20&to=2026-07-01".to_owned(),
                path => self.things.fill(path),
            };
            let answer = browser.get(&path).await;
            let html = answer.header("content-type").starts_with("text/html");
            if !html {
                continue;
            }
            // Whoever is turned away sees one page, wherever that was.
            let route = match answer.status.as_u16() {
                200 => route.path,
                _ => "turned away",
            };
            let seen = self.seen.entry(route).or_default();
            let parts = parts(&answer);
            if !parts.is_subset(seen) {
                seen.extend(parts);
                pages.push(path);
            }
        }
        pages
    }
}

/// Judges what is shown in both windows, and what it says is added up.
async fn look(browser: &Chromium, what: &str, faults: &mut BTreeSet<String>) {
    for (window, name) in [(PHONE, "phone"), (DESK, "desk")] {
        browser.window(window).await;
        for fault in judge(browser).await {
            faults.insert(format!("{what}, {name}: {fault}"));
        }
    }
}

/// Sends a form from the page that is open, with nothing in it that the page would hold back.
async fn send(browser: &Chromium, path: &str, fields: &[(&str, String)]) {
    let script = "const [path, fields, done] = arguments;
        const form = document.createElement('form');
        form.method = 'post';
        form.action = path;
        for (const [name, value] of fields) {
          const input = document.createElement('input');
          input.type = 'hidden';
          input.name = name;
          input.value = value;
          form.append(input);
        }
        document.body.append(form);
        form.requestSubmit();
        done(null);";
    browser
        .ask_for(script, vec![json!(path), json!(fields)])
        .await;
    browser.arrive().await;
}

async fn every_page(test: &str, language: &str, colours: &str) {
    let app = TestApp::served().await;
    let Some(browser) = judging(test, &app).await else {
        return;
    };
    let things = Things::build(&app).await;
    let speak = format!("UPDATE person SET language = '{language}'");
    let db = app.app.db.connection();
    db.execute_unprepared(&speak).await.unwrap();
    browser.prefer(colours).await;
    let mut faults = BTreeSet::new();
    let mut tour = Tour {
        app: &app,
        things: &things,
        seen: BTreeMap::new(),
    };
    let mut looked = 0;
    for (name, who) in things.everybody() {
        let Some(who) = who else { continue };
        browser.sign_in(&app.sign_in_link(who.id).await).await;
        for path in tour.pages(who).await {
            browser.open(&path).await;
            // The manual says the same of every operation and shape; ten of them stand for all.
            let shorten = "document.querySelectorAll('main section:nth-of-type(n + 10)').forEach((e) => e.remove())";
            browser.ask(shorten).await;
            look(&browser, &format!("{name}, {path}"), &mut faults).await;
            looked += 1;
        }
    }
    // The forms as they come back, with a fault beside each field.
    browser
        .sign_in(&app.sign_in_link(things.world.coordinator.id).await)
        .await;
    for path in [
        "/requests",
        "/cohorts",
        "/trainers",
        "/plans",
        "/calendar",
        "/tokens",
        "/institutes/{id}/venues",
        "/requests/{id}/return",
        "/trainers/{id}/weekly",
        "/trainers/{id}/exceptions",
    ] {
        let mut form = things.form(path);
        for (name, value) in &mut form {
            // A browser's own fields hold only what is a date or a number.
            match value.as_str() {
                _ if ["cohort", "institute", "scope"].contains(name) => {}
                text if text.starts_with("2026-") => "1800-01-01".clone_into(value),
                text if text.contains(':') && text.len() == 5 => {}
                text if text.parse::<i64>().is_ok() => "-5".clone_into(value),
                _ => "\u{202e}<b>".clone_into(value),
            }
        }
        send(&browser, &things.fill(path), &form).await;
        look(&browser, &format!("{path}, refused"), &mut faults).await;
        looked += 1;
    }
    // What only a secret opens.
    let set_up = app
        .write(async |work| links::mint_set_up(work, work.now.plus(60)).await)
        .await;
    let officer = things.world.officer.id;
    let mut secrets = vec![
        format!("/set-up/{set_up}"),
        app.sign_in_link(officer).await,
        "/sign-in".into(),
    ];
    secrets.extend(answers(&app).await.into_iter().take(1));
    browser.sign_out().await;
    for path in secrets {
        browser.open(&path).await;
        look(&browser, &path, &mut faults).await;
        looked += 1;
    }
    browser.close().await;
    assert!(looked > 45, "only {looked} pages were looked at");
    let lines: Vec<String> = faults.into_iter().collect();
    assert!(
        lines.is_empty(),
        "{} faults:\n{}",
        lines.len(),
        lines.join("\n")
    );
}

async fn answers(app: &TestApp) -> Vec<String> {
    let letters = app.letters().await;
    let secrets = letters
        .iter()
        .filter_map(|letter| letter.text.split("/answer/").nth(1))
        .filter_map(|rest| rest.split_whitespace().next());
    secrets.map(|secret| format!("/answer/{secret}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_has_nothing_against_any_page() {
    every_page("axe on every page", "en", "light").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_has_nothing_against_any_page_from_right_to_left_and_in_the_dark() {
    every_page("axe on every page, from right to left", "ur", "dark").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_can_find_something() {
    let test = "axe on a page with faults";
    let app = TestApp::served().await;
    let Some(browser) = judging(test, &app).await else {
        return;
    };
    browser.open("/sign-in").await;
    assert_eq!(judge(&browser).await, Vec::<String>::new());
    for (spoil, rule) in [
        ("document.querySelector('label').remove()", "label"),
        (
            "document.querySelector('main').style.color = '#ccc'",
            "color-contrast",
        ),
        ("document.documentElement.lang = ''", "html-has-lang"),
        (
            "document.querySelector('main').append(document.createElement('h4'))",
            "empty-heading",
        ),
    ] {
        browser.open("/sign-in").await;
        browser.ask(spoil).await;
        let found = judge(&browser).await;
        assert!(
            found.iter().any(|line| line.starts_with(rule)),
            "{rule} was not found after {spoil}: {found:?}"
        );
    }
    browser.close().await;
}
