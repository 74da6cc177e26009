//! Trainers: take in, change, let pause.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::extract::Visitor;
use super::answer::{Answer, Listed, Made, One, Seen, Versioned, page};
use super::extract::{IfMatch, Json, MustMatch, Path, Query};
use super::values::{LanguageWord, PoolWord, StandingWord, Word};
use crate::accounts::NewPerson;
use crate::accounts::faces::Faces;
use crate::app::App;
use crate::error::{Error, Message};
use crate::flows;
use crate::trainers::{
    self, CityId, NewTrainer, Revision, Standing, SubjectId, TARGET, TrainerId, TrainerView,
    UniversityId,
};

/// Somebody who teaches.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Trainer {
    /// The trainer.
    pub id: i64,
    /// Name with title.
    pub name: String,
    /// `Dr.`
    pub title: String,
    /// Mail address, if they have one.
    pub email: Option<String>,
    /// CERT or academic.
    pub pool: PoolWord,
    /// Campus, or the CERT.
    pub affiliation: String,
    /// City where journeys start.
    pub home: i64,
    /// Its name.
    pub city: String,
    /// Whether they take part.
    pub standing: StandingWord,
    /// Whether they are designated today; CERT staff are by their office.
    pub designated: bool,
    /// The record of the same person that is kept in place of this one.
    pub merged_into: Option<i64>,
    /// Minutes that they travel one way at most.
    pub max_travel: i32,
    /// Sessions a day at most.
    pub cap_day: i32,
    /// Sessions a week at most.
    pub cap_week: i32,
    /// Sessions a month at most.
    pub cap_month: i32,
    /// Languages that they teach in.
    pub languages: Vec<LanguageWord>,
    /// Subjects, best first.
    pub expertise: Vec<Skill>,
    /// Held and confirmed sessions from now on.
    pub ahead: usize,
    /// All confirmed sessions.
    pub confirmed: usize,
    /// Whether the demo invented them.
    pub invented: bool,
    /// Counts changes of the record; also its `ETag`.
    pub version: i64,
}

/// How well somebody teaches a subject.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Skill {
    /// The subject.
    pub subject: i64,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// 1 can cover, 2 teaches, 3 authority: as it was verified, or as they say.
    pub level: i32,
    /// Whether that was verified and still counts today; nothing else qualifies anybody.
    pub verified: bool,
    /// The expertise, which tells all of it.
    pub expertise: i64,
}

impl From<TrainerView> for Trainer {
    fn from(trainer: TrainerView) -> Self {
        let (cap_day, cap_week, cap_month) = trainer.caps;
        let skills = trainer.expertise.into_iter().map(|skill| Skill {
            subject: skill.subject.0,
            code: skill.code,
            name: skill.name,
            level: skill.level,
            verified: skill.verified,
            expertise: skill.id.0,
        });
        Self {
            id: trainer.id.0,
            name: trainer.name,
            title: trainer.title,
            email: trainer.email,
            pool: Word(trainer.pool),
            affiliation: trainer.affiliation,
            home: trainer.home.0,
            city: trainer.city,
            standing: Word(trainer.standing),
            designated: trainer.designated,
            merged_into: trainer.merged_into.map(|id| id.0),
            max_travel: trainer.max_travel,
            cap_day,
            cap_week,
            cap_month,
            languages: trainer.languages.into_iter().map(Word).collect(),
            expertise: skills.collect(),
            ahead: trainer.ahead,
            confirmed: trainer.confirmed,
            invented: trainer.invented,
            version: trainer.version,
        }
    }
}

impl Versioned for Trainer {
    fn version(&self) -> i64 {
        self.version
    }
}

/// Which trainers.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TrainerQuery {
    /// Who teach this subject, at any level.
    subject: Option<i64>,
    /// Only what follows this id.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// At most so many; 50 where it is not said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Lists trainers; a trainer finds themselves.
#[utoipa::path(get, path = "/trainers", tag = "trainers", params(TrainerQuery),
    responses((status = 200, body = Listed<Trainer>)))]
pub async fn list_trainers(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query<TrainerQuery>,
) -> Answer<One<Listed<Trainer>>> {
    let page = page(query.after, query.limit)?;
    let work = app.read(&actor).await?;
    let subject = query.subject.map(SubjectId);
    Ok(Listed::of(trainers::page(&work, subject, page).await?))
}

/// Shows a trainer.
#[utoipa::path(get, path = "/trainers/{id}", tag = "trainers",
    responses((status = 200, body = Trainer)))]
pub async fn show_trainer(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<Seen<Trainer>> {
    let work = app.read(&actor).await?;
    Ok(Seen(trainers::get(&work, TrainerId(id)).await?.into()))
}

/// A subject that somebody teaches.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SkillBody {
    /// The subject.
    #[schema(minimum = 1)]
    pub subject: i64,
    /// 1 can cover, 2 teaches, 3 authority.
    #[schema(minimum = 1, maximum = 5)]
    pub level: i32,
}

/// What is known of a trainer.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordBody {
    /// `Dr.`
    #[serde(default)]
    #[schema(max_length = 40)]
    pub title: String,
    /// City where journeys start.
    #[schema(minimum = 1)]
    pub home: i64,
    /// Minutes that they travel one way at most.
    #[schema(minimum = 0, maximum = 10080)]
    pub max_travel: i32,
    /// Sessions a day at most.
    #[schema(minimum = 0, maximum = 10)]
    pub cap_day: i32,
    /// Sessions a week at most.
    #[schema(minimum = 0, maximum = 50)]
    pub cap_week: i32,
    /// Sessions a month at most.
    #[schema(minimum = 0, maximum = 100)]
    pub cap_month: i32,
    /// Languages that they teach in, at least one.
    #[schema(min_items = 1)]
    pub languages: Vec<LanguageWord>,
    /// What they say that they teach; left out, it stays as it is. It counts once it was verified.
    #[schema(min_items = 1, max_items = 80)]
    pub expertise: Option<Vec<SkillBody>>,
}

/// A trainer to be taken in.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTrainerBody {
    /// Name without title.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// That they are another person than a trainer of the same name, who is there already.
    #[serde(default)]
    pub another_person: bool,
    /// Mail address, if they have one.
    #[schema(max_length = 254)]
    pub email: Option<String>,
    /// Language of their pages, letters and calendars.
    pub language: LanguageWord,
    /// CERT or academic.
    pub pool: PoolWord,
    /// Campus of an academic; nobody else has one.
    #[schema(minimum = 1)]
    pub university: Option<i64>,
    /// What is known of them.
    pub record: RecordBody,
}

fn skills(skills: Vec<SkillBody>) -> Vec<(SubjectId, i32)> {
    skills
        .into_iter()
        .map(|skill| (SubjectId(skill.subject), skill.level))
        .collect()
}

/// The feature names fields as the form has them; here they stand in `record`.
fn placed(error: Error) -> Error {
    error.renamed(|field| match field {
        "teaches_en" => "/record/languages".into(),
        "caps" => "/record/cap_day".into(),
        name @ ("title" | "home" | "max_travel" | "expertise") => format!("/record/{name}"),
        other => format!("/{other}"),
    })
}

/// Takes a trainer into the programme.
#[utoipa::path(post, path = "/trainers", tag = "trainers",
    responses((status = 201, body = Trainer)))]
pub async fn create_trainer(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Json(body): Json<NewTrainerBody>,
) -> Answer<Made<Seen<Trainer>>> {
    app.act(&actor, async |work| {
        let record = body.record;
        let expertise = skills(record.expertise.unwrap_or_default());
        if expertise.is_empty() {
            let message = Message::new("trainers-no-subject");
            return Err(Error::field("/record/expertise", message).into());
        }
        let who = NewPerson {
            name: body.name,
            email: body.email,
            language: body.language.0,
            invented: false,
        };
        let new = |person| NewTrainer {
            person,
            pool: body.pool.0,
            university: body.university.map(UniversityId),
            title: record.title,
            home: CityId(record.home),
            standing: Standing::Active,
            max_travel: record.max_travel,
            caps: (record.cap_day, record.cap_week, record.cap_month),
            target: TARGET,
            languages: record.languages.into_iter().map(|word| word.0).collect(),
            expertise: expertise
                .into_iter()
                .map(|(subject, level)| (subject, level, 0))
                .collect(),
        };
        let mut faces = Faces::load(work).await?;
        let id = flows::enrol_newcomer(work, &mut faces, who, body.another_person, new)
            .await
            .map_err(placed)?;
        let trainer = trainers::get(work, id).await?.into();
        Ok(Made(format!("/trainers/{id}"), Seen(trainer)))
    })
    .await
}

/// Changes what is known of a trainer.
#[utoipa::path(put, path = "/trainers/{id}", tag = "trainers", params(MustMatch),
    responses((status = 200, body = Trainer)))]
pub async fn update_trainer(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: MustMatch,
    Json(body): Json<RecordBody>,
) -> Answer<Seen<Trainer>> {
    let id = TrainerId(id);
    app.act(&actor, async |work| {
        let version = trainers::get(work, id).await?.version;
        seen.holds(version)?;
        let new = Revision {
            title: body.title,
            home: CityId(body.home),
            max_travel: body.max_travel,
            caps: (body.cap_day, body.cap_week, body.cap_month),
            languages: body.languages.into_iter().map(|word| word.0).collect(),
            expertise: body.expertise.map(skills),
        };
        let inside = |error| placed(error).renamed(|field| field.replacen("/record", "", 1));
        trainers::revise(work, id, version, new)
            .await
            .map_err(inside)?;
        Ok(Seen(trainers::get(work, id).await?.into()))
    })
    .await
}

/// Whether somebody takes part.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StandingBody {
    /// `active` or `paused`.
    pub standing: StandingWord,
}

/// Lets a trainer pause, or takes them back. What they have promised stays.
#[utoipa::path(put, path = "/trainers/{id}/standing", tag = "trainers", params(IfMatch),
    responses((status = 200, body = Trainer)))]
pub async fn set_trainer_standing(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: IfMatch,
    Json(body): Json<StandingBody>,
) -> Answer<Seen<Trainer>> {
    let id = TrainerId(id);
    app.act(&actor, async |work| {
        seen.holds(trainers::get(work, id).await?.version)?;
        trainers::set_standing(work, id, body.standing.0).await?;
        Ok(Seen(trainers::get(work, id).await?.into()))
    })
    .await
}
