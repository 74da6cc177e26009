//! Nobody is taken in twice, by a table or by the form.

use rostrum::accounts::{self, faces};
use rostrum::bulk::{self, Encoding, Kind};
use rostrum::trainers;

use super::merge;
use crate::support::{TestApp, World, on_both};

on_both!(nobody_is_imported_twice_under_two_spellings);

const HEAD: &str = "email,name,title,pool,university,home,languages,subjects,another_person\n";

fn row(email: &str, name: &str, another: &str) -> String {
    format!("{email},{name},Dr.,academic,nust,Islamabad,en,IR-01:3,{another}\n")
}

async fn nobody_is_imported_twice_under_two_spellings(app: TestApp) {
    let world = World::build(&app).await;
    let actor = &world.coordinator.actor;
    let take = async |file: String| {
        let order = bulk::Order {
            kind: Kind::Trainers,
            name: "trainers.csv".into(),
            bytes: file.into_bytes(),
            encoding: Encoding::default(),
            submit: false,
        };
        let report = bulk::import(&app.app.db, actor, order, None).await.unwrap();
        let faults: Vec<String> = report
            .faults
            .iter()
            .map(|fault| format!("{} {}", fault.at, fault.message.key))
            .collect();
        (faults, (report.new, report.changed, report.same))
    };
    let clean = |counts| (Vec::<String>::new(), counts);
    let count = async || {
        app.read(async |work| trainers::list(work).await)
            .await
            .len()
    };
    let first = format!(
        "{HEAD}{}",
        row("bilal.khan@nust.edu.pk", "Muhammad Bilal Khan", "")
    );
    assert_eq!(take(first.clone()).await, clean((1, 0, 0)));
    let before = count().await;
    // One is there, one stands twice in the file, one is new: nothing is taken in.
    let file = format!(
        "{HEAD}{}{}{}",
        row("m.bilal@uet.edu.pk", "Khan Mohammad Bilal", ""),
        row("a.siddiqui@uet.edu.pk", "Aisha Siddiqui", ""),
        row("ayesha@lums.edu.pk", "Siddique Ayesha", ""),
    );
    let (faults, _) = take(file.clone()).await;
    assert_eq!(faults, ["B2 twins-looks-like", "B4 twins-looks-like"]);
    assert_eq!(count().await, before);
    let wrong = file.replace("IR-01:3,\n", "IR-01:3,perhaps\n");
    let (faults, _) = take(wrong).await;
    assert_eq!(faults[0], "I2 twins-yes-or-nothing");
    // Said to be others, they come in, and are not shown as the same again.
    let file = file.replace("IR-01:3,\n", "IR-01:3,yes\n");
    assert_eq!(take(file.clone()).await, clean((3, 0, 0)));
    assert_eq!(take(file).await, clean((0, 0, 3)));
    assert_eq!(take(first.clone()).await, clean((0, 0, 1)));
    let pairs = app.read(async |work| faces::pairs(work).await).await;
    assert_eq!(pairs.len(), 0);
    let out = app
        .read_as(actor, async |work| {
            bulk::export(work, Kind::Trainers, None, bulk::Format::Csv).await
        })
        .await
        .unwrap();
    let (faults, (new, changed, _)) = take(String::from_utf8(out).unwrap()).await;
    assert_eq!((faults, new, changed), (vec![], 0, 0));
    // A merged address is that of the kept record, in a table too.
    let of = async |email: &'static str| {
        app.read(async |work| accounts::by_email(work, email).await)
            .await
            .unwrap()
            .id
    };
    let (keep, drop) = (
        of("bilal.khan@nust.edu.pk").await,
        of("m.bilal@uet.edu.pk").await,
    );
    merge(&app, &world.coordinator, keep, drop).await.unwrap();
    let file = format!(
        "{HEAD}{}",
        row("m.bilal@uet.edu.pk", "Muhammad Bilal Khan", "")
    );
    assert_eq!(take(file.clone()).await, clean((0, 0, 1)));
    let both = file + &row("bilal.khan@nust.edu.pk", "Muhammad Bilal Khan", "");
    assert_eq!(take(both).await.0, ["A3 bulk-twice"]);
    // The form says the same, and has a box for it.
    let mut page = world.coordinator.browse(&app).await;
    let home = {
        let cities = app
            .read(async |work| rostrum::reference::cities(work).await)
            .await;
        cities[0].id.to_string()
    };
    let subject = world.subject.to_string();
    let mut form = vec![
        ("name", "Engr. Bilal Khan"),
        ("email", "bilal@lums.edu.pk"),
        ("title", "Engr."),
        ("language", "en"),
        ("pool", "academic"),
        ("university", "1"),
        ("home", home.as_str()),
        ("max_travel", "180"),
        ("cap_day", "2"),
        ("cap_week", "3"),
        ("cap_month", "6"),
        ("teaches_en", "yes"),
        ("skill_1_subject", subject.as_str()),
        ("skill_1_level", "2"),
    ];
    page.get("/trainers/new")
        .await
        .ok()
        .hides("name=\"another\"");
    let answer = page.post("/trainers", &form).await;
    answer
        .status(422)
        .shows("bilal.khan@nust.edu.pk")
        .shows("name=\"another\"");
    form.push(("another", "yes"));
    page.post("/trainers", &form).await.status(303);
}
