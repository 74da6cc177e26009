//! By keyboard alone: everything is reached, in the order in which it stands, and the focus can be seen.

use crate::support::{Chromium, TestApp, World};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const SPACE: &str = " ";

/// Tabs on until the focus is on what is called so.
async fn tab_to(browser: &Chromium, name: &str) {
    tab_until(browser, "document.activeElement.textContent.trim()", name).await;
}

/// Tabs on until the focus is in this field.
async fn tab_into(browser: &Chromium, id: &str) {
    tab_until(browser, "document.activeElement.id", id).await;
}

async fn tab_until(browser: &Chromium, asked: &str, wanted: &str) {
    for _ in 0..120 {
        browser.keys(TAB).await;
        if browser.ask(&format!("return {asked}")).await == wanted {
            return;
        }
    }
    panic!("the keyboard does not reach {wanted:?}");
}

/// Goes through a whole page by the tab key: every stop comes after the one before it, lies within the
/// window, and shows that it has the focus.
async fn walk(browser: &Chromium, path: &str) {
    browser.open(path).await;
    let stop = "const e = document.activeElement; const all = [...document.querySelectorAll('*')];
        const box = e.getBoundingClientRect();
        const seen = box.bottom > 0 && box.top < innerHeight;
        const style = getComputedStyle(e);
        return [all.indexOf(e), e.tagName, seen, style.outlineStyle, parseFloat(style.outlineWidth), e.outerHTML.slice(0, 120)]";
    let stops =
        "return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
        .filter((e) => e.type !== 'hidden' && !e.disabled && e.checkVisibility()).length";
    let expected = browser.ask(stops).await.as_u64().unwrap();
    let (mut last, mut met) = (-1, 0);
    let mut element = serde_json::Value::Null;
    for _ in 0..600 {
        browser.keys(TAB).await;
        let now = browser.ask(stop).await;
        let (index, tag) = (now[0].as_i64().unwrap(), now[1].as_str().unwrap());
        // Behind the last stop comes the browser's own frame.
        if tag == "BODY" || tag == "HTML" {
            break;
        }
        // A date has several stops of its own.
        if index == last {
            continue;
        }
        if index < last {
            break;
        }
        met += 1;
        assert_eq!(now[2], true, "{path}: out of sight: {now}");
        assert_eq!(now[3], "solid", "{path}: its focus is not seen: {now}");
        assert!(now[4].as_f64().unwrap() >= 2.0, "{path}: {now}");
        last = index;
        element = now;
    }
    // One radio of a group is a stop, the others are reached by arrows.
    assert!(
        met + 8 >= expected && met > 3,
        "{path}: {met} of {expected} stops, the last {element}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_is_answered_by_keyboard_alone() {
    let app = TestApp::served().await;
    let Some(browser) = Chromium::start("the keyboard alone", &app, true).await else {
        return;
    };
    let world = World::build(&app).await;
    world.offered(&app, "By keyboard", 0).await;
    browser
        .sign_in(&app.sign_in_link(world.trainer.id).await)
        .await;
    // The first stop skips the navigation, and the focus can be seen.
    browser.keys(TAB).await;
    let outline = browser
        .ask("return getComputedStyle(document.activeElement).outlineStyle + document.activeElement.className")
        .await;
    assert_eq!(outline, "solidskip");
    browser.keys(ENTER).await;
    browser.keys(TAB).await;
    let inside = "return document.querySelector('main').contains(document.activeElement)";
    assert_eq!(browser.ask(inside).await, true);
    assert_eq!(
        browser
            .ask("return document.activeElement.textContent")
            .await,
        "Yes, I will come"
    );
    browser.keys(ENTER).await;
    browser.shows("accepted").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_handed_in_and_taken_on_by_keyboard_alone() {
    let app = TestApp::served().await;
    let Some(browser) = Chromium::start("the keyboard at two desks", &app, true).await else {
        return;
    };
    let world = World::build(&app).await;
    browser
        .sign_in(&app.sign_in_link(world.officer.id).await)
        .await;
    tab_to(&browser, "43rd MCMC, NIPA Lahore").await;
    browser.keys(ENTER).await;
    tab_to(&browser, "Ask for a session").await;
    browser.keys(ENTER).await;
    for (field, text) in [
        ("title", "Typed without a mouse"),
        ("seat_1_subject", "TL-02"),
        ("seat_2_subject", "TL-02"),
        ("option_1_date", "04222026"),
        ("option_1_start", "1130AM"),
        ("option_1_end", "0100PM"),
    ] {
        tab_into(&browser, field).await;
        browser.keys(text).await;
    }
    tab_to(&browser, "Check these times").await;
    browser.keys(SPACE).await;
    browser.shows("Nothing speaks against this time").await;
    tab_to(&browser, "Hand in").await;
    browser.keys(ENTER).await;
    browser.shows("waiting for acceptance").await;
    browser
        .sign_in(&app.sign_in_link(world.coordinator.id).await)
        .await;
    tab_to(&browser, "DTP-2026-0001").await;
    browser.keys(ENTER).await;
    tab_to(&browser, "Accept").await;
    browser.keys(ENTER).await;
    browser.shows("accepted").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_stop_of_the_keyboard_is_in_order_and_seen() {
    let app = TestApp::served().await;
    let Some(browser) = Chromium::start("the stops of the keyboard", &app, true).await else {
        return;
    };
    let world = World::build(&app).await;
    let (_, [offer, _]) = world.offered(&app, "Offered", 0).await;
    world.submitted(&app, "Submitted", 1).await;
    for (who, paths) in [
        (
            &world.coordinator,
            vec![
                "/desk".to_owned(),
                "/requests/2".to_owned(),
                "/roster".to_owned(),
            ],
        ),
        (
            &world.officer,
            vec![format!("/requests/new?cohort={}", world.cohort)],
        ),
        (
            &world.trainer,
            vec![
                "/desk".to_owned(),
                format!("/offers/{offer}"),
                "/calendar".to_owned(),
            ],
        ),
    ] {
        browser.sign_in(&app.sign_in_link(who.id).await).await;
        for path in paths {
            walk(&browser, &path).await;
        }
    }
    browser.close().await;
}
