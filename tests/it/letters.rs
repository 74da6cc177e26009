//! Letters: what each says, to whom; that a session called off leaves none; how they come out of a printer.

use rostrum::sessions::{self, PastSession, PastTrainer, Precision, SessionId};
use rostrum::slots::{Instant, Language, Pool};

use crate::support::{Chromium, TestApp, World, on_both};

on_both!(
    each_letter_says_who_comes_and_when,
    a_session_that_was_called_off_leaves_only_void_letters,
    security_hears_of_a_day_and_of_one_room,
);

fn address(session: SessionId, kind: &str) -> String {
    format!("/sessions/{session}/letters/{kind}")
}

async fn each_letter_says_who_comes_and_when(app: TestApp) {
    let world = World::build(&app).await;
    let (_, session) = world.session(&app, "Ransomware", 0).await;
    let mut officer = world.officer.browse(&app).await;
    let page = format!("/sessions/{session}");
    for kind in ["nomination", "gate-list", "sheet"] {
        let letter = address(session, kind);
        officer.get(&page).await.ok().shows(&letter);
        let answer = officer.get(&letter).await;
        answer.ok().shows("Tahira Trainer").shows("Tariq Trainer");
        answer
            .shows("DTP-2026-0001/1")
            .shows("Wednesday 22 April 2026");
    }
    officer
        .get(&address(session, "nomination"))
        .await
        .shows("National Institute of Public Administration Lahore")
        .shows("11:00–12:30")
        .shows(&world.officer.actor.name)
        .shows(&world.coordinator.actor.name);
    // Guests come before the session begins.
    officer
        .get(&address(session, "gate-list"))
        .await
        .shows("10:15–10:50");
    officer.get(&page).await.hides("/letters/release");
    officer.get(&address(session, "release")).await.status(403);

    // The academic sees the letter to their university, and no one else's.
    let mut trainer = world.trainer.browse(&app).await;
    let seen = trainer.get(&page).await;
    seen.ok().shows("/letters/release").shows("/letters/sheet");
    seen.hides("/letters/nomination")
        .hides("/letters/gate-list");
    let release = trainer.get(&address(session, "release")).await;
    release
        .ok()
        .shows("Tahira Trainer")
        .hides("Tariq Trainer")
        .shows("minutes of journey");
    // Nobody asks a university to let the CERT's own staff go.
    let mut lead = world.other_trainer.browse(&app).await;
    lead.get(&page).await.ok().hides("/letters/release");
    lead.get(&address(session, "release")).await.status(404);
    lead.get(&address(session, "sheet")).await.ok();
    let mut coordinator = world.coordinator.browse(&app).await;
    coordinator
        .get(&address(session, "release"))
        .await
        .ok()
        .hides("Tariq Trainer");
}

#[tokio::test]
async fn letters_of_somebody_elses_session_are_not_there() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let (_, session) = world.session(&app, "Ransomware", 0).await;
    let mut stranger = world.other_officer.browse(&app).await;
    for kind in ["nomination", "gate-list", "sheet"] {
        let hidden = stranger.get(&address(session, kind)).await;
        let missing = stranger.get(&address(SessionId(999_999), kind)).await;
        assert_eq!(hidden.status(404).words(), missing.status(404).words());
    }
    let here = world.institute;
    stranger
        .get(&format!("/institutes/{here}/gate-list"))
        .await
        .status(404);
    stranger
        .get(&format!("/cohorts/{}/timetable", world.cohort))
        .await
        .status(404);
}

async fn a_session_that_was_called_off_leaves_only_void_letters(app: TestApp) {
    let world = World::build(&app).await;
    let (_, session) = world.session(&app, "Ransomware", 0).await;
    app.write_as(&world.coordinator.actor, async |work| {
        sessions::cancel(work, session, "The hall is <b>flooded</b>").await
    })
    .await;
    let mut coordinator = world.coordinator.browse(&app).await;
    for kind in ["nomination", "release", "gate-list", "sheet"] {
        let letter = coordinator.get(&address(session, kind)).await;
        letter
            .ok()
            .shows("This letter is void")
            .shows("DTP-2026-0001/1");
        letter
            .hides("Tahira Trainer")
            .hides("Tariq Trainer")
            .hides("<b>flooded");
    }
    let day = format!("/institutes/{}/gate-list?date=2026-04-22", world.institute);
    coordinator
        .get(&day)
        .await
        .ok()
        .shows("Nobody is expected")
        .hides("Tahira");
}

async fn security_hears_of_a_day_and_of_one_room(app: TestApp) {
    let world = World::build(&app).await;
    world.session(&app, "Ransomware", 0).await;
    let mut officer = world.officer.browse(&app).await;
    let at = format!("/institutes/{}/gate-list", world.institute);
    let room = world.venue;
    for (query, comes) in [
        ("?date=2026-04-22".to_owned(), true),
        (format!("?date=2026-04-22&venue={room}"), true),
        ("?date=2026-04-23".to_owned(), false),
        (String::new(), false),
    ] {
        let list = officer.get(&format!("{at}{query}")).await;
        assert_eq!(
            list.ok().text().contains("Tahira Trainer"),
            comes,
            "{query}"
        );
    }
    // A room of nobody's or of another institute, and a day that is none.
    officer
        .get(&format!("{at}?date=2026-04-22&venue=99999"))
        .await
        .status(404);
    officer
        .get(&format!("{at}?date=tomorrow"))
        .await
        .ok()
        .shows("2026-11-24");
}

#[tokio::test]
async fn a_hosts_telephone_stands_where_guests_look_for_it() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let (_, session) = world.session(&app, "Ransomware", 0).await;
    let mut officer = world.officer.browse(&app).await;
    for wrong in [
        "call me",
        "12",
        "+92 300 1234567 javascript:",
        "\u{202e}123456",
    ] {
        let answer = officer.post("/account/phone", &[("phone", wrong)]).await;
        assert_eq!(answer.status(422).faults().len(), 1, "{wrong}");
    }
    officer
        .post("/account/phone", &[("phone", "+92 300 1234567")])
        .await
        .leads_to("/account");
    let mut trainer = world.trainer.browse(&app).await;
    for page in [format!("/sessions/{session}"), "/desk".to_owned()] {
        trainer
            .get(&page)
            .await
            .ok()
            .shows("href=\"tel:+92 300 1234567\"");
    }
    officer
        .get(&address(session, "gate-list"))
        .await
        .shows("+92 300 1234567");
    officer
        .post("/account/phone", &[("phone", "")])
        .await
        .leads_to("/account");
    trainer.get("/desk").await.ok().hides("tel:");
}

#[tokio::test]
async fn hostile_words_stay_words_on_paper() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let title = "<script>alert(1)</script>\"'{{ 1234*5678 }}=1+1";
    let (_, session) = world.session(&app, title, 0).await;
    let mut coordinator = world.coordinator.browse(&app).await;
    let mut pages: Vec<String> = ["nomination", "release", "gate-list", "sheet"]
        .map(|kind| address(session, kind))
        .to_vec();
    pages.push(format!("/cohorts/{}/timetable", world.cohort));
    for page in pages {
        let answer = coordinator.get(&page).await;
        answer.ok().hides("<script>alert").hides("7006652");
        if !page.contains("gate-list") {
            answer.shows("&lt;script&gt;");
        }
    }
}

#[tokio::test]
async fn a_session_recorded_from_a_public_source_has_no_letters() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let past = PastSession {
        cohort: world.cohort,
        title: "Long ago".to_owned(),
        starts: Instant(1_700_000_000),
        ends: Instant(1_700_005_400),
        precision: Precision::Minute,
        venue: world.venue,
        language: Language::English,
        trainers: vec![PastTrainer {
            trainer: world.trainer.trainer(),
            subject: world.subject,
            pool: Pool::Academic,
        }],
        source: "https://example.org/news".to_owned(),
    };
    let session = app
        .write_as(&world.coordinator.actor, async |work| {
            sessions::record(work, past).await
        })
        .await;
    let mut coordinator = world.coordinator.browse(&app).await;
    coordinator
        .get(&format!("/sessions/{session}"))
        .await
        .ok()
        .hides("/letters/");
    coordinator
        .get(&address(session, "nomination"))
        .await
        .status(404);
}

#[tokio::test]
async fn the_timetable_goes_week_by_week_and_says_who_comes() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    world.session(&app, "First lecture", 0).await;
    world.offered(&app, "Second lecture", 2).await;
    world.draft(&app, "Third lecture", 2).await;
    let mut officer = world.officer.browse(&app).await;
    let cohort = format!("/cohorts/{}", world.cohort);
    let sheet = format!("{cohort}/timetable");
    officer.get(&cohort).await.ok().shows(&sheet);
    let answer = officer.get(&sheet).await;
    answer
        .ok()
        .shows("Week 3 ·")
        .shows("Week 5 ·")
        .hides("Week 4 ·");
    answer
        .shows("Tahira Trainer")
        .shows(">confirmed<")
        .shows(">asked<")
        .shows(">draft<");
}

#[tokio::test]
async fn a_printer_needs_one_sheet_for_each_letter() {
    let app = TestApp::served().await;
    let Some(browser) = Chromium::start("letters on paper", &app, true).await else {
        return;
    };
    let world = World::build(&app).await;
    let long = "A title that goes on and on, ".repeat(6);
    let (_, session) = world.session(&app, long.trim(), 0).await;
    browser
        .sign_in(&app.sign_in_link(world.coordinator.id).await)
        .await;
    for kind in ["nomination", "release", "gate-list", "sheet"] {
        browser.open(&address(session, kind)).await;
        assert_eq!(browser.sheets().await, 1, "{kind}");
    }
    browser
        .open(&format!("/cohorts/{}/timetable", world.cohort))
        .await;
    assert_eq!(browser.sheets().await, 1, "timetable");
}
