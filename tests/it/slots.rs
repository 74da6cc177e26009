//! Requests and slots as the services keep them: their lives, their references, who sees them, and
//! what the calendar has against a time. What a browser shows of it is in `requests`.

use std::collections::BTreeSet;

use entity::audit;
use rostrum::actor::Actor;
use rostrum::error::Error;
use rostrum::slots::lifecycle::Standing;
use rostrum::slots::{self, NewRequest, RequestId, RequestState};
use rostrum::{offers, sessions};

use sea_orm::EntityTrait;

use crate::support::{TestApp, World, on_both};

on_both!(
    references_count_up_within_a_year_and_begin_anew_in_the_next,
    twenty_drafts_at_once_get_twenty_references,
    of_two_rewriters_one_goes_no_further,
    a_returned_request_is_mended_and_accepted,
    a_slot_tells_where_it_stands_on_its_way_to_a_session,
    the_inbox_shows_everyone_what_is_theirs,
);

async fn references_count_up_within_a_year_and_begin_anew_in_the_next(app: TestApp) {
    let next = async || {
        app.write(async |work| slots::next_reference(work).await)
            .await
    };
    assert_eq!(next().await, "DTP-2026-0001");
    assert_eq!(next().await, "DTP-2026-0002");
    // New Year's Eve, 19:00 in UTC: in Karachi it is 2027.
    app.clock.set(1_798_743_600);
    assert_eq!(next().await, "DTP-2027-0001");
    // A reference of a request that was not written is not used up.
    let tried = app
        .try_as(&Actor::system("test"), async |work| {
            slots::next_reference(work).await?;
            Err::<(), _>(Error::conflict("no"))
        })
        .await;
    assert!(tried.is_err());
    assert_eq!(next().await, "DTP-2027-0002");
}

async fn twenty_drafts_at_once_get_twenty_references(app: TestApp) {
    let world = World::build(&app).await;
    let wishes: Vec<NewRequest> = (0..20)
        .map(|n| world.wish(&app, &format!("Lecture {n}"), n % 4))
        .collect();
    let tasks: Vec<_> = (0..20usize)
        .map(|n| {
            let (app, actor) = (app.app.clone(), world.officer.actor.clone());
            let wish = wishes[n].clone();
            tokio::spawn(async move {
                let work = app.write(&actor).await?;
                let id = slots::draft(&work, wish).await?;
                work.commit().await?;
                Ok::<_, Error>(id)
            })
        })
        .collect();
    let mut references = BTreeSet::new();
    for task in tasks {
        let id = task.await.unwrap().unwrap();
        let request = world.request(&app, id).await;
        assert_eq!(
            request.slots[0].reference,
            format!("{}/1", request.reference)
        );
        references.insert(request.reference);
    }
    assert_eq!(references.len(), 20);
}

async fn of_two_rewriters_one_goes_no_further(app: TestApp) {
    let world = World::build(&app).await;
    let id = world.draft(&app, "Malware", 0).await;
    let read = world.request(&app, id).await.version;
    let first = world.wish(&app, "Malware, mended", 0);
    let second = world.wish(&app, "Malware, mended otherwise", 1);
    app.write_as(&world.officer.actor, async |work| {
        slots::revise(work, id, read, first).await
    })
    .await;
    let tried = app
        .try_as(&world.officer.actor, async |work| {
            slots::revise(work, id, read, second).await
        })
        .await;
    assert!(matches!(tried, Err(Error::Stale)), "{tried:?}");
    let request = world.request(&app, id).await;
    assert_eq!(request.slots.len(), 1);
    assert_eq!(request.slots[0].title, "Malware, mended");
    assert_eq!(
        request.slots[0].reference,
        format!("{}/1", request.reference)
    );
}

async fn a_returned_request_is_mended_and_accepted(app: TestApp) {
    let world = World::build(&app).await;
    let id = world.submitted(&app, "Malware", 0).await;
    app.write_as(&world.coordinator.actor, async |work| {
        slots::return_with(work, id, "Which level do they have?").await
    })
    .await;
    let returned = world.request(&app, id).await;
    assert_eq!(returned.state, RequestState::Returned);
    assert_eq!(returned.reply, "Which level do they have?");
    let letters = app.letters().await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].to, "omar@example.org");
    assert!(
        letters[0].text.contains("Which level do they have?"),
        "{}",
        letters[0].text
    );

    let wish = world.wish(&app, "Malware for beginners", 1);
    app.write_as(&world.officer.actor, async |work| {
        slots::revise(work, id, returned.version, wish).await?;
        slots::submit(work, id).await
    })
    .await;
    app.write_as(&world.coordinator.actor, async |work| {
        slots::accept(work, id).await
    })
    .await;
    let accepted = world.request(&app, id).await;
    assert_eq!(accepted.state, RequestState::Accepted);
    assert_eq!(accepted.slots[0].title, "Malware for beginners");
    assert_eq!(accepted.slots[0].standing, Standing::Open);

    // Who asked is told of this too, and the trail has every step.
    let letters = app.letters().await;
    let to: Vec<&str> = letters.iter().map(|letter| letter.to.as_str()).collect();
    assert_eq!(to, ["omar@example.org", "omar@example.org"]);
    let mut entries = app
        .read(async |work| Ok(audit::Entity::find().all(work.db()).await?))
        .await;
    entries.sort_by_key(|entry| entry.id);
    let trail: Vec<String> = entries
        .into_iter()
        .filter(|entry| (entry.object.as_str(), entry.object_id) == ("request", id.0))
        .map(|entry| entry.action)
        .collect();
    assert_eq!(
        trail,
        [
            "request.draft",
            "request.submitted",
            "request.returned",
            "request.revise",
            "request.submitted",
            "request.accepted"
        ]
    );
}

async fn a_slot_tells_where_it_stands_on_its_way_to_a_session(app: TestApp) {
    let world = World::build(&app).await;
    let standing = async |id: RequestId| world.request(&app, id).await.slots[0].standing;

    let waiting = world.submitted(&app, "Malware", 0).await;
    assert_eq!(standing(waiting).await, Standing::Waiting);
    let refused = world.submitted(&app, "Phishing", 0).await;
    app.write_as(&world.coordinator.actor, async |work| {
        slots::refuse(work, refused, "No time left.").await
    })
    .await;
    assert_eq!(standing(refused).await, Standing::Closed);

    let (slot, [academic, cert]) = world.drafts(&app, "Ransomware", 1).await;
    let id = app
        .read_as(&world.coordinator.actor, async |work| {
            slots::get_slot(work, slot).await
        })
        .await
        .unwrap()
        .0
        .id;
    assert_eq!(standing(id).await, Standing::Open);
    let coordinator = &world.coordinator.actor;
    for offer in [academic, cert] {
        app.write_as(coordinator, async |work| offers::send(work, offer).await)
            .await;
    }
    assert_eq!(standing(id).await, Standing::Offered);
    app.write_as(&world.trainer.actor, async |work| {
        offers::accept(work, academic).await.map(drop)
    })
    .await;
    assert_eq!(standing(id).await, Standing::PartlyCovered);
    app.write_as(&world.other_trainer.actor, async |work| {
        offers::accept(work, cert).await.map(drop)
    })
    .await;
    assert_eq!(standing(id).await, Standing::Covered);
    app.write_as(coordinator, async |work| {
        sessions::confirm(work, slot).await
    })
    .await;
    assert_eq!(standing(id).await, Standing::Confirmed);
}

async fn the_inbox_shows_everyone_what_is_theirs(app: TestApp) {
    let world = World::build(&app).await;
    let draft = world.draft(&app, "A draft", 3).await;
    let later = world.submitted(&app, "Later", 2).await;
    let accepted = world.accepted(&app, "Accepted", 1).await;
    let soon = world.submitted(&app, "Soon", 0).await;
    let inbox = async |actor: &Actor, state| -> Vec<RequestId> {
        let rows = app
            .read_as(actor, async |work| {
                Ok(slots::inbox(work, state, None).await?.0)
            })
            .await;
        rows.unwrap().into_iter().map(|row| row.id).collect()
    };
    // What waits comes first, who has waited longest before the others; drafts are nobody's business yet.
    assert_eq!(
        inbox(&world.coordinator.actor, None).await,
        [later, soon, accepted]
    );
    assert_eq!(
        inbox(&world.officer.actor, None).await,
        [later, soon, accepted, draft]
    );
    assert!(inbox(&world.other_officer.actor, None).await.is_empty());
    assert_eq!(
        inbox(&world.coordinator.actor, Some(RequestState::Accepted)).await,
        [accepted]
    );
    let tried = app
        .read_as(&world.trainer.actor, async |work| {
            Ok(slots::inbox(work, None, None).await?.0)
        })
        .await;
    assert!(matches!(tried, Err(Error::Forbidden)));
}

#[tokio::test]
async fn an_institute_neither_sees_nor_touches_anothers_requests() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let id = world.submitted(&app, "Malware", 0).await;
    let stranger = &world.other_officer.actor;
    let read = app
        .read_as(stranger, async |work| slots::get_request(work, id).await)
        .await;
    assert!(matches!(read, Err(Error::NotFound(_))));
    for tried in [
        app.try_as(stranger, async |work| slots::withdraw(work, id).await)
            .await,
        app.try_as(stranger, async |work| {
            slots::draft(work, world.wish(&app, "Mine", 1))
                .await
                .map(drop)
        })
        .await,
        app.try_as(stranger, async |work| {
            slots::revise(work, id, 1, world.wish(&app, "Mine", 1)).await
        })
        .await,
    ] {
        assert!(matches!(tried, Err(Error::NotFound(_))), "{tried:?}");
    }
    // Deciding is the coordinator's, whoever asks.
    for who in [stranger, &world.officer.actor, &world.trainer.actor] {
        let tried = app
            .try_as(who, async |work| slots::accept(work, id).await)
            .await;
        assert!(matches!(tried, Err(Error::Forbidden)), "{tried:?}");
    }
    assert_eq!(world.request(&app, id).await.state, RequestState::Submitted);
}

#[tokio::test]
async fn a_request_stays_with_its_cohort_whatever_a_rewriter_names() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let id = world.draft(&app, "Malware", 0).await;
    let mut wish = world.wish(&app, "Malware", 0);
    wish.cohort = slots::CohortId(4711);
    app.write_as(&world.officer.actor, async |work| {
        slots::revise(work, id, 1, wish).await
    })
    .await;
    assert_eq!(world.request(&app, id).await.cohort, world.cohort);
}

#[tokio::test]
async fn what_was_decided_can_be_neither_rewritten_nor_decided_again() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let id = world.accepted(&app, "Malware", 0).await;
    let (officer, coordinator) = (&world.officer.actor, &world.coordinator.actor);
    let version = world.request(&app, id).await.version;
    for tried in [
        app.try_as(officer, async |work| {
            slots::revise(work, id, version, world.wish(&app, "Other", 1)).await
        })
        .await,
        app.try_as(officer, async |work| slots::submit(work, id).await)
            .await,
        app.try_as(officer, async |work| slots::withdraw(work, id).await)
            .await,
        app.try_as(coordinator, async |work| slots::accept(work, id).await)
            .await,
        app.try_as(coordinator, async |work| {
            slots::refuse(work, id, "No.").await
        })
        .await,
    ] {
        match tried {
            Err(Error::Conflict(message)) => {
                assert_eq!(message.key, "requests-wrong-state");
                assert_eq!(message.args, [("state".to_owned(), "accepted".to_owned())]);
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_draft_whose_time_has_passed_is_not_handed_in() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let id = world.draft(&app, "Malware", 0).await;
    app.clock.set(world.week(&app, 0).0.0);
    let tried = app
        .try_as(&world.officer.actor, async |work| {
            slots::submit(work, id).await
        })
        .await;
    match tried {
        Err(Error::Conflict(message)) => assert_eq!(message.key, "requests-past-submit"),
        other => panic!("{other:?}"),
    }
}
