//! Two people act on one slot at the same moment: one of them is told, and nothing is left half done.

use std::future::Future;

use entity::{OfferState, offer, slot};
use rostrum::db;
use rostrum::error::{Error, Result};
use rostrum::offers;
use rostrum::sessions;
use rostrum::slots::GivenUp;
use rostrum::{flows, offers::OfferId};
use sea_orm::EntityTrait;

use crate::support::{TestApp, World, on_both};

on_both!(
    confirming_and_recalling_at_once_leaves_one_of_the_two,
    a_no_beside_another_seats_offer_frees_nothing_that_is_asked,
    a_yes_beside_the_closing_of_its_slot_leaves_one_of_the_two,
    two_servers_send_each_letter_once,
);

/// How often each pair is tried; the order of arrival differs from time to time.
const TIMES: u64 = 6;

/// A refusal that names a reason is an answer; a fault is not.
fn done(result: Result<()>) -> bool {
    match result {
        Ok(()) => true,
        Err(Error::Conflict(_) | Error::Stale | Error::Busy) => false,
        Err(other) => panic!("{other:?}"),
    }
}

async fn both(
    one: impl Future<Output = Result<()>> + Send + 'static,
    other: impl Future<Output = Result<()>> + Send + 'static,
) -> (bool, bool) {
    let (one, other) = (tokio::spawn(one), tokio::spawn(other));
    (done(one.await.unwrap()), done(other.await.unwrap()))
}

async fn sound(app: &TestApp) {
    assert_eq!(
        db::problems(&app.app.db).await.unwrap(),
        Vec::<String>::new()
    );
}

async fn state(app: &TestApp, id: OfferId) -> OfferState {
    app.read(async |work| Ok(offer::Entity::find_by_id(id).one(work.db()).await?))
        .await
        .unwrap()
        .state
}

async fn two_servers_send_each_letter_once(app: TestApp) {
    let world = World::build(&app).await;
    for week in 0..TIMES {
        world.offered(&app, &format!("Lecture {week}"), week).await;
    }
    let before = app.app.mailer.letters().len();
    let (a, b) = (app.app.clone(), app.app.clone());
    let (one, other) = (
        tokio::spawn(async move { a.tick().await }),
        tokio::spawn(async move { b.tick().await }),
    );
    let sent = one.await.unwrap().unwrap().1 + other.await.unwrap().unwrap().1;
    app.app.tick().await.unwrap();
    let letters = app.app.mailer.letters();
    assert_eq!(letters.len() - before, sent);
    let mut once: Vec<(&str, &str)> = Vec::new();
    for letter in &letters {
        let which = (letter.to.as_str(), letter.text.as_str());
        assert!(!once.contains(&which), "sent twice: {letter:?}");
        once.push(which);
    }
    assert!(once.len() >= 2 * TIMES as usize, "{}", once.len());
}

async fn confirming_and_recalling_at_once_leaves_one_of_the_two(app: TestApp) {
    let world = World::build(&app).await;
    for week in 0..TIMES {
        let (slot, offers) = world.covered(&app, &format!("Lecture {week}"), week).await;
        let (a, b) = (app.app.clone(), app.app.clone());
        let (first, second) = (
            world.coordinator.actor.clone(),
            world.coordinator.actor.clone(),
        );
        let won = both(
            async move {
                let work = a.write(&first).await?;
                sessions::confirm(&work, slot).await?;
                work.commit().await
            },
            async move {
                let work = b.write(&second).await?;
                offers::recall(&work, offers[0]).await?;
                work.commit().await
            },
        )
        .await;
        assert!(won.0 ^ won.1, "{won:?}");
        let left = state(&app, offers[0]).await;
        assert_eq!(left == OfferState::Accepted, won.0);
        sound(&app).await;
    }
}

async fn a_no_beside_another_seats_offer_frees_nothing_that_is_asked(app: TestApp) {
    let world = World::build(&app).await;
    for week in 0..TIMES {
        let (slot, drafts) = world.drafts(&app, &format!("Lecture {week}"), week).await;
        app.write_as(&world.coordinator.actor, async |work| {
            offers::send(work, drafts[0]).await
        })
        .await;
        let before = sequence(&app, slot).await;
        let (a, b) = (app.app.clone(), app.app.clone());
        let (first, second) = (world.trainer.actor.clone(), world.coordinator.actor.clone());
        let won = both(
            async move {
                let work = a.write(&first).await?;
                offers::decline(&work, drafts[0], "not-free", "").await?;
                work.commit().await
            },
            async move {
                let work = b.write(&second).await?;
                offers::send(&work, drafts[1]).await?;
                work.commit().await
            },
        )
        .await;
        assert_eq!(won, (true, true), "neither is in the other's way");
        assert_eq!(state(&app, drafts[1]).await, OfferState::Sent);
        let after = sequence(&app, slot).await;
        assert_eq!(after, before + 2, "one leaves, one joins: each is counted");
        sound(&app).await;
    }
}

async fn a_yes_beside_the_closing_of_its_slot_leaves_one_of_the_two(app: TestApp) {
    let world = World::build(&app).await;
    for week in 0..TIMES {
        let (slot, offers) = world.offered(&app, &format!("Lecture {week}"), week).await;
        let (a, b) = (app.app.clone(), app.app.clone());
        let (first, second) = (world.trainer.actor.clone(), world.coordinator.actor.clone());
        let won = both(
            async move {
                let mut work = a.write(&first).await?;
                flows::accept_offer(&mut work, offers[0]).await?;
                work.commit().await
            },
            async move {
                let mut work = b.write(&second).await?;
                let why = "The course was shortened";
                flows::give_up_slot(&mut work, slot, GivenUp::Unfilled, why).await?;
                work.commit().await
            },
        )
        .await;
        assert!(
            won.1,
            "a slot can be closed whether or not somebody said yes"
        );
        assert_eq!(state(&app, offers[0]).await, OfferState::Recalled);
        sound(&app).await;
    }
}

async fn sequence(app: &TestApp, id: rostrum::slots::SlotId) -> i32 {
    app.read(async |work| Ok(slot::Entity::find_by_id(id).one(work.db()).await?))
        .await
        .unwrap()
        .sequence
}
