//! Tables of what trainers teach: in and out, twice, and every fault by its cell.

use rostrum::bulk::{self, Format, Kind};
use rostrum::db::Page;
use rostrum::reference::vocabulary;
use rostrum::trainers::expertise::{self, Detail};
use sea_orm::ConnectionTrait;

use super::{counts, faults, look, take};
use crate::support::world::date;
use crate::support::{TestApp, World, on_both};

on_both! {
    a_table_claims_shows_and_verifies,
    what_has_run_out_comes_in_elsewhere_as_it_went_out,
    a_table_of_trainers_designates_and_never_twice_on_a_day,
}

const HEAD: &str = "email,subject,level,audience,language,preference,evidence_kind,evidence,evidence_on,\
evidence_reference,verified_level,verified_until,why\n";

async fn a_table_claims_shows_and_verifies(app: TestApp) {
    let world = World::build(&app).await;
    let actor = &world.coordinator.actor;
    let row = "tahira@example.org,IR-04,3,everyone,en,10,paper,On custody,2025-03-01,10.1/2,2,2028-03-01,Read";
    let file = format!("{HEAD}{row}\n");
    assert_eq!(
        counts(&look(&app, actor, Kind::Expertise, file.as_str()).await),
        (1, 0, 0)
    );
    assert_eq!(
        counts(&take(&app, actor, Kind::Expertise, file.as_str()).await),
        (1, 0, 0)
    );
    let all = app
        .read_as(actor, async |work| {
            expertise::of(work, world.trainer.trainer()).await
        })
        .await
        .unwrap();
    let made = all.iter().find(|one| one.code == "IR-04").unwrap();
    assert_eq!(
        (made.claimed, made.verified, made.evidence.len()),
        (3, Some(2), 1)
    );
    // Twice the same changes nothing; a new finding changes that and adds no evidence.
    assert_eq!(
        counts(&take(&app, actor, Kind::Expertise, file.as_str()).await),
        (0, 0, 1)
    );
    let better = file.replace(",2,2028-03-01,Read", ",3,2028-03-01,Read again");
    assert_eq!(
        counts(&take(&app, actor, Kind::Expertise, better).await),
        (0, 1, 0)
    );
    let now = app
        .read_as(actor, async |work| expertise::get(work, made.id).await)
        .await
        .unwrap();
    assert_eq!(
        (now.verified, now.evidence.len(), now.history.len()),
        (Some(3), 1, 2)
    );
    // An older piece is added, and said so; once.
    let older = file.replace("On custody,2025-03-01", "On seizure,2020-01-01");
    let older = older.replace(",2,2028-03-01,Read", ",,,");
    let first = take(&app, actor, Kind::Expertise, older.as_str()).await;
    assert_eq!(counts(&first), (0, 1, 0));
    let again = take(&app, actor, Kind::Expertise, older).await;
    assert_eq!(counts(&again), (0, 0, 1));
    // Out and in.
    for format in [Format::Csv, Format::Xlsx] {
        let out = app
            .read_as(actor, async |work| {
                bulk::export(work, Kind::Expertise, None, format).await
            })
            .await
            .unwrap();
        let (new, changed, same) = counts(&look(&app, actor, Kind::Expertise, out).await);
        assert_eq!((new, changed), (0, 0));
        assert!(same > 5);
    }
    // What is out of use by now is still what they have, and comes in as it went out; nobody gets it anew.
    app.write_as(actor, async |work| {
        let seen = vocabulary::get(work, made.subject).await?.version;
        let last = date("2026-04-05");
        vocabulary::retire(work, (made.subject, seen), last, "Old").await
    })
    .await;
    let out = app
        .read_as(actor, async |work| {
            bulk::export(work, Kind::Expertise, None, Format::Csv).await
        })
        .await
        .unwrap();
    assert!(String::from_utf8(out.clone()).unwrap().contains("IR-04"));
    let report = look(&app, actor, Kind::Expertise, out).await;
    assert_eq!(faults(&report), Vec::<String>::new());
    let anew = file.replace("tahira@", "tariq@");
    let report = look(&app, actor, Kind::Expertise, anew).await;
    assert_eq!(report.faults.len(), 1, "{:?}", faults(&report));
}

async fn what_has_run_out_comes_in_elsewhere_as_it_went_out(app: TestApp) {
    let world = World::build(&app).await;
    let actor = &world.coordinator.actor;
    let id = world.trainer.trainer();
    let (slot, _) = world.session(&app, "A lecture", 2).await;
    let row = "tahira@example.org,IR-04,3,everyone,en,10,paper,On custody,2025-03-01,10.1/2,2,2028-03-01,Read";
    take(&app, actor, Kind::Expertise, format!("{HEAD}{row}\n")).await;
    // Years later all of it has run out, and one has nothing to show but a session that was held.
    app.clock.advance(4 * 366 * 86_400);
    app.write_as(actor, async |work| {
        let known = expertise::of(work, id).await?;
        let one = known.iter().find(|one| one.code != "IR-04").unwrap();
        let day = date("2026-05-13");
        expertise::taught(work, id, one.subject, (slot, "A lecture"), day).await?;
        for piece in &one.evidence {
            expertise::remove_evidence(work, one.id, piece.id).await?;
        }
        Ok(())
    })
    .await;
    let out = async || {
        app.read_as(actor, async |work| {
            bulk::export(work, Kind::Expertise, None, Format::Csv).await
        })
        .await
        .unwrap()
    };
    let file = out().await;
    let (new, changed, same) = counts(&look(&app, actor, Kind::Expertise, file.clone()).await);
    assert_eq!((new, changed), (0, 0), "at home it changes nothing");

    // Elsewhere the same people are there, and nothing that they teach.
    let db = app.app.db.connection();
    db.execute_unprepared("DELETE FROM expertise")
        .await
        .unwrap();
    let taken = take(&app, actor, Kind::Expertise, file.clone()).await;
    assert_eq!(counts(&taken), (same, 0, 0));
    let again = take(&app, actor, Kind::Expertise, file.clone()).await;
    assert_eq!(counts(&again), (0, 0, same));
    assert_eq!(out().await, file);
    let ir = async || -> Detail {
        let all = app.read_as(actor, async |work| expertise::of(work, id).await);
        let mut all = all.await.unwrap().into_iter();
        all.find(|one| one.code == "IR-04").unwrap()
    };
    // It counts for nothing, and waits for somebody to look again.
    let made = ir().await;
    assert_eq!(
        (made.verified, made.until, made.freshness),
        (Some(2), Some(date("2028-03-01")), Some(0))
    );
    let waits = app
        .read_as(actor, async |work| {
            expertise::waiting(work, Page::shown(None)).await
        })
        .await
        .unwrap();
    assert!(waits.0.iter().any(|one| one.detail.id == made.id));

    // An older finding stands in for no later one, and brings nothing back that was taken back.
    let older = format!("{HEAD}{row}\n").replace("2028-03-01", "2027-03-01");
    let report = look(&app, actor, Kind::Expertise, older.as_str()).await;
    assert_eq!(faults(&report), ["L2 expertise-found-later"]);
    let later = older.replace("2027-03-01", "2029-03-01");
    let report = take(&app, actor, Kind::Expertise, later.as_str()).await;
    assert_eq!(counts(&report), (0, 1, 0));
    app.write_as(actor, async |work| {
        let now = expertise::get(work, made.id).await?;
        expertise::unverify(work, now.id, now.version, "Retracted").await
    })
    .await;
    let report = look(&app, actor, Kind::Expertise, later).await;
    assert_eq!(faults(&report), ["L2 expertise-stays-taken-back"]);
    // A page goes on refusing what is over: there it is a slip of the keys.
    let path = format!("/expertise/{}", made.id);
    let mut coordinator = world.coordinator.browse(&app).await;
    let version = ir().await.version.to_string();
    let fields = [
        ("version", version.as_str()),
        ("found_level", "2"),
        ("until", "2028-03-01"),
        ("why", "Read"),
    ];
    coordinator
        .post(&format!("{path}/verify"), &fields)
        .await
        .status(422)
        .shows("A finding holds from tomorrow on");
}

#[tokio::test]
async fn each_fault_stands_at_its_cell_and_nothing_is_done() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let actor = &world.coordinator.actor;
    let row = "tahira@example.org,IR-04,3,everyone,en,10,paper,On custody,2025-03-01,10.1/2,2,2028-03-01,Read";
    for (from, to, fault) in [
        ("tahira@", "nobody@", "A2 bulk-unknown-trainer"),
        ("IR-04", "IR-99", "B2 bulk-no-such-subject"),
        (",3,everyone", ",6,everyone", "C2 expertise-level"),
        (",3,everyone", ",many,everyone", "C2 field-number"),
        ("everyone", "pets", "D2 bulk-unknown-audience"),
        (",en,", ",fr,", "E2 bulk-unknown-tongue"),
        (",10,paper", ",99,paper", "F2 expertise-preference-range"),
        ("paper", "rumour", "G2 bulk-unknown-evidence"),
        ("2025-03-01", "", "I2 evidence-no-date"),
        ("2025-03-01", "2035-03-01", "I2 evidence-ahead"),
        ("2025-03-01", "yesterday", "I2 field-date"),
        (",2,2028", ",9,2028", "K2 expertise-level"),
        ("2028-03-01", "2035-03-01", "L2 expertise-until-wrong"),
        ("2028-03-01", "1969-03-01", "L2 field-date"),
        ("2028-03-01", "", "L2 field-date"),
        (",Read", ",", "M2 "),
        (
            ",2,2028-03-01,Read",
            ",,2028-03-01,Read",
            "K2 bulk-no-finding",
        ),
        (
            "paper,On custody,2025-03-01,10.1/2",
            ",,,",
            "B2 expertise-no-evidence",
        ),
    ] {
        let file = format!("{HEAD}{}\n", row.replacen(from, to, 1));
        let report = look(&app, actor, Kind::Expertise, file).await;
        let said: Vec<String> = report
            .faults
            .iter()
            .map(|fault| format!("{} {}", fault.at, fault.message.key))
            .collect();
        assert!(
            said.iter().any(|one| one.starts_with(fault)),
            "{to}: {said:?}"
        );
    }
    let twice = format!("{HEAD}{row}\n{row}\n");
    let report = look(&app, actor, Kind::Expertise, twice).await;
    assert_eq!(report.faults[0].at, "B3");
    // An officer has no such table.
    let refused = app
        .read_as(&world.officer.actor, async |work| {
            bulk::export(work, Kind::Expertise, None, Format::Csv).await
        })
        .await;
    assert!(refused.is_err());
}

async fn a_table_of_trainers_designates_and_never_twice_on_a_day(app: TestApp) {
    let world = World::build(&app).await;
    let actor = &world.coordinator.actor;
    let head =
        "email,name,pool,university,home,languages,subjects,designated_from,designated_until\n";
    let new = "amna@uet.edu.pk,Amna Khan,academic,uet-lhr,Lahore,en,IR-01:3,2026-07-01,2028-06-30";
    let file = format!("{head}{new}\n");
    assert_eq!(
        counts(&take(&app, actor, Kind::Trainers, file.as_str()).await),
        (1, 0, 0)
    );
    assert_eq!(
        counts(&take(&app, actor, Kind::Trainers, file.as_str()).await),
        (0, 0, 1)
    );
    // The days that follow, twice.
    let next = file.replace("2026-07-01,2028-06-30", "2028-07-01,2030-06-30");
    let first = take(&app, actor, Kind::Trainers, next.as_str()).await;
    assert_eq!(counts(&first), (0, 1, 0));
    let again = take(&app, actor, Kind::Trainers, next).await;
    assert_eq!(counts(&again), (0, 0, 1));
    for (from, to, fault) in [
        (
            "2026-07-01,2028-06-30",
            "2027-01-01,2029-01-01",
            "H2 membership-overlap",
        ),
        ("2026-07-01,2028-06-30", "2026-07-01,", "I2 bulk-both-days"),
        ("2026-07-01,2028-06-30", ",", "H2 bulk-fixed-days"),
        ("2028-06-30", "2025-06-30", "I2 field-end-before-start"),
    ] {
        let report = look(&app, actor, Kind::Trainers, file.replace(from, to)).await;
        let said = report
            .faults
            .first()
            .map(|f| format!("{} {}", f.at, f.message.key));
        assert_eq!(said.as_deref(), Some(fault), "{to}");
    }
}
