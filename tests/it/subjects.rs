//! The vocabulary: found by whatever words, kept with history, merged without losing anybody.

use rostrum::accounts::Language;
use rostrum::error::Error;
use rostrum::flows;
use rostrum::offers::{self, NewOffer};
use rostrum::reference::vocabulary::{self, NewSubject, SubjectChangeKind};
use rostrum::reference::{self, SubjectId};
use rostrum::trainers::expertise;

use crate::support::world::date;
use crate::support::{TestApp, World, on_both};

on_both! {
    words_of_whatever_kind_find_their_subject,
    hostile_questions_find_nothing_and_break_nothing,
    a_merged_subject_means_the_other_from_then_on,
    what_is_out_of_use_is_not_offered_and_comes_back,
    changes_are_kept_with_what_was_before_and_raise_the_version,
}

async fn find(app: &TestApp, question: &str) -> Vec<String> {
    let hits = app
        .read(async |work| vocabulary::search(work, question, 12).await)
        .await;
    hits.into_iter().map(|hit| hit.code).collect()
}

async fn id(app: &TestApp, code: &str) -> SubjectId {
    let all = app.read(async |work| reference::subjects(work).await).await;
    all.into_iter().find(|row| row.code == code).unwrap().id
}

async fn words_of_whatever_kind_find_their_subject(app: TestApp) {
    for (question, code) in [
        ("ransomware", "TL-02"),
        ("IR-04", "IR-04"),
        ("chain of custody", "IR-04"),
        ("rans", "TL-02"),
        ("ethical hack", "TP-03"),
        ("what to do when we are hacked", "IR-01"),
        ("سوشل میڈیا", "AW-05"),
        ("RANSOMWARE", "TL-02"),
        ("Digital Forensics Investigator chain of custody", "IR-04"),
    ] {
        let found = find(&app, question).await;
        assert_eq!(
            found.first().map(String::as_str),
            Some(code),
            "{question}: {found:?}"
        );
    }
    // Two carry the same id.
    let mut found = find(&app, "pd-wrl-007").await;
    found.truncate(2);
    found.sort();
    assert_eq!(found, ["IR-06", "TP-03"]);
    // The institute's own words.
    let world = World::build(&app).await;
    assert!(find(&app, "keyboard warfare").await.is_empty());
    let subject = id(&app, "TL-04").await;
    let words = ("Keyboard warfare", Language::English);
    app.write_as(&world.coordinator.actor, async |work| {
        vocabulary::add_synonym(work, subject, words, Some(world.institute)).await
    })
    .await;
    assert_eq!(find(&app, "keyboard warf").await, ["TL-04"]);
    let seen = app
        .read(async |work| vocabulary::get(work, subject).await)
        .await;
    let own = seen
        .synonyms
        .iter()
        .find(|row| row.words == "Keyboard warfare");
    assert_eq!(own.unwrap().institute.as_deref(), Some("NIPA Lahore"));
    let twice = app
        .try_as(&world.coordinator.actor, async |work| {
            let words = ("keyboard WARFARE", Language::English);
            vocabulary::add_synonym(work, subject, words, Some(world.institute)).await
        })
        .await;
    assert!(matches!(twice, Err(Error::Invalid(e)) if e[0].message.key == "subjects-words-twice"));
}

async fn hostile_questions_find_nothing_and_break_nothing(app: TestApp) {
    let long = "forensics ".repeat(200);
    for question in [
        "",
        " ",
        "\"",
        "'",
        "*",
        "()",
        "a OR",
        "NEAR(a b)",
        "names:",
        "& | !",
        "<->",
        ":*",
        "\\",
        "'; DROP TABLE subject; --",
        "\u{0}",
        "%",
        "-",
        "^",
        "{}",
        "مم",
        long.as_str(),
    ] {
        find(&app, question).await;
    }
    assert_eq!(
        find(&app, &long).await.first().map(String::as_str),
        Some("IR-04")
    );
}

async fn a_merged_subject_means_the_other_from_then_on(app: TestApp) {
    let world = World::build(&app).await;
    let request = world.accepted(&app, "Lecture", 0).await;
    let slot = world.request(&app, request).await.slots.remove(0);
    let from = world.subject;
    // Nobody teaches the other one; the trainer's expertise and its evidence go along.
    let into = id(&app, "TP-02").await;
    let version = app
        .read(async |work| vocabulary::get(work, from).await)
        .await
        .version;
    let moved = app
        .write_as(&world.coordinator.actor, async |work| {
            flows::merge_subjects(work, (from, version), into, "They are the same").await
        })
        .await;
    assert_eq!(moved, 2);
    let taught = app
        .read(async |work| expertise::of(work, world.trainer.trainer()).await)
        .await;
    assert!(taught.iter().all(|one| one.subject != from));
    let kept = taught.iter().find(|one| one.subject == into).unwrap();
    assert_eq!((kept.verified, kept.evidence.len()), (Some(4), 1));
    // The slot asks for the merged one still, and is matched as the other.
    let new = NewOffer {
        seat: slot.seats[0].id,
        trainer: world.trainer.trainer(),
        option: slot.options[0].id,
        wave: 1,
        rank: 1,
    };
    app.write_as(&world.coordinator.actor, async |work| {
        offers::draft(work, new).await
    })
    .await;
    // Its names find the other; it is offered to nobody; its page leads on.
    assert_eq!(find(&app, "TL-01").await, ["TP-02"]);
    let all = app.read(async |work| reference::subjects(work).await).await;
    assert!(all.iter().all(|row| row.id != from));
    let seen = app
        .read(async |work| vocabulary::get(work, from).await)
        .await;
    assert_eq!(seen.merged_into, Some(into));
    assert_eq!(seen.history[0].kind, SubjectChangeKind::Merged);
    assert_eq!(seen.history[0].actor.as_deref(), Some("Coral Coordinator"));
    // Not twice, not into what is gone, not by anybody.
    for (who, what, to, version) in [
        (&world.coordinator, from, into, seen.version),
        (&world.coordinator, into, from, 1),
        (&world.coordinator, into, into, 1),
        (&world.officer, into, SubjectId(5), 1),
    ] {
        let refused = app
            .try_as(&who.actor, async |work| {
                flows::merge_subjects(work, (what, version), to, "Again").await
            })
            .await;
        assert!(refused.is_err());
    }
    // Chains are shortened.
    let third = id(&app, "TP-03").await;
    app.write_as(&world.coordinator.actor, async |work| {
        flows::merge_subjects(work, (into, 2), third, "All one").await
    })
    .await;
    let meant = app
        .read(async |work| vocabulary::meanings(work).await)
        .await;
    assert_eq!((meant.of(from), meant.of(into)), (third, third));
}

async fn what_is_out_of_use_is_not_offered_and_comes_back(app: TestApp) {
    let world = World::build(&app).await;
    let subject = id(&app, "TL-05").await;
    let step = async |version: i64, last: Option<&str>| {
        app.try_as(&world.coordinator.actor, async |work| match last {
            Some(last) => vocabulary::retire(work, (subject, version), date(last), "Old").await,
            None => vocabulary::restore(work, (subject, version), "Needed").await,
        })
        .await
    };
    step(1, Some("2026-04-30")).await.unwrap();
    assert!(matches!(
        step(1, Some("2026-04-30")).await,
        Err(Error::Stale)
    ));
    assert_eq!(
        find(&app, "TL-05").await.first().map(String::as_str),
        Some("TL-05")
    );
    app.clock.advance(60 * 86_400);
    assert!(!find(&app, "TL-05").await.contains(&"TL-05".to_owned()));
    let all = app.read(async |work| reference::subjects(work).await).await;
    assert!(all.iter().all(|row| row.id != subject));
    step(2, None).await.unwrap();
    assert_eq!(
        find(&app, "TL-05").await.first().map(String::as_str),
        Some("TL-05")
    );
}

async fn changes_are_kept_with_what_was_before_and_raise_the_version(app: TestApp) {
    let world = World::build(&app).await;
    let coordinator = &world.coordinator.actor;
    let new = NewSubject {
        code: "TL-77".into(),
        area: Some(
            app.read(async |work| vocabulary::areas(work).await)
                .await
                .remove(0)
                .area
                .id,
        ),
        name: "Hunting".into(),
        audience: "all".into(),
        nice: "PD-WRL-006".into(),
        ..NewSubject::default()
    };
    let id = app
        .write_as(coordinator, async |work| {
            let id = vocabulary::add(work, new.clone()).await?;
            let better = NewSubject {
                name: "Threat hunting".into(),
                nice: String::new(),
                ..new.clone()
            };
            vocabulary::revise(work, id, 1, better).await?;
            Ok(id)
        })
        .await;
    let seen = async || app.read(async |work| vocabulary::get(work, id).await).await;
    let before = |key: &str, was: &str| (key.to_owned(), was.to_owned());
    let revised = seen().await;
    assert_eq!(
        revised.history[0].before,
        [
            before("name", "Hunting"),
            before("subjects-nice", "PD-WRL-006")
        ]
    );
    let mut browser = world.coordinator.browse(&app).await;
    let page = browser.get(&format!("/subjects/{id}")).await;
    let words = page.ok().words();
    for was in ["Name: Hunting", "NICE roles and areas: PD-WRL-006"] {
        assert!(words.contains(was), "{words}");
    }
    // Programs read the same, in the order in which it was done and with the fields' own names.
    let mut program = app.program(&world.coordinator).await;
    let path = format!("/subjects/{id}/history");
    let told = program.get(&path).await.ok().json();
    let items = told["items"].as_array().unwrap();
    let kinds: Vec<_> = items
        .iter()
        .map(|one| one["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["added", "revised"]);
    assert_eq!(items[0]["detail"], "Hunting");
    assert_eq!(items[1]["by"], "Coral Coordinator");
    assert_eq!(
        items[1]["before"],
        serde_json::json!([
            { "field": "name", "was": "Hunting" },
            { "field": "nice", "was": "PD-WRL-006" },
        ])
    );
    let first = program.get(&format!("{path}?limit=1")).await.ok().json();
    assert_eq!(first["items"][0], items[0]);
    let next = format!("{path}?limit=1&after={}", first["next"]);
    let second = program.get(&next).await.ok().json();
    assert_eq!(
        (&second["items"][0], &second["next"]),
        (&items[1], &serde_json::Value::Null)
    );
    program
        .get("/subjects/9999/history")
        .await
        .problem(404, "not-found");
    // Words are part of what was read; those of one institute are no matter of another.
    let words = "cyber hygiene week";
    app.write_as(coordinator, async |work| {
        let whose = Some(world.institute);
        vocabulary::add_synonym(work, id, (words, Language::English), whose).await
    })
    .await;
    assert_eq!(seen().await.version, revised.version + 1);
    for (who, shown) in [
        (&world.officer, true),
        (&world.other_officer, false),
        (&world.trainer, false),
        (&world.coordinator, true),
    ] {
        let hits = app
            .read_as(&who.actor, async |work| {
                vocabulary::search(work, "Hygiène week", 3).await
            })
            .await
            .unwrap();
        assert_eq!(hits[0].id, id);
        assert_eq!(hits[0].words.contains(&words.to_owned()), shown, "{who:?}");
        let seen = app
            .read_as(&who.actor, async |work| vocabulary::get(work, id).await)
            .await
            .unwrap();
        assert_eq!(seen.synonyms.len(), usize::from(shown), "{who:?}");
        let told = seen.history.iter().any(|change| change.detail == words);
        assert_eq!(told, who.id == world.coordinator.id, "{who:?}");
        let mut program = app.program(who).await;
        let listed = program.get(&path).await.ok().text().contains(words);
        assert_eq!(listed, told, "{who:?}");
    }
}

#[tokio::test]
async fn the_field_that_finds_keeps_what_was_chosen_until_something_is_found() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let mut officer = world.officer.browse(&app).await;
    let chosen = format!("<option value=\"{}\" selected", world.subject);
    for (question, kept) in [("", true), ("zzzz", true), ("forensics", false)] {
        let path = format!(
            "/subjects?for=seat_1_subject&seat_1_subject={}&q={question}",
            world.subject
        );
        let page = officer.get(&path).await;
        let field = page
            .ok()
            .text()
            .split("id=\"seat_1_subject\"")
            .nth(1)
            .unwrap();
        let field = field.split("</select>").next().unwrap();
        assert_eq!(field.contains(&chosen), kept, "{question}: {field}");
        assert_eq!(field.matches(" selected").count(), 1);
    }
}

#[tokio::test]
async fn two_levels_and_known_ids_only() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let area = app
        .read(async |work| vocabulary::areas(work).await)
        .await
        .remove(0);
    let subject = area.subjects[0].id;
    let good = NewSubject {
        code: "TL-77".into(),
        area: Some(area.area.id),
        name: "Threat hunting".into(),
        audience: "all".into(),
        nice: "pd-wrl-006".into(),
        ..NewSubject::default()
    };
    let add = async |new: NewSubject| {
        app.try_as(&world.coordinator.actor, async |work| {
            vocabulary::add(work, new).await
        })
        .await
    };
    for (new, field, key) in [
        (
            NewSubject {
                nice: "PD-WRL-999".into(),
                ..good.clone()
            },
            "nice",
            "subjects-unknown-id",
        ),
        (
            NewSubject {
                ecsf: "Wizard".into(),
                ..good.clone()
            },
            "ecsf",
            "subjects-unknown-id",
        ),
        (
            NewSubject {
                area: Some(subject),
                ..good.clone()
            },
            "area",
            "subjects-no-area",
        ),
        (
            NewSubject {
                area: Some(SubjectId(9999)),
                ..good.clone()
            },
            "area",
            "subjects-unknown-area",
        ),
        (
            NewSubject {
                code: "TL-01".into(),
                ..good.clone()
            },
            "code",
            "subjects-code-taken",
        ),
        (
            NewSubject {
                code: "tl 1".into(),
                ..good.clone()
            },
            "code",
            "subjects-code",
        ),
        (
            NewSubject {
                audience: "pets".into(),
                ..good.clone()
            },
            "audience",
            "field-choice",
        ),
    ] {
        let Err(Error::Invalid(errors)) = add(new.clone()).await else {
            panic!("{new:?}")
        };
        assert_eq!(
            (errors[0].field.as_str(), errors[0].message.key.as_str()),
            (field, key)
        );
    }
    // An area becomes no part of itself, of its own subject, or of another area.
    let revise = async |id: SubjectId, new: NewSubject| {
        app.try_as(&world.coordinator.actor, async |work| {
            vocabulary::revise(work, id, 1, new).await
        })
        .await
    };
    let whole = NewSubject {
        name: "Threats".into(),
        audience: "all".into(),
        ..NewSubject::default()
    };
    for (id, to, key) in [
        (area.area.id, Some(area.area.id), "subjects-circle"),
        (area.area.id, Some(subject), "subjects-area-in-area"),
        (subject, Some(subject), "subjects-circle"),
        (subject, None, "subjects-needs-area"),
    ] {
        let refused = revise(
            id,
            NewSubject {
                area: to,
                ..whole.clone()
            },
        )
        .await;
        let Err(Error::Invalid(errors)) = refused else {
            panic!("{key}")
        };
        assert_eq!(errors[0].message.key, key);
    }
    let made = add(good).await.unwrap();
    let seen = app
        .read(async |work| vocabulary::get(work, made).await)
        .await;
    assert_eq!(seen.nice[0].id, "PD-WRL-006");
    assert_eq!(
        find(&app, "threat hunt").await.first().map(String::as_str),
        Some("TL-77")
    );
    // An area is not taken out of use while its subjects are in it.
    let refused = app
        .try_as(&world.coordinator.actor, async |work| {
            let last = date("2026-12-31");
            vocabulary::retire(work, (area.area.id, 1), last, "All of it").await
        })
        .await;
    assert!(matches!(refused, Err(Error::Conflict(m)) if m.key == "subjects-area-in-use"));
}
