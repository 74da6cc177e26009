//! Rows become things, by the same rules as on the pages.

use rostrum::bulk::{self, Format, Kind};
use rostrum::error::Error;
use rostrum::{accounts, institutes, trainers};

use super::{counts, faults, look, order, take};
use crate::support::{TestApp, Things, World, on_both};

on_both!(
    what_goes_out_comes_in_unchanged,
    institutes_come_in_and_change,
    trainers_come_in_and_are_asked_in,
    one_fault_keeps_all_of_a_file_out,
);

async fn what_goes_out_comes_in_unchanged(app: TestApp) {
    let things = Things::build(&app).await;
    let actor = &things.world.coordinator.actor;
    for kind in Kind::ALL {
        for format in [Format::Csv, Format::Xlsx] {
            let file = app
                .read_as(actor, async |work| {
                    bulk::export(work, kind, None, format).await
                })
                .await
                .unwrap();
            let (new, changed, same) = counts(&look(&app, actor, kind, file).await);
            assert_eq!((new, changed), (0, 0), "{kind:?} {format:?}");
            assert!(same > 2, "{kind:?} {format:?}: {same}");
        }
    }
}

async fn institutes_come_in_and_change(app: TestApp) {
    let world = World::build(&app).await;
    let actor = &world.coordinator.actor;
    let file = "code;name;short;city\nnew-one;New Institute;New One;lahore\nnipa-lhr;Renamed;NIPA Lahore;LHE\n";
    let seen = look(&app, actor, Kind::Institutes, file).await;
    assert_eq!(counts(&seen), (1, 1, 0));
    let change = &seen.outcomes[1].changes;
    assert_eq!(change.len(), 1);
    assert_eq!(
        (change[0].column, change[0].becomes.as_str()),
        ("name", "Renamed")
    );
    // A look leaves nothing.
    let before = app.read(async |work| institutes::list(work).await).await;
    assert!(before.iter().all(|row| row.code != "new-one"));
    let done = take(&app, actor, Kind::Institutes, file).await;
    assert!(done.imported && counts(&done) == (1, 1, 0));
    let after = app.read(async |work| institutes::list(work).await).await;
    let made = after.iter().find(|row| row.code == "new-one").unwrap();
    assert_eq!(
        (made.city.as_str(), made.week.as_str()),
        ("Lahore", "5-day")
    );
    let rooms = app
        .read(async |work| institutes::venues(work, made.id).await)
        .await;
    assert_eq!(rooms.len(), 1);
    let renamed = after.iter().find(|row| row.code == "nipa-lhr").unwrap();
    // What the file does not have stays.
    assert_eq!(
        (renamed.name.as_str(), renamed.parent.as_str()),
        ("Renamed", "NSPP")
    );
    // The same file again changes nothing.
    assert_eq!(
        counts(&take(&app, actor, Kind::Institutes, file).await),
        (0, 0, 2)
    );
    let courses = "code,name,hosts,weeks\nNEW-C,New course,nipa-lhr; new-one,2.5\n";
    assert_eq!(
        counts(&take(&app, actor, Kind::Courses, courses).await),
        (1, 0, 0)
    );
    assert_eq!(
        counts(&take(&app, actor, Kind::Courses, courses).await),
        (0, 0, 1)
    );
}

const HEAD: &str = "email,name,title,pool,university,home,languages,subjects,max_travel\n";

async fn trainers_come_in_and_are_asked_in(app: TestApp) {
    let world = World::build(&app).await;
    let actor = &world.coordinator.actor;
    let file = format!(
        "{HEAD}New@Example.org,Nadia New,Dr.,academic,uet-lhr,Lahore,ur; en,IR-01:3;TL-02:2,240\n"
    );
    assert_eq!(
        counts(&take(&app, actor, Kind::Trainers, file.as_str()).await),
        (1, 0, 0)
    );
    let letters = app.letters().await;
    assert!(
        letters
            .iter()
            .any(|letter| letter.to.contains("new@example.org")),
        "{letters:?}"
    );
    let all = app
        .read_as(actor, async |work| trainers::list(work).await)
        .await
        .unwrap();
    let made = all
        .iter()
        .find(|row| row.email.as_deref() == Some("new@example.org"))
        .unwrap();
    assert_eq!(
        (made.name.as_str(), made.max_travel),
        ("Dr. Nadia New", 240)
    );
    assert_eq!(made.expertise.len(), 2);
    assert_eq!(
        counts(&take(&app, actor, Kind::Trainers, file.as_str()).await),
        (0, 0, 1)
    );
    let told = app.letters().await.len();
    // Changed by a table: what they teach and how far they go; not who they are.
    let changed = file.replace("IR-01:3", "IR-01:4").replace("240", "300");
    let report = take(&app, actor, Kind::Trainers, changed).await;
    assert_eq!(counts(&report), (0, 1, 0));
    assert_eq!(report.outcomes[0].changes.len(), 2);
    assert_eq!(app.letters().await.len(), told, "nobody is asked in twice");
    let renamed = file.replace("Nadia", "Somebody");
    let refused = take(&app, actor, Kind::Trainers, renamed).await;
    assert_eq!(faults(&refused), ["B2 bulk-fixed"]);
    // A person who is known as something else is not made a trainer by the way.
    let taken = file.replace("New@Example.org", "coral@example.org");
    let emails = app
        .read_as(&world.administrator.actor, async |work| {
            accounts::list(work).await
        })
        .await
        .unwrap();
    let known = emails
        .iter()
        .find(|person| person.id == world.coordinator.id)
        .and_then(|person| person.email.clone())
        .unwrap();
    let taken = taken.replace("coral@example.org", &known);
    let refused = look(&app, actor, Kind::Trainers, taken).await;
    assert_eq!(faults(&refused), ["A2 accounts-email-taken"]);
}

async fn one_fault_keeps_all_of_a_file_out(app: TestApp) {
    let world = World::build(&app).await;
    let actor = &world.coordinator.actor;
    let count = async || {
        app.read_as(actor, async |work| trainers::list(work).await)
            .await
            .unwrap()
            .len()
    };
    let before = count().await;
    let mut file = HEAD.to_owned();
    for n in 0..30 {
        file += &format!("n{n}@example.org,Person {n},,academic,uet-lhr,Lahore,en,IR-01:3,100\n");
    }
    file += "last@example.org,Last,,academic,uet-lhr,Atlantis,en,IR-01:3,100\n";
    let report = take(&app, actor, Kind::Trainers, file).await;
    assert!(!report.imported);
    assert_eq!(faults(&report), ["F32 bulk-unknown-city"]);
    assert_eq!(count().await, before);
    assert!(app.letters().await.iter().all(|l| !l.to.contains("n0@")));
}

#[tokio::test]
async fn faults_are_named_by_their_cells() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let actor = &world.coordinator.actor;
    let row = "x@example.org,X,,academic,uet-lhr,Lahore,en,IR-01:3,100";
    for (cells, wrong) in [
        (
            row.replace("x@example.org", "no address"),
            "A2 accounts-email",
        ),
        (row.replace(",X,", ",,"), "B2 field-empty"),
        (
            row.replace(",X,", &format!(",{},", "x".repeat(2000))),
            "B2 field-long",
        ),
        (row.replace(",X,", ",a\u{7}b,"), "B2 field-control"),
        (row.replace("academic", "poet"), "D2 bulk-unknown-pool"),
        (
            row.replace("uet-lhr", "Hogwarts"),
            "E2 bulk-unknown-university",
        ),
        (row.replace(",uet-lhr", ","), "E2 trainers-affiliation"),
        (row.replace(",en,", ",en; tlh,"), "G2 bulk-unknown-language"),
        (row.replace("IR-01:3", "IR-99:3"), "H2 bulk-unknown-subject"),
        (row.replace("IR-01:3", "IR-01"), "H2 bulk-subject-level"),
        (row.replace("IR-01:3", "IR-01:9"), "H2 trainers-level"),
        (
            row.replace("IR-01:3", "IR-01:3; IR-01:2"),
            "H2 trainers-subject-twice",
        ),
        (row.replace(",100", ",far"), "I2 field-number"),
        (row.replace(",100", ",-5"), "I2 trainers-travel"),
        (format!("{row}\n{row}"), "A3 bulk-twice"),
        (format!("{row},too much"), "J2 bulk-beyond-headings"),
    ] {
        let report = look(&app, actor, Kind::Trainers, format!("{HEAD}{cells}\n")).await;
        assert_eq!(faults(&report), [wrong], "{cells}");
    }
    for (head, wrong) in [
        ("email,name,shoe size", "C1 bulk-unknown-column"),
        ("email,name,Name", "C1 bulk-column-twice"),
        ("name,title", "A1 bulk-column-missing"),
    ] {
        let report = look(&app, actor, Kind::Trainers, format!("{head}\na,b\n")).await;
        assert!(
            faults(&report).contains(&wrong.to_owned()),
            "{:?}",
            report.faults
        );
    }
    // Markup is a name as any other, and what begins like a formula comes back as it was.
    let odd =
        format!("{HEAD}y@example.org,<b>=1+1</b>,=Dr.,academic,uet-lhr,Lahore,en,IR-01:3,100\n");
    assert_eq!(
        counts(&take(&app, actor, Kind::Trainers, odd).await),
        (1, 0, 0)
    );
    let out = app
        .read_as(actor, async |work| {
            bulk::export(work, Kind::Trainers, None, Format::Csv).await
        })
        .await
        .unwrap();
    assert!(out.starts_with(b"\xEF\xBB\xBF"));
    assert!(
        String::from_utf8(out.clone())
            .unwrap()
            .contains("\"'=Dr.\"")
    );
    assert_eq!(counts(&look(&app, actor, Kind::Trainers, out).await).1, 0);
}

#[tokio::test]
async fn tables_are_for_those_who_may_write_what_is_in_them() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    for (who, kinds) in [
        (&world.administrator, &[Kind::Institutes, Kind::Courses][..]),
        (&world.coordinator, &Kind::ALL[..]),
        (&world.officer, &[Kind::Timetable][..]),
        (&world.trainer, &[][..]),
    ] {
        for kind in Kind::ALL {
            let file = order(kind, "code\nx\n");
            let looked = bulk::dry_run(&app.app.db, &who.actor, file).await;
            let refused = matches!(looked, Err(Error::Forbidden));
            assert_eq!(
                refused,
                !kinds.contains(&kind),
                "{} {kind:?}",
                who.actor.name
            );
            let out = app
                .read_as(&who.actor, async |work| {
                    bulk::export(work, kind, None, Format::Csv).await
                })
                .await;
            assert_eq!(out.is_err(), !kinds.contains(&kind), "{kind:?}");
        }
    }
}
