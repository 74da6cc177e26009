//! Conflicts of interest as the matcher has them: which trainer must not have which option of which slot.

use std::collections::{BTreeMap, BTreeSet};

use entity::{SlotId, TrainerId, rule_override};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::snapshot::Planned;
use crate::db::Work;
use crate::error::Result;
use crate::trainers::conflicts::hold::{self, Standing};

/// (slot, option, trainer) by position, sorted. Where a coordinator has overridden the rule, nothing stands.
pub(super) async fn barred(
    work: &Work,
    slots: &[Planned],
    position: &BTreeMap<TrainerId, u32>,
) -> Result<Vec<(u32, u32, u32)>> {
    let standing = Standing::load(work, None).await?;
    let against = standing.trainers();
    if against.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<SlotId> = slots.iter().map(|planned| planned.slot.id).collect();
    let institutes = hold::institutes(work, &ids).await?;
    let overridden: BTreeSet<(SlotId, TrainerId)> = rule_override::Entity::find()
        .filter(rule_override::COLUMN.slot_id.is_in(ids))
        .filter(rule_override::COLUMN.rule.eq("conflict"))
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.slot_id, row.trainer_id))
        .collect();
    let mut barred = Vec::new();
    for (j, planned) in (0..).zip(slots) {
        let slot = &planned.slot;
        let Some(there) = institutes.get(&slot.id) else {
            continue;
        };
        for (o, id) in (0..).zip(&planned.options) {
            let Some(option) = slot.options.iter().find(|option| option.id == *id) else {
                continue;
            };
            let days = hold::days(work, option.starts, option.ends);
            let found = against
                .iter()
                .filter(|trainer| !overridden.contains(&(slot.id, **trainer)))
                .filter(|trainer| standing.against(**trainer, there, days).is_some())
                .filter_map(|trainer| position.get(trainer));
            barred.extend(found.map(|trainer| (j, o, *trainer)));
        }
    }
    barred.sort_unstable();
    Ok(barred)
}
