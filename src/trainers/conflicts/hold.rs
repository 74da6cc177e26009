//! Whether a conflict of interest stands against a trainer, at an institute, on a day. The one place that says so.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::{
    CohortId, ConflictKind, Instant, InstituteId, SlotId, TrainerId, cohort, conflict, slot_cohort,
    trainer,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::db::Work;
use crate::error::Result;

/// Conflicts that were not lifted. Those of a trainer's former record count for the one that is kept.
#[derive(Clone, Debug, Default)]
pub struct Standing(BTreeMap<(TrainerId, InstituteId), Vec<Term>>);

#[derive(Clone, Copy, Debug)]
struct Term {
    kind: ConflictKind,
    from: NaiveDate,
    until: Option<NaiveDate>,
}

impl Standing {
    /// Of everybody, or of one trainer.
    pub async fn load(work: &Work, of: Option<TrainerId>) -> Result<Self> {
        let mut query = conflict::Entity::find().filter(conflict::COLUMN.lifted_at.is_null());
        let merged = match of {
            Some(id) => {
                let records = records(work, id).await?;
                query = query.filter(conflict::COLUMN.trainer_id.is_in(records.iter().copied()));
                records.into_iter().map(|former| (former, id)).collect()
            }
            None => merged(work).await?,
        };
        let mut standing = Self::default();
        for row in query.all(work.db()).await? {
            let kept = merged.get(&row.trainer_id).copied();
            let key = (kept.unwrap_or(row.trainer_id), row.institute_id);
            standing.0.entry(key).or_default().push(Term {
                kind: row.kind,
                from: row.from_on,
                until: row.until_on,
            });
        }
        Ok(standing)
    }

    /// The conflict that stands against the trainer at one of these institutes on one of these days, from the
    /// first to the last.
    pub fn against(
        &self,
        trainer: TrainerId,
        institutes: &BTreeSet<InstituteId>,
        (first, last): (NaiveDate, NaiveDate),
    ) -> Option<ConflictKind> {
        institutes
            .iter()
            .filter_map(|institute| self.0.get(&(trainer, *institute)))
            .flatten()
            .find(|term| term.from <= last && term.until.is_none_or(|until| first <= until))
            .map(|term| term.kind)
    }

    /// Every trainer against whom something is noted anywhere.
    pub fn trainers(&self) -> BTreeSet<TrainerId> {
        self.0.keys().map(|(trainer, _)| *trainer).collect()
    }
}

/// The first and the last day of something that takes so long.
pub fn days(work: &Work, starts: Instant, ends: Instant) -> (NaiveDate, NaiveDate) {
    let zone = work.zone();
    (zone.date(starts.0), zone.date(ends.0 - 1))
}

/// What stands against a trainer in a slot at a time: at any institute whose cohort sits in it.
pub async fn against(
    work: &Work,
    trainer: TrainerId,
    slot: SlotId,
    (starts, ends): (Instant, Instant),
) -> Result<Option<ConflictKind>> {
    let standing = Standing::load(work, Some(trainer)).await?;
    if standing.0.is_empty() {
        return Ok(None);
    }
    let institutes = institutes(work, &[slot]).await?;
    Ok(institutes
        .get(&slot)
        .and_then(|there| standing.against(trainer, there, days(work, starts, ends))))
}

/// The institutes whose cohorts sit in these slots: of the one that asks, and of those that join it.
pub async fn institutes(
    work: &Work,
    slots: &[SlotId],
) -> Result<BTreeMap<SlotId, BTreeSet<InstituteId>>> {
    let sitting = slot_cohort::Entity::find()
        .filter(slot_cohort::COLUMN.slot_id.is_in(slots.iter().copied()))
        .all(work.db())
        .await?;
    let cohorts: BTreeSet<CohortId> = sitting.iter().map(|row| row.cohort_id).collect();
    let home: BTreeMap<CohortId, InstituteId> = cohort::Entity::find()
        .filter(cohort::COLUMN.id.is_in(cohorts))
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.id, row.institute_id))
        .collect();
    let mut found: BTreeMap<SlotId, BTreeSet<InstituteId>> = BTreeMap::new();
    for row in sitting {
        let there = found.entry(row.slot_id).or_default();
        there.extend(home.get(&row.cohort_id));
    }
    Ok(found)
}

/// Records that were merged, with the one that is kept of each.
pub async fn merged(work: &Work) -> Result<BTreeMap<TrainerId, TrainerId>> {
    Ok(trainer::Entity::find()
        .filter(trainer::COLUMN.merged_into_id.is_not_null())
        .all(work.db())
        .await?
        .into_iter()
        .filter_map(|row| Some((row.id, row.merged_into_id?)))
        .collect())
}

/// The record that is kept of this one: itself, where it was not merged.
pub(super) async fn kept(work: &Work, id: TrainerId) -> Result<TrainerId> {
    let row = trainer::Entity::find_by_id(id).one(work.db()).await?;
    Ok(row.and_then(|row| row.merged_into_id).unwrap_or(id))
}

/// A trainer's record, and those that were merged into it.
pub(super) async fn records(work: &Work, id: TrainerId) -> Result<Vec<TrainerId>> {
    let former = trainer::Entity::find()
        .filter(trainer::COLUMN.merged_into_id.eq(id))
        .all(work.db())
        .await?;
    let former = former.into_iter().map(|row| row.id);
    Ok([id].into_iter().chain(former).collect())
}
