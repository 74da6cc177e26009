//! Nobody and no room is in two places: by the services, by direct SQL, by many at once; on both engines.

use entity::{CommitmentState, commitment, occupancy};
use rostrum::error::Error;
use rostrum::offers;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel};

use crate::support::{TestApp, World, on_both};

on_both!(
    a_trainer_who_is_held_cannot_be_held_elsewhere,
    a_cohort_sits_in_one_slot_at_a_time,
    direct_sql_meets_the_same_wall,
    commitments_cannot_be_bent_or_deleted,
    of_many_that_claim_one_trainer_at_once_one_wins,
    options_are_immutable_once_they_were_offered,
);

async fn a_trainer_who_is_held_cannot_be_held_elsewhere(app: TestApp) {
    let world = World::build(&app).await;
    world.offered(&app, "First", 0).await;
    let (_, drafts) = world.drafts(&app, "Second", 0).await;
    let refused = app
        .try_as(&world.coordinator.actor, async |work| {
            offers::send(work, drafts[0]).await
        })
        .await;
    assert!(
        matches!(&refused, Err(Error::Conflict(m)) if m.key.starts_with("clash-")),
        "{refused:?}"
    );
    let commitments = app
        .read(async |work| Ok(commitment::Entity::find().all(work.db()).await?))
        .await;
    assert_eq!(commitments.len(), 2, "nothing of the refused offer is left");
}

async fn a_cohort_sits_in_one_slot_at_a_time(app: TestApp) {
    let world = World::build(&app).await;
    world.offered(&app, "First", 0).await;
    let slots = app
        .read(async |work| Ok(occupancy::Entity::find().all(work.db()).await?))
        .await;
    let twin = occupancy::ActiveModel {
        slot_id: Set(slots[0].slot_id),
        ..slots[0].clone().into_active_model()
    };
    // The same slot may hold its cohort; another may not.
    assert!(twin.slot_id.as_ref() == &slots[0].slot_id);
    let (second, _) = world.drafts(&app, "Second", 0).await;
    let option = app
        .read(async |work| Ok(entity::slot_option::Entity::find().all(work.db()).await?))
        .await
        .into_iter()
        .find(|row| row.slot_id == second)
        .unwrap();
    let row = occupancy::ActiveModel {
        slot_id: Set(second),
        option_id: Set(option.id),
        resource: Set(slots[0].resource),
        resource_id: Set(slots[0].resource_id),
        starts: Set(option.starts),
        ends: Set(option.ends),
        active: Set(true),
        ..Default::default()
    };
    let refused = row
        .insert(app.app.db.connection())
        .await
        .unwrap_err()
        .to_string();
    assert!(refused.contains("occupancy_overlap"), "{refused}");
}

async fn direct_sql_meets_the_same_wall(app: TestApp) {
    let world = World::build(&app).await;
    world.offered(&app, "First", 0).await;
    world.drafts(&app, "Second", 0).await;
    for state in ["held", "confirmed"] {
        // Whoever writes, with whatever client: the second slot's seat for the same trainer and hour.
        let sql = format!(
            "INSERT INTO commitment (slot_id, seat_id, trainer_id, option_id, starts, ends, venue_id,
                 state, created_at, changed_at)
             SELECT o.slot_id, s.id, c.trainer_id, o.id, o.starts, o.ends, o.venue_id, '{state}', 0, 0
             FROM commitment c JOIN slot_option o ON o.slot_id <> c.slot_id AND o.starts = c.starts
             JOIN seat s ON s.slot_id = o.slot_id AND s.position = 1"
        );
        let refused = app
            .app
            .db
            .connection()
            .execute_unprepared(&sql)
            .await
            .unwrap_err()
            .to_string();
        assert!(refused.contains("commitment_overlap"), "{refused}");
    }
}

async fn commitments_cannot_be_bent_or_deleted(app: TestApp) {
    let world = World::build(&app).await;
    world.offered(&app, "First", 0).await;
    let connection = app.app.db.connection();
    for sql in [
        "UPDATE commitment SET starts = starts + 3600, ends = ends + 3600",
        "UPDATE commitment SET trainer_id = trainer_id + 1",
        "DELETE FROM commitment",
        "UPDATE slot_option SET ends = ends + 60",
        "DELETE FROM audit",
        "UPDATE audit SET action = 'nothing'",
    ] {
        assert!(connection.execute_unprepared(sql).await.is_err(), "{sql}");
    }
    // A copy that lies about its option's time has no option to belong to.
    let mut lie = app
        .read(async |work| Ok(commitment::Entity::find().all(work.db()).await?))
        .await
        .remove(0)
        .into_active_model();
    lie.id = sea_orm::ActiveValue::NotSet;
    lie.state = Set(CommitmentState::Soft);
    lie.starts = Set(lie.starts.take().unwrap().plus(60));
    assert!(lie.insert(connection).await.is_err());
}

async fn of_many_that_claim_one_trainer_at_once_one_wins(app: TestApp) {
    let world = World::build(&app).await;
    let mut drafts = Vec::new();
    for n in 0..12 {
        drafts.push(world.drafts(&app, &format!("Slot {n}"), 0).await.1[0]);
    }
    let tries = drafts.into_iter().map(|offer| {
        let (app, actor) = (app.app.clone(), world.coordinator.actor.clone());
        tokio::spawn(async move {
            let work = app.write(&actor).await?;
            offers::send(&work, offer).await?;
            work.commit().await
        })
    });
    let mut won = 0;
    for one in tries.collect::<Vec<_>>() {
        match one.await.unwrap() {
            Ok(()) => won += 1,
            Err(Error::Conflict(_) | Error::Busy) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(won, 1);
    assert_eq!(
        rostrum::db::problems(&app.app.db).await.unwrap(),
        Vec::<String>::new()
    );
}

async fn options_are_immutable_once_they_were_offered(app: TestApp) {
    let world = World::build(&app).await;
    world.offered(&app, "First", 0).await;
    let refused = app
        .app
        .db
        .connection()
        .execute_unprepared("DELETE FROM slot_option")
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("slot_option") || refused.to_string().contains("FOREIGN"));
}
