//! Lists that people work off: their order, their filters, how they go on; and references that lead to the thing.

use std::collections::BTreeSet;

use rostrum::sessions;

use crate::support::{Browser, TestApp, World, on_both};

on_both!(
    a_long_list_goes_on_behind_its_last_line,
    filters_of_the_roster_live_in_its_address,
    a_whole_reference_leads_to_its_thing,
    trainers_are_shown_with_their_load,
);

/// The pages of a list: where each of its lines leads, in their order.
async fn pages(browser: &mut Browser, path: &str, line: &str) -> Vec<Vec<String>> {
    let (mut address, mut pages) = (path.to_owned(), Vec::new());
    loop {
        let answer = browser.get(&address).await;
        let text = answer.ok().text().to_owned();
        let lead = format!("href=\"{line}");
        let found = text.split(&lead).skip(1);
        pages.push(
            found
                .map(|after| after.split('"').next().unwrap().to_owned())
                .collect(),
        );
        match text.split_once("rel=\"next\" href=\"") {
            Some((_, rest)) => {
                address = rest
                    .split('"')
                    .next()
                    .unwrap()
                    .replace("&amp;", "&")
                    .replace("&#x2F;", "/");
            }
            None => return pages,
        }
    }
}

async fn a_long_list_goes_on_behind_its_last_line(app: TestApp) {
    let world = World::build(&app).await;
    for n in 0..53 {
        world.draft(&app, &format!("Lecture {n}"), n % 4).await;
    }
    let mut officer = world.officer.browse(&app).await;
    for (path, whole) in [
        ("/requests", 53),
        ("/requests?state=draft", 53),
        ("/requests?state=returned", 0),
    ] {
        let pages = pages(&mut officer, path, "/requests/").await;
        let lines: Vec<&String> = pages
            .iter()
            .flatten()
            .filter(|id| id.parse::<i64>().is_ok())
            .collect();
        assert_eq!(lines.len(), whole, "{path}");
        assert_eq!(
            lines.iter().collect::<BTreeSet<_>>().len(),
            whole,
            "{path}: a line is there twice"
        );
        assert_eq!(pages.len(), if whole > 50 { 2 } else { 1 }, "{path}");
    }
    // What is no number, or of nobody, begins the list anew.
    for odd in ["0", "x", "999999", "-1", "%00"] {
        officer
            .get(&format!("/requests?after={odd}"))
            .await
            .ok()
            .shows("Lecture 52");
    }
}

async fn filters_of_the_roster_live_in_its_address(app: TestApp) {
    let world = World::build(&app).await;
    world.session(&app, "Stays lecture", 0).await;
    let (_, off) = world.session(&app, "Gone lecture", 1).await;
    app.write_as(&world.coordinator.actor, async |work| {
        sessions::cancel(work, off, "Flooded").await
    })
    .await;
    let mut coordinator = world.coordinator.browse(&app).await;
    let (here, there) = (world.institute, world.other_institute);
    let (teaches, course) = (world.trainer.trainer(), 1);
    for (query, stays, gone) in [
        (String::new(), true, true),
        ("&state=confirmed".to_owned(), true, false),
        ("&state=cancelled".to_owned(), false, true),
        ("&state=nonsense".to_owned(), true, true),
        (format!("&institute={here}"), true, true),
        (format!("&institute={there}"), false, false),
        (format!("&trainer={teaches}&state=cancelled"), false, true),
        (format!("&course={}", course + 9999), false, false),
    ] {
        for path in ["/roster", "/roster.csv"] {
            let answer = coordinator
                .get(&format!("{path}?from=2026-04-06&to=2026-06-30{query}"))
                .await;
            let text = answer.ok().text();
            assert_eq!(text.contains("Stays lecture"), stays, "{path} {query}");
            assert_eq!(text.contains("Gone lecture"), gone, "{path} {query}");
        }
    }
    // The way to the table and to other weeks keeps them.
    coordinator
        .get("/roster?from=2026-04-06&state=cancelled")
        .await
        .ok()
        .shows("&amp;to=2026-05-04&amp;state=cancelled");
}

async fn a_whole_reference_leads_to_its_thing(app: TestApp) {
    let world = World::build(&app).await;
    let (_, session) = world.session(&app, "Malware", 0).await;
    let waiting = world.submitted(&app, "Phishing", 1).await;
    let mut officer = world.officer.browse(&app).await;
    let held = format!("/sessions/{session}");
    let asked = format!("/requests/{waiting}");
    officer
        .get("/search?q=DTP-2026-0001/1")
        .await
        .leads_to(&held);
    officer
        .get("/search?q=%20dtp-2026-0001/1%20")
        .await
        .leads_to(&held);
    officer
        .get("/search?q=DTP-2026-0002")
        .await
        .leads_to(&asked);
    officer
        .get("/search?q=DTP-2026-0002/1")
        .await
        .leads_to(&asked);
    officer
        .get("/search?q=DTP-2026")
        .await
        .ok()
        .shows("DTP-2026-0001");
    // Of somebody else's it is not even told that it is there.
    let mut stranger = world.other_officer.browse(&app).await;
    for reference in [
        "DTP-2026-0001/1",
        "DTP-2026-0002",
        "DTP-2026-0002/1",
        "DTP-2026-9999",
    ] {
        let answer = stranger.get(&format!("/search?q={reference}")).await;
        answer.ok().shows("Nothing was found");
    }
}

async fn trainers_are_shown_with_their_load(app: TestApp) {
    let world = World::build(&app).await;
    // 22 and 29 April, and 6 May: two this month, and no month ahead is fuller.
    for week in 0..3 {
        world.session(&app, &format!("Lecture {week}"), week).await;
    }
    let mut coordinator = world.coordinator.browse(&app).await;
    let list = coordinator.get("/trainers?by=load&q=tahira").await;
    list.ok()
        .shows("Tahira Trainer")
        .hides("Tariq Trainer")
        .shows("2 / ");
    let words = list.words();
    let (_, row) = words.split_once("Tahira Trainer").unwrap();
    assert!(row.contains(" 3 "), "three in this half of the year: {row}");
}

#[tokio::test]
async fn who_has_waited_longest_is_decided_first_but_for_the_urgent() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let first = world.submitted(&app, "Came first", 6).await;
    app.clock.advance(2 * 86_400);
    let second = world.submitted(&app, "Came second", 5).await;
    app.clock.advance(10 * 86_400);
    // On 18 April; the lecture of the 22nd is within the lead time.
    let urgent = world.submitted(&app, "Cannot wait", 0).await;
    let mut coordinator = world.coordinator.browse(&app).await;
    let pages = pages(&mut coordinator, "/requests?state=submitted", "/requests/").await;
    let order = [urgent, first, second].map(|id| id.to_string());
    assert_eq!(pages, [order.to_vec()]);
    coordinator
        .get("/desk")
        .await
        .ok()
        .shows("waits for 12 days")
        .shows("came in today")
        .shows("urgent");
}
