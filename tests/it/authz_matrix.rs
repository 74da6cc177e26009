//! Every route × everybody. `authz_matrix.txt` says what each may do, one line a route, and is read by
//! people; a route that is not in it fails, and so does one that behaves otherwise.
//!
//! `yes` it is done · `form` it is refused for what the form holds (422) · `sign` is asked to sign in ·
//! `no` is told that it is not allowed (403) · `hid` is told that there is no such thing (404), since it
//! is somebody else's · `held` it can't be done as things stand (409).

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::Method;
use rostrum::accounts::policy::{self, Reach};
use rostrum::web::{Access, routes};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseBackend, Statement};

use crate::support::{Answer, Browser, Someone, TestApp, Things};

const EXPECTED: &str = include_str!("authz_matrix.txt");

fn outcome(answer: &Answer) -> &'static str {
    match answer.status.as_u16() {
        303 if answer.header("location").starts_with("/sign-in") => "sign",
        403 => "no",
        404 => "hid",
        200 | 303 => "yes",
        409 => "held",
        422 => "form",
        other => panic!("status {other}: {}", answer.words()),
    }
}

async fn browser(app: &TestApp, who: Option<&Someone>) -> Browser {
    match who {
        Some(someone) => someone.browse(app).await,
        None => app.visitor(),
    }
}

async fn knock(browser: &mut Browser, things: &Things, method: &Method, path: &str) -> Answer {
    let address = things.fill(path);
    if *method == Method::GET {
        browser.get(&address).await
    } else {
        let form = things.form(path);
        let fields: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
        browser.post(&address, &fields).await
    }
}

#[tokio::test]
async fn every_route_lets_in_whom_the_table_says() {
    let fresh = TestApp::sqlite().await;
    let things = Things::build(&fresh).await;
    let mut seen = Vec::new();
    for route in routes() {
        let mut outcomes = BTreeMap::new();
        for (name, who) in things.everybody() {
            // The line of the table and the policy must agree on who is turned away at the door.
            let allowed = match (route.access, who) {
                (Access::Public | Access::Token, _) => true,
                (Access::FirstStep | Access::SignedIn, who) => who.is_some(),
                (Access::Needs(action), Some(who)) => policy::may(&who.actor, action),
                (Access::Needs(_), None) => false,
            };
            // What one person's button does must not spoil the next one's.
            let copy;
            let app = if allowed && route.method != Method::GET {
                copy = fresh.copy().await;
                copy.clock.advance(things.later(route.path));
                &copy
            } else {
                &fresh
            };
            let mut browser = browser(app, who).await;
            let answer = knock(&mut browser, &things, &route.method, route.path).await;
            let outcome = outcome(&answer);
            outcomes.insert(name, outcome);
            let turned_away = match who {
                None => outcome == "sign" && route.path != "/",
                Some(_) => outcome == "no",
            };
            assert_eq!(
                turned_away, !allowed,
                "{} {} {name}",
                route.method, route.path
            );
            if let (Access::Needs(action), Some(who), "hid") = (route.access, who, outcome) {
                let everything = policy::reaches(&who.actor, action).contains(&Reach::All);
                // A calendar link, and a file between look and press, belong to their person, whatever the role.
                let file = route.path.starts_with("/bulk/") && route.path.ends_with("/import");
                // What an institute still writes is its own, too.
                let draft = ["/requests/{id}/edit", "/requests/{id}/submit"].contains(&route.path);
                let personal = file || draft || route.path == "/calendar/{id}/revoke";
                assert!(!everything || personal, "{name} may reach {}", route.path);
            }
        }
        let words: Vec<&str> = things
            .everybody()
            .iter()
            .map(|(name, _)| outcomes[name])
            .collect();
        seen.push(line(&route.method, route.path, &words));
    }
    let expected: Vec<&str> = EXPECTED
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .collect();
    let (is, said): (BTreeSet<&str>, BTreeSet<&str>) = (
        seen.iter().map(String::as_str).collect(),
        expected.into_iter().collect(),
    );
    let wrong: Vec<String> = is
        .difference(&said)
        .map(|line| format!("is:   {line}"))
        .chain(said.difference(&is).map(|line| format!("said: {line}")))
        .collect();
    assert!(
        wrong.is_empty(),
        "authz_matrix.txt:\n{}\n\nwhole:\n{}",
        wrong.join("\n"),
        seen.join("\n")
    );
}

fn line(method: &Method, path: &str, outcomes: &[&str]) -> String {
    let mut line = format!("{:<5}{path:<38}", method.as_str());
    for outcome in outcomes {
        line.push_str(&format!("{outcome:<5}"));
    }
    line.trim_end().to_owned()
}

#[tokio::test]
async fn lists_show_only_what_is_theirs() {
    let app = TestApp::sqlite().await;
    let things = Things::build(&app).await;
    let world = &things.world;
    let everywhere = [
        "/requests",
        "/cohorts",
        "/offers",
        "/roster?to=2026-07-01",
        "/roster.csv?to=2026-07-01",
    ];
    for (who, sees) in [
        (&world.coordinator, [true, true, true, true, true]),
        (&world.officer, [true, true, false, true, true]),
        (&world.trainer, [false, false, true, true, true]),
        (&world.other_officer, [false; 5]),
        (&things.bystander, [false; 5]),
    ] {
        let mut browser = who.browse(&app).await;
        for (path, sees) in everywhere.into_iter().zip(sees) {
            let answer = browser.get(path).await;
            let shown =
                answer.text().contains(" lecture") || answer.text().contains("MCMC, NIPA Lahore");
            assert_eq!(shown, sees, "{} {path}: {}", who.actor.name, answer.words());
        }
    }
}

#[tokio::test]
async fn looking_changes_nothing() {
    let app = TestApp::sqlite().await;
    let things = Things::build(&app).await;
    // The engine itself says whether anybody else has written since.
    let mut options = ConnectOptions::new(&app.store.url);
    options.max_connections(1).min_connections(1);
    let watcher = Database::connect(options).await.unwrap();
    let version = async || -> i64 {
        let ask = Statement::from_string(DatabaseBackend::Sqlite, "PRAGMA data_version");
        let row = watcher.query_one_raw(ask).await.unwrap().unwrap();
        row.try_get_by_index(0).unwrap()
    };
    for (name, who) in things.everybody() {
        let mut browser = browser(&app, who).await;
        let before = version().await;
        for route in routes() {
            // Also where only a POST belongs, and with HEAD, which a route of GET answers too.
            let address = things.fill(route.path);
            browser.get(&address).await;
            let head = browser
                .request(Method::HEAD, &address)
                .body(Body::empty())
                .unwrap();
            browser.send(head).await;
            assert_eq!(version().await, before, "{name}: GET {}", route.path);
        }
    }
    // The watcher does see a write.
    let before = version().await;
    let mut officer = things.world.officer.browse(&app).await;
    officer.get("/requests").await.ok();
    assert_ne!(version().await, before);
}

#[tokio::test]
async fn other_methods_are_refused() {
    let app = TestApp::sqlite().await;
    let things = Things::build(&app).await;
    let mut coordinator = things.world.coordinator.browse(&app).await;
    let all = routes();
    for route in &all {
        let address = things.fill(route.path);
        for method in [
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::DELETE,
            Method::PATCH,
        ] {
            let known = all
                .iter()
                .any(|r| r.path == route.path && r.method == method);
            if known || address.contains("opens-nothing") {
                continue;
            }
            let request = coordinator
                .request(method.clone(), &address)
                .header("sec-fetch-site", "same-origin")
                .body(Body::empty())
                .unwrap();
            let status = coordinator.send(request).await.status.as_u16();
            // `/requests/new` and the like are also an `{id}` that is no number.
            assert!(
                [404, 405].contains(&status),
                "{method} {}: {status}",
                route.path
            );
        }
    }
}

#[tokio::test]
async fn ids_that_are_no_ids_are_pages_that_are_not_there() {
    let app = TestApp::sqlite().await;
    let things = Things::build(&app).await;
    let mut coordinator = things.world.coordinator.browse(&app).await;
    for route in routes().iter().filter(|route| route.path.contains("{id}")) {
        for id in [
            "0",
            "-1",
            "01",
            "+1",
            "1.0",
            "1e3",
            "x",
            "9223372036854775808",
            "999999999",
            "%00",
            "1%2F2",
        ] {
            if route.path.starts_with("/people/") {
                continue; // the coordinator may not come there at all
            }
            let address = route.path.replace("{id}", id);
            let form = things.form(route.path);
            let fields: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
            let answer = match route.method {
                Method::GET => coordinator.get(&address).await,
                _ => coordinator.post(&address, &fields).await,
            };
            answer.status(404);
        }
    }
}
