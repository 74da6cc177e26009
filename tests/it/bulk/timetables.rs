//! A cohort's timetable as a table.

use rostrum::bulk::{self, Format, Kind};
use rostrum::slots::{self, RequestState};

use super::{counts, faults, look, order, take};
use crate::support::{TestApp, World, on_both};

on_both!(
    a_timetable_becomes_one_request,
    what_was_handed_in_is_no_matter_of_a_table,
);

const HEAD: &str = "course,cohort,title,seat_1_subject,option_1_date,option_1_start,option_1_end,option_2_date,option_2_start,option_2_end\n";

fn file(rows: &[&str]) -> String {
    rows.iter()
        .fold(HEAD.to_owned(), |file, row| file + row + "\n")
}

async fn a_timetable_becomes_one_request(app: TestApp) {
    let world = World::build(&app).await;
    let officer = &world.officer.actor;
    let sheet = file(&[
        "MCMC,43,Lab,IR-01,2026-05-11,09:00,10:30,2026-05-12,09:00,10:30",
        "mcmc,43,Lab,IR-02,2026-05-13,09:00,10:30,,,",
        "MCMC,43,Phishing,Phishing & social engineering,2026-05-14,11:00,12:30,,,",
    ]);
    assert_eq!(
        counts(&take(&app, officer, Kind::Timetable, sheet.as_str()).await),
        (3, 0, 0)
    );
    let (drafts, _) = app
        .read_as(officer, async |work| {
            slots::inbox(work, Some(RequestState::Draft), None).await
        })
        .await
        .unwrap();
    assert_eq!(drafts.len(), 1, "one request of the cohort");
    let titles: Vec<&str> = drafts[0]
        .slots
        .iter()
        .map(|slot| slot.title.as_str())
        .collect();
    assert_eq!(titles, ["Lab", "Lab", "Phishing"]);
    assert_eq!(drafts[0].slots[0].options.len(), 2);
    assert_eq!(
        counts(&take(&app, officer, Kind::Timetable, sheet.as_str()).await),
        (0, 0, 3)
    );
    // The second of a title is changed where it stands second, and a new row joins as a new request.
    let moved = sheet.replace("2026-05-13,09:00", "2026-05-13,09:15")
        + "MCMC,43,Fresh,IR-01,2026-05-15,09:00,10:30,,,\n";
    let report = take(&app, officer, Kind::Timetable, moved.as_str()).await;
    assert_eq!(counts(&report), (1, 1, 2));
    assert_eq!(report.outcomes[1].changes[0].column, "option_1_start");
    assert_eq!(
        counts(&take(&app, officer, Kind::Timetable, moved).await),
        (0, 0, 4)
    );
    // Handed in at once, where that is asked for.
    let mut submitted = order(
        Kind::Timetable,
        file(&["MCMC,43,At once,IR-01,2026-05-20,09:00,10:30,,,"]),
    );
    submitted.submit = true;
    let done = bulk::import(&app.app.db, officer, submitted, None)
        .await
        .unwrap();
    assert!(done.imported);
    let waiting = app
        .read_as(officer, async |work| {
            slots::in_state(work, RequestState::Submitted).await
        })
        .await
        .unwrap();
    assert_eq!(waiting[0].slots[0].title, "At once");
    // What lay there as a draft goes in too, when its rows are the same as before.
    let mut again = order(
        Kind::Timetable,
        sheet.replace("2026-05-13,09:00", "2026-05-13,09:15"),
    );
    again.submit = true;
    let done = bulk::import(&app.app.db, officer, again, None)
        .await
        .unwrap();
    assert_eq!((counts(&done), faults(&done)), ((0, 0, 3), Vec::new()));
    let drafts = app
        .read_as(officer, async |work| {
            slots::in_state(work, RequestState::Draft).await
        })
        .await
        .unwrap();
    let left: Vec<&str> = drafts
        .iter()
        .map(|one| one.slots[0].title.as_str())
        .collect();
    assert_eq!(left, ["Fresh"], "no row was about it");
}

#[tokio::test]
async fn a_timetable_longer_than_a_request_becomes_two() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let row = |n: usize| format!("MCMC,43,Lecture {n},IR-01,2026-05-11,09:00,10:30,,,");
    let rows: Vec<String> = (0..slots::SLOTS + 1).map(row).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let done = take(&app, &world.officer.actor, Kind::Timetable, file(&rows)).await;
    assert_eq!((counts(&done), faults(&done)), ((201, 0, 0), Vec::new()));
    let drafts = app
        .read_as(&world.officer.actor, async |work| {
            slots::in_state(work, RequestState::Draft).await
        })
        .await
        .unwrap();
    let mut sizes: Vec<usize> = drafts.iter().map(|one| one.slots.len()).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 200]);
}

async fn what_was_handed_in_is_no_matter_of_a_table(app: TestApp) {
    let world = World::build(&app).await;
    world.submitted(&app, "Handed in", 3).await;
    let actor = &world.coordinator.actor;
    let out = app
        .read_as(actor, async |work| {
            bulk::export(work, Kind::Timetable, Some(world.cohort), Format::Csv).await
        })
        .await
        .unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(
        counts(&look(&app, actor, Kind::Timetable, text.as_str()).await),
        (0, 0, 1)
    );
    let changed = text.replace("11:00", "11:15");
    let report = take(&app, actor, Kind::Timetable, changed).await;
    assert_eq!(faults(&report), ["D2 bulk-handed-in"]);
}

#[tokio::test]
async fn faults_of_slots_are_named_by_their_cells() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let officer = &world.officer.actor;
    let good = "MCMC,43,Lab,IR-01,2026-05-11,09:00,10:30,,,";
    for (row, wrong) in [
        (good.replace("43", "44"), "B2 bulk-unknown-cohort"),
        (good.replace("43", "x"), "B2 field-number"),
        (good.replace("IR-01", "ZZ-01"), "D2 bulk-unknown-subject"),
        (good.replace("2026-05-11", "11.5.2026"), "E2 field-date"),
        (good.replace("2026-05-11", "2025-05-11"), "E2 requests-past"),
        (good.replace("2026-05-11", "2199-05-11"), "E2 field-date"),
        (good.replace("10:30", "08:30"), "G2 field-end-before-start"),
        (good.replace("10:30", "half past"), "G2 field-time"),
        (good.replace(",,,", ",2026-05-12,09:00,"), "J2 field-time"),
        (good.replace("Lab", &"x".repeat(300)), "C2 field-long"),
    ] {
        let report = look(&app, officer, Kind::Timetable, file(&[&row])).await;
        assert_eq!(faults(&report), [wrong], "{row}");
    }
    // The third row is named, though the first is the request's first slot.
    let report = look(
        &app,
        officer,
        Kind::Timetable,
        file(&[good, good, &good.replace("10:30", "08:30")]),
    )
    .await;
    assert_eq!(faults(&report), ["G4 field-end-before-start"]);
    // Another institute's cohort is none.
    let other = format!("institute,{HEAD}nipa-khi,{good}\n");
    let report = look(&app, officer, Kind::Timetable, other).await;
    assert_eq!(faults(&report), ["A2 bulk-unknown-institute"]);
    // A coordinator has no institute of their own to leave out.
    let report = look(
        &app,
        &world.coordinator.actor,
        Kind::Timetable,
        file(&[good]),
    )
    .await;
    assert_eq!(faults(&report), ["A2 field-empty"]);
}
