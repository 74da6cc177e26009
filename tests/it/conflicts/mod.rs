//! Conflicts of interest: asked when trainers are proposed, when an offer leaves and when it is accepted, on their
//! days alone; and seen by nobody but those whose they are.

mod asked;
mod noted;

use rostrum::error::Error;
use rostrum::offers::{self, OfferId};
use rostrum::slots::SlotId;
use rostrum::trainers::conflicts::{self, ConflictId, ConflictKind, NewConflict};
use sea_orm::ConnectionTrait;

use crate::support::world::date;
use crate::support::{Someone, TestApp, World};

fn about(world: &World, kind: ConflictKind, from: &str, until: &str) -> NewConflict {
    NewConflict {
        trainer: world.trainer.trainer(),
        institute: world.institute,
        kind,
        note: "Said so in March".to_owned(),
        from_on: date(from),
        until_on: Some(until).filter(|day| !day.is_empty()).map(date),
    }
}

async fn note(app: &TestApp, who: &Someone, new: NewConflict) -> ConflictId {
    app.write_as(&who.actor, async |work| conflicts::note(work, new).await)
        .await
}

/// Why somebody was refused, by its key; empty where they were not.
fn key<T>(done: Result<T, Error>) -> String {
    match done {
        Ok(_) => String::new(),
        Err(Error::Conflict(message)) => message.key,
        Err(Error::Invalid(fields)) => format!("{} {}", fields[0].field, fields[0].message.key),
        Err(other) => other.to_string(),
    }
}

async fn send(app: &TestApp, world: &World, id: OfferId) -> String {
    let actor = &world.coordinator.actor;
    key(app
        .try_as(actor, async |work| offers::send(work, id).await)
        .await)
}

/// A coordinator's leave to break the rule for this slot.
async fn allow(app: &TestApp, world: &World, slot: SlotId) {
    let sql = format!(
        "INSERT INTO rule_override (slot_id, trainer_id, rule, reason, created_by, created_at)
         VALUES ({slot}, {}, 'conflict', 'Nobody else can', {}, 1775448000)",
        world.trainer.trainer(),
        world.coordinator.id,
    );
    app.app
        .db
        .connection()
        .execute_unprepared(&sql)
        .await
        .unwrap();
}
