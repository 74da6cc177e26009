//! The vocabulary: found, read, and kept.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::extract::Visitor;
use super::answer::{Answer, Listed, Made, One, PageQuery, Seen, Versioned, page};
use super::extract::{Json, MustMatch, Path, Query};
use super::values::{Day, LanguageWord, Moment, SubjectChangeWord, Word};
use crate::accounts::InstituteId;
use crate::app::App;
use crate::error::Error;
use crate::flows;
use crate::reference::vocabulary::ids::Known;
use crate::reference::vocabulary::{
    self, ChangeView, NewSubject, SubjectSynonymId, SubjectView, SynonymView,
};
use crate::reference::{self, SubjectId};
use crate::text;

/// A subject that can be taught.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Subject {
    /// The subject.
    pub id: i64,
    /// `IR-01`
    pub code: String,
    /// Name.
    pub name: String,
    /// Name of its area.
    pub area: String,
}

/// A subject, or an area, with all that is known of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WholeSubject {
    /// The subject.
    pub id: i64,
    /// `IR-01`; an area's is `IR`.
    pub code: String,
    /// Its area; null for an area.
    pub area: Option<i64>,
    /// Name.
    pub name: String,
    /// Name in Urdu, if it has one.
    pub name_ur: Option<String>,
    /// A line about it.
    pub description: String,
    /// For whom it is usually taught: `all`, `BS-18+`, `BS-19+`, `specialist`; empty for an area.
    pub audience: String,
    /// Knowledge areas of CyBOK.
    pub cybok: Vec<OtherId>,
    /// Work roles of NICE.
    pub nice: Vec<OtherId>,
    /// Profiles of ECSF.
    pub ecsf: Vec<OtherId>,
    /// The last day on which it can be asked for.
    pub valid_to: Option<Day>,
    /// The subject that it became part of.
    pub merged_into: Option<i64>,
    /// Other words for it.
    pub synonyms: Vec<Synonym>,
    /// Counts changes; also its `ETag`.
    pub version: i64,
}

/// An id of another vocabulary.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OtherId {
    /// `PD-WRL-003`
    pub id: String,
    /// Its name there.
    pub name: String,
}

/// Other words for a subject.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Synonym {
    /// The words' key.
    pub id: i64,
    /// The words.
    pub words: String,
    /// In which language.
    pub language: LanguageWord,
    /// Whose, by the institute's short name; null for everybody's.
    pub institute: Option<String>,
}

impl From<Known> for OtherId {
    fn from(known: Known) -> Self {
        Self {
            id: known.id,
            name: known.name,
        }
    }
}

impl From<SynonymView> for Synonym {
    fn from(view: SynonymView) -> Self {
        Self {
            id: view.id.0,
            words: view.words,
            language: Word(view.language),
            institute: view.institute,
        }
    }
}

impl From<SubjectView> for WholeSubject {
    fn from(view: SubjectView) -> Self {
        let ids = |known: Vec<Known>| known.into_iter().map(OtherId::from).collect();
        Self {
            id: view.id.0,
            code: view.code,
            area: view.area.map(|id| id.0),
            name: view.name,
            name_ur: view.name_ur,
            description: view.description,
            audience: view.audience,
            cybok: ids(view.cybok),
            nice: ids(view.nice),
            ecsf: ids(view.ecsf),
            valid_to: view.valid_to.map(Day),
            merged_into: view.merged_into.map(|id| id.0),
            synonyms: view.synonyms.into_iter().map(Synonym::from).collect(),
            version: view.version,
        }
    }
}

/// What was done to a subject.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SubjectChange {
    /// The change.
    pub id: i64,
    /// What.
    pub kind: SubjectChangeWord,
    /// The other subject, the words, or the last day; empty where the subject was revised.
    pub detail: String,
    /// What was otherwise before it was revised.
    pub before: Vec<Before>,
    /// Why; may be empty.
    pub reason: String,
    /// Who; null where the programme itself did.
    pub by: Option<String>,
    /// When.
    pub at: Moment,
}

/// A field as it was before a subject was revised.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Before {
    /// The field of the subject: `name`, `name_ur`, `description`, `audience`, `cybok`, `nice`, `ecsf`, `area`.
    pub field: String,
    /// What stood there, of an area its name; empty for nothing.
    pub was: String,
}

impl From<ChangeView> for SubjectChange {
    fn from(view: ChangeView) -> Self {
        // The feature names a field by the key of its word, which is the field's behind the feature's.
        let field = |key: &str| {
            let name = key.split_once('-').filter(|(of, _)| *of == "subjects");
            name.map_or(key, |(_, name)| name).replace('-', "_")
        };
        let before = view.before.into_iter().map(|(key, was)| Before {
            field: field(&key),
            was,
        });
        Self {
            id: view.id.0,
            kind: Word(view.kind),
            detail: view.detail,
            before: before.collect(),
            reason: view.reason,
            by: view.actor,
            at: view.at.into(),
        }
    }
}

impl Versioned for WholeSubject {
    fn version(&self) -> i64 {
        self.version
    }
}

/// Which subjects.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SubjectQuery {
    /// Words, a code, or an id of another vocabulary: the best answers come first, and in one part.
    #[param(max_length = 400)]
    q: Option<String>,
    /// Only what follows this id.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// At most so many; 50 where it is not said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Lists the subjects that are in use, or finds some by their words.
#[utoipa::path(get, path = "/subjects", tag = "reference", params(SubjectQuery),
    responses((status = 200, body = Listed<Subject>)))]
pub async fn list_subjects(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query<SubjectQuery>,
) -> Answer<One<Listed<Subject>>> {
    let page = page(query.after, query.limit)?;
    let question = query
        .q
        .map(|words| text::line("?q", &words, 0..=400))
        .transpose()
        .map_err(Error::from)?;
    let work = app.read(&actor).await?;
    let all: Vec<Subject> = reference::subjects(&work)
        .await?
        .into_iter()
        .map(|subject| Subject {
            id: subject.id.0,
            code: subject.code,
            name: subject.name,
            area: subject.area,
        })
        .collect();
    let Some(question) = question else {
        return Ok(Listed::of(page.of(all, |subject: &Subject| subject.id)));
    };
    let hits = vocabulary::search(&work, &question, page.ask()).await?;
    let found = hits.iter().filter_map(|hit| {
        let known = all.iter().find(|subject| subject.id == hit.id.0);
        known.cloned()
    });
    Ok(Listed::of((found.collect(), None)))
}

/// Shows a subject, or an area.
#[utoipa::path(get, path = "/subjects/{id}", tag = "reference",
    responses((status = 200, body = WholeSubject)))]
pub async fn show_subject(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<Seen<WholeSubject>> {
    let work = app.read(&actor).await?;
    Ok(Seen(vocabulary::get(&work, SubjectId(id)).await?.into()))
}

/// Lists what was done to a subject, or an area: by whom, when and why.
#[utoipa::path(get, path = "/subjects/{id}/history", tag = "reference", params(PageQuery),
    responses((status = 200, body = Listed<SubjectChange>)))]
pub async fn list_subject_history(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    Query(query): Query<PageQuery>,
) -> Answer<One<Listed<SubjectChange>>> {
    let page = page(query.after, query.limit)?;
    let work = app.read(&actor).await?;
    let all = vocabulary::get(&work, SubjectId(id)).await?.history;
    Ok(Listed::of(page.of(all, |change| change.id.0)))
}

/// A subject or an area as it shall be.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubjectBody {
    /// Its area; left out for an area.
    #[schema(minimum = 1)]
    pub area: Option<i64>,
    /// Name.
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// Name in Urdu.
    #[serde(default)]
    #[schema(max_length = 120)]
    pub name_ur: String,
    /// A line about it.
    #[serde(default)]
    #[schema(max_length = 400)]
    pub description: String,
    /// For whom it is usually taught: `all`, `BS-18+`, `BS-19+`, `specialist`; an area has none.
    #[serde(default)]
    #[schema(max_length = 20)]
    pub audience: String,
    /// Knowledge areas of CyBOK, separated by semicolons.
    #[serde(default)]
    #[schema(max_length = 400)]
    pub cybok: String,
    /// Work roles of NICE, separated by semicolons.
    #[serde(default)]
    #[schema(max_length = 400)]
    pub nice: String,
    /// Profiles of ECSF, by id or name, separated by semicolons.
    #[serde(default)]
    #[schema(max_length = 400)]
    pub ecsf: String,
}

/// Another subject, or area.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSubjectBody {
    /// What files and commands call it; stays with it for good.
    #[schema(min_length = 2, max_length = 12, pattern = "^[A-Z0-9-]+$")]
    pub code: String,
    /// The rest of it.
    pub subject: SubjectBody,
}

impl SubjectBody {
    fn record(self, code: String) -> NewSubject {
        NewSubject {
            code,
            area: self.area.map(SubjectId),
            name: self.name,
            name_ur: self.name_ur,
            description: self.description,
            audience: self.audience,
            cybok: self.cybok,
            nice: self.nice,
            ecsf: self.ecsf,
        }
    }
}

/// Adds a subject, or an area.
#[utoipa::path(post, path = "/subjects", tag = "reference",
    responses((status = 201, body = WholeSubject)))]
pub async fn add_subject(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Json(body): Json<NewSubjectBody>,
) -> Answer<Made<Seen<WholeSubject>>> {
    app.act(&actor, async |work| {
        let id = vocabulary::add(work, body.subject.record(body.code)).await?;
        let subject = vocabulary::get(work, id).await?.into();
        Ok(Made(format!("/subjects/{id}"), Seen(subject)))
    })
    .await
}

/// Writes a subject anew; its code stays.
#[utoipa::path(put, path = "/subjects/{id}", tag = "reference", params(MustMatch),
    responses((status = 200, body = WholeSubject)))]
pub async fn revise_subject(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: MustMatch,
    Json(body): Json<SubjectBody>,
) -> Answer<Seen<WholeSubject>> {
    let id = SubjectId(id);
    app.act(&actor, async |work| {
        let version = vocabulary::get(work, id).await?.version;
        seen.holds(version)?;
        vocabulary::revise(work, id, version, body.record(String::new())).await?;
        Ok(Seen(vocabulary::get(work, id).await?.into()))
    })
    .await
}

/// What it becomes part of.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeSubjectBody {
    /// The subject that stays.
    #[schema(minimum = 1)]
    pub into: i64,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// Makes a subject part of another. Open slots that ask for it are matched as the other; what trainers teach,
/// showed and were verified in goes along.
#[utoipa::path(post, path = "/subjects/{id}/merge", tag = "reference", params(MustMatch),
    responses((status = 200, body = WholeSubject)))]
pub async fn merge_subject(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: MustMatch,
    Json(body): Json<MergeSubjectBody>,
) -> Answer<Seen<WholeSubject>> {
    let id = SubjectId(id);
    app.act(&actor, async |work| {
        let version = vocabulary::get(work, id).await?.version;
        seen.holds(version)?;
        flows::merge_subjects(work, (id, version), SubjectId(body.into), &body.reason).await?;
        Ok(Seen(vocabulary::get(work, id).await?.into()))
    })
    .await
}

/// Until when it is used, and why no longer.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetireBody {
    /// The last day on which it can be asked for.
    pub last: Day,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// Takes a subject out of use after a day. Slots that ask for it stay.
#[utoipa::path(post, path = "/subjects/{id}/retire", tag = "reference", params(MustMatch),
    responses((status = 200, body = WholeSubject)))]
pub async fn retire_subject(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: MustMatch,
    Json(body): Json<RetireBody>,
) -> Answer<Seen<WholeSubject>> {
    let id = SubjectId(id);
    app.act(&actor, async |work| {
        let version = vocabulary::get(work, id).await?.version;
        seen.holds(version)?;
        vocabulary::retire(work, (id, version), body.last.0, &body.reason).await?;
        Ok(Seen(vocabulary::get(work, id).await?.into()))
    })
    .await
}

/// Why it is used again.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreBody {
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// Takes a retired subject back into use.
#[utoipa::path(post, path = "/subjects/{id}/restore", tag = "reference", params(MustMatch),
    responses((status = 200, body = WholeSubject)))]
pub async fn restore_subject(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: MustMatch,
    Json(body): Json<RestoreBody>,
) -> Answer<Seen<WholeSubject>> {
    let id = SubjectId(id);
    app.act(&actor, async |work| {
        let version = vocabulary::get(work, id).await?.version;
        seen.holds(version)?;
        vocabulary::restore(work, (id, version), &body.reason).await?;
        Ok(Seen(vocabulary::get(work, id).await?.into()))
    })
    .await
}

/// More words.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SynonymBody {
    /// The words.
    #[schema(min_length = 2, max_length = 80)]
    pub words: String,
    /// In which language.
    pub language: LanguageWord,
    /// The institute whose words they are; left out for everybody's.
    #[schema(minimum = 1)]
    pub institute: Option<i64>,
}

/// Adds words for a subject, by which it is found from then on.
#[utoipa::path(post, path = "/subjects/{id}/synonyms", tag = "reference",
    responses((status = 201, body = WholeSubject)))]
pub async fn add_synonym(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    Json(body): Json<SynonymBody>,
) -> Answer<Made<Seen<WholeSubject>>> {
    let subject = SubjectId(id);
    app.act(&actor, async |work| {
        let words = (body.words.as_str(), body.language.0);
        let institute = body.institute.map(InstituteId);
        vocabulary::add_synonym(work, subject, words, institute).await?;
        let view = vocabulary::get(work, subject).await?.into();
        Ok(Made(format!("/subjects/{id}"), Seen(view)))
    })
    .await
}

/// Takes words of a subject away.
#[utoipa::path(delete, path = "/subjects/{id}/synonyms/{synonym}", tag = "reference",
    responses((status = 204)))]
pub async fn remove_synonym(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path((id, synonym)): Path<(i64, i64)>,
) -> Answer<StatusCode> {
    app.act(&actor, async |work| {
        vocabulary::remove_synonym(work, SubjectId(id), SubjectSynonymId(synonym)).await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}
