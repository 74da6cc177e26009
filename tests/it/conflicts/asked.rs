//! Where a conflict stands in the way: at the proposal, at sending, at the yes.

use rostrum::courses::{self, NewCohort};
use rostrum::offers;
use rostrum::planning::{self, Order};
use rostrum::slots::{self, NewOption};
use rostrum::trainers::conflicts::{ConflictKind, NewConflict};
use sea_orm::ConnectionTrait;

use super::{about, allow, key, note, send};
use crate::support::world::date;
use crate::support::{Someone, TestApp, World, on_both};

on_both!(
    a_conflict_takes_its_days_out_of_the_proposal,
    a_conflict_keeps_an_offer_from_leaving_on_its_days_alone,
    a_conflict_that_was_noted_meanwhile_stops_the_yes,
    every_institute_of_a_joint_lecture_counts,
);

async fn a_conflict_takes_its_days_out_of_the_proposal(app: TestApp) {
    let world = World::build(&app).await;
    // One slot with two times, a week apart.
    let mut wish = world.wish(&app, "Two times", 0);
    let (starts, ends) = world.week(&app, 1);
    let venue = world.venue;
    wish.slots[0].options.push(NewOption {
        starts,
        ends,
        venue,
    });
    let request = app
        .write_as(&world.officer.actor, async |work| {
            let id = slots::draft(work, wish).await?;
            slots::submit(work, id).await?;
            Ok(id)
        })
        .await;
    app.write_as(&world.coordinator.actor, async |work| {
        slots::accept(work, request).await
    })
    .await;
    let barred = async || {
        let (from, to) = (date("2026-04-20"), date("2026-05-03"));
        app.read(async |work| planning::snapshot::take(work, from, to).await)
            .await
            .instance
            .conflicts
    };
    assert_eq!(barred().await, vec![]);
    let complaint = ConflictKind::Complaint;
    let first = about(&world, complaint, "2026-04-22", "2026-04-22");
    note(&app, &world.coordinator, first).await;
    assert_eq!(barred().await, vec![(0, 0, 0)]);
    let propose = async || {
        let order = Order {
            from: date("2026-04-20"),
            to: date("2026-05-03"),
            seed: 1,
            epochs: 2,
        };
        let (db, actor) = (&app.app.db, &world.coordinator.actor);
        let run = planning::run(db, actor, order, planning::carry_on)
            .await
            .unwrap();
        let seen = app
            .read_as(actor, async |work| planning::review(work, run).await)
            .await;
        seen.unwrap().1.remove(0)
    };
    let slot = propose().await;
    assert!(slot.filled);
    assert_eq!(slot.starts, Some(starts), "the other time");
    // Days around it bar nothing; a coordinator's leave takes it back.
    let later = about(&world, complaint, "2026-04-29", "2026-04-29");
    note(&app, &world.coordinator, later).await;
    assert_eq!(barred().await, vec![(0, 0, 0), (0, 1, 0)]);
    let slot = propose().await;
    assert!(!slot.filled);
    let said: Vec<&str> = slot
        .seats
        .iter()
        .flat_map(|seat| &seat.lines)
        .map(|line| line.key.as_str())
        .collect();
    assert!(said.contains(&"unfilled-conflict"), "{said:?}");
    allow(&app, &world, slot.slot).await;
    assert_eq!(barred().await, vec![]);
}

async fn a_conflict_keeps_an_offer_from_leaving_on_its_days_alone(app: TestApp) {
    let world = World::build(&app).await;
    let (slot, [offer, _]) = world.drafts(&app, "Barred", 0).await;
    let (_, [free, _]) = world.drafts(&app, "Free", 1).await;
    let new = about(
        &world,
        ConflictKind::OwnUniversity,
        "2026-04-20",
        "2026-04-28",
    );
    note(&app, &world.coordinator, new).await;
    assert_eq!(
        send(&app, &world, offer).await,
        "offers-conflict-own_university"
    );
    assert_eq!(send(&app, &world, free).await, "");
    let mut page = world.coordinator.browse(&app).await;
    page.post(&format!("/offers/{offer}/send"), &[])
        .await
        .status(409)
        .shows("own university");
    allow(&app, &world, slot).await;
    assert_eq!(send(&app, &world, offer).await, "");
}

async fn a_conflict_that_was_noted_meanwhile_stops_the_yes(app: TestApp) {
    let world = World::build(&app).await;
    let (slot, [offer, other]) = world.offered(&app, "Asked", 0).await;
    let new = about(&world, ConflictKind::Complaint, "2026-01-01", "");
    note(&app, &world.coordinator, new).await;
    let accept = async |who: &Someone, id| {
        key(app
            .try_as(&who.actor, async |work| offers::accept(work, id).await)
            .await)
    };
    // The trainer hears that it can't be, and nothing of a complaint.
    assert_eq!(accept(&world.trainer, offer).await, "offers-changed-since");
    let mut page = world.trainer.browse(&app).await;
    let answer = page.post(&format!("/offers/{offer}/accept"), &[]).await;
    answer
        .status(409)
        .shows("talk to the coordinator")
        .hides("complaint");
    assert_eq!(
        accept(&world.coordinator, offer).await,
        "offers-conflict-complaint"
    );
    assert_eq!(
        accept(&world.other_trainer, other).await,
        "",
        "it is about one of them"
    );
    allow(&app, &world, slot).await;
    assert_eq!(accept(&world.trainer, offer).await, "");
    // Who may not be asked is not even prepared to be.
    let id = world.accepted(&app, "Later", 2).await;
    let later = world.request(&app, id).await.slots.remove(0);
    let new = offers::NewOffer {
        seat: later.seats[0].id,
        trainer: world.trainer.trainer(),
        option: later.options[0].id,
        wave: 1,
        rank: 1,
    };
    let drafted = app
        .try_as(&world.coordinator.actor, async |work| {
            offers::draft(work, new).await
        })
        .await;
    assert_eq!(key(drafted), "offers-conflict-complaint");
}

async fn every_institute_of_a_joint_lecture_counts(app: TestApp) {
    let world = World::build(&app).await;
    let (slot, [offer, _]) = world.drafts(&app, "Joint", 0).await;
    let elsewhere = world.other_institute;
    let cohort = app
        .write_as(&world.coordinator.actor, async |work| {
            let new = NewCohort {
                course: courses::cohort(work, world.cohort).await?.course,
                institute: elsewhere,
                number: 7,
                alias: "7th, NIPA Karachi".to_owned(),
                starts_on: date("2026-04-06"),
                ends_on: date("2026-06-12"),
                size: 20,
            };
            courses::create_cohort(work, new).await
        })
        .await;
    let new = NewConflict {
        institute: elsewhere,
        ..about(&world, ConflictKind::TrainerWish, "2026-04-01", "")
    };
    note(&app, &world.trainer, new).await;
    let sits = format!("INSERT INTO slot_cohort (slot_id, cohort_id) VALUES ({slot}, {cohort})");
    app.app
        .db
        .connection()
        .execute_unprepared(&sits)
        .await
        .unwrap();
    assert_eq!(
        send(&app, &world, offer).await,
        "offers-conflict-trainer_wish"
    );
}
