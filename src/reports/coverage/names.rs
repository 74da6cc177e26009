//! What the report's subjects, cities and people are called.

use std::collections::{BTreeMap, BTreeSet};

use entity::{CityId, SubjectId, TrainerId, city, subject};
use sea_orm::EntityTrait;

use super::count::{Cell, Key, Supplier};
use super::{Alone, Choice, Single};
use crate::db::Work;
use crate::error::Result;
use crate::trainers::titled;

/// Names and homes of those whom the report names.
pub(super) type Told = BTreeMap<TrainerId, (String, Option<CityId>)>;

pub(super) async fn told(
    work: &Work,
    cells: &BTreeMap<Key, Cell>,
    alone: &[Alone],
    people: &[Supplier],
) -> Result<Told> {
    let ids: BTreeSet<TrainerId> = cells
        .values()
        .filter_map(|cell| Some(cell.nearest?.0))
        .chain(alone.iter().filter_map(|one| one.trainer))
        .collect();
    let homes: BTreeMap<TrainerId, CityId> = people.iter().map(|one| (one.id, one.home)).collect();
    let names = titled(work, ids).await?;
    Ok(names
        .into_iter()
        .map(|(id, name)| (id, (name, homes.get(&id).copied())))
        .collect())
}

/// What subjects and cities are called.
pub(super) struct Names {
    pub(super) subjects: BTreeMap<SubjectId, subject::Model>,
    cities: BTreeMap<CityId, String>,
}

impl Names {
    pub(super) async fn load(work: &Work) -> Result<Self> {
        let subjects = subject::Entity::find().all(work.db()).await?;
        let cities = city::Entity::find().all(work.db()).await?;
        Ok(Self {
            subjects: subjects.into_iter().map(|row| (row.id, row)).collect(),
            cities: cities.into_iter().map(|row| (row.id, row.name)).collect(),
        })
    }

    pub(super) fn area(&self, id: SubjectId) -> Option<SubjectId> {
        self.subjects.get(&id)?.parent_id
    }

    pub(super) fn areas(&self) -> Vec<Choice> {
        let areas = self.subjects.values().filter(|row| row.parent_id.is_none());
        areas
            .map(|row| Choice {
                id: row.id,
                name: row.name.clone(),
            })
            .collect()
    }

    pub(super) fn subject(&self, id: SubjectId) -> (String, String) {
        let row = self.subjects.get(&id);
        row.map(|row| (row.code.clone(), row.name.clone()))
            .unwrap_or_default()
    }

    pub(super) fn city(&self, id: Option<CityId>) -> String {
        id.and_then(|id| self.cities.get(&id).cloned())
            .unwrap_or_default()
    }

    pub(super) fn single(&self, one: Alone, told: &Told) -> Option<Single> {
        let row = self.subjects.get(&one.subject)?;
        let name = one.trainer.and_then(|id| told.get(&id));
        Some(Single {
            subject: one.subject,
            code: row.code.clone(),
            name: row.name.clone(),
            pool: one.pool,
            open: one.open,
            trainer: one.trainer,
            trainer_name: name.map(|(name, _)| name.clone()).unwrap_or_default(),
        })
    }
}
