//! Trainers: who they are, how far and how often. What they can teach is [`expertise`], on which days they
//! belong to the programme [`membership`], and when they can `availability`.

mod changeable;
pub mod conflicts;
mod create;
pub mod expertise;
mod listed;
mod load;
pub mod membership;
pub mod merge;
pub mod profile;
mod revise;

use std::collections::BTreeMap;

pub use changeable::changeable;
pub use create::{NewTrainer, TARGET, USUAL, create, set_standing};
pub use entity::{CityId, Language, Pool, Standing, SubjectId, TrainerId, UniversityId};
use entity::{
    CommitmentState, Instant, PersonId, city, commitment, person, subject, trainer,
    trainer_language, university,
};
pub use listed::{Search, listed};
pub use load::Load;
pub use revise::{Revision, revise};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::accounts::{
    self,
    policy::{self, Action, Owner},
};
use crate::db::{Page, Work};
use crate::error::{Error, Result};

/// What a trainer teaches, how well; [`expertise::of`] tells all of it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ExpertiseView {
    /// The subject.
    pub subject: SubjectId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// 1 can cover .. 5: as it was verified, or as they say.
    pub level: i32,
    /// As they say.
    pub claimed: i32,
    /// Whether the level was verified and still counts today.
    pub verified: bool,
    /// The same, as 1 or 0.
    pub fresh: u8,
    /// The expertise.
    pub id: expertise::ExpertiseId,
}

/// A trainer as coordinators see them.
#[derive(Clone, Debug, serde::Serialize)]
pub struct TrainerView {
    /// The trainer.
    pub id: TrainerId,
    /// The person.
    pub person: PersonId,
    /// Name with title.
    pub name: String,
    /// Mail address, if they have one.
    pub email: Option<String>,
    /// CERT or academic.
    pub pool: Pool,
    /// Campus, or the CERT.
    pub affiliation: String,
    /// Home city.
    pub city: String,
    /// The same.
    pub home: CityId,
    /// `Dr.`
    pub title: String,
    /// For compare-and-swap.
    pub version: i64,
    /// Whether they take part.
    pub standing: Standing,
    /// Whether they are designated today; CERT staff are by their office.
    pub designated: bool,
    /// The record of the same person that is kept in place of this one.
    pub merged_into: Option<TrainerId>,
    /// Whether the demo invented them.
    pub invented: bool,
    /// Minutes one way.
    pub max_travel: i32,
    /// Sessions a day, week, month.
    pub caps: (i32, i32, i32),
    /// Teaching languages.
    pub languages: Vec<Language>,
    /// Subjects, verified ones first, each by level, highest first.
    pub expertise: Vec<ExpertiseView>,
    /// Sessions of this month, of the fullest month ahead, of this half of the year: held or confirmed.
    pub load: Load,
    /// Held and confirmed sessions from now on.
    pub ahead: usize,
    /// All confirmed sessions.
    pub confirmed: usize,
}

/// Trainers by name, guests last.
pub async fn list(work: &Work) -> Result<Vec<TrainerView>> {
    policy::require_all(&work.actor, Action::ViewTrainers)?;
    let rows = trainer::Entity::find().all(work.db()).await?;
    let mut views = views(work, rows).await?;
    views.sort_by(|a, b| {
        (a.standing == Standing::Guest, &a.name).cmp(&(b.standing == Standing::Guest, &b.name))
    });
    Ok(views)
}

/// Trainers by id, a page of them; of one subject, if one is named. Somebody who may see only their own
/// record finds that.
pub async fn page(
    work: &Work,
    subject: Option<SubjectId>,
    page: Page,
) -> Result<(Vec<TrainerView>, Option<i64>)> {
    let mut query = trainer::Entity::find()
        .filter(trainer::COLUMN.id.gt(TrainerId(page.after)))
        .order_by_asc(trainer::COLUMN.id)
        .limit(page.ask());
    if !policy::may_all(&work.actor, Action::ViewTrainers) {
        if !policy::may(&work.actor, Action::ViewTrainers) {
            return Err(Error::Forbidden);
        }
        let own = work.actor.trainer.ok_or(Error::Forbidden)?;
        query = query.filter(trainer::COLUMN.id.eq(own));
    }
    if let Some(subject) = subject {
        let teach = entity::expertise::Entity::find()
            .select_only()
            .column(entity::expertise::Column::TrainerId)
            .filter(entity::expertise::COLUMN.subject_id.eq(subject));
        query = query.filter(trainer::Column::Id.in_subquery(teach.into_query()));
    }
    let (rows, next) = page.cut(query.all(work.db()).await?, |row| row.id.0);
    Ok((views(work, rows).await?, next))
}

/// A trainer's id and name, for a list to choose from.
#[derive(Clone, Debug, serde::Serialize)]
pub struct TrainerName {
    /// The trainer.
    pub id: TrainerId,
    /// Name with title.
    pub name: String,
}

/// Everybody who teaches, by name.
pub async fn names(work: &Work) -> Result<Vec<TrainerName>> {
    policy::require_all(&work.actor, Action::ViewTrainers)?;
    let people: BTreeMap<_, _> = person::Entity::find()
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    let mut rows = trainer::Entity::find().all(work.db()).await?;
    rows.sort_by_key(|row| people.get(&row.person_id));
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let name = people.get(&row.person_id)?;
            Some(TrainerName {
                id: row.id,
                name: format!("{} {name}", row.title).trim().to_owned(),
            })
        })
        .collect())
}

/// What these trainers are called, with title.
pub(crate) async fn titled(
    work: &Work,
    ids: impl IntoIterator<Item = TrainerId>,
) -> Result<BTreeMap<TrainerId, String>> {
    let rows = trainer::Entity::find()
        .filter(trainer::COLUMN.id.is_in(ids))
        .all(work.db())
        .await?;
    let people = accounts::names(work, rows.iter().map(|row| row.person_id)).await?;
    let named = rows.into_iter().filter_map(|row| {
        let name = people.get(&row.person_id)?;
        Some((row.id, format!("{} {name}", row.title).trim().to_owned()))
    });
    Ok(named.collect())
}

/// One trainer.
pub async fn get(work: &Work, id: TrainerId) -> Result<TrainerView> {
    policy::require(
        &work.actor,
        Action::ViewTrainers,
        Owner::trainer(id),
        "trainer",
    )?;
    let row = trainer::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("trainer"))?;
    views(work, vec![row])
        .await?
        .pop()
        .ok_or(Error::NotFound("trainer"))
}

/// Records of the same person that were merged into this one; their past stands there.
pub async fn former(work: &Work, id: TrainerId) -> Result<Vec<TrainerView>> {
    policy::require(
        &work.actor,
        Action::ViewTrainers,
        Owner::trainer(id),
        "trainer",
    )?;
    let rows = trainer::Entity::find()
        .filter(trainer::COLUMN.merged_into_id.eq(id))
        .order_by_asc(trainer::COLUMN.id)
        .all(work.db())
        .await?;
    views(work, rows).await
}

async fn views(work: &Work, rows: Vec<trainer::Model>) -> Result<Vec<TrainerView>> {
    let db = work.db();
    // An engine takes only so many values in a list; of everybody, all rows are wanted anyway.
    let few: Option<Vec<TrainerId>> =
        (rows.len() <= 500).then(|| rows.iter().map(|row| row.id).collect());
    let mut known = person::Entity::find();
    if few.is_some() {
        let ids = rows.iter().map(|row| row.person_id);
        known = known.filter(person::COLUMN.id.is_in(ids));
    }
    let people: BTreeMap<_, _> = known
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let campuses: BTreeMap<_, _> = university::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let cities: BTreeMap<_, _> = city::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let subjects: BTreeMap<_, _> = subject::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let mut skills: BTreeMap<TrainerId, Vec<ExpertiseView>> = BTreeMap::new();
    let today = work.zone().date(work.now.0);
    let mut query = entity::expertise::Entity::find();
    if let Some(few) = &few {
        query = query.filter(
            entity::expertise::COLUMN
                .trainer_id
                .is_in(few.iter().copied()),
        );
    }
    for row in query.all(db).await? {
        if let Some(subject) = subjects.get(&row.subject_id) {
            let found = row.verified_level;
            let found = found.filter(|_| row.expires_on.is_some_and(|last| today <= last));
            skills
                .entry(row.trainer_id)
                .or_default()
                .push(ExpertiseView {
                    subject: subject.id,
                    code: subject.code.clone(),
                    name: subject.name.clone(),
                    level: found.unwrap_or(row.claimed_level),
                    claimed: row.claimed_level,
                    verified: found.is_some(),
                    fresh: found.is_some().into(),
                    id: row.id,
                });
        }
    }
    for rows in skills.values_mut() {
        rows.sort_by(|a, b| (b.verified, b.level, &a.code).cmp(&(a.verified, a.level, &b.code)));
    }
    let designated = membership::terms(work, few.as_deref()).await?;
    let mut languages: BTreeMap<TrainerId, Vec<Language>> = BTreeMap::new();
    let mut spoken = trainer_language::Entity::find();
    if let Some(few) = &few {
        spoken = spoken.filter(
            trainer_language::COLUMN
                .trainer_id
                .is_in(few.iter().copied()),
        );
    }
    for row in spoken.all(db).await? {
        languages
            .entry(row.trainer_id)
            .or_default()
            .push(row.language);
    }
    let mut claims = commitment::Entity::find().filter(
        commitment::COLUMN
            .state
            .is_in([CommitmentState::Held, CommitmentState::Confirmed]),
    );
    if let Some(few) = &few {
        claims = claims.filter(commitment::COLUMN.trainer_id.is_in(few.iter().copied()));
    }
    let mut load: BTreeMap<TrainerId, (usize, usize)> = BTreeMap::new();
    let mut starts: BTreeMap<TrainerId, Vec<Instant>> = BTreeMap::new();
    for row in claims.all(db).await? {
        starts.entry(row.trainer_id).or_default().push(row.starts);
        let load = load.entry(row.trainer_id).or_default();
        load.0 += usize::from(row.ends > work.now);
        load.1 += usize::from(row.state == CommitmentState::Confirmed);
    }
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let person = people.get(&row.person_id)?;
            let campus = row.university_id.and_then(|id| campuses.get(&id));
            let (ahead, confirmed) = load.get(&row.id).copied().unwrap_or_default();
            Some(TrainerView {
                id: row.id,
                person: person.id,
                name: format!("{} {}", row.title, person.name).trim().to_owned(),
                email: person.email.clone(),
                pool: row.pool,
                affiliation: campus.map_or_else(|| "National CERT".to_owned(), |u| u.short.clone()),
                city: cities
                    .get(&row.home_city_id)
                    .map(|c| c.name.clone())
                    .unwrap_or_default(),
                home: row.home_city_id,
                title: row.title,
                version: row.version,
                standing: row.standing,
                designated: designated
                    .get(&row.id)
                    .is_some_and(|terms| terms.hold(today)),
                merged_into: row.merged_into_id,
                invented: person.invented,
                max_travel: row.max_travel_minutes,
                caps: (row.cap_day, row.cap_week, row.cap_month),
                languages: languages.remove(&row.id).unwrap_or_default(),
                expertise: skills.remove(&row.id).unwrap_or_default(),
                load: starts
                    .get(&row.id)
                    .map_or_else(Load::default, |starts| Load::of(work, starts)),
                ahead,
                confirmed,
            })
        })
        .collect())
}
