//! The vocabulary of subjects: areas with their subjects, other words for them, and the ids under which other
//! vocabularies know them. Two levels, no more.
//!
//! People add, merge and retire (`edit`, `merge`, `retire`); what a seat asked for stays
//! written as it was, and [`meanings`] says which subject it means by now. [`search`] asks the database's own
//! full-text index.

mod edit;
pub mod ids;
mod index;
mod merge;
mod retire;
mod synonyms;
mod view;

use std::collections::BTreeMap;

pub use edit::{AUDIENCES, NewSubject, add, revise};
use entity::{Language, Origin, PersonId, SubjectId, subject, subject_change, subject_synonym};
pub use entity::{SubjectChangeId, SubjectChangeKind, SubjectSynonymId};
pub use merge::merge;
pub use retire::{restore, retire};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
pub use synonyms::{add_synonym, remove_synonym};
pub use view::{AreaView, ChangeView, SubjectView, SynonymView, areas, get};

use super::load::{field, rows};
use crate::accounts::policy::{self, Action};
use crate::db::Work;
use crate::error::{Error, Result};

/// What a question found.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Hit {
    /// The subject.
    pub id: SubjectId,
    /// `IR-01`.
    pub code: String,
    /// Name.
    pub name: String,
    /// Its other words, for people to see why it was found: everybody's, and those of the reader's institutes.
    pub words: Vec<String>,
}

/// Subjects by name, code, other words, an institute's own words, or ids of other vocabularies; best first. The
/// last word may only have begun.
pub async fn search(work: &Work, question: &str, most: u64) -> Result<Vec<Hit>> {
    let question: String = question.chars().take(400).collect();
    let today = work.zone().date(work.now.0);
    let found = index::ask(work, &question, most).await?;
    let rows: BTreeMap<SubjectId, subject::Model> = subject::Entity::find()
        .filter(subject::COLUMN.id.is_in(found.iter().copied()))
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let all = policy::may_all(&work.actor, Action::ManageCatalogue);
    let own = work.actor.institutes();
    let mut words: BTreeMap<SubjectId, Vec<String>> = BTreeMap::new();
    for row in subject_synonym::Entity::find()
        .filter(
            subject_synonym::COLUMN
                .subject_id
                .is_in(found.iter().copied()),
        )
        .all(work.db())
        .await?
    {
        // How one institute asks is no matter of another.
        if row.institute_id.is_none_or(|id| all || own.contains(&id)) {
            words.entry(row.subject_id).or_default().push(row.words);
        }
    }
    Ok(found
        .into_iter()
        .filter_map(|id| {
            let row = rows.get(&id)?;
            // The index was written when its last day was still ahead.
            if row.valid_to.is_some_and(|last| last < today) {
                return None;
            }
            Some(Hit {
                id,
                code: row.code.clone(),
                name: row.name.clone(),
                words: words.remove(&id).unwrap_or_default(),
            })
        })
        .collect())
}

/// What merged subjects mean by now.
#[derive(Clone, Debug, Default)]
pub struct Meanings(BTreeMap<SubjectId, SubjectId>);

impl Meanings {
    /// The subject that this one became part of, or itself.
    pub fn of(&self, id: SubjectId) -> SubjectId {
        self.0.get(&id).copied().unwrap_or(id)
    }
}

/// What each merged subject means by now.
pub async fn meanings(work: &Work) -> Result<Meanings> {
    let rows = subject::Entity::find()
        .filter(subject::COLUMN.merged_into_id.is_not_null())
        .all(work.db())
        .await?;
    let known = rows
        .into_iter()
        .filter_map(|row| Some((row.id, row.merged_into_id?)));
    Ok(Meanings(known.collect()))
}

/// Loads the shipped words that are missing, and writes the index anew; says how many words.
pub(super) async fn load_shipped(work: &Work) -> Result<usize> {
    let subjects = subject::Entity::find().all(work.db()).await?;
    let known: Vec<(SubjectId, String)> = subject_synonym::Entity::find()
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.subject_id, row.words.to_lowercase()))
        .collect();
    let shipped = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/assets/reference/subject_synonyms.csv"
    ));
    let mut fresh = Vec::new();
    // Words are shipped with a fresh vocabulary; what people took away later does not come back.
    for row in rows(shipped)?.iter().filter(|_| known.is_empty()) {
        let code = field(row, "subject_id")?;
        let language = Language::from_word(field(row, "language")?);
        let (Some(subject), Some(language)) = (
            subjects.iter().find(|subject| subject.code == code),
            language,
        ) else {
            continue;
        };
        for words in field(row, "words")?.split(';').map(str::trim) {
            fresh.push(subject_synonym::ActiveModel {
                subject_id: Set(subject.id),
                words: Set(words.to_owned()),
                language: Set(language),
                institute_id: Set(None),
                origin: Set(Origin::Shipped),
                ..Default::default()
            });
        }
    }
    let added = fresh.len();
    if added > 0 {
        subject_synonym::Entity::insert_many(fresh)
            .exec(work.db())
            .await?;
    }
    // Each change writes its own part; what an older release left is written once.
    if added > 0 || index::is_empty(work).await? {
        for row in &subjects {
            index::refresh(work, row.id).await?;
        }
    }
    Ok(added)
}

async fn row(work: &Work, id: SubjectId) -> Result<subject::Model> {
    subject::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("subject"))
}

/// A subject that somebody is about to change, if it is as they saw it and no part of another.
async fn as_seen(work: &Work, id: SubjectId, version: i64) -> Result<subject::Model> {
    let row = row(work, id).await?;
    if row.version != version {
        return Err(Error::Stale);
    }
    if row.merged_into_id.is_some() {
        return Err(Error::conflict("subjects-merged"));
    }
    Ok(row)
}

/// Writes a row that was read as `old`, one version on.
async fn swap(work: &Work, old: &subject::Model, mut new: subject::ActiveModel) -> Result<()> {
    new.version = Set(old.version + 1);
    new.origin = Set(Origin::Edited);
    let done = subject::Entity::update_many()
        .set(new)
        .filter(subject::COLUMN.id.eq(old.id))
        .filter(subject::COLUMN.version.eq(old.version))
        .exec(work.db())
        .await?;
    match done.rows_affected {
        1 => Ok(()),
        _ => Err(Error::Stale),
    }
}

/// Notes what was done to a subject.
async fn note(
    work: &Work,
    id: SubjectId,
    kind: SubjectChangeKind,
    detail: String,
    reason: &str,
) -> Result<()> {
    let actor: Option<PersonId> = work.actor.person;
    subject_change::ActiveModel {
        subject_id: Set(id),
        kind: Set(kind),
        detail: Set(detail),
        reason: Set(reason.to_owned()),
        actor_person_id: Set(actor),
        at: Set(work.now),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    Ok(())
}
