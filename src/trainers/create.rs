//! Taking a trainer into the programme, and letting them rest.

use entity::{
    CityId, Language, PersonId, Pool, Standing, SubjectId, TrainerId, UniversityId, city, person,
    subject, trainer, trainer_language, university,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::json;

use super::changeable::living;
use super::expertise::{self, Claim};
use super::membership;
use crate::accounts::policy::{self, Action};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::text;

/// A term's fair share in minutes until somebody says otherwise: ten lectures of ninety minutes.
pub const TARGET: i32 = 900;
/// Minutes one way, and sessions a day, week and month, until somebody says otherwise.
pub const USUAL: (i32, (i32, i32, i32)) = (180, (2, 3, 6));

/// A trainer to be taken in.
#[derive(Clone, Debug)]
pub struct NewTrainer {
    /// Who; the person exists already.
    pub person: PersonId,
    /// CERT or academic.
    pub pool: Pool,
    /// Campus; none for CERT staff.
    pub university: Option<UniversityId>,
    /// `Dr.`
    pub title: String,
    /// Where journeys start.
    pub home: CityId,
    /// Whether they take part in matching.
    pub standing: Standing,
    /// Minutes one way.
    pub max_travel: i32,
    /// Sessions a day, week, month.
    pub caps: (i32, i32, i32),
    /// Minutes that are a fair share of a term.
    pub target: i32,
    /// Teaching languages.
    pub languages: Vec<Language>,
    /// What they say that they teach: subject, level 1..5, preference -30..30. It counts once it was verified.
    pub expertise: Vec<(SubjectId, i32, i32)>,
}

/// Takes a trainer in.
pub async fn create(work: &Work, new: NewTrainer) -> Result<TrainerId> {
    policy::require_all(&work.actor, Action::ManageTrainers)?;
    let mut errors: Vec<FieldError> = Vec::new();
    let mut wrong = |field: &str, key: &str| {
        errors.push(FieldError {
            field: field.into(),
            message: Message::new(key),
        });
    };
    if (new.pool == Pool::Cert) != new.university.is_none() {
        wrong("university", "trainers-affiliation");
    }
    if let Some(id) = new.university
        && university::Entity::find_by_id(id)
            .one(work.db())
            .await?
            .is_none()
    {
        wrong("university", "trainers-unknown-university");
    }
    if person::Entity::find_by_id(new.person)
        .one(work.db())
        .await?
        .is_none()
    {
        wrong("person", "trainers-unknown-person");
    }
    let profile = Profile {
        guest: new.standing == Standing::Guest,
        title: &new.title,
        home: new.home,
        max_travel: new.max_travel,
        caps: new.caps,
        languages: &new.languages,
        expertise: &new.expertise,
    };
    let (title, more) = check(work, profile).await?;
    errors.extend(more);
    let (day, week, month) = new.caps;
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let row = trainer::ActiveModel {
        person_id: Set(new.person),
        pool: Set(new.pool),
        university_id: Set(new.university),
        title: Set(title),
        home_city_id: Set(new.home),
        standing: Set(new.standing),
        max_travel_minutes: Set(new.max_travel),
        cap_day: Set(day),
        cap_week: Set(week),
        cap_month: Set(month),
        target_minutes: Set(new.target),
        sched_version: Set(0),
        created_at: Set(work.now),
        version: Set(1),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    write_languages(work, row.id, new.languages).await?;
    audit::append(
        work,
        "trainer.create",
        "trainer",
        row.id.0,
        json!({ "person": new.person }),
    )
    .await?;
    for (subject, level, preference) in new.expertise {
        expertise::claim(work, row.id, Claim::new(subject, level, preference)).await?;
    }
    if new.pool == Pool::Academic && new.standing != Standing::Guest {
        membership::nominate(work, row.id, membership::TAKEN_IN).await?;
    }
    Ok(row.id)
}

/// What is checked alike when a trainer is taken in and when they are changed.
pub(super) struct Profile<'a> {
    /// Only named in a public record, which tells no languages.
    pub guest: bool,
    pub title: &'a str,
    pub home: CityId,
    pub max_travel: i32,
    pub caps: (i32, i32, i32),
    pub languages: &'a [Language],
    pub expertise: &'a [(SubjectId, i32, i32)],
}

/// The cleaned title, and everything that is wrong.
pub(super) async fn check(work: &Work, new: Profile<'_>) -> Result<(String, Vec<FieldError>)> {
    let mut errors: Vec<FieldError> = Vec::new();
    let mut wrong = |field: &str, key: &str| {
        errors.push(FieldError {
            field: field.into(),
            message: Message::new(key),
        });
    };
    if city::Entity::find_by_id(new.home)
        .one(work.db())
        .await?
        .is_none()
    {
        wrong("home", "trainers-unknown-city");
    }
    let (day, week, month) = new.caps;
    let caps = (0..=10).contains(&day) && (0..=50).contains(&week) && (0..=100).contains(&month);
    if !caps {
        wrong("caps", "trainers-caps");
    }
    if !(0..=10_080).contains(&new.max_travel) {
        wrong("max_travel", "trainers-travel");
    }
    let twice = (1..new.languages.len()).any(|n| new.languages[..n].contains(&new.languages[n]));
    if (new.languages.is_empty() && !new.guest) || twice {
        wrong("teaches_en", "trainers-no-language");
    }
    // Areas are rated too, by the demo's public record; the form offers subjects only.
    let subjects: Vec<SubjectId> = subject::Entity::find()
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    for (n, (subject, level, preference)) in new.expertise.iter().enumerate() {
        if new.expertise[..n]
            .iter()
            .any(|(twin, _, _)| twin == subject)
        {
            wrong("expertise", "trainers-subject-twice");
        }
        if !subjects.contains(subject) {
            wrong("expertise", "trainers-unknown-subject");
        }
        if !(1..=5).contains(level) || !(-30..=30).contains(preference) {
            wrong("expertise", "trainers-level");
        }
    }
    let title = text::line("title", new.title, 0..=40).unwrap_or_else(|error| {
        errors.push(error);
        String::new()
    });
    Ok((title, errors))
}

pub(super) async fn write_languages(
    work: &Work,
    trainer: TrainerId,
    languages: Vec<Language>,
) -> Result<()> {
    for language in languages {
        trainer_language::ActiveModel {
            trainer_id: Set(trainer),
            language: Set(language),
            ..Default::default()
        }
        .insert(work.db())
        .await?;
    }
    Ok(())
}

/// Pauses a trainer or takes them back: a paused one gets no new offers, what stands remains.
pub async fn set_standing(work: &Work, id: TrainerId, standing: Standing) -> Result<()> {
    policy::require_all(&work.actor, Action::ManageTrainers)?;
    let row = living(work, id).await?;
    if standing == Standing::Guest {
        return Err(Error::field("standing", Message::new("field-choice")));
    }
    let version = row.version;
    let mut row = row.into_active_model();
    row.standing = Set(standing);
    row.version = Set(version + 1);
    let done = trainer::Entity::update_many()
        .set(row)
        .filter(trainer::COLUMN.id.eq(id))
        .filter(trainer::COLUMN.version.eq(version))
        .exec(work.db())
        .await?;
    if done.rows_affected != 1 {
        return Err(Error::Stale);
    }
    audit::append(
        work,
        "trainer.standing",
        "trainer",
        id.0,
        json!({ "standing": standing }),
    )
    .await
}
