//! What a coordinator has looked at is lost by no list, no merge and no second try.

use rostrum::accounts::{self, Role};
use rostrum::bulk::Kind;
use rostrum::error::Error;
use rostrum::offers;
use rostrum::reference::{self, SubjectId, vocabulary};
use rostrum::reports::issues::{self, Of};
use rostrum::trainers::conflicts::{self, ConflictKind, NewConflict};
use rostrum::trainers::expertise::{
    self, Audience, Claim, Detail, EvidenceKind, Finding, NewEvidence,
};
use rostrum::trainers::membership::{self, Step};
use rostrum::trainers::{self, TrainerId};
use rostrum::{bulk, flows};

use crate::bulk::{counts, faults, take};
use crate::support::world::{date, known};
use crate::support::{TestApp, World, on_both};

on_both! {
    a_list_takes_off_nothing_that_was_looked_at,
    the_longer_and_the_better_finding_are_both_worth_something,
    who_is_not_verified_any_more_does_not_say_yes,
    what_was_taken_back_is_not_claimed_as_if_nobody_had_looked,
    a_session_whose_trainer_does_not_fit_any_more_is_said,
    a_designation_ends_before_today_and_can_be_given_again,
}

async fn of(app: &TestApp, id: TrainerId) -> Vec<Detail> {
    app.read(async |work| expertise::of(work, id).await).await
}

async fn subject(app: &TestApp, code: &str) -> SubjectId {
    let all = app.read(async |work| reference::subjects(work).await).await;
    all.into_iter().find(|row| row.code == code).unwrap().id
}

/// Claims, shows and verifies a subject.
async fn verified(app: &TestApp, world: &World, code: &str, level: i32, until: &str) -> Detail {
    let (trainer, subject) = (world.trainer.trainer(), subject(app, code).await);
    app.write_as(&world.coordinator.actor, async |work| {
        let id = expertise::claim(work, trainer, Claim::new(subject, level, 0)).await?;
        let shown = NewEvidence {
            kind: EvidenceKind::Paper,
            title: format!("Paper on {code}"),
            dated_on: Some(date("2025-06-01")),
            reference: String::new(),
        };
        expertise::add_evidence(work, id, shown).await?;
        let version = expertise::get(work, id).await?.version;
        let found = Finding {
            level,
            until: date(until),
            why: "Read".into(),
        };
        expertise::verify(work, id, version, found).await?;
        expertise::get(work, id).await
    })
    .await
}

async fn a_list_takes_off_nothing_that_was_looked_at(app: TestApp) {
    let world = World::build(&app).await;
    let coordinator = &world.coordinator.actor;
    let id = world.trainer.trainer();
    let before = app
        .read_as(coordinator, async |work| {
            bulk::export(work, Kind::Trainers, None, bulk::Format::Csv).await
        })
        .await
        .unwrap();
    let mut browser = world.coordinator.browse(&app).await;
    let path = format!("/trainers/{id}/edit");
    let page = browser.get(&path).await;
    let old_version = page.ok().hidden("version");
    let new = verified(&app, &world, "IR-04", 2, "2028-01-01").await;
    // The form was opened before: it is told that the record has changed.
    let now = app.read(async |work| trainers::get(work, id).await).await;
    assert!(now.version.to_string() > old_version);
    // A list that lacks it by purpose takes it off no more than one that is old.
    let refused = app
        .try_as(coordinator, async |work| {
            let revision = trainers::Revision {
                title: now.title.clone(),
                home: now.home,
                max_travel: now.max_travel,
                caps: now.caps,
                languages: now.languages.clone(),
                expertise: Some(vec![(world.subject, 4)]),
            };
            trainers::revise(work, id, now.version, revision).await
        })
        .await;
    assert!(
        matches!(&refused, Err(Error::Invalid(faults)) if faults[0].message.key == "expertise-looked-at"),
        "{refused:?}"
    );
    // An older table says nothing about it.
    let report = take(&app, coordinator, Kind::Trainers, before).await;
    assert_eq!(faults(&report), Vec::<String>::new());
    assert_eq!(counts(&report), (0, 0, 2));
    let kept = app
        .read(async |work| expertise::get(work, new.id).await)
        .await;
    assert_eq!((kept.verified, kept.evidence.len()), (Some(2), 1));
}

async fn the_longer_and_the_better_finding_are_both_worth_something(app: TestApp) {
    let world = World::build(&app).await;
    let merge = async |from: &Detail, into: &Detail| {
        app.write_as(&world.coordinator.actor, async |work| {
            let version = vocabulary::get(work, from.subject).await?.version;
            flows::merge_subjects(work, (from.subject, version), into.subject, "Same").await
        })
        .await;
        app.read(async |work| expertise::get(work, into.id).await)
            .await
    };
    // Level 4 until tomorrow does not shorten level 3 until 2029; what was shown is there for a coordinator to see.
    let short = verified(&app, &world, "IR-04", 4, "2026-04-07").await;
    let long = verified(&app, &world, "IR-05", 3, "2029-01-01").await;
    let kept = merge(&short, &long).await;
    assert_eq!(
        (kept.verified, kept.until),
        (Some(3), Some(date("2029-01-01")))
    );
    assert_eq!(
        (kept.claimed, kept.evidence.len(), kept.history.len()),
        (4, 2, 2)
    );
    // What has run out gives way to what counts, whatever its level was.
    let over = verified(&app, &world, "CM-01", 5, "2026-05-01").await;
    let holds = verified(&app, &world, "CM-02", 1, "2028-01-01").await;
    app.clock.advance(60 * 86_400);
    let kept = merge(&holds, &over).await;
    assert_eq!(
        (kept.verified, kept.until),
        (Some(1), Some(date("2028-01-01")))
    );
}

async fn who_is_not_verified_any_more_does_not_say_yes(app: TestApp) {
    let world = World::build(&app).await;
    let (_, [offer, _]) = world.offered(&app, "Lecture", 0).await;
    let id = world.trainer.trainer();
    app.write_as(&world.coordinator.actor, async |work| {
        for one in expertise::of(work, id).await? {
            expertise::unverify(work, one.id, one.version, "Under review").await?;
        }
        Ok(())
    })
    .await;
    let late = app
        .try_as(&world.trainer.actor, async |work| {
            offers::accept(work, offer).await
        })
        .await;
    assert!(
        matches!(&late, Err(Error::Conflict(m)) if m.key == "offers-not-qualified"),
        "{late:?}"
    );
}

async fn what_was_taken_back_is_not_claimed_as_if_nobody_had_looked(app: TestApp) {
    let world = World::build(&app).await;
    let coordinator = &world.coordinator.actor;
    let id = world.trainer.trainer();
    let one = of(&app, id).await.remove(0);
    // What was seen is what is verified: a piece that came or went meanwhile is another thing.
    let found = Finding {
        level: 2,
        until: date("2028-01-01"),
        why: "Read".into(),
    };
    app.write_as(&world.trainer.actor, async |work| {
        expertise::remove_evidence(work, one.id, one.evidence[0].id).await
    })
    .await;
    let unseen = app
        .try_as(coordinator, async |work| {
            expertise::verify(work, one.id, one.version, found.clone()).await
        })
        .await;
    assert!(matches!(unseen, Err(Error::Stale)), "{unseen:?}");
    let now = of(&app, id).await.remove(0);
    app.write_as(coordinator, async |work| {
        expertise::unverify(work, now.id, now.version, "Plagiarised").await
    })
    .await;
    let now = app
        .read(async |work| expertise::get(work, one.id).await)
        .await;
    let tried = app
        .try_as(&world.trainer.actor, async |work| {
            expertise::withdraw(work, one.id, now.version).await
        })
        .await;
    assert!(
        matches!(&tried, Err(Error::Conflict(m)) if m.key == "expertise-was-taken-back"),
        "{tried:?}"
    );
    // Nobody decides about themselves, whatever else they are.
    app.write(async |work| accounts::grant(work, world.trainer.id, Role::Coordinator, None).await)
        .await;
    let both = known(&app, world.trainer.id).await;
    let own = app
        .try_as(&both.actor, async |work| {
            expertise::verify(work, now.id, now.version, found).await
        })
        .await;
    assert!(
        matches!(&own, Err(Error::Conflict(m)) if m.key == "expertise-own"),
        "{own:?}"
    );
    let own = app
        .try_as(&both.actor, async |work| {
            expertise::withdraw(work, now.id, now.version).await
        })
        .await;
    assert!(
        matches!(&own, Err(Error::Conflict(m)) if m.key == "expertise-was-taken-back"),
        "{own:?}"
    );
    let narrow = of(&app, id).await.remove(0);
    assert!(narrow.verified.is_some());
    let claim = |audience| Claim {
        audience: Some(audience),
        ..Claim::new(narrow.subject, narrow.claimed, narrow.preference)
    };
    app.write_as(&both.actor, async |work| {
        expertise::amend(work, narrow.id, narrow.version, claim(Audience::FromBs19)).await
    })
    .await;
    let own = app
        .try_as(&both.actor, async |work| {
            let wide = claim(Audience::Everyone);
            expertise::amend(work, narrow.id, narrow.version + 1, wide).await
        })
        .await;
    assert!(matches!(&own, Err(Error::Invalid(_))), "{own:?}");
    let own = app
        .try_as(&both.actor, async |work| {
            let now = membership::of(work, id).await?.remove(0);
            membership::step(work, now.id, now.version, Step::Suspend, "Me").await
        })
        .await;
    assert!(
        matches!(&own, Err(Error::Conflict(m)) if m.key == "membership-own"),
        "{own:?}"
    );
}

async fn a_session_whose_trainer_does_not_fit_any_more_is_said(app: TestApp) {
    let world = World::build(&app).await;
    let (slot, _) = world.session(&app, "Lecture", 0).await;
    let coordinator = &world.coordinator.actor;
    let id = world.trainer.trainer();
    let kinds = async || {
        let found = app
            .read_as(coordinator, async |work| {
                issues::issues(work, Of::Slot(slot)).await
            })
            .await
            .unwrap();
        found
            .iter()
            .map(|issue| issue.kind.word())
            .collect::<Vec<_>>()
    };
    assert_eq!(kinds().await, [""; 0]);
    let own = of(&app, id).await;
    let one = own.iter().find(|one| one.subject == world.subject).unwrap();
    app.write_as(coordinator, async |work| {
        let narrow = Claim {
            audience: Some(Audience::Specialist),
            ..Claim::new(one.subject, one.claimed, one.preference)
        };
        expertise::amend(work, one.id, one.version, narrow).await
    })
    .await;
    assert_eq!(kinds().await, ["expertise_gone"]);
    app.write_as(coordinator, async |work| {
        let new = NewConflict {
            trainer: id,
            institute: world.institute,
            kind: ConflictKind::Complaint,
            note: "As told".to_owned(),
            from_on: date("2026-04-06"),
            until_on: None,
        };
        conflicts::note(work, new).await
    })
    .await;
    assert_eq!(kinds().await, ["expertise_gone", "conflict"]);
    let mut browser = world.coordinator.browse(&app).await;
    browser
        .get("/desk")
        .await
        .ok()
        .shows("A conflict of interest stands against");
    // They learn of no complaint by looking at their own page.
    let seen = app
        .read_as(&world.trainer.actor, async |work| {
            issues::issues(work, Of::Trainer(id)).await
        })
        .await
        .unwrap();
    assert!(seen.iter().all(|issue| issue.kind.word() != "conflict"));
}

async fn a_designation_ends_before_today_and_can_be_given_again(app: TestApp) {
    let world = World::build(&app).await;
    let coordinator = &world.coordinator.actor;
    let id = world.trainer.trainer();
    let newest = async || {
        app.read(async |work| membership::of(work, id).await)
            .await
            .remove(0)
    };
    let step = async |step| {
        let now = newest().await;
        app.write_as(coordinator, async |work| {
            membership::step(work, now.id, now.version, step, "As it is").await
        })
        .await;
    };
    let again = async |from: &str, until: &str| {
        let days = (date(from), date(until));
        app.write_as(coordinator, async |work| {
            membership::admit(work, id, days, "Board of April").await
        })
        .await;
    };
    step(Step::End).await;
    let ended = newest().await;
    assert_eq!(ended.ends_on, Some(date("2026-04-05")));
    // By a slip of the hand: from today on it can be given again.
    again("2026-04-06", "2026-12-31").await;
    again("2027-01-01", "2027-12-31").await;
    // One that has not begun is taken back, and bars nothing.
    step(Step::End).await;
    let back = newest().await;
    assert_eq!((back.state.word(), back.starts_on), ("refused", None));
    again("2027-01-01", "2027-12-31").await;
}

#[tokio::test]
async fn the_programme_calls_its_higher_levels_as_it_likes() {
    let app = TestApp::sqlite_with("level_5 = 'national authority'").await;
    let world = World::build(&app).await;
    let mut browser = world.coordinator.browse(&app).await;
    let path = format!("/trainers/{}/expertise", world.trainer.trainer());
    let page = browser.get(&path).await;
    page.ok()
        .shows("level 5, national authority")
        .shows("level 4");
}
