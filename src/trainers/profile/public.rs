//! What the public sees: profiles whose trainer agreed, takes part, and is not shut out. Everything else is as if it
//! were not there. Asks no policy, since there is nobody to ask: nothing leaves this file but what is in [`Card`].

use std::collections::BTreeMap;

use entity::{
    PersonId, Standing, SubjectId, TrainerId, expertise, person, profile, subject, trainer,
    university,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{Bare, bare, bares};
use crate::db::{Work, behind};
use crate::error::{Error, Result};

/// Subjects of one area.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Area {
    /// Its name.
    pub name: String,
    /// Their names.
    pub subjects: Vec<String>,
}

/// What anybody may know of a trainer.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Card {
    /// Whose.
    #[serde(skip)]
    pub trainer: TrainerId,
    /// Tail of the address; empty before there is one.
    pub slug: String,
    /// Name with title.
    pub name: String,
    /// Campus, or the CERT.
    pub affiliation: String,
    /// Whether the demo invented them.
    pub invented: bool,
    /// A few words, paragraph by paragraph.
    pub biography: String,
    /// Whether there is a photo.
    pub photo: bool,
    /// What was verified and still counts, by area.
    pub subjects: Vec<Area>,
}

/// A page of all that is public, by name; behind the one with this address.
pub async fn listed(work: &Work, after: Option<&str>) -> Result<(Vec<Card>, Option<String>)> {
    let rows = published(work, None).await?;
    let named = rows
        .iter()
        .map(|row| (row.bare.slug.as_str(), row.bare.trainer_id));
    let slugs: BTreeMap<&str, TrainerId> = named.collect();
    let ids: Vec<TrainerId> = rows.iter().map(|row| row.bare.trainer_id).collect();
    let after = after.and_then(|slug| slugs.get(slug).copied());
    let (page, next) = behind(&ids, after);
    let next = rows.iter().find(|row| Some(row.bare.trainer_id) == next);
    let next = next.map(|row| row.bare.slug.clone());
    let shown = rows
        .into_iter()
        .filter(|row| page.contains(&row.bare.trainer_id));
    Ok((cards(work, shown.collect()).await?, next))
}

/// All that is public, in the order of ids.
pub async fn all(work: &Work) -> Result<Vec<Card>> {
    let rows = published(work, None).await?;
    let mut cards = cards(work, rows).await?;
    cards.sort_by_key(|card| card.trainer);
    Ok(cards)
}

/// The public profile at this address.
pub async fn find(work: &Work, slug: &str) -> Result<Card> {
    let rows = published(work, Some(slug)).await?;
    let card = cards(work, rows).await?.pop();
    card.ok_or(Error::NotFound("page"))
}

/// Its photo.
pub async fn photo(work: &Work, slug: &str) -> Result<Vec<u8>> {
    let rows = published(work, Some(slug)).await?;
    let row = rows.first().ok_or(Error::NotFound("page"))?;
    let row = profile::Entity::find_by_id(row.bare.trainer_id)
        .one(work.db())
        .await?;
    row.and_then(|row| row.photo).ok_or(Error::NotFound("page"))
}

/// What the public sees of a trainer, or would see once they agree.
pub(super) async fn card(work: &Work, id: TrainerId) -> Result<Card> {
    let (record, person) = who(work, id).await?;
    let bare = bare(work, id).await?.unwrap_or_else(|| Bare::none(id));
    let known = Known {
        bare,
        record,
        person,
    };
    let card = cards(work, vec![known]).await?.pop();
    card.ok_or(Error::NotFound("trainer"))
}

/// Whether the public sees a trainer's profile, and whether it could at all.
pub(super) async fn standing(work: &Work, id: TrainerId) -> Result<(bool, bool)> {
    let (record, person) = who(work, id).await?;
    let open = open(&record, &person);
    let agreed = bare(work, id).await?.is_some_and(|row| row.agreed());
    Ok((open && agreed, open))
}

async fn who(work: &Work, id: TrainerId) -> Result<(trainer::Model, person::Model)> {
    let missing = || Error::NotFound("trainer");
    let record = trainer::Entity::find_by_id(id).one(work.db()).await?;
    let record = record.ok_or_else(missing)?;
    let person = person::Entity::find_by_id(record.person_id)
        .one(work.db())
        .await?;
    Ok((record, person.ok_or_else(missing)?))
}

/// Whether a trainer can be seen by the public at all.
fn open(record: &trainer::Model, person: &person::Model) -> bool {
    matches!(record.standing, Standing::Active | Standing::Paused)
        && record.merged_into_id.is_none()
        && person.disabled_at.is_none()
        && person.merged_into_id.is_none()
}

impl Bare {
    /// Of a trainer of whom nothing was written.
    fn none(trainer_id: TrainerId) -> Self {
        Self {
            trainer_id,
            slug: super::UNNAMED.to_string(),
            biography: String::new(),
            photo_type: None,
            consented_at: None,
            withdrawn_at: None,
            version: 0,
        }
    }
}

/// A profile with whose it is.
struct Known {
    bare: Bare,
    record: trainer::Model,
    person: person::Model,
}

/// What is public, by name; only what stands at this address, if one is named.
async fn published(work: &Work, slug: Option<&str>) -> Result<Vec<Known>> {
    let mut query = bares()
        .filter(profile::COLUMN.consented_at.is_not_null())
        .filter(profile::COLUMN.withdrawn_at.is_null());
    if let Some(slug) = slug {
        query = query.filter(profile::COLUMN.slug.eq(slug));
    }
    let bares: Vec<Bare> = query.into_model::<Bare>().all(work.db()).await?;
    let mut records = trainer::Entity::find();
    let mut people = person::Entity::find();
    // An engine takes only so many values in a list; of everybody, all rows are wanted anyway.
    if bares.len() <= 500 {
        let ids = bares.iter().map(|row| row.trainer_id);
        records = records.filter(trainer::COLUMN.id.is_in(ids));
    }
    let records: BTreeMap<TrainerId, trainer::Model> = by(records.all(work.db()).await?, |r| r.id);
    if records.len() <= 500 {
        let ids = records.values().map(|row| row.person_id);
        people = people.filter(person::COLUMN.id.is_in(ids));
    }
    let people: BTreeMap<PersonId, person::Model> = by(people.all(work.db()).await?, |p| p.id);
    let mut found: Vec<Known> = bares
        .into_iter()
        .filter_map(|bare| {
            let record = records.get(&bare.trainer_id)?.clone();
            let person = people.get(&record.person_id)?.clone();
            open(&record, &person).then_some(Known {
                bare,
                record,
                person,
            })
        })
        .collect();
    found.sort_by_cached_key(|row| (row.person.name.to_lowercase(), row.bare.trainer_id));
    Ok(found)
}

fn by<K: Ord, R>(rows: Vec<R>, key: impl Fn(&R) -> K) -> BTreeMap<K, R> {
    rows.into_iter().map(|row| (key(&row), row)).collect()
}

async fn cards(work: &Work, rows: Vec<Known>) -> Result<Vec<Card>> {
    let ids: Vec<TrainerId> = rows.iter().map(|row| row.bare.trainer_id).collect();
    let mut taught = taught(work, &ids).await?;
    let campuses = by(university::Entity::find().all(work.db()).await?, |u| u.id);
    Ok(rows
        .into_iter()
        .map(
            |Known {
                 bare,
                 record,
                 person,
             }| {
                let campus = record.university_id.and_then(|id| campuses.get(&id));
                Card {
                    trainer: record.id,
                    slug: match bare.slug.starts_with(super::UNNAMED) {
                        true => String::new(),
                        false => bare.slug,
                    },
                    name: format!("{} {}", record.title, person.name)
                        .trim()
                        .to_owned(),
                    affiliation: campus
                        .map_or_else(|| "National CERT".to_owned(), |u| u.name.clone()),
                    invented: person.invented,
                    biography: bare.biography,
                    photo: bare.photo_type.is_some(),
                    subjects: taught.remove(&record.id).unwrap_or_default(),
                }
            },
        )
        .collect())
}

/// What was verified of these trainers, counts today and is in use: names alone, by area.
async fn taught(work: &Work, ids: &[TrainerId]) -> Result<BTreeMap<TrainerId, Vec<Area>>> {
    let today = work.zone().date(work.now.0);
    let subjects: BTreeMap<SubjectId, subject::Model> =
        by(subject::Entity::find().all(work.db()).await?, |row| row.id);
    let mut query = expertise::Entity::find()
        .filter(expertise::COLUMN.verified_level.is_not_null())
        .filter(expertise::COLUMN.expires_on.gte(today));
    if ids.len() <= 500 {
        query = query.filter(expertise::COLUMN.trainer_id.is_in(ids.iter().copied()));
    }
    let rows: Vec<(TrainerId, SubjectId)> = query
        .select_only()
        .column(expertise::Column::TrainerId)
        .column(expertise::Column::SubjectId)
        .into_tuple()
        .all(work.db())
        .await?;
    let mut found: BTreeMap<TrainerId, BTreeMap<SubjectId, Vec<SubjectId>>> = BTreeMap::new();
    for (trainer, id) in rows {
        let Some(row) = subjects.get(&id) else {
            continue;
        };
        let in_use = row.merged_into_id.is_none() && row.valid_to.is_none_or(|last| today <= last);
        if in_use {
            let area = row.parent_id.unwrap_or(id);
            let areas = found.entry(trainer).or_default();
            areas.entry(area).or_default().push(id);
        }
    }
    let name = |id: &SubjectId| subjects.get(id).map(|row| row.name.clone());
    let areas = |areas: BTreeMap<SubjectId, Vec<SubjectId>>| {
        areas
            .into_iter()
            .filter_map(|(area, mut ids)| {
                ids.sort_unstable();
                Some(Area {
                    name: name(&area)?,
                    subjects: ids.iter().filter_map(name).collect(),
                })
            })
            .collect()
    };
    Ok(found
        .into_iter()
        .map(|(trainer, list)| (trainer, areas(list)))
        .collect())
}
