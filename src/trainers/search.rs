//! Finding trainers among thousands: by words, subject and load, a part of the list at a time.

use std::collections::{BTreeMap, BTreeSet};

use entity::{CommitmentState, Standing, SubjectId, TrainerId};
use entity::{city, commitment, expertise, person, trainer, university};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{TrainerView, views};
use crate::accounts::policy::{self, Action};
use crate::db::Work;
use crate::error::Result;

/// Trainers of a part.
const PART: usize = 100;

/// Whom to find.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Part of a name, a campus or a city.
    pub words: String,
    /// Teaches this.
    pub subject: Option<SubjectId>,
    /// The most loaded first; by name otherwise.
    pub by_load: bool,
}

/// A part of what was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// These.
    pub trainers: Vec<TrainerView>,
    /// How many there are altogether.
    pub count: usize,
    /// The one after whom the next part begins, if there is one.
    pub next: Option<i64>,
}

/// Finds trainers, guests last; the part after `after`, 0 for the first.
pub async fn search(work: &Work, search: &Search, after: i64) -> Result<Found> {
    policy::require_all(&work.actor, Action::ViewTrainers)?;
    let db = work.db();
    let names: BTreeMap<_, _> = person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .column(person::Column::Name)
        .into_tuple::<(entity::PersonId, String)>()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let campuses: BTreeMap<_, _> = university::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.short))
        .collect();
    let cities: BTreeMap<_, _> = city::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    let teach: Option<BTreeSet<TrainerId>> = match search.subject {
        None => None,
        Some(subject) => {
            let skilled = expertise::Entity::find()
                .filter(expertise::COLUMN.subject_id.eq(subject))
                .all(db)
                .await?;
            Some(skilled.into_iter().map(|row| row.trainer_id).collect())
        }
    };
    let ahead = match search.by_load {
        true => ahead(work).await?,
        false => BTreeMap::new(),
    };
    let words = search.words.trim().to_lowercase();
    let mut rows: Vec<_> = trainer::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .filter_map(|row| {
            let name = names.get(&row.person_id)?;
            let campus = row.university_id.and_then(|id| campuses.get(&id));
            let city = cities.get(&row.home_city_id);
            let holds = |text: Option<&String>| {
                text.is_some_and(|text| text.to_lowercase().contains(&words))
            };
            let found = words.is_empty() || holds(Some(name)) || holds(campus) || holds(city);
            let teaches = teach.as_ref().is_none_or(|teach| teach.contains(&row.id));
            (found && teaches).then(|| {
                let load = ahead.get(&row.id).copied().unwrap_or_default();
                let guest = row.standing == Standing::Guest;
                let place = (guest, std::cmp::Reverse(load), name.to_lowercase(), row.id);
                (place, row)
            })
        })
        .collect();
    rows.sort_by(|(a, _), (b, _)| a.cmp(b));
    let count = rows.len();
    let begin = match after {
        0 => 0,
        // Whoever is gone meanwhile begins the list anew.
        id => rows
            .iter()
            .position(|(_, row)| row.id.0 == id)
            .map_or(0, |at| at + 1),
    };
    let part: Vec<_> = rows
        .into_iter()
        .skip(begin)
        .take(PART)
        .map(|(_, row)| row)
        .collect();
    let next = part
        .last()
        .filter(|_| begin + PART < count)
        .map(|row| row.id.0);
    let order: BTreeMap<TrainerId, usize> = part
        .iter()
        .enumerate()
        .map(|(n, row)| (row.id, n))
        .collect();
    let mut trainers = views(work, part).await?;
    trainers.sort_by_key(|trainer| order.get(&trainer.id).copied());
    Ok(Found {
        trainers,
        count,
        next,
    })
}

/// Sessions to come by trainer.
async fn ahead(work: &Work) -> Result<BTreeMap<TrainerId, i64>> {
    let rows = commitment::Entity::find()
        .select_only()
        .column(commitment::Column::TrainerId)
        .column_as(commitment::COLUMN.id.count(), "sessions")
        .filter(
            commitment::COLUMN
                .state
                .is_in([CommitmentState::Held, CommitmentState::Confirmed]),
        )
        .filter(commitment::COLUMN.ends.gt(work.now))
        .group_by(commitment::Column::TrainerId)
        .into_tuple::<(TrainerId, i64)>()
        .all(work.db())
        .await?;
    Ok(rows.into_iter().collect())
}
