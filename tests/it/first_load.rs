//! What the first look at a page costs, and what its policy holds: under 200 KB compressed, nothing from
//! elsewhere, no script or style but our files.

use std::collections::BTreeMap;
use std::io::Read;

use axum::body::Body;
use axum::http::Method;
use flate2::read::GzDecoder;
use rostrum::web::routes;

use crate::support::{Answer, Browser, Chromium, TestApp, Things, World};

/// Bytes of a page with everything that it loads, compressed.
const BUDGET: usize = 200_000;

/// Bytes of the font that pages in Urdu load.
const FONT: usize = include_bytes!("../../assets/fonts/noto-nastaliq-urdu.woff2").len();

async fn gzip(browser: &mut Browser, path: &str) -> Answer {
    let request = browser
        .request(Method::GET, path)
        .header("accept-encoding", "gzip, br")
        .body(Body::empty())
        .unwrap();
    browser.send(request).await
}

fn unzipped(answer: &Answer) -> String {
    if answer.header("content-encoding") != "gzip" {
        return answer.text().to_owned();
    }
    let mut text = String::new();
    let mut reader = GzDecoder::new(&answer.bytes[..]);
    reader.read_to_string(&mut text).unwrap();
    text
}

/// Files that a page loads at once; a font only where the page is written in its letters.
fn files(html: &str) -> Vec<String> {
    let head = html.split("</head>").next().unwrap();
    ["href=\"", "src=\""]
        .into_iter()
        .flat_map(|name| head.split(name).skip(1))
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

/// What a page's policy would refuse, and a browser only says in its console.
fn inline(html: &str) -> Option<&str> {
    html.split('<').skip(1).find(|piece| {
        let tag = piece.split('>').next().unwrap().to_lowercase();
        let named = |name: &str| tag.split_whitespace().any(|part| part.starts_with(name));
        let handler = tag.split_whitespace().skip(1).any(|part| {
            part.split_once('=')
                .is_some_and(|(name, _)| name.starts_with("on"))
        });
        handler
            || named("style=")
            || tag.starts_with("style")
            || (tag.starts_with("script") && !named("src="))
            || tag.contains("=\"javascript:")
    })
}

#[tokio::test]
async fn every_page_is_light_and_keeps_its_policy() {
    let app = TestApp::sqlite().await;
    let things = Things::build(&app).await;
    let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
    let mut heaviest = (0, String::new());
    let mut pages = 0;
    for (name, who) in things.everybody() {
        let mut browser = match who {
            Some(who) => who.browse(&app).await,
            None => app.visitor(),
        };
        for route in routes() {
            let path = things.fill(route.path);
            let answer = gzip(&mut browser, &path).await;
            if !answer.header("content-type").starts_with("text/html") {
                continue;
            }
            pages += 1;
            let html = unzipped(&answer);
            let policy = answer.header("content-security-policy");
            assert!(
                policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'")
                    && !policy.contains("unsafe"),
                "{path}: {policy}"
            );
            assert_eq!(inline(&html), None, "{name}, {path}");
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
            let mut size = answer.bytes.len();
            for file in files(&html) {
                assert!(file.starts_with("/assets/"), "{path} loads {file}");
                if !sizes.contains_key(&file) {
                    let asset = gzip(&mut browser, &file).await;
                    asset.ok();
                    assert!(asset.header("cache-control").contains("immutable"));
                    sizes.insert(file.clone(), asset.bytes.len());
                }
                size += sizes[&file];
            }
            // In Urdu the font comes too; it is of one kind that is compressed already.
            let with_font = size + FONT;
            assert!(with_font < BUDGET, "{name}, {path}: {with_font} bytes");
            if size > heaviest.0 {
                heaviest = (size, path);
            }
        }
    }
    assert!(pages > 100, "{pages}");
    println!("the heaviest first load is {heaviest:?}; files: {sizes:?}");
}

#[tokio::test]
async fn what_holds_a_secret_is_not_compressed_and_a_feed_holds_none() {
    let app = TestApp::sqlite().await;
    let things = Things::build(&app).await;
    let mut trainer = things.world.trainer.browse(&app).await;
    assert_eq!(
        gzip(&mut trainer, "/desk").await.header("content-encoding"),
        "gzip"
    );
    for path in ["/link/opens-nothing", "/set-up/opens-nothing", "/answer/x"] {
        let answer = gzip(&mut trainer, path).await;
        assert_eq!(answer.header("content-encoding"), "", "{path}");
    }
    let scope = format!(
        "name=Phone&scope=trainer:{}",
        things.world.trainer.trainer()
    );
    let request = trainer
        .request(Method::POST, "/calendar")
        .header("sec-fetch-site", "same-origin")
        .header("accept-encoding", "gzip")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(scope))
        .unwrap();
    let answer = trainer.send(request).await;
    assert_eq!(answer.ok().header("content-encoding"), "");
    let link = answer.text().split("id=\"link\">").nth(1).unwrap();
    let link = link.split('<').next().unwrap().trim();
    let path = link.strip_prefix(&app.app.config.public_url).unwrap();
    let feed = gzip(&mut app.visitor(), path).await;
    assert_eq!(feed.ok().header("content-encoding"), "gzip");
}

#[test]
fn the_look_for_inline_code_can_find_it() {
    for bad in [
        "<p style=\"color:red\">",
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        "<a onclick=\"x()\">",
        "<a href=\"javascript:x\">",
    ] {
        assert!(inline(bad).is_some(), "{bad}");
    }
    assert_eq!(
        inline("<script src=\"/a.js\" defer></script><p>on=1</p>"),
        None
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_loads_the_font_for_urdu_alone_and_refuses_what_the_policy_forbids() {
    let app = TestApp::served().await;
    let Some(browser) = Chromium::start("first load and policy", &app, true).await else {
        return;
    };
    let world = World::build(&app).await;
    browser
        .sign_in(&app.sign_in_link(world.officer.id).await)
        .await;
    let loaded = "return performance.getEntriesByType('resource').map((entry) => entry.name)";
    for (language, font) in [("en", false), ("ur", true)] {
        let mut officer = world.officer.browse(&app).await;
        officer
            .post("/account/language", &[("language", language)])
            .await
            .status(303);
        browser.open("/desk").await;
        // Until all letters are there: fonts come late.
        browser
            .ask_for("document.fonts.ready.then(() => arguments[0](1))", vec![])
            .await;
        let names = browser.ask(loaded).await.to_string();
        assert_eq!(names.contains("woff2"), font, "{language}: {names}");
    }
    // An inline script and an inline style are refused, and said so: the journeys would stop at it.
    for (spoil, asked) in [
        (
            "const s = document.createElement('script'); s.textContent = 'window.evil = 1'; document.head.append(s)",
            "return window.evil === undefined",
        ),
        (
            "document.querySelector('h1').setAttribute('style', 'color: rgb(1, 2, 3)')",
            "return getComputedStyle(document.querySelector('h1')).color !== 'rgb(1, 2, 3)'",
        ),
    ] {
        browser.ask(spoil).await;
        assert_eq!(browser.ask(asked).await, true);
        let said = browser.complaints().await.join(" ");
        assert!(said.contains("Content Security Policy"), "{said:?}");
    }
    browser.close().await;
}
