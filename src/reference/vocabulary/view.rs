//! The vocabulary as people read it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::{
    Instant, Language, SubjectChangeId, SubjectChangeKind, SubjectId, SubjectSynonymId, institute,
    subject, subject_change, subject_synonym,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::ids::{Known, Vocabulary};
use super::row;
use crate::accounts::{
    self,
    policy::{self, Action},
};
use crate::db::Work;
use crate::error::Result;

/// Other words for a subject.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SynonymView {
    /// The words' key.
    pub id: SubjectSynonymId,
    /// The words.
    pub words: String,
    /// In which language.
    pub language: Language,
    /// Whose; none for everybody's.
    pub institute: Option<String>,
}

/// What was done to it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ChangeView {
    /// The change.
    pub id: SubjectChangeId,
    /// What.
    pub kind: SubjectChangeKind,
    /// The other subject, the words, or the last day.
    pub detail: String,
    /// What was otherwise before it was revised: the key of its word, and how it was.
    pub before: Vec<(String, String)>,
    /// Why.
    pub reason: String,
    /// Who; none where the programme itself did.
    pub actor: Option<String>,
    /// When.
    pub at: Instant,
}

/// A subject, or an area.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SubjectView {
    /// The subject.
    pub id: SubjectId,
    /// `IR-01`.
    pub code: String,
    /// Its area; none for an area.
    pub area: Option<SubjectId>,
    /// The area's name.
    pub area_name: Option<String>,
    /// Name.
    pub name: String,
    /// Name in Urdu, if it has one.
    pub name_ur: Option<String>,
    /// A line or two about it.
    pub description: String,
    /// For whom it is usually taught; empty for an area.
    pub audience: String,
    /// Knowledge areas of CyBOK.
    pub cybok: Vec<Known>,
    /// Work roles of NICE.
    pub nice: Vec<Known>,
    /// Profiles of ECSF.
    pub ecsf: Vec<Known>,
    /// The last day on which it can be asked for.
    pub valid_to: Option<NaiveDate>,
    /// Whether that day is over.
    pub retired: bool,
    /// The subject that it became part of.
    pub merged_into: Option<SubjectId>,
    /// For compare-and-swap.
    pub version: i64,
    /// Other words.
    pub synonyms: Vec<SynonymView>,
    /// What was done to it, newest first.
    pub history: Vec<ChangeView>,
}

/// An area with its subjects.
#[derive(Clone, Debug, serde::Serialize)]
pub struct AreaView {
    /// The area itself.
    #[serde(flatten)]
    pub area: SubjectView,
    /// Its subjects by code, retired and merged ones last.
    pub subjects: Vec<SubjectView>,
}

/// Every area with its subjects, without words and history.
pub async fn areas(work: &Work) -> Result<Vec<AreaView>> {
    let today = work.zone().date(work.now.0);
    let rows = subject::Entity::find()
        .order_by_asc(subject::COLUMN.code)
        .all(work.db())
        .await?;
    let names: BTreeMap<SubjectId, String> =
        rows.iter().map(|row| (row.id, row.name.clone())).collect();
    let (areas, subjects): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| row.parent_id.is_none());
    Ok(areas
        .into_iter()
        .map(|area| {
            let inside = subjects.iter().filter(|row| row.parent_id == Some(area.id));
            let mut inside: Vec<SubjectView> =
                inside.map(|row| view(row.clone(), &names, today)).collect();
            inside.sort_by_key(|row| row.retired);
            AreaView {
                subjects: inside,
                area: view(area, &names, today),
            }
        })
        .collect())
}

/// One subject with all that is known of it.
pub async fn get(work: &Work, id: SubjectId) -> Result<SubjectView> {
    let db = work.db();
    let today = work.zone().date(work.now.0);
    let row = row(work, id).await?;
    let mut names = BTreeMap::new();
    if let Some(area) = row.parent_id {
        names.insert(area, self::row(work, area).await?.name);
    }
    let mut view = view(row, &names, today);
    let institutes: BTreeMap<_, _> = institute::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.short))
        .collect();
    // How one institute asks is no matter of another.
    let keeps = policy::may_all(&work.actor, Action::ManageCatalogue);
    let own = work.actor.institutes();
    view.synonyms = subject_synonym::Entity::find()
        .filter(subject_synonym::COLUMN.subject_id.eq(id))
        .order_by_asc(subject_synonym::COLUMN.words)
        .all(db)
        .await?
        .into_iter()
        .filter(|row| row.institute_id.is_none_or(|id| keeps || own.contains(&id)))
        .map(|row| SynonymView {
            id: row.id,
            words: row.words,
            language: row.language,
            institute: row.institute_id.and_then(|id| institutes.get(&id).cloned()),
        })
        .collect();
    let changes = subject_change::Entity::find()
        .filter(subject_change::COLUMN.subject_id.eq(id))
        .order_by_desc(subject_change::COLUMN.id)
        .all(db)
        .await?;
    let actors = changes.iter().filter_map(|row| row.actor_person_id);
    let people = accounts::names(work, actors).await?;
    let words = [
        SubjectChangeKind::SynonymAdded,
        SubjectChangeKind::SynonymRemoved,
    ];
    view.history = changes
        .into_iter()
        .filter(|row| keeps || !words.contains(&row.kind))
        .map(|row| ChangeView {
            id: row.id,
            before: match row.kind {
                SubjectChangeKind::Revised => before(&row.detail),
                _ => Vec::new(),
            },
            detail: match row.kind {
                SubjectChangeKind::Revised => String::new(),
                _ => row.detail,
            },
            kind: row.kind,
            reason: row.reason,
            actor: row.actor_person_id.and_then(|id| people.get(&id).cloned()),
            at: row.at,
        })
        .collect();
    Ok(view)
}

/// The lines that a revision has left; an earlier release wrote the name alone.
fn before(detail: &str) -> Vec<(String, String)> {
    let lines = detail.lines();
    let read = lines.map(|line| line.split_once('\t').unwrap_or(("name", line)));
    read.map(|(key, was)| (key.to_owned(), was.to_owned()))
        .collect()
}

fn view(row: subject::Model, names: &BTreeMap<SubjectId, String>, today: NaiveDate) -> SubjectView {
    SubjectView {
        id: row.id,
        area: row.parent_id,
        area_name: row.parent_id.and_then(|id| names.get(&id).cloned()),
        code: row.code,
        name: row.name,
        name_ur: row.name_ur,
        description: row.description,
        audience: row.audience,
        cybok: Vocabulary::Cybok.named(&row.cybok),
        nice: Vocabulary::Nice.named(&row.nice),
        ecsf: Vocabulary::Ecsf.named(&row.ecsf),
        valid_to: row.valid_to,
        retired: row.valid_to.is_some_and(|last| last < today),
        merged_into: row.merged_into_id,
        version: row.version,
        synonyms: Vec::new(),
        history: Vec::new(),
    }
}
