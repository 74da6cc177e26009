//! Who may teach what: claims, evidence, findings that age, and membership.

use chrono::NaiveDate;
use rostrum::db::Work;
use rostrum::error::{Error, Result};
use rostrum::offers::{self, NewOffer};
use rostrum::planning::{self, Order};
use rostrum::sessions;
use rostrum::slots::SlotView;
use rostrum::trainers::expertise::{
    self, Audience, Claim, Detail, EvidenceKind, Finding, NewEvidence,
};
use rostrum::trainers::membership::{self, MembershipState, Step};
use rostrum::trainers::{self, TrainerId};

use crate::support::world::date;
use crate::support::{TestApp, World, on_both};

on_both! {
    a_claim_counts_once_it_is_shown_and_verified,
    a_finding_counts_until_its_last_day_and_not_longer,
    only_the_designated_are_candidates,
    designations_never_overlap,
    what_waits_for_a_look_is_a_list_for_people_and_programs,
}

async fn first(work: &Work, id: TrainerId, subject: i64) -> Result<Detail> {
    let all = expertise::of(work, id).await?;
    Ok(all
        .into_iter()
        .find(|one| one.subject.0 == subject)
        .unwrap())
}

/// Whether the academic could be asked for the slot's first seat now; the key of why not.
async fn asked(app: &TestApp, world: &World, slot: &SlotView) -> Option<String> {
    let new = NewOffer {
        seat: slot.seats[0].id,
        trainer: world.trainer.trainer(),
        option: slot.options[0].id,
        wave: 1,
        rank: 1,
    };
    // It locks the slot, so it writes; nothing of that is kept.
    let work = app.app.write(&world.coordinator.actor).await.unwrap();
    let asked = offers::draft(&work, new).await;
    drop(work);
    match asked {
        Ok(_) => None,
        Err(Error::Conflict(message)) => Some(message.key),
        Err(other) => panic!("{other}"),
    }
}

/// Whether a run of the matcher proposes somebody for the first seat.
async fn proposed(app: &TestApp, world: &World) -> bool {
    let order = Order {
        from: date("2026-04-07"),
        to: date("2026-06-30"),
        seed: 1,
        epochs: 2,
    };
    let actor = &world.coordinator.actor;
    let run = planning::run(&app.app.db, actor, order, planning::carry_on)
        .await
        .unwrap();
    let review = app
        .read_as(actor, async |work| planning::review(work, run).await)
        .await
        .unwrap();
    review.0.covered > 0
}

async fn a_claim_counts_once_it_is_shown_and_verified(app: TestApp) {
    let world = World::build(&app).await;
    let request = world.accepted(&app, "Lecture", 0).await;
    let slot = world.request(&app, request).await.slots.remove(0);
    assert_eq!(asked(&app, &world, &slot).await, None);
    assert!(proposed(&app, &world).await);
    let id = world.trainer.trainer();
    let subject = world.subject.0;

    // Taken back, and the neighbours too: what remains is a claim.
    app.write_as(&world.coordinator.actor, async |work| {
        for one in expertise::of(work, id).await? {
            expertise::unverify(work, one.id, one.version, "Under review").await?;
        }
        Ok(())
    })
    .await;
    assert_eq!(
        asked(&app, &world, &slot).await.as_deref(),
        Some("offers-not-qualified")
    );
    assert!(!proposed(&app, &world).await);

    // A trainer verifies nobody, themselves least of all.
    let claim = app
        .read_as(&world.trainer.actor, async |work| {
            first(work, id, subject).await
        })
        .await
        .unwrap();
    let found = Finding {
        level: 5,
        until: date("2028-01-01"),
        why: "I know".into(),
    };
    let refused = app
        .try_as(&world.trainer.actor, async |work| {
            expertise::verify(work, claim.id, claim.version, found.clone()).await
        })
        .await;
    assert!(matches!(refused, Err(Error::Forbidden)));

    // Without evidence there is nothing to verify.
    let refused = app
        .try_as(&world.coordinator.actor, async |work| {
            expertise::remove_evidence(work, claim.id, claim.evidence[0].id).await?;
            expertise::verify(work, claim.id, claim.version + 1, found.clone()).await
        })
        .await;
    assert!(matches!(refused, Err(Error::Conflict(m)) if m.key == "expertise-no-evidence"));

    app.write_as(&world.coordinator.actor, async |work| {
        expertise::verify(work, claim.id, claim.version, found.clone()).await
    })
    .await;
    assert_eq!(asked(&app, &world, &slot).await, None);
    assert!(proposed(&app, &world).await);
    let seen = app
        .read_as(&world.trainer.actor, async |work| {
            expertise::get(work, claim.id).await
        })
        .await
        .unwrap();
    assert_eq!((seen.verified, seen.history[0].level), (Some(5), Some(5)));
    assert_eq!(seen.history[0].by.as_deref(), Some("Coral Coordinator"));
    assert_eq!(seen.history[1].level, None);

    // The same version twice is one time too many.
    let stale = app
        .try_as(&world.coordinator.actor, async |work| {
            expertise::verify(work, claim.id, claim.version, found).await
        })
        .await;
    assert!(matches!(stale, Err(Error::Stale)));
}

async fn a_finding_counts_until_its_last_day_and_not_longer(app: TestApp) {
    let world = World::build(&app).await;
    let request = world.accepted(&app, "Lecture", 0).await;
    let slot = world.request(&app, request).await.slots.remove(0);
    let id = world.trainer.trainer();
    let until = |day: NaiveDate| {
        let (app, world) = (&app, &world);
        async move {
            app.write_as(&world.coordinator.actor, async |work| {
                for one in expertise::of(work, id).await? {
                    let found = Finding {
                        level: 4,
                        until: day,
                        why: "Seen".into(),
                    };
                    expertise::verify(work, one.id, one.version, found).await?;
                }
                Ok(())
            })
            .await;
        }
    };
    // The session is on 22 April 2026.
    until(date("2026-04-22")).await;
    assert_eq!(asked(&app, &world, &slot).await, None);
    assert!(proposed(&app, &world).await);
    until(date("2026-04-21")).await;
    assert_eq!(
        asked(&app, &world, &slot).await.as_deref(),
        Some("offers-expertise-ends")
    );
    assert!(!proposed(&app, &world).await);
}

async fn only_the_designated_are_candidates(app: TestApp) {
    let world = World::build(&app).await;
    let request = world.accepted(&app, "Lecture", 0).await;
    let slot = world.request(&app, request).await.slots.remove(0);
    let id = world.trainer.trainer();
    let step = |step: Step| {
        let (app, world) = (&app, &world);
        async move {
            app.write_as(&world.coordinator.actor, async |work| {
                let now = membership::of(work, id).await?.remove(0);
                membership::step(work, now.id, now.version, step, "As it is").await
            })
            .await;
        }
    };
    assert!(proposed(&app, &world).await);
    step(Step::Suspend).await;
    assert_eq!(
        asked(&app, &world, &slot).await.as_deref(),
        Some("offers-not-designated")
    );
    assert!(!proposed(&app, &world).await);
    step(Step::Reinstate).await;
    // Who was asked before and is suspended now does not say yes.
    let (_, [asked_first, _]) = world.offered(&app, "Asked in time", 1).await;
    step(Step::Suspend).await;
    let late = app
        .try_as(&world.trainer.actor, async |work| {
            offers::accept(work, asked_first).await
        })
        .await;
    assert!(matches!(late, Err(Error::Conflict(m)) if m.key == "offers-not-designated"));
    step(Step::Reinstate).await;
    assert_eq!(asked(&app, &world, &slot).await, None);
    step(Step::End).await;
    assert_eq!(
        asked(&app, &world, &slot).await.as_deref(),
        Some("offers-not-designated")
    );
    let refused = app
        .try_as(&world.coordinator.actor, async |work| {
            let now = membership::of(work, id).await?.remove(0);
            membership::step(work, now.id, now.version, Step::Reinstate, "Please").await
        })
        .await;
    assert!(matches!(refused, Err(Error::Conflict(m)) if m.key == "membership-not-now"));

    // What ran out lapses by the clock, once, and says so.
    let bystander =
        crate::support::world::trainer(&app, "Zoya Zahid", trainers::Pool::Academic).await;
    app.clock.advance(3 * 366 * 86_400);
    app.app.tick().await.unwrap();
    app.app.tick().await.unwrap();
    let there = app
        .read(async |work| membership::of(work, bystander.trainer()).await)
        .await;
    assert_eq!(there[0].state, MembershipState::Lapsed);
    let last = there[0].steps.last().unwrap();
    assert_eq!(
        (last.reason.as_str(), last.actor.as_deref()),
        (membership::RAN_OUT, None)
    );
    assert_eq!(
        there[0]
            .steps
            .iter()
            .filter(|step| step.reason == membership::RAN_OUT)
            .count(),
        1
    );
}

async fn designations_never_overlap(app: TestApp) {
    let world = World::build(&app).await;
    let id = world.trainer.trainer();
    let admit = |from: &'static str, to: &'static str| {
        let (app, world) = (&app, &world);
        async move {
            app.try_as(&world.coordinator.actor, async |work| {
                membership::admit(work, id, (date(from), date(to)), "Again").await
            })
            .await
        }
    };
    let before = app
        .read(async |work| membership::of(work, id).await)
        .await
        .len();
    for (from, to) in [
        ("2028-12-31", "2029-06-30"),
        ("2024-01-01", "2025-01-01"),
        ("2026-01-01", "2026-02-01"),
    ] {
        let refused = admit(from, to).await;
        let Err(Error::Invalid(errors)) = refused else {
            panic!("{from}..{to}: {refused:?}")
        };
        assert_eq!(errors[0].message.key, "membership-overlap");
    }
    for (from, to, key) in [
        ("2030-02-01", "2030-01-01", "field-end-before-start"),
        ("2030-01-01", "2060-01-01", "membership-too-long"),
    ] {
        let Err(Error::Invalid(errors)) = admit(from, to).await else {
            panic!("{from}..{to}")
        };
        assert_eq!(
            (errors[0].field.as_str(), errors[0].message.key.as_str()),
            ("until", key)
        );
    }
    // Nothing half done: not even the nomination of a refused one is left.
    let after = app
        .read(async |work| membership::of(work, id).await)
        .await
        .len();
    assert_eq!(before, after);
    admit("2029-01-01", "2029-12-31").await.unwrap();
}

#[tokio::test]
async fn claims_are_held_to_their_range_and_evidence_to_a_date() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let id = world.trainer.trainer();
    let me = &world.trainer.actor;
    for (claim, field) in [
        (Claim::new(trainers::SubjectId(20), 0, 0), "level"),
        (Claim::new(trainers::SubjectId(20), 6, 0), "level"),
        (Claim::new(trainers::SubjectId(20), 2, 31), "preference"),
        (Claim::new(trainers::SubjectId(9999), 2, 0), "subject"),
        (Claim::new(world.subject, 2, 0), "subject"),
    ] {
        let refused = app
            .try_as(me, async |work| expertise::claim(work, id, claim).await)
            .await;
        let Err(Error::Invalid(errors)) = refused else {
            panic!("{claim:?}")
        };
        assert_eq!(errors[0].field, field);
    }
    let one = app
        .read_as(me, async |work| first(work, id, world.subject.0).await)
        .await
        .unwrap();
    for (day, key) in [
        (None, "evidence-no-date"),
        (Some(date("2026-12-01")), "evidence-ahead"),
    ] {
        let shown = NewEvidence {
            kind: EvidenceKind::Paper,
            title: "A paper".into(),
            dated_on: day,
            reference: String::new(),
        };
        let refused = app
            .try_as(me, async |work| {
                expertise::add_evidence(work, one.id, shown).await
            })
            .await;
        assert!(matches!(refused, Err(Error::Invalid(e)) if e[0].message.key == key));
    }
    // Verified for every class: a trainer narrows that alone, and does not widen it again.
    let narrow = |audience| Claim {
        audience: Some(audience),
        ..Claim::new(world.subject, 4, 0)
    };
    app.write_as(me, async |work| {
        expertise::amend(work, one.id, one.version, narrow(Audience::FromBs19)).await
    })
    .await;
    let wider = app
        .try_as(me, async |work| {
            expertise::amend(work, one.id, one.version + 1, narrow(Audience::Everyone)).await
        })
        .await;
    assert!(matches!(wider, Err(Error::Invalid(e)) if e[0].field == "audience"));
    // And a class of BS-18 is no longer theirs.
    let request = world.accepted(&app, "Lecture", 0).await;
    let slot = world.request(&app, request).await.slots.remove(0);
    assert_eq!(
        asked(&app, &world, &slot).await.as_deref(),
        Some("offers-other-class")
    );
}

#[tokio::test]
async fn a_session_that_was_held_is_evidence() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let (slot, session) = world.session(&app, "Threats of the year", 0).await;
    app.clock.advance(60 * 86_400);
    app.write_as(&world.coordinator.actor, async |work| {
        sessions::deliver(work, session).await
    })
    .await;
    for who in [&world.trainer, &world.other_trainer] {
        let one = app
            .read(async |work| first(work, who.trainer(), world.subject.0).await)
            .await;
        let shown = &one.evidence[0];
        assert_eq!(
            (shown.kind, shown.slot),
            (EvidenceKind::Session, Some(slot))
        );
        assert_eq!(shown.title, "Threats of the year");
        // Nobody takes it away by hand.
        let refused = app
            .try_as(&who.actor, async |work| {
                expertise::remove_evidence(work, one.id, shown.id).await
            })
            .await;
        assert!(matches!(refused, Err(Error::Conflict(m)) if m.key == "evidence-of-session"));
    }
}

async fn what_waits_for_a_look_is_a_list_for_people_and_programs(app: TestApp) {
    let world = World::build(&app).await;
    let mut coordinator = world.coordinator.browse(&app).await;
    let mut program = app.program(&world.coordinator).await;
    coordinator
        .get("/expertise")
        .await
        .ok()
        .shows("Nothing waits.");
    let none = program.get("/expertise").await.ok().json();
    assert_eq!(none["items"], serde_json::json!([]));
    // Two claims of everybody's wait again, with what shows them; a third has nothing to show.
    let id = world.trainer.trainer();
    app.write_as(&world.coordinator.actor, async |work| {
        for one in &expertise::of(work, id).await?[..3] {
            expertise::unverify(work, one.id, one.version, "Under review").await?;
        }
        let bare = &expertise::of(work, id).await?[3];
        expertise::remove_evidence(work, bare.id, bare.evidence[0].id).await
    })
    .await;
    let mut listed = Vec::new();
    let mut path = "/expertise?limit=1".to_owned();
    loop {
        let part = program.get(&path).await.ok().json();
        let item = &part["items"][0];
        assert_eq!(part["items"].as_array().unwrap().len(), 1);
        assert_eq!(item["trainer_name"], "Dr. Tahira Trainer");
        let one = &item["expertise"];
        assert_eq!(
            (&one["trainer"], &one["verified"], &one["claimed"]),
            (&id.0.into(), &serde_json::Value::Null, &4.into())
        );
        assert_eq!(one["evidence"].as_array().unwrap().len(), 1);
        listed.push(one["id"].as_i64().unwrap());
        match part["next"].as_i64() {
            Some(after) => path = format!("/expertise?limit=1&after={after}"),
            None => break,
        }
    }
    assert_eq!(listed.len(), 2);
    assert!(listed.is_sorted());
    let page = coordinator.get("/expertise").await;
    for id in &listed {
        page.ok().shows(&format!("/expertise/{id}#verify"));
    }
    page.shows("2 claims with evidence");
    let behind = coordinator
        .get(&format!("/expertise?after={}", listed[0]))
        .await;
    behind
        .ok()
        .shows(&format!("/expertise/{}#verify", listed[1]))
        .hides(&format!("/expertise/{}#verify", listed[0]));
    program.get("/expertise?limit=0").await.status(422);
    let mut trainer = app.program(&world.trainer).await;
    trainer.get("/expertise").await.problem(403, "forbidden");
}
