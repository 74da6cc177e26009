//! The way of a request in the browser: the institute's form, the coordinator's inbox, the answer.

use rostrum::courses::{self, NewCohort};
use rostrum::slots::{self, RequestState};

use crate::support::world::date;
use crate::support::{Answer, Browser, TestApp, World, on_both};

on_both!(
    an_officer_makes_a_cohort_asks_and_the_coordinator_accepts,
    a_refused_form_writes_nothing,
);

/// The form's fields as a browser sends them: one seat, one time, the other rows left empty.
fn form(world: &World) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = [
        ("cohort", world.cohort.to_string()),
        ("title", "Malware & you".to_owned()),
        ("mode", "in_person".to_owned()),
        ("language", "en".to_owned()),
        ("priority", "3".to_owned()),
        ("seat_1_subject", world.subject.to_string()),
        ("seat_1_pool", "academic".to_owned()),
        ("seat_1_level", "2".to_owned()),
        ("seat_1_required", "yes".to_owned()),
        ("option_1_date", "2026-04-22".to_owned()),
        ("option_1_start", "11:30".to_owned()),
        ("option_1_end", "13:00".to_owned()),
        ("option_1_venue", world.venue.to_string()),
        ("note", "A projector is there.".to_owned()),
        ("do", "submit".to_owned()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    // Rows that nobody filled in come along as they stood.
    for n in [2, 3] {
        for (part, value) in [("subject", ""), ("pool", "cert"), ("level", "2")] {
            fields.push((format!("seat_{n}_{part}"), value.to_owned()));
        }
    }
    for n in [2, 3, 4] {
        for (part, value) in [("date", ""), ("start", ""), ("end", "")] {
            fields.push((format!("option_{n}_{part}"), value.to_owned()));
        }
        fields.push((format!("option_{n}_venue"), world.venue.to_string()));
    }
    fields
}

fn with(mut fields: Vec<(String, String)>, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    for (name, value) in changes {
        match fields.iter_mut().find(|(known, _)| known == name) {
            Some(field) => field.1 = (*value).to_owned(),
            None => fields.push(((*name).to_owned(), (*value).to_owned())),
        }
    }
    fields
}

async fn post(browser: &mut Browser, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    browser.post(path, &fields).await
}

async fn an_officer_makes_a_cohort_asks_and_the_coordinator_accepts(app: TestApp) {
    let world = World::build(&app).await;
    let mut officer = world.officer.browse(&app).await;
    let mut coordinator = world.coordinator.browse(&app).await;

    // A cohort, through its form.
    let page = officer.get("/cohorts/new").await;
    page.ok().shows("NIPA Lahore").hides("NIPA Karachi");
    let course = app
        .read(async |work| courses::catalogue(work).await)
        .await
        .into_iter()
        .find(|course| course.code == "SMC")
        .unwrap()
        .id
        .to_string();
    let institute = world.institute.to_string();
    let answer = officer
        .post(
            "/cohorts",
            &[
                ("course", &course),
                ("institute", &institute),
                ("number", "36"),
                ("alias", "36th SMC, NIPA Lahore"),
                ("starts_on", "2026-04-13"),
                ("ends_on", "2026-07-31"),
                ("size", "39"),
            ],
        )
        .await;
    answer.status(303);
    let next = answer.header("location").to_owned();
    assert!(next.starts_with("/requests/new?cohort="), "{next}");
    officer
        .get("/cohorts")
        .await
        .ok()
        .shows("36th SMC, NIPA Lahore");

    // The form tells at once what the calendar has against a time, and writes nothing yet.
    let page = officer.get(&next).await;
    page.ok().shows("36th SMC, NIPA Lahore");
    let cohort = next.rsplit('=').next().unwrap();
    let fields = with(form(&world), &[("cohort", cohort)]);
    let check = with(
        fields.clone(),
        &[
            ("do", "check"),
            ("option_2_date", "2026-05-01"),
            ("option_2_start", "09:00"),
            ("option_2_end", "10:30"),
        ],
    );
    let page = post(&mut officer, "/requests", &check).await;
    page.ok()
        .shows("Closed: Labor Day.")
        .shows("value=\"2026-05-01\"")
        .shows("Malware &amp; you");
    officer.get("/requests").await.ok().hides("Malware");

    // Handed in, it waits in the coordinator's inbox.
    let answer = post(&mut officer, "/requests", &fields).await;
    answer.status(303);
    let request = answer.header("location").to_owned();
    officer
        .get(&request)
        .await
        .ok()
        .shows("DTP-2026-0001")
        .shows("Malware &amp; you")
        .shows("11:30")
        .shows("A projector is there.")
        .hides("Accept");
    let inbox = coordinator.get("/requests?state=submitted").await;
    inbox
        .ok()
        .shows("DTP-2026-0001")
        .shows("36th SMC, NIPA Lahore");
    coordinator
        .get("/requests?state=accepted")
        .await
        .ok()
        .hides("DTP-2026-0001");

    // Returned with a reason that the officer reads, mended, handed in again, accepted.
    coordinator
        .post(&format!("{request}/return"), &[("reason", "Which floor?")])
        .await
        .leads_to(&request);
    officer.get(&request).await.ok().shows("Which floor?");
    let page = officer.get(&format!("{request}/edit")).await;
    page.ok()
        .shows("value=\"11:30\"")
        .shows("value=\"2026-04-22\"")
        .shows("Which floor?");
    let version = input(page.text(), "version");
    let mended: Vec<_> = with(
        fields,
        &[("version", &version), ("note", "On the second floor.")],
    )
    .into_iter()
    .filter(|(name, _)| name != "cohort")
    .collect();
    post(&mut officer, &format!("{request}/edit"), &mended)
        .await
        .leads_to(&request);
    coordinator
        .post(&format!("{request}/accept"), &[])
        .await
        .leads_to(&request);
    let page = officer.get(&request).await;
    page.ok().shows("On the second floor.");
    // What was decided is told, not shown as a form.
    officer
        .post(&format!("{request}/withdraw"), &[])
        .await
        .status(409);
    coordinator
        .post(&format!("{request}/refuse"), &[("reason", "Too late.")])
        .await
        .status(409);
}

/// The value of a hidden input.
fn input(page: &str, name: &str) -> String {
    let (_, rest) = page
        .split_once(&format!("name=\"{name}\" value=\""))
        .unwrap();
    rest.split('"').next().unwrap().to_owned()
}

async fn a_refused_form_writes_nothing(app: TestApp) {
    let world = World::build(&app).await;
    let mut officer = world.officer.browse(&app).await;
    let bad = with(form(&world), &[("title", "")]);
    post(&mut officer, "/requests", &bad).await.status(422);
    officer.get("/requests").await.ok().hides("DTP-2026");
    let answer = post(&mut officer, "/requests", &form(&world)).await;
    answer.status(303);
    let page = officer.get(answer.header("location")).await;
    page.ok().shows("DTP-2026-0001");
}

#[tokio::test]
async fn every_fault_of_the_form_is_named_and_what_was_typed_is_kept() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let mut officer = world.officer.browse(&app).await;
    let elsewhere = app
        .read_as(&world.coordinator.actor, async |work| {
            rostrum::institutes::venues(work, world.other_institute).await
        })
        .await
        .unwrap()[0]
        .id
        .to_string();
    let long = "x".repeat(201);
    let long_note = "y".repeat(2001);
    type Changes<'a> = &'a [(&'a str, &'a str)];
    let cases: &[(Changes<'_>, &[&str])] = &[
        (&[("title", "")], &["Please fill this in."]),
        (
            &[("title", &long)],
            &["201 characters long; at most 200 fit"],
        ),
        (&[("title", "a\u{7}b")], &["cannot be seen"]),
        (&[("note", &long_note)], &["at most 2000 fit"]),
        (&[("mode", "telepathy")], &["choose"]),
        (&[("language", "fr")], &["choose"]),
        (&[("priority", "high")], &["number"]),
        (&[("priority", "9")], &["1"]),
        (&[("option_1_date", "1969-12-31")], &["date"]),
        (&[("option_1_date", "2100-01-01")], &["date"]),
        (&[("option_1_date", "2026-02-30")], &["date"]),
        (&[("option_1_date", "22.4.2026")], &["date"]),
        (&[("option_1_date", "2026-03-04")], &["This time is past."]),
        (&[("option_1_start", "25:00")], &["time"]),
        (&[("option_1_end", "")], &["time"]),
        (&[("option_1_end", "11:00")], &["end"]),
        (
            &[("option_1_venue", &elsewhere)],
            &["This room is not one of the institute's."],
        ),
        (
            &[("option_1_venue", "1")],
            &["Choose a room, or hold the session online."],
        ),
        (&[("option_1_venue", "nowhere")], &["choose"]),
        (
            &[("seat_1_subject", "9999")],
            &["There is no such subject."],
        ),
        (&[("seat_1_subject", "malware")], &["choose"]),
        (&[("seat_1_level", "7")], &["1"]),
        (&[("seat_1_subject", "")], &["Name at least one seat"]),
        (&[("seat_1_required", "")], &["At least one seat must"]),
        (
            &[
                ("option_1_date", ""),
                ("option_1_start", ""),
                ("option_1_end", ""),
            ],
            &["Name at least one time"],
        ),
        (
            &[
                ("option_2_date", "2026-04-22"),
                ("option_2_start", "11:30"),
                ("option_2_end", "13:00"),
            ],
            &["This time is named twice."],
        ),
        // Rows and fields that the form does not have.
        (&[("option_5_date", "2026-04-23")], &["option_5_date"]),
        (&[("seat_4_subject", "2")], &["seat_4_subject"]),
        (&[("institute_id", "1")], &["institute_id"]),
        (&[("state", "accepted")], &["state"]),
    ];
    for (changes, words) in cases {
        let fields = with(form(&world), changes);
        let answer = post(&mut officer, "/requests", &fields).await;
        assert_eq!(
            answer.status.as_u16(),
            422,
            "{changes:?}\n{}",
            answer.words()
        );
        let said = answer.faults();
        for word in *words {
            let heard = said
                .iter()
                .any(|line| line.to_lowercase().contains(&word.to_lowercase()));
            assert!(
                heard,
                "{changes:?} is answered by {said:?}, without {word:?}"
            );
        }
        assert_eq!(said.len(), 1, "{changes:?} is answered by {said:?}");
        // What was typed is kept, the good fields and the bad.
        if !changes.iter().any(|(name, _)| *name == "title") {
            answer.shows("Malware &amp; you");
        }
        if !changes.iter().any(|(name, _)| *name == "note") {
            answer.shows("A projector is there.");
        }
        for (name, value) in *changes {
            let free = ["title", "note"].contains(name)
                || name.ends_with("_start")
                || name.ends_with("_end")
                || name.starts_with("option_1_date");
            if free && !value.contains('\u{7}') {
                answer.shows(value);
            }
        }
    }
    officer.get("/requests").await.ok().hides("DTP-2026");
}

#[tokio::test]
async fn several_faults_are_told_together() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let mut officer = world.officer.browse(&app).await;
    let bad = with(
        form(&world),
        &[
            ("title", ""),
            ("option_1_end", "10:00"),
            ("option_2_date", "tomorrow"),
            ("priority", "9"),
        ],
    );
    let answer = post(&mut officer, "/requests", &bad).await;
    answer.status(422);
    assert_eq!(answer.faults().len(), 4, "{:?}", answer.faults());
    // The third row, with the second left empty: the fault stands beside the third.
    let bad = with(
        form(&world),
        &[
            ("option_3_date", "2026-04-29"),
            ("option_3_start", "10:00"),
            ("option_3_end", "09:00"),
        ],
    );
    let answer = post(&mut officer, "/requests", &bad).await;
    answer.status(422).shows("id=\"option_3_end-error\"");
    let check = post(
        &mut officer,
        "/requests",
        &with(bad.clone(), &[("do", "check")]),
    )
    .await;
    assert_eq!(
        check.ok().text().matches("Nothing speaks against").count(),
        1
    );
    assert_eq!(answer.faults().len(), 1, "{:?}", answer.faults());
}

#[tokio::test]
async fn a_cohorts_form_names_its_faults_and_keeps_what_was_typed() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let mut officer = world.officer.browse(&app).await;
    let institute = world.institute.to_string();
    let good: Vec<(String, String)> = [
        ("course", "1"),
        ("institute", institute.as_str()),
        ("number", "44"),
        ("alias", "44th of them"),
        ("starts_on", "2026-04-13"),
        ("ends_on", "2026-06-19"),
        ("size", "30"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    let karachi = world.other_institute.to_string();
    for (change, status) in [
        (("number", "0"), 422),
        (("number", "many"), 422),
        (("size", "2001"), 422),
        (("starts_on", "1969-01-01"), 422),
        (("ends_on", "2100-01-01"), 422),
        (("ends_on", "2026-04-12"), 422),
        (("alias", ""), 422),
        (("alias", "a\u{1b}b"), 422),
        (("course", "999"), 422),
        (("institute", "nowhere"), 422),
        (("officer_id", "1"), 422),
        // Another institute's is as good as none.
        (("institute", karachi.as_str()), 404),
    ] {
        let fields = with(good.clone(), &[change]);
        let answer = post(&mut officer, "/cohorts", &fields).await;
        answer.status(status);
        if status == 422 {
            assert_eq!(
                answer.faults().len(),
                1,
                "{change:?}: {:?}",
                answer.faults()
            );
            if change.0 != "alias" {
                answer.shows("44th of them");
            }
        }
    }
    officer.get("/cohorts").await.ok().hides("44th of them");
    post(&mut officer, "/cohorts", &good).await.status(303);
    // The same number twice is one too many.
    let answer = post(&mut officer, "/cohorts", &good).await;
    answer.status(422);
    assert_eq!(answer.faults().len(), 1);
}

#[tokio::test]
async fn another_institutes_request_does_not_exist() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let id = world.submitted(&app, "Malware", 0).await;
    let mut stranger = world.other_officer.browse(&app).await;
    for path in [
        format!("/requests/{id}"),
        format!("/requests/{id}/edit"),
        format!("/requests/new?cohort={}", world.cohort),
        "/requests/999".to_owned(),
        "/requests/0".to_owned(),
        "/requests/-1".to_owned(),
        "/requests/x".to_owned(),
        "/requests/new?cohort=x".to_owned(),
    ] {
        stranger.get(&path).await.status(404);
    }
    post(&mut stranger, "/requests", &form(&world))
        .await
        .status(404);
    stranger
        .post(&format!("/requests/{id}/withdraw"), &[])
        .await
        .status(404);
    stranger
        .post(&format!("/requests/{id}/accept"), &[])
        .await
        .status(403);
    assert_eq!(world.request(&app, id).await.state, RequestState::Submitted);
}

#[tokio::test]
async fn checking_a_time_tells_nothing_of_another_institutes_cohorts() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let (course, institute) = app
        .read(async |work| {
            let course = courses::cohort(work, world.cohort).await?.course;
            Ok((course, world.other_institute))
        })
        .await;
    let elsewhere = app
        .write_as(&world.other_officer.actor, async |work| {
            let new = NewCohort {
                course,
                institute,
                number: 9,
                alias: "Secret course of Karachi".to_owned(),
                starts_on: date("2027-01-04"),
                ends_on: date("2027-02-04"),
                size: 9,
            };
            courses::create_cohort(work, new).await
        })
        .await;
    let mut officer = world.officer.browse(&app).await;
    let also = format!("also_{elsewhere}");
    let fields = with(form(&world), &[(also.as_str(), "yes"), ("do", "check")]);
    let answer = post(&mut officer, "/requests", &fields).await;
    answer.ok().hides("Secret course").hides("2027");
}

#[tokio::test]
async fn a_draft_is_its_institutes_own_until_it_is_handed_in() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let id = world.draft(&app, "Malware", 0).await;
    let slot = world.request(&app, id).await.slots[0].id;
    let mut coordinator = world.coordinator.browse(&app).await;
    let mut program = app.program(&world.coordinator).await;
    let page = format!("/requests/{id}");
    coordinator.get(&page).await.status(404);
    program.get(&page).await.problem(404, "not-found");
    let slot = format!("/slots/{slot}");
    program.get(&slot).await.problem(404, "not-found");
    app.write_as(&world.officer.actor, async |work| {
        slots::submit(work, id).await
    })
    .await;
    coordinator.get(&page).await.ok();
    program.get(&slot).await.ok();
}

#[tokio::test]
async fn a_form_that_was_overtaken_is_told_so() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let id = world.draft(&app, "Malware", 0).await;
    let mut officer = world.officer.browse(&app).await;
    let mended: Vec<_> = with(form(&world), &[("version", "1"), ("do", "draft")])
        .into_iter()
        .filter(|(name, _)| name != "cohort")
        .collect();
    let path = format!("/requests/{id}/edit");
    post(&mut officer, &path, &mended).await.status(303);
    post(&mut officer, &path, &mended).await.status(412);
}

#[tokio::test]
async fn of_several_slots_each_is_mended_by_itself() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let mut wish = world.wish(&app, "Malware", 0);
    wish.slots.extend(world.wish(&app, "Phishing", 1).slots);
    wish.slots.extend(world.wish(&app, "Ransomware", 2).slots);
    let id = app
        .write_as(&world.officer.actor, async |work| {
            slots::draft(work, wish).await
        })
        .await;
    let mut officer = world.officer.browse(&app).await;
    let edit = format!("/requests/{id}/edit");
    let page = officer.get(&format!("/requests/{id}")).await;
    page.ok().shows(&format!("{edit}?slot=2"));
    let page = officer.get(&format!("{edit}?slot=2")).await;
    page.ok()
        .shows("value=\"Phishing\"")
        .hides("value=\"Malware\"");
    for number in ["0", "4", "x", "-1"] {
        officer
            .get(&format!("{edit}?slot={number}"))
            .await
            .status(404);
    }
    let fields = |slot: &'static str| -> Vec<_> {
        with(
            form(&world),
            &[("version", "1"), ("slot", slot), ("do", "draft")],
        )
        .into_iter()
        .filter(|(name, _)| name != "cohort")
        .collect()
    };
    post(&mut officer, &edit, &fields("4")).await.status(404);
    post(&mut officer, &edit, &fields("2")).await.status(303);
    let slots = world.request(&app, id).await.slots;
    let titles: Vec<&str> = slots.iter().map(|slot| slot.title.as_str()).collect();
    assert_eq!(titles, ["Malware", "Malware & you", "Ransomware"]);
    assert!(slots[1].reference.ends_with("/2"), "{}", slots[1].reference);
    // By the day of the first, the second can't be mended without it.
    app.clock.set(world.week(&app, 0).0.0 + 60);
    let mut officer = world.officer.browse(&app).await;
    let later = with(
        fields("3"),
        &[("version", "2"), ("option_1_date", "2026-05-06")],
    );
    let answer = post(&mut officer, &edit, &later).await;
    answer.status(422);
    assert_eq!(answer.faults().len(), 1, "{:?}", answer.faults());
}

#[tokio::test]
async fn a_reason_is_asked_for_beside_its_field() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let id = world.submitted(&app, "Malware", 0).await;
    let mut coordinator = world.coordinator.browse(&app).await;
    for path in ["return", "refuse"] {
        let path = format!("/requests/{id}/{path}");
        let answer = coordinator.post(&path, &[("reason", " ")]).await;
        answer.status(422).shows("Malware");
        assert_eq!(answer.faults().len(), 1);
        coordinator
            .post(&path, &[("reason", "No."), ("state", "accepted")])
            .await
            .status(422);
    }
    assert_eq!(world.request(&app, id).await.state, RequestState::Submitted);
}
