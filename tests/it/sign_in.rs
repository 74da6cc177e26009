//! Coming in and staying out: passwords, single-use links, cookies, and the headers of every answer.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{Method, Request};
use rostrum::accounts::{self, links};
use rostrum::error::Error;

use crate::support::world::person;
use crate::support::{Answer, Browser, TestApp, World, on_both};

const PHRASE: &str = "a long enough phrase";

on_both!(
    the_set_up_link_makes_the_first_administrator_once,
    a_password_signs_in_and_every_refusal_reads_the_same,
    of_fifty_that_redeem_a_link_at_once_one_comes_in,
    a_disabled_person_is_out_at_the_next_request,
);

/// A service with its first administrator, made as the first start does it.
async fn with_administrator(app: &TestApp) {
    let secret = set_up_link(app).await;
    let form = [
        ("name", "Adeel Administrator"),
        ("email", "Adeel@Example.org"),
        ("password", PHRASE),
    ];
    let mut browser = app.visitor();
    let path = format!("/set-up/{secret}");
    browser.post(&path, &form).await.leads_to("/sign-in");
}

async fn set_up_link(app: &TestApp) -> String {
    app.write(async |work| links::mint_set_up(work, work.now.plus(3600)).await)
        .await
}

async fn sign_in(browser: &mut Browser, email: &str, password: &str) -> Answer {
    let form = [
        ("email", email),
        ("password", password),
        ("next", "/people"),
    ];
    browser.post("/sign-in", &form).await
}

async fn the_set_up_link_makes_the_first_administrator_once(app: TestApp) {
    let older = set_up_link(&app).await;
    let secret = set_up_link(&app).await;
    let mut browser = app.visitor();
    let form = [
        ("name", "Eve"),
        ("email", "eve@example.org"),
        ("password", PHRASE),
    ];
    for wrong in [older.as_str(), "nonsense"] {
        let path = format!("/set-up/{wrong}");
        browser.post(&path, &form).await.status(404);
    }
    // What is wrong is named, the rest kept, and the link not spent.
    let path = format!("/set-up/{secret}");
    browser.get(&path).await.ok().shows("name=\"password\"");
    let short = [
        ("name", "Adeel"),
        ("email", "no address"),
        ("password", "short"),
    ];
    let answer = browser.post(&path, &short).await;
    answer.status(422).shows("no address").hides("short\"");
    let strange = [("name", "Adeel"), ("role", "administrator")];
    browser.post(&path, &strange).await.status(422);

    let good = [
        ("name", "Adeel"),
        ("email", "Adeel@Example.org"),
        ("password", PHRASE),
    ];
    browser.post(&path, &good).await.leads_to("/sign-in");
    browser.post(&path, &form).await.status(404);
    // Not even a fresh link makes a second one.
    let late = set_up_link(&app).await;
    let path = format!("/set-up/{late}");
    browser.post(&path, &form).await.status(404);

    sign_in(&mut browser, "adeel@example.org", PHRASE)
        .await
        .leads_to("/people");
    browser
        .get("/people")
        .await
        .ok()
        .shows("Adeel")
        .hides("Eve");
}

async fn a_password_signs_in_and_every_refusal_reads_the_same(app: TestApp) {
    with_administrator(&app).await;
    let nobody = person(&app, "Nadia Newcomer", None, None).await; // has no password
    let mut browser = app.visitor();
    let mut pages = Vec::new();
    for (email, password) in [
        ("adeel@example.org", "not the right phrase"),
        ("unknown@example.org", PHRASE),
        ("nadia@example.org", PHRASE),
        ("nadia@example.org", ""),
        ("", ""),
    ] {
        let answer = sign_in(&mut browser, email, password).await;
        answer.status(422);
        assert_eq!(answer.header("set-cookie"), "", "{email}");
        // The page is the same but for the address that was typed.
        let shown = answer
            .text()
            .replace(&format!("value=\"{email}\""), "value=\"\"");
        assert!(!shown.contains(PHRASE), "the password comes back");
        pages.push(shown);
    }
    for page in &pages {
        assert_eq!(page, &pages[0]);
    }
    browser
        .get("/people")
        .await
        .leads_to("/sign-in?next=%2Fpeople");
    sign_in(&mut browser, " ADEEL@example.org ", PHRASE)
        .await
        .leads_to("/people");
    browser.get("/people").await.ok();
    assert!(nobody.actor.grants.is_empty());
}

async fn of_fifty_that_redeem_a_link_at_once_one_comes_in(app: TestApp) {
    let world = World::build(&app).await;
    let secret = app
        .write(async |work| links::mint_sign_in(work, world.officer.id, work.now.plus(3600)).await)
        .await;
    let path = format!("/link/{secret}");
    // Mail scanners open links; that spends nothing.
    for _ in 0..3 {
        let mut scanner = app.visitor();
        let answer = scanner.get(&path).await;
        answer.ok();
        assert!(scanner.cookies.is_empty());
    }
    let tries = (0..50).map(|_| {
        let (mut browser, path) = (app.visitor(), path.clone());
        tokio::spawn(async move {
            let answer = browser.post(&path, &[]).await;
            (answer.status.as_u16(), browser)
        })
    });
    let mut winners = Vec::new();
    for attempt in tries.collect::<Vec<_>>() {
        let (status, browser) = attempt.await.unwrap();
        match status {
            303 => winners.push(browser),
            404 => assert!(browser.cookies.is_empty()),
            other => panic!("status {other}"),
        }
    }
    assert_eq!(winners.len(), 1);
    winners[0].get("/requests").await.ok();
    app.visitor().post(&path, &[]).await.status(404);
}

async fn a_disabled_person_is_out_at_the_next_request(app: TestApp) {
    let world = World::build(&app).await;
    let mut browser = world.officer.browse(&app).await;
    browser.get("/requests").await.ok();
    let unused = app
        .write(async |work| links::mint_sign_in(work, world.officer.id, work.now.plus(3600)).await)
        .await;
    let mut administrator = world.administrator.browse(&app).await;
    let path = format!("/people/{}/disable", world.officer.id);
    let page = format!("/people/{}", world.officer.id);
    administrator.post(&path, &[]).await.leads_to(&page);
    browser.get("/requests").await.status(303);
    let path = format!("/link/{unused}");
    app.visitor().post(&path, &[]).await.status(404);
    // Nobody shuts themselves out.
    let path = format!("/people/{}/disable", world.administrator.id);
    administrator.post(&path, &[]).await.status(409);
    administrator.get("/people").await.ok();
}

#[tokio::test]
async fn a_link_ends_with_its_time_and_a_session_after_half_a_day() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let secret = app
        .write(async |work| links::mint_sign_in(work, world.officer.id, work.now.plus(60)).await)
        .await;
    app.clock.advance(60);
    let late = app
        .try_as(&world.officer.actor, async |work| {
            accounts::by_link(work, &secret, "").await
        })
        .await;
    assert!(matches!(late, Err(Error::NotFound("link"))));
    let mut browser = world.officer.browse(&app).await;
    app.clock.advance(12 * 3600 - 1);
    browser.get("/requests").await.ok();
    app.clock.advance(1);
    browser
        .get("/requests")
        .await
        .leads_to("/sign-in?next=%2Frequests");
}

#[tokio::test]
async fn signing_out_ends_the_session_itself_not_just_the_cookie() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let mut browser = world.officer.browse(&app).await;
    let mut copy = browser.clone(); // as a thief of the cookie would have
    browser.post("/sign-out", &[]).await.leads_to("/sign-in");
    assert!(browser.cookies.is_empty());
    copy.get("/requests").await.status(303);
    copy.set_cookie("rostrum", "made up");
    copy.get("/requests").await.status(303);
}

#[tokio::test]
async fn sign_in_gives_a_fresh_token_each_time() {
    let app = TestApp::sqlite().await;
    with_administrator(&app).await;
    let mut browser = app.visitor();
    browser.set_cookie("rostrum", "planted by an attacker");
    sign_in(&mut browser, "adeel@example.org", PHRASE)
        .await
        .status(303);
    let first = browser.cookies["rostrum"].clone();
    sign_in(&mut browser, "adeel@example.org", PHRASE)
        .await
        .status(303);
    assert_ne!(first, browser.cookies["rostrum"]);
    assert_ne!(first, "planted by an attacker");
}

#[tokio::test]
async fn next_leads_to_our_own_pages_only() {
    let app = TestApp::sqlite().await;
    with_administrator(&app).await;
    for evil in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/%0d%0aX: y",
        "evil",
    ] {
        let mut browser = app.visitor();
        let path = format!(
            "/sign-in?{}",
            serde_urlencoded::to_string([("next", evil)]).unwrap()
        );
        let page = browser.get(&path).await;
        page.ok();
        let form = [
            ("email", "adeel@example.org"),
            ("password", PHRASE),
            ("next", evil),
        ];
        let answer = browser.post("/sign-in", &form).await;
        answer.status(303);
        let to = answer.header("location");
        let ours = to.starts_with('/') && !to.starts_with("//") && !to.contains('\\');
        assert!(ours, "{evil} leads to {to}");
    }
}

#[tokio::test]
async fn the_cookie_fits_the_scheme() {
    let app = TestApp::sqlite().await;
    with_administrator(&app).await;
    let mut browser = app.visitor();
    let answer = sign_in(&mut browser, "adeel@example.org", PHRASE).await;
    let cookie = answer.header("set-cookie").to_owned();
    assert!(cookie.starts_with("rostrum="), "{cookie}");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    assert!(
        cookie.contains("Path=/") && !cookie.contains("Domain"),
        "{cookie}"
    );
    assert!(
        !cookie.contains("Secure"),
        "plain http would never send it back: {cookie}"
    );
    assert_eq!(answer.header("strict-transport-security"), "");

    let app =
        TestApp::sqlite_with("public_url = 'https://dtp.example'\nlisten = '0.0.0.0:8080'").await;
    with_administrator(&app).await;
    let mut browser = app.visitor();
    let answer = sign_in(&mut browser, "adeel@example.org", PHRASE).await;
    let cookie = answer.header("set-cookie").to_owned();
    assert!(cookie.starts_with("__Host-rostrum="), "{cookie}");
    for part in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(
        answer
            .header("strict-transport-security")
            .starts_with("max-age=")
    );
    browser.get("/people").await.ok();
    // The plain name is nobody's under https.
    let token = browser.cookies.remove("__Host-rostrum").unwrap();
    browser.set_cookie("rostrum", &token);
    browser.get("/people").await.status(303);
}

#[tokio::test]
async fn a_form_from_another_site_changes_nothing() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let mut browser = world.administrator.browse(&app).await;
    let form = "name=Eve&email=eve%40example.org&role=administrator&language=en&institute=";
    for (origin, site) in [
        (Some("https://evil.example"), Some("cross-site")),
        (Some("https://evil.example"), None),
        (Some("null"), None),
        (None, Some("cross-site")),
        (None, Some("same-site")),
        (Some("http://127.0.0.1:9999"), Some("same-site")),
    ] {
        let mut request = browser
            .request(Method::POST, "/people")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(origin) = origin {
            request = request.header(ORIGIN, origin);
        }
        if let Some(site) = site {
            request = request.header("sec-fetch-site", site);
        }
        let answer = browser.send(request.body(Body::from(form)).unwrap()).await;
        answer.status(403);
        assert!(
            !answer.words().is_empty(),
            "{origin:?} {site:?}: the refusal says nothing"
        );
    }
    browser.get("/people").await.ok().hides("eve@example.org");
}

#[tokio::test]
async fn another_host_is_refused() {
    let app = TestApp::sqlite().await;
    let mut browser = app.visitor();
    for host in ["evil.example", "127.0.0.1:9", "localhost:8080", ""] {
        let request = Request::get("/sign-in")
            .header(HOST, host)
            .body(Body::empty())
            .unwrap();
        browser.send(request).await.status(421).hides("password");
    }
    let request = Request::get("/sign-in").body(Body::empty()).unwrap();
    browser.send(request).await.status(421);
    let request = Request::get("http://evil.example/sign-in")
        .header(HOST, "127.0.0.1:8080")
        .body(Body::empty())
        .unwrap();
    browser.send(request).await.status(421);
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let mut browser = world.officer.browse(&app).await;
    let long = "x".repeat(300 * 1024);
    let mut answers = vec![
        browser.get("/").await,
        browser.get("/health/live").await,
        browser.get("/requests").await,
        browser.get("/requests/0").await,
        browser.get("/requests/999999").await,
        browser.get("/people").await,
        browser.get("/no/such/page").await,
        browser.get("/link/nonsense").await,
        browser.get("/answer/nonsense").await,
        browser.get("/feeds/nonsense/x.ics").await,
        browser.post("/", &[]).await,
        browser.post("/sign-in", &[("email", &long)]).await,
        app.visitor().get("/requests").await,
    ];
    let json = browser
        .request(Method::POST, "/sign-in")
        .header(CONTENT_TYPE, "application/json")
        .body(Body::from("{}"))
        .unwrap();
    answers.push(browser.send(json).await);
    let evil = browser
        .request(Method::POST, "/sign-in")
        .header(ORIGIN, "https://evil.example")
        .body(Body::empty())
        .unwrap();
    answers.push(browser.send(evil).await);
    let stranger = Request::get("/")
        .header(HOST, "evil.example")
        .body(Body::empty())
        .unwrap();
    answers.push(browser.send(stranger).await);

    let statuses: Vec<u16> = answers
        .iter()
        .map(|answer| answer.status.as_u16())
        .collect();
    for expected in [200, 303, 403, 404, 405, 413, 415, 421] {
        assert!(
            statuses.contains(&expected),
            "no {expected} in {statuses:?}"
        );
    }
    for answer in &answers {
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        ] {
            assert!(policy.contains(part), "{}: {policy}", answer.status);
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert!(!answer.header("referrer-policy").is_empty());
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    for (path, policy) in [
        ("/link/nonsense", "strict-origin"),
        ("/answer/nonsense", "strict-origin"),
        ("/set-up/nonsense", "strict-origin"),
        ("/feeds/nonsense/x.ics", "no-referrer"),
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.header("referrer-policy"), policy, "{path}");
    }
}

#[tokio::test]
async fn secrets_lie_in_the_database_as_hashes_only() {
    let app = TestApp::sqlite().await;
    with_administrator(&app).await;
    let world = World::build(&app).await;
    let secret = app
        .write(async |work| links::mint_sign_in(work, world.officer.id, work.now.plus(3600)).await)
        .await;
    let browser = world.officer.browse(&app).await;
    let folder = app.store.folder().unwrap();
    for file in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for text in [secret.as_str(), browser.cookies["rostrum"].as_str(), PHRASE] {
            let found = bytes
                .windows(text.len())
                .any(|window| window == text.as_bytes());
            assert!(!found, "a secret lies in the database");
        }
    }
}
