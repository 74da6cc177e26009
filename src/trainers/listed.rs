//! Trainers as a list for people: found by words and subject, in an order of theirs, a page at a time. Only
//! names and counts are read of all of them, everything else of those that are shown.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use entity::{
    CommitmentState, Instant, Standing, SubjectId, TrainerId, city, commitment, expertise, person,
    trainer, university,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{Load, TrainerView, views};
use crate::accounts::policy::{self, Action};
use crate::db::{Work, behind};
use crate::error::Result;

/// Which trainers.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// With these words in their name, campus or city; empty for all.
    pub words: String,
    /// Who teach this.
    pub subject: Option<SubjectId>,
    /// The busiest first, instead of by name.
    pub by_load: bool,
}

/// A page of trainers by name, guests last, or the busiest first; and how many there are in all.
pub async fn listed(
    work: &Work,
    search: &Search,
    after: Option<TrainerId>,
) -> Result<(Vec<TrainerView>, Option<TrainerId>, usize)> {
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
        .map(|row| (row.id, format!("{} {}", row.short, row.name)))
        .collect();
    let cities: BTreeMap<_, _> = city::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    let teach: Option<BTreeSet<TrainerId>> = match search.subject {
        None => None,
        Some(subject) => Some(
            expertise::Entity::find()
                .filter(expertise::COLUMN.subject_id.eq(subject))
                .all(db)
                .await?
                .into_iter()
                .map(|row| row.trainer_id)
                .collect(),
        ),
    };
    let load = if search.by_load {
        loads(work).await?
    } else {
        BTreeMap::new()
    };
    let words = search.words.trim().to_lowercase();
    let mut found = Vec::new();
    for row in trainer::Entity::find().all(db).await? {
        let name = names.get(&row.person_id).map_or("", String::as_str);
        let titled = format!("{} {name}", row.title).trim().to_owned();
        let campus = row.university_id.and_then(|id| campuses.get(&id));
        let at = campus.map_or("National CERT", String::as_str);
        let home = cities.get(&row.home_city_id).map_or("", String::as_str);
        let named = [&titled, at, home]
            .iter()
            .any(|text| text.to_lowercase().contains(&words));
        // What was merged is found on the page of the record that is kept.
        let named = named && row.merged_into_id.is_none();
        if named && teach.as_ref().is_none_or(|teach| teach.contains(&row.id)) {
            let load = load.get(&row.id).copied().unwrap_or_default();
            found.push((
                Reverse(load),
                row.standing == Standing::Guest,
                name.to_lowercase(),
                row.id,
            ));
        }
    }
    found.sort_unstable();
    let ids: Vec<TrainerId> = found.into_iter().map(|(.., id)| id).collect();
    let (page, next) = behind(&ids, after);
    let rows = trainer::Entity::find()
        .filter(trainer::COLUMN.id.is_in(page.iter().copied()))
        .all(db)
        .await?;
    let mut trainers = views(work, rows).await?;
    trainers.sort_by_key(|trainer| page.iter().position(|id| *id == trainer.id));
    Ok((trainers, next, ids.len()))
}

/// The fullest month ahead first, then the half of the year.
async fn loads(work: &Work) -> Result<BTreeMap<TrainerId, (usize, usize)>> {
    let rows: Vec<(TrainerId, Instant)> = commitment::Entity::find()
        .filter(
            commitment::COLUMN
                .state
                .is_in([CommitmentState::Held, CommitmentState::Confirmed]),
        )
        .select_only()
        .column(commitment::Column::TrainerId)
        .column(commitment::Column::Starts)
        .into_tuple()
        .all(work.db())
        .await?;
    let mut starts: BTreeMap<TrainerId, Vec<Instant>> = BTreeMap::new();
    for (id, at) in rows {
        starts.entry(id).or_default().push(at);
    }
    Ok(starts
        .into_iter()
        .map(|(id, starts)| {
            let load = Load::of(work, &starts);
            (id, (load.fullest, load.term))
        })
        .collect())
}
