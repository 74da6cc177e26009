//! What comes differently than planned: a slot is given up, a session is not held, a seat that nobody
//! needed is filled late, a plan is older than what it rests on.

use entity::{OfferState, Origin, RequestState, holiday, slot};
use rostrum::availability;
use rostrum::error::Error;
use rostrum::offers::{self, NewOffer, OfferId};
use rostrum::planning::{self, Order};
use rostrum::slots::{SlotId, SlotState};
use rostrum::trainers::{self, Standing};
use rostrum::{db, feeds, flows, reference, sessions, slots};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};

use crate::support::{TestApp, World, on_both, world};

on_both!(
    a_coordinator_closes_a_slot_that_nobody_can_teach,
    an_institute_takes_back_what_it_needs_no_more,
    a_session_that_was_not_held_is_revised_and_told,
    a_recalled_draft_bars_nobody_from_the_next_plan,
    who_became_unfit_since_the_plan_is_not_asked,
    a_time_or_place_that_fits_no_more_is_not_asked_for,
    an_exception_within_a_minute_leaves_the_plan_whole,
    a_seat_that_is_not_required_is_planned_and_filled_after_the_confirmation,
);

async fn state(app: &TestApp, world: &World, id: OfferId) -> OfferState {
    app.read_as(&world.coordinator.actor, async |work| {
        offers::get(work, id).await
    })
    .await
    .unwrap()
    .state
}

async fn row(app: &TestApp, id: SlotId) -> slot::Model {
    app.read(async |work| Ok(slot::Entity::find_by_id(id).one(work.db()).await?))
        .await
        .unwrap()
}

async fn subjects(app: &TestApp, name: &str) -> Vec<String> {
    let letters = app.letters().await;
    let mine = letters.iter().filter(|letter| letter.to_name == name);
    mine.map(|letter| letter.subject.clone()).collect()
}

async fn a_coordinator_closes_a_slot_that_nobody_can_teach(app: TestApp) {
    let world = World::build(&app).await;
    let (slot, offers) = world.offered(&app, "Malware", 0).await;
    let mut coordinator = world.coordinator.browse(&app).await;
    let path = format!("/slots/{slot}/close");
    let refused = coordinator.post(&path, &[("reason", " ")]).await;
    refused.status(422).shows("Please fill this in");
    assert_eq!(row(&app, slot).await.state, SlotState::Open);
    let closed = coordinator
        .post(&path, &[("reason", "All are at a fair")])
        .await;
    let request = closed.header("location");
    let page = coordinator.get(request).await;
    page.ok().shows("All are at a fair");
    assert_eq!(row(&app, slot).await.state, SlotState::Closed);
    for offer in offers {
        assert_eq!(state(&app, &world, offer).await, OfferState::Recalled);
    }
    assert!(
        subjects(&app, "Omar Officer")
            .await
            .iter()
            .any(|subject| subject.starts_with("No trainers found"))
    );
    let request = app
        .read_as(&world.coordinator.actor, async |work| {
            Ok(slots::get_slot(work, slot).await?.0)
        })
        .await
        .unwrap();
    assert_eq!(
        request.state,
        RequestState::Closed,
        "nothing of it is ahead"
    );
    // The hour is free again, and what is closed stays closed.
    world.offered(&app, "Another", 0).await;
    coordinator
        .post(&path, &[("reason", "Again")])
        .await
        .status(409);
    assert_eq!(db::problems(&app.app.db).await.unwrap(), [""; 0]);
}

async fn an_institute_takes_back_what_it_needs_no_more(app: TestApp) {
    let world = World::build(&app).await;
    let (slot, offers) = world.covered(&app, "Malware", 0).await;
    let mut officer = world.officer.browse(&app).await;
    officer
        .post(&format!("/slots/{slot}/close"), &[("reason", "Mine")])
        .await
        .status(403);
    officer
        .post(&format!("/slots/{slot}/cancel"), &[("reason", "A holiday")])
        .await
        .status(303);
    assert_eq!(row(&app, slot).await.state, SlotState::Cancelled);
    assert_eq!(state(&app, &world, offers[0]).await, OfferState::Recalled);
    let told = subjects(&app, "Tahira Trainer").await;
    assert!(
        told.iter().any(|s| s.starts_with("No longer needed")),
        "{told:?}"
    );
    let (_, session) = world.session(&app, "Firm", 1).await;
    let confirmed = app
        .read_as(&world.coordinator.actor, async |work| {
            sessions::get(work, session).await
        })
        .await
        .unwrap();
    officer
        .post(
            &format!("/slots/{}/cancel", confirmed.slot),
            &[("reason", "Late")],
        )
        .await
        .status(409);
}

async fn a_session_that_was_not_held_is_revised_and_told(app: TestApp) {
    let world = World::build(&app).await;
    let (slot, session) = world.session(&app, "Malware", 0).await;
    let before = row(&app, slot).await;
    app.clock.set(world.week(&app, 0).1.0 + 600);
    app.write_as(&world.coordinator.actor, async |work| {
        sessions::not_held(work, session, "A power cut").await
    })
    .await;
    let after = row(&app, slot).await;
    assert_eq!(after.sequence, before.sequence + 1);
    assert!(after.revised_at > before.revised_at);
    for name in ["Tahira Trainer", "Tariq Trainer", "Omar Officer"] {
        let told = subjects(&app, name).await;
        assert!(
            told.iter().any(|s| s.starts_with("Not held")),
            "{name}: {told:?}"
        );
    }
    let own = app
        .read_as(&world.trainer.actor, async |work| {
            offers::list(work, &offers::Filter::default()).await
        })
        .await
        .unwrap()
        .remove(0);
    let mut trainer = world.trainer.browse(&app).await;
    let page = trainer.get(&format!("/offers/{}", own.id)).await;
    page.ok().shows("was not held");
}

async fn plan(app: &TestApp, world: &World) -> planning::MatchRunId {
    let order = Order {
        from: world::date("2026-04-07"),
        to: world::date("2026-06-30"),
        seed: 1,
        epochs: 2,
    };
    planning::run(
        &app.app.db,
        &world.coordinator.actor,
        order,
        planning::carry_on,
    )
    .await
    .unwrap()
}

async fn accept(app: &TestApp, world: &World, slot: SlotId) -> flows::Accepted {
    let run = plan(app, world).await;
    app.write_as(&world.coordinator.actor, async |work| {
        flows::accept_plan(work, run, &[slot]).await
    })
    .await
}

async fn a_recalled_draft_bars_nobody_from_the_next_plan(app: TestApp) {
    let world = World::build(&app).await;
    let (slot, drafts) = world.drafts(&app, "Malware", 0).await;
    for draft in drafts {
        app.write_as(&world.coordinator.actor, async |work| {
            offers::recall(work, draft).await
        })
        .await;
    }
    let accepted = accept(&app, &world, slot).await;
    assert_eq!((accepted.offers, accepted.left.len()), (2, 0));
}

async fn who_became_unfit_since_the_plan_is_not_asked(app: TestApp) {
    let world = World::build(&app).await;
    let coordinator = &world.coordinator.actor;
    let (_, drafts) = world.drafts(&app, "Away", 0).await;
    app.write_as(&world.trainer.actor, async |work| {
        let (starts, ends) = world.week(&app, 0);
        let id = world.trainer.trainer();
        availability::add_exception(work, id, starts, ends, false, "Exams").await
    })
    .await;
    let refused = app
        .try_as(coordinator, async |work| {
            offers::send(work, drafts[0]).await
        })
        .await;
    assert!(
        matches!(&refused, Err(Error::Conflict(m)) if m.key == "offers-not-free"),
        "{refused:?}"
    );
    let (_, drafts) = world.drafts(&app, "Paused", 1).await;
    app.write_as(coordinator, async |work| {
        trainers::set_standing(work, world.other_trainer.trainer(), Standing::Paused).await
    })
    .await;
    let refused = app
        .try_as(coordinator, async |work| {
            offers::send(work, drafts[1]).await
        })
        .await;
    assert!(
        matches!(&refused, Err(Error::Conflict(m)) if m.key == "offers-trainer-not-active"),
        "{refused:?}"
    );
}

async fn a_time_or_place_that_fits_no_more_is_not_asked_for(app: TestApp) {
    let world = World::build(&app).await;
    let coordinator = &world.coordinator.actor;
    let refusal = async |offer| {
        let tried = app.try_as(coordinator, async |work| offers::send(work, offer).await);
        match tried.await {
            Err(Error::Conflict(message)) => message.key,
            other => panic!("{other:?}"),
        }
    };
    let (_, drafts) = world.drafts(&app, "Far", 0).await;
    let trainer = world.trainer.trainer();
    app.write_as(&world.trainer.actor, async |work| {
        let known = trainers::get(work, trainer).await?;
        let cities = reference::cities(work).await?;
        let revision = trainers::Revision {
            title: known.title,
            home: cities.iter().find(|city| city.code == "KHI").unwrap().id,
            max_travel: 120,
            caps: known.caps,
            languages: known.languages,
            expertise: None,
        };
        trainers::revise(work, trainer, known.version, revision).await
    })
    .await;
    assert_eq!(refusal(drafts[0]).await, "offers-too-far");
    // A day that was declared a holiday after the plan.
    app.write(async |work| {
        let day = world::date("2026-04-22");
        holiday::ActiveModel {
            starts_on: Set(day),
            ends_on: Set(day),
            name: Set("Day of mourning".into()),
            name_ur: Set(String::new()),
            kind: Set("public".into()),
            basis: Set("fixed".into()),
            status: Set("confirmed".into()),
            uncertainty_days: Set(0),
            scope: Set("PK".into()),
            source: Set("notified".into()),
            origin: Set(Origin::Edited),
            ..Default::default()
        }
        .insert(work.db())
        .await?;
        Ok(())
    })
    .await;
    assert_eq!(refusal(drafts[1]).await, "offers-no-class");
}

async fn an_exception_within_a_minute_leaves_the_plan_whole(app: TestApp) {
    let world = World::build(&app).await;
    world.accepted(&app, "Lecture", 0).await;
    app.write_as(&world.trainer.actor, async |work| {
        let (starts, ends) = world.week(&app, 0);
        let id = world.trainer.trainer();
        let evening = starts.plus(9 * 3600);
        let call = (evening.plus(10), evening.plus(40));
        availability::add_exception(work, id, call.0, call.1, true, "Call").await?;
        // Ten seconds of the working day are left, from eight o'clock on.
        let morning = starts.plus(-3 * 3600 + 10);
        availability::add_exception(work, id, morning, ends, false, "Exams").await
    })
    .await;
    plan(&app, &world).await; // it is made, and not refused as a season that can't be
}

async fn a_seat_that_is_not_required_is_planned_and_filled_after_the_confirmation(app: TestApp) {
    let world = World::build(&app).await;
    let coordinator = &world.coordinator.actor;
    let mut wish = world.wish(&app, "Malware", 0);
    wish.slots[0].seats[1].required = false;
    let request = app
        .write_as(&world.officer.actor, async |work| {
            let id = slots::draft(work, wish).await?;
            slots::submit(work, id).await?;
            Ok(id)
        })
        .await;
    app.write_as(coordinator, async |work| slots::accept(work, request).await)
        .await;
    let slot = world.request(&app, request).await.slots.remove(0);
    let first = NewOffer {
        seat: slot.seats[0].id,
        trainer: world.trainer.trainer(),
        option: slot.options[0].id,
        wave: 1,
        rank: 1,
    };
    let offer = app
        .write_as(coordinator, async |work| {
            let id = offers::draft(work, first).await?;
            offers::send(work, id).await?;
            Ok(id)
        })
        .await;
    app.write_as(&world.trainer.actor, async |work| {
        offers::accept(work, offer).await.map(drop)
    })
    .await;
    let session = app
        .write_as(coordinator, async |work| {
            sessions::confirm(work, slot.id).await
        })
        .await;
    // Now the plan looks for the seat that the session could do without.
    let accepted = accept(&app, &world, slot.id).await;
    assert_eq!((accepted.offers, accepted.left.len()), (1, 0));
    let late = app
        .read_as(coordinator, async |work| {
            offers::of_slot(work, slot.id).await
        })
        .await
        .unwrap()
        .into_iter()
        .find(|offer| offer.state == OfferState::Draft)
        .unwrap();
    assert_eq!(late.trainer, world.other_trainer.trainer());
    app.write_as(coordinator, async |work| offers::send(work, late.id).await)
        .await;
    // Whoever is only asked is no part of the session yet: not on its page, not in its letters, not at the gate.
    let names = async || {
        let view = app
            .read_as(coordinator, async |work| sessions::get(work, session).await)
            .await
            .unwrap();
        let seats = view.trainers.into_iter().map(|seat| seat.name);
        seats.collect::<Vec<_>>()
    };
    assert_eq!(names().await, ["Dr. Tahira Trainer"]);
    let mut second = world.other_trainer.browse(&app).await;
    second
        .get(&format!("/sessions/{session}"))
        .await
        .status(404);
    for busy_only in [false, true] {
        let secret = app
            .write_as(&world.other_trainer.actor, async |work| {
                let scope = format!("trainer:{}", world.other_trainer.trainer());
                let made = feeds::create(work, &scope, "Phone", busy_only).await?;
                Ok(made.1)
            })
            .await;
        let feed = second.get(&format!("/feeds/{secret}/rostrum.ics")).await;
        let text = feed.ok().text();
        assert_eq!(text.contains("BEGIN:VEVENT"), !busy_only, "{text}");
        assert_eq!(text.contains("STATUS:TENTATIVE"), !busy_only, "{text}");
        assert!(!text.contains("STATUS:CONFIRMED"), "{text}");
        assert!(!text.contains("TRANSP:OPAQUE"), "{text}");
    }
    let before = row(&app, slot.id).await.sequence;
    second
        .post(&format!("/offers/{}/accept", late.id), &[])
        .await
        .status(303);
    assert_eq!(names().await.len(), 2);
    second.get(&format!("/sessions/{session}")).await.ok();
    assert!(row(&app, slot.id).await.sequence > before);
    assert_eq!(db::problems(&app.app.db).await.unwrap(), [""; 0]);
}
