//! A slot is given up: whoever was asked for it is told, then the other side.

use entity::SlotId;

use crate::actor::Actor;
use crate::db::Work;
use crate::error::Result;
use crate::offers;
use crate::slots::{self, GivenUp};

/// Gives a slot up with its offers, all or nothing.
pub async fn give_up_slot(work: &mut Work, id: SlotId, by: GivenUp, reason: &str) -> Result<()> {
    slots::give_up(work, id, by, reason).await?;
    // An institute may not recall offers; that its slot is gone does.
    let actor = std::mem::replace(&mut work.actor, Actor::system("give-up-slot"));
    let recalled = recall_all(work, id).await;
    work.actor = actor;
    recalled
}

async fn recall_all(work: &Work, id: SlotId) -> Result<()> {
    for offer in offers::of_slot(work, id).await? {
        if offer.state.is_open() {
            offers::recall(work, offer.id).await?;
        }
    }
    Ok(())
}
