//! Changing what is known of a trainer: where they live, how far and how often they go, in which
//! languages; and, for coordinators, what they teach.

use entity::{
    CityId, Language, Standing, SubjectId, TrainerId, expertise, trainer, trainer_language,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;

use super::create::{self, Profile};
use crate::accounts::policy::{self, Action, Owner};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, Result};

/// What can be changed of a trainer.
#[derive(Clone, Debug)]
pub struct Revision {
    /// `Dr.`
    pub title: String,
    /// Where journeys start.
    pub home: CityId,
    /// Minutes one way.
    pub max_travel: i32,
    /// Sessions a day, week, month.
    pub caps: (i32, i32, i32),
    /// Teaching languages.
    pub languages: Vec<Language>,
    /// Subject and level 1..5; none leaves them as they are. Trainers don't rate themselves.
    pub expertise: Option<Vec<(SubjectId, i32)>>,
}

/// Changes a trainer's record. `version` is the one that the writer read. What stands (offers and
/// sessions) is not touched by narrower limits.
pub async fn revise(work: &Work, id: TrainerId, version: i64, new: Revision) -> Result<()> {
    let owner = Owner::trainer(id);
    policy::require(&work.actor, Action::EditTrainers, owner, "trainer")?;
    let row = trainer::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("trainer"))?;
    if row.standing == Standing::Guest {
        return Err(Error::conflict("trainers-guest"));
    }
    if row.merged_into_id.is_some() {
        return Err(Error::conflict("trainers-merged"));
    }
    if row.version != version {
        return Err(Error::Stale);
    }
    if new.expertise.is_some() {
        policy::require_all(&work.actor, Action::ManageTrainers)?;
    }
    // Preferences come from elsewhere; a subject that stays keeps its own.
    let before = expertise::Entity::find()
        .filter(expertise::COLUMN.trainer_id.eq(id))
        .all(work.db())
        .await?;
    let rated: Option<Vec<(SubjectId, i32, i32)>> = new.expertise.map(|rows| {
        rows.into_iter()
            .map(|(subject, level)| {
                let kept = before.iter().find(|row| row.subject_id == subject);
                (subject, level, kept.map_or(0, |row| row.preference))
            })
            .collect()
    });
    let profile = Profile {
        guest: false,
        title: &new.title,
        home: new.home,
        max_travel: new.max_travel,
        caps: new.caps,
        languages: &new.languages,
        expertise: rated.as_deref().unwrap_or_default(),
    };
    let (title, errors) = create::check(work, profile).await?;
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let mut row = row.into_active_model();
    row.title = Set(title);
    row.home_city_id = Set(new.home);
    row.max_travel_minutes = Set(new.max_travel);
    (row.cap_day, row.cap_week, row.cap_month) =
        (Set(new.caps.0), Set(new.caps.1), Set(new.caps.2));
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
    trainer_language::Entity::delete_many()
        .filter(trainer_language::COLUMN.trainer_id.eq(id))
        .exec(work.db())
        .await?;
    create::write_languages(work, id, new.languages).await?;
    let subjects = rated.as_ref().map(Vec::len);
    if let Some(rows) = rated {
        expertise::Entity::delete_many()
            .filter(expertise::COLUMN.trainer_id.eq(id))
            .exec(work.db())
            .await?;
        create::write_expertise(work, id, rows).await?;
    }
    let detail = json!({ "subjects": subjects });
    audit::append(work, "trainer.revise", "trainer", id.0, detail).await
}
