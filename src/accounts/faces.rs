//! Who may be there twice: everybody's [`twins`](super::twins) face, found by the words of a name.

use std::collections::{BTreeMap, BTreeSet};

use entity::{
    PersonId, Role, Standing, TrainerId, person, person_distinct, role_grant, trainer, university,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::policy::{self, Action};
use super::twins::{Face, Sign, alike};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, Result};

/// One of two who may be one.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Known {
    /// The person.
    pub person: PersonId,
    /// Name, with the title that a trainer has.
    pub name: String,
    /// Mail address.
    pub email: Option<String>,
    /// Campus or CERT, of a trainer.
    pub affiliation: Option<String>,
    /// Their record as a trainer.
    pub trainer: Option<TrainerId>,
    /// Whether that is only what a public record tells.
    pub guest: bool,
    /// What they are.
    pub roles: Vec<Role>,
    #[serde(skip)]
    face: Face,
}

/// Two who may be one.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Pair {
    /// Who was there first.
    pub first: Known,
    /// Who came later.
    pub second: Known,
    /// What speaks for it.
    pub signs: Vec<Sign>,
}

/// Everybody who could be somebody else.
#[derive(Clone, Debug, Default)]
pub struct Faces {
    people: Vec<Known>,
    by_word: BTreeMap<String, Vec<usize>>,
}

impl Faces {
    /// Everybody but those who were merged or shut out.
    pub async fn load(work: &Work) -> Result<Self> {
        let campuses: BTreeMap<_, _> = university::Entity::find()
            .all(work.db())
            .await?
            .into_iter()
            .map(|row| (row.id, row.short))
            .collect();
        let mut trainers: BTreeMap<PersonId, trainer::Model> = trainer::Entity::find()
            .all(work.db())
            .await?
            .into_iter()
            .map(|row| (row.person_id, row))
            .collect();
        let mut roles: BTreeMap<PersonId, Vec<Role>> = BTreeMap::new();
        for row in role_grant::Entity::find().all(work.db()).await? {
            roles.entry(row.person_id).or_default().push(row.role);
        }
        let people = person::Entity::find()
            .filter(person::COLUMN.merged_into_id.is_null())
            .filter(person::COLUMN.disabled_at.is_null())
            .all(work.db())
            .await?;
        let mut faces = Self::default();
        for row in people {
            let trainer = trainers.remove(&row.id);
            let title = trainer.as_ref().map_or("", |row| row.title.as_str());
            let affiliation = trainer.as_ref().map(|row| {
                let campus = row.university_id.and_then(|id| campuses.get(&id).cloned());
                campus.unwrap_or_else(|| "National CERT".to_owned())
            });
            faces.add(Known {
                person: row.id,
                name: format!("{title} {}", row.name).trim().to_owned(),
                affiliation,
                trainer: trainer.as_ref().map(|row| row.id),
                guest: trainer.is_some_and(|row| row.standing == Standing::Guest),
                roles: roles.remove(&row.id).unwrap_or_default(),
                face: Face::of(&row.name, row.email.as_deref(), row.phone.as_deref()),
                email: row.email,
            });
        }
        Ok(faces)
    }

    /// One more, who has just come as a trainer.
    pub fn meet(&mut self, person: PersonId, name: &str, email: &str, affiliation: &str) {
        self.add(Known {
            person,
            name: name.to_owned(),
            email: Some(email.to_owned()).filter(|email| !email.is_empty()),
            affiliation: Some(affiliation.to_owned()),
            trainer: None,
            guest: false,
            roles: vec![Role::Trainer],
            face: Face::of(name, Some(email), None),
        });
    }

    fn add(&mut self, known: Known) {
        let at = self.people.len();
        for word in words(&known.face) {
            self.by_word.entry(word).or_default().push(at);
        }
        self.people.push(known);
    }

    /// Those who may be the person of this face, each with what speaks for it.
    fn like(&self, face: &Face) -> Vec<(usize, Vec<Sign>)> {
        let near: BTreeSet<usize> = words(face)
            .iter()
            .filter_map(|word| self.by_word.get(word))
            .flatten()
            .copied()
            .collect();
        near.into_iter()
            .map(|at| (at, alike(face, &self.people[at].face)))
            .filter(|(_, signs)| !signs.is_empty())
            .collect()
    }

    /// Trainers whom a newcomer looks like; those aside whom only a public record names.
    pub fn trainers_like(&self, name: &str, email: Option<&str>) -> Vec<&Known> {
        let face = Face::of(name, email, None);
        self.like(&face)
            .into_iter()
            .map(|(at, _)| &self.people[at])
            .filter(|known| known.roles.contains(&Role::Trainer) && !known.guest)
            .collect()
    }
}

/// What somebody is found by.
fn words(face: &Face) -> BTreeSet<String> {
    let mut words: BTreeSet<String> = face.words.iter().cloned().collect();
    words.insert(face.joined.clone());
    words.extend(face.phone.iter().map(|digits| format!("tel:{digits}")));
    words
}

/// Everybody who may be there twice, whoever is surest first; those aside of whom it was said that they are not.
pub async fn pairs(work: &Work) -> Result<Vec<Pair>> {
    policy::require_all(&work.actor, Action::MergePeople)?;
    let faces = Faces::load(work).await?;
    let distinct: BTreeSet<(PersonId, PersonId)> = person_distinct::Entity::find()
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.first_id, row.second_id))
        .collect();
    // Whoever takes trainers in settles trainers; the others are for whoever manages people.
    let everybody = policy::may_all(&work.actor, Action::ManagePeople);
    let mut pairs = Vec::new();
    for second in &faces.people {
        for (at, signs) in faces.like(&second.face) {
            let first = &faces.people[at];
            let theirs = everybody || first.trainer.is_some() || second.trainer.is_some();
            let new = !distinct.contains(&(first.person, second.person));
            if first.person < second.person && theirs && new {
                pairs.push(Pair {
                    first: first.clone(),
                    second: second.clone(),
                    signs,
                });
            }
        }
    }
    pairs.sort_by_key(|pair| {
        let surest = std::cmp::Reverse(pair.signs.len());
        (
            surest,
            pair.signs.clone(),
            pair.first.person,
            pair.second.person,
        )
    });
    Ok(pairs)
}

/// Says that two people are not the same: they are not shown as such again. Saying it twice changes nothing.
pub async fn distinct(work: &Work, one: PersonId, other: PersonId) -> Result<()> {
    if !policy::may_all(&work.actor, Action::ManageTrainers) {
        policy::require_all(&work.actor, Action::MergePeople)?;
    }
    let (first, second) = (one.min(other), one.max(other));
    if first == second {
        return Err(Error::conflict("merge-same"));
    }
    for id in [first, second] {
        let there = person::Entity::find_by_id(id).one(work.db()).await?;
        there.ok_or(Error::NotFound("person"))?;
    }
    let known = person_distinct::Entity::find()
        .filter(person_distinct::COLUMN.first_id.eq(first))
        .filter(person_distinct::COLUMN.second_id.eq(second))
        .one(work.db())
        .await?;
    if known.is_some() {
        return Ok(());
    }
    person_distinct::ActiveModel {
        first_id: Set(first),
        second_id: Set(second),
        noted_by: Set(work.actor.person),
        noted_at: Set(work.now),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    let detail = json!({ "other": second });
    audit::append(work, "person.distinct", "person", first.0, detail).await
}
