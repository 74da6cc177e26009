//! How the sessions of a half-year are shared: between trainers and universities, with newcomers, and with
//! institutes that are far away.

use rostrum::offers::{self, NewOffer};
use rostrum::reports::fairness::{Fairness, Term, fairness};
use rostrum::sessions;
use rostrum::slots::Pool;
use rostrum::trainers::TrainerId;

use crate::support::world::{date, trainer};
use crate::support::{TestApp, World, on_both};

on_both! {
    shares_newcomers_and_far_institutes_are_counted,
    the_desk_says_it_unasked_and_the_file_has_all_of_it,
}

async fn of(app: &TestApp, world: &World, day: &str) -> Fairness {
    app.read_as(&world.coordinator.actor, async |work| {
        fairness(work, Term::of(date(day))).await
    })
    .await
    .unwrap()
}

/// A confirmed session with this academic and the world's trainer of the CERT.
async fn session_with(app: &TestApp, world: &World, academic: TrainerId, week: u64) {
    let id = world.accepted(app, "Beside somebody", week).await;
    let slot = world.request(app, id).await.slots.remove(0);
    app.write_as(&world.coordinator.actor, async |work| {
        for (n, who) in [academic, world.other_trainer.trainer()]
            .into_iter()
            .enumerate()
        {
            let new = NewOffer {
                seat: slot.seats[n].id,
                trainer: who,
                option: slot.options[0].id,
                wave: 1,
                rank: 1,
            };
            let offer = offers::draft(work, new).await?;
            offers::send(work, offer).await?;
            offers::accept(work, offer).await?;
        }
        sessions::confirm(work, slot.id).await
    })
    .await;
}

async fn shares_newcomers_and_far_institutes_are_counted(app: TestApp) {
    let world = World::build(&app).await;
    let none = of(&app, &world, "2026-04-06").await;
    assert_eq!((none.sessions, none.head_percent, none.idle), (0, 0, 2));

    world.session(&app, "First", 0).await;
    // Two who are both new sit side by side: nobody is paired.
    let one = of(&app, &world, "2026-04-06").await;
    assert_eq!((one.newcomers, one.paired, one.idle), (2, 0, 0));

    world.session(&app, "Second", 1).await;
    world.session(&app, "Third", 2).await;
    let new = trainer(&app, "Naila New", Pool::Academic).await;
    trainer(&app, "Idris Idle", Pool::Academic).await;
    session_with(&app, &world, new.trainer(), 3).await;
    world.submitted(&app, "Waits", 4).await;
    let now = of(&app, &world, "2026-04-06").await;
    assert_eq!(now.sessions, 8);
    let shares: Vec<(&str, usize, usize)> = now
        .trainers
        .iter()
        .map(|share| (share.name.as_str(), share.sessions, share.percent))
        .collect();
    assert_eq!(
        shares,
        [
            ("Dr. Tariq Trainer", 4, 50),
            ("Dr. Tahira Trainer", 3, 38),
            ("Dr. Naila New", 1, 13)
        ]
    );
    assert_eq!((now.head, now.head_percent), (3, 100));
    assert_eq!(now.trainers[0].minutes, 4 * 90);
    let campuses: Vec<(bool, usize)> = now
        .universities
        .iter()
        .map(|share| (share.cert, share.percent))
        .collect();
    assert_eq!(campuses.len(), 2);
    assert!(campuses.contains(&(true, 50)) && campuses.contains(&(false, 50)));
    // The two had had few sessions before their first three, and sat beside nobody with more.
    assert_eq!((now.newcomers, now.paired), (3, 1));
    assert_eq!((now.active, now.idle), (4, 1));
    // Lahore is five hours and a half from Islamabad.
    assert_eq!(
        (now.far.asked, now.far.covered, now.far.percent),
        (5, 4, 80)
    );
    assert_eq!((now.near.asked, now.near.percent), (0, 100));
    assert_eq!(now.far_institutes[0].institute, world.institute);
    // Another half-year has nothing of it.
    let later = of(&app, &world, "2026-07-01").await;
    assert_eq!((later.sessions, later.far.asked), (0, 0));
}

async fn the_desk_says_it_unasked_and_the_file_has_all_of_it(app: TestApp) {
    let world = World::build(&app).await;
    let mut coordinator = world.coordinator.browse(&app).await;
    let desk = coordinator.get("/desk").await;
    desk.ok().shows("No session in this half-year yet.");
    world.session(&app, "First", 0).await;
    let words = coordinator.get("/desk").await.ok().words();
    for said in [
        "2 of 2 trainers hold 100 % of the sessions",
        "holds 50 %",
        "Far institutes: 1 of 1 asked covered; near 100 %",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    let page = coordinator.get("/fairness").await;
    page.ok()
        .shows("Dr. Tahira Trainer")
        .shows("/fairness?term=2025-2");
    let later = coordinator.get("/fairness?term=2026-2").await;
    later.ok().shows("No session in this half-year.");
    coordinator.get("/fairness?term=soon").await.ok();

    let file = coordinator.get("/fairness/table.csv?term=2026-1").await;
    let text = file.ok().text();
    assert!(text.starts_with("\u{feff}\"Kind\",\"Name\",\"Sessions\""));
    assert!(text.contains("\"Trainer\",\"Dr. Tahira Trainer\",\"1\",\"90\",\"50\""));
    assert!(text.contains("\"National CERT\""));

    let mut program = app.program(&world.coordinator).await;
    let told = program.get("/fairness?term=2026-1").await.ok().json();
    assert_eq!(told["trainers"][0]["percent"], 50);
    program.get("/fairness?term=2026-3").await.status(422);
}
