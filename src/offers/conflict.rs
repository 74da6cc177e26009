//! Whether a conflict of interest stands against whoever is asked, on the day in question. Asked when an offer
//! is prepared, when it leaves, and when it is accepted: each may be days after the one before.

use entity::{SlotId, TrainerId, slot_option};

use super::claim;
use crate::accounts::policy::{self, Action};
use crate::db::Work;
use crate::error::{Error, Result};
use crate::trainers::conflicts::hold;

/// Refuses where something stands against them, unless a coordinator has overridden the rule.
pub(super) async fn none(
    work: &Work,
    trainer: TrainerId,
    slot: SlotId,
    option: &slot_option::Model,
) -> Result<()> {
    let time = (option.starts, option.ends);
    let Some(kind) = hold::against(work, trainer, slot, time).await? else {
        return Ok(());
    };
    let overridden = claim::overrides(work, slot, trainer).await?;
    if overridden.iter().any(|rule| rule == "conflict") {
        return Ok(());
    }
    // Only whoever sees every conflict is told which: nobody shall learn of a complaint by saying yes.
    if policy::may_all(&work.actor, Action::ViewConflicts) {
        Err(Error::conflict(&format!("offers-conflict-{}", kind.word())))
    } else {
        Err(Error::conflict("offers-changed-since"))
    }
}
