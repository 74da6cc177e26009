//! Conflicts as they are shown: of a trainer, of an institute, of all; to each reader theirs alone.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::{
    CohortId, CommitmentState, ConflictId, InstituteId, PersonId, SlotId, TrainerId, cohort,
    commitment, conflict, institute, slot_cohort,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

use super::{ConflictView, hold, owner_of};
use crate::accounts;
use crate::accounts::policy::{self, Action, Owner};
use crate::db::{Page, Work};
use crate::error::{Error, Result};
use crate::trainers::{TrainerName, titled};

/// Which conflicts.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Only those that hold today.
    pub now: bool,
    /// Only of this trainer.
    pub trainer: Option<TrainerId>,
    /// Only at this institute.
    pub institute: Option<InstituteId>,
}

/// An institute's id and name, for a list to choose from.
#[derive(Clone, Debug, serde::Serialize)]
pub struct InstituteName {
    /// The institute.
    pub id: InstituteId,
    /// Its short name.
    pub name: String,
}

/// Every institute by name, for whoever may wish not to teach at one.
pub async fn institutes(work: &Work) -> Result<Vec<InstituteName>> {
    if !policy::may(&work.actor, Action::NoteConflicts) {
        return Err(Error::Forbidden);
    }
    let rows = institute::Entity::find()
        .order_by_asc(institute::COLUMN.short)
        .all(work.db())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| InstituteName {
            id: row.id,
            name: row.short,
        })
        .collect())
}

/// Conflicts that the actor may see, by id, a page of them.
pub async fn page(
    work: &Work,
    search: &Search,
    page: Page,
) -> Result<(Vec<ConflictView>, Option<i64>)> {
    if !policy::may(&work.actor, Action::ViewConflicts) {
        return Err(Error::Forbidden);
    }
    let rows = rows(work, search).await?;
    let (rows, next) = page.of(rows, |(row, _)| row.id.0);
    Ok((views(work, rows).await?, next))
}

/// A trainer's conflicts, as far as the actor may see them; the newest first.
pub async fn of_trainer(work: &Work, id: TrainerId) -> Result<Vec<ConflictView>> {
    let search = Search {
        trainer: Some(id),
        ..Search::default()
    };
    newest(work, &search).await
}

/// An institute's conflicts, as far as the actor may see them; the newest first.
pub async fn of_institute(work: &Work, id: InstituteId) -> Result<Vec<ConflictView>> {
    let search = Search {
        institute: Some(id),
        ..Search::default()
    };
    newest(work, &search).await
}

async fn newest(work: &Work, search: &Search) -> Result<Vec<ConflictView>> {
    if !policy::may(&work.actor, Action::ViewConflicts) {
        return Ok(Vec::new());
    }
    let mut rows = rows(work, search).await?;
    rows.reverse();
    views(work, rows).await
}

/// One conflict.
pub async fn get(work: &Work, id: ConflictId) -> Result<ConflictView> {
    let row = conflict::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("conflict"))?;
    let kept = hold::kept(work, row.trainer_id).await?;
    let owner = owner_of(&row, kept);
    policy::require(&work.actor, Action::ViewConflicts, owner, "conflict")?;
    views(work, vec![(row, kept)])
        .await?
        .pop()
        .ok_or(Error::NotFound("conflict"))
}

/// Rows that the actor may see, by id, each with the record that is kept of its trainer.
async fn rows(work: &Work, search: &Search) -> Result<Vec<(conflict::Model, TrainerId)>> {
    let mut query = conflict::Entity::find().order_by_asc(conflict::COLUMN.id);
    if let Some(id) = search.trainer {
        let records = hold::records(work, id).await?;
        query = query.filter(conflict::COLUMN.trainer_id.is_in(records));
    }
    if let Some(id) = search.institute {
        query = query.filter(conflict::COLUMN.institute_id.eq(id));
    }
    if search.now {
        let today = work.zone().date(work.now.0);
        query = query
            .filter(conflict::COLUMN.lifted_at.is_null())
            .filter(conflict::COLUMN.from_on.lte(today))
            .filter(
                Condition::any()
                    .add(conflict::COLUMN.until_on.is_null())
                    .add(conflict::COLUMN.until_on.gte(today)),
            );
    }
    let merged = hold::merged(work).await?;
    Ok(query
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| {
            let kept = merged.get(&row.trainer_id).copied();
            let kept = kept.unwrap_or(row.trainer_id);
            (row, kept)
        })
        .filter(|(row, kept)| {
            policy::allows(&work.actor, Action::ViewConflicts, owner_of(row, *kept))
        })
        .collect())
}

async fn views(work: &Work, rows: Vec<(conflict::Model, TrainerId)>) -> Result<Vec<ConflictView>> {
    let today: NaiveDate = work.zone().date(work.now.0);
    let all = policy::may_all(&work.actor, Action::ViewConflicts);
    let shorts: BTreeMap<InstituteId, String> = institute::Entity::find()
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.id, row.short))
        .collect();
    let trainers: BTreeSet<TrainerId> = rows.iter().map(|(_, kept)| *kept).collect();
    let trainers = titled(work, trainers).await?;
    let noters: BTreeSet<PersonId> = rows
        .iter()
        .filter(|_| all)
        .filter_map(|(row, _)| row.noted_by)
        .collect();
    let noters = accounts::names(work, noters).await?;
    Ok(rows
        .into_iter()
        .map(|(row, kept)| ConflictView {
            id: row.id,
            trainer: kept,
            trainer_name: trainers.get(&kept).cloned().unwrap_or_default(),
            institute: row.institute_id,
            institute_name: shorts.get(&row.institute_id).cloned().unwrap_or_default(),
            kind: row.kind,
            note: row.note,
            holds: row.lifted_at.is_none()
                && row.from_on <= today
                && row.until_on.is_none_or(|until| today <= until),
            from_on: row.from_on,
            until_on: row.until_on,
            noted_at: row.noted_at,
            noted_by: row.noted_by.and_then(|id| noters.get(&id).cloned()),
            lifted_at: row.lifted_at,
            lifted_why: row.lifted_why,
            version: row.version,
        })
        .collect())
}

/// Trainers whom an institute knows, by name: who taught there, or will.
pub async fn known_at(work: &Work, id: InstituteId) -> Result<Vec<TrainerName>> {
    let owner = Owner::institute(id);
    policy::require(&work.actor, Action::NoteConflicts, owner, "institute")?;
    let cohorts: Vec<CohortId> = cohort::Entity::find()
        .filter(cohort::COLUMN.institute_id.eq(id))
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    let slots: Vec<SlotId> = slot_cohort::Entity::find()
        .filter(slot_cohort::COLUMN.cohort_id.is_in(cohorts))
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| row.slot_id)
        .collect();
    let merged = hold::merged(work).await?;
    let known: BTreeSet<TrainerId> = commitment::Entity::find()
        .filter(commitment::COLUMN.slot_id.is_in(slots))
        // Whom it was only thought of is no matter of the institute.
        .filter(commitment::COLUMN.state.eq(CommitmentState::Confirmed))
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| {
            merged
                .get(&row.trainer_id)
                .copied()
                .unwrap_or(row.trainer_id)
        })
        .collect();
    let mut found: Vec<TrainerName> = titled(work, known)
        .await?
        .into_iter()
        .map(|(id, name)| TrainerName { id, name })
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}
