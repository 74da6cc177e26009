//! Letters: each says what it has to, to those who may print it, and nothing once a session is off.

use rostrum::sessions;

use crate::support::{TestApp, World, on_both};

on_both!(
    each_letter_is_for_those_whom_it_concerns,
    a_session_that_is_off_voids_its_letters,
);

async fn each_letter_is_for_those_whom_it_concerns(app: TestApp) {
    let world = World::build(&app).await;
    let (_, session) = world.session(&app, "Phishing <b>& defence", 1).await;
    let base = format!("/sessions/{session}/letters");
    let people = [
        (&world.coordinator, [200, 200, 200, 200]),
        (&world.officer, [200, 404, 200, 200]),
        (&world.other_officer, [404, 404, 404, 404]),
        (&world.trainer, [404, 200, 404, 200]),
        (&world.administrator, [403, 403, 403, 403]),
    ];
    for (who, expected) in people {
        let mut browser = who.browse(&app).await;
        for (kind, status) in ["nomination", "release", "gate-list", "sheet"]
            .into_iter()
            .zip(expected)
        {
            browser.get(&format!("{base}/{kind}")).await.status(status);
        }
        browser
            .get(&format!("{base}/ransom"))
            .await
            .status(if expected[0] == 403 { 403 } else { 404 });
    }
    let mut coordinator = world.coordinator.browse(&app).await;
    let page = coordinator.get(&format!("{base}/nomination")).await;
    page.ok()
        .shows("Nomination of trainers")
        .shows("Tahira Trainer")
        .shows("Tariq Trainer")
        .shows("DTP-2026-")
        .shows("11:00–12:30")
        .shows("Coral Coordinator")
        .shows("Phishing &lt;b&gt;&amp; defence");
    // A release goes to the campus of an academic, not to the CERT.
    let page = coordinator.get(&format!("{base}/release")).await;
    page.ok()
        .shows("Request to release Dr. Tahira Trainer")
        .hides("Tariq Trainer");
    // The gate sees everybody of the day in that house.
    let page = coordinator.get(&format!("{base}/gate-list")).await;
    page.ok()
        .shows("Tahira Trainer")
        .shows("Tariq Trainer")
        .shows("Omar Officer");
    // An officer's print is not signed by them.
    let mut officer = world.officer.browse(&app).await;
    let page = officer.get(&format!("{base}/nomination")).await;
    page.ok().hides("<bdi>Coral Coordinator</bdi><br>");
    officer
        .get(&format!("/sessions/{session}"))
        .await
        .ok()
        .shows("Gate list of the day")
        .hides("Release, to the");
    let page = officer
        .get(&format!("/cohorts/{}/timetable", world.cohort))
        .await;
    page.ok()
        .shows("Week of")
        .shows("Tahira Trainer")
        .shows("confirmed");
}

async fn a_session_that_is_off_voids_its_letters(app: TestApp) {
    let world = World::build(&app).await;
    let (_, session) = world.session(&app, "Phishing", 1).await;
    let mut coordinator = world.coordinator.browse(&app).await;
    let path = format!("/sessions/{session}/letters/nomination");
    coordinator.get(&path).await.ok().hides("VOID");
    app.write_as(&world.coordinator.actor, async |work| {
        sessions::cancel(work, session, "The hall is flooded").await
    })
    .await;
    for kind in ["nomination", "gate-list", "sheet"] {
        let path = format!("/sessions/{session}/letters/{kind}");
        coordinator.get(&path).await.ok().shows("VOID");
    }
}
