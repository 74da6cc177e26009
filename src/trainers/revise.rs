//! Changing what is known of a trainer: where they live, how far and how often they go, in which
//! languages, and what they say that they teach.

use entity::{CityId, Language, SubjectId, TrainerId, trainer, trainer_language};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;

use super::changeable::changeable;
use super::create::{self, Profile};
use super::{expertise, profile};
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
    /// What they say that they teach, subject and level 1..5; none leaves it as it is. What was verified of a
    /// subject that stays is not touched.
    pub expertise: Option<Vec<(SubjectId, i32)>>,
}

/// Changes a trainer's record. `version` is the one that the writer read. What stands (offers and
/// sessions) is not touched by narrower limits.
pub async fn revise(work: &Work, id: TrainerId, version: i64, new: Revision) -> Result<()> {
    let row = changeable(work, id).await?;
    if row.version != version {
        return Err(Error::Stale);
    }
    let claims = new.expertise;
    let rated: Option<Vec<(SubjectId, i32, i32)>> = claims.as_ref().map(|rows| {
        rows.iter()
            .map(|(subject, level)| (*subject, *level, 0))
            .collect()
    });
    let record = Profile {
        guest: false,
        title: &new.title,
        home: new.home,
        max_travel: new.max_travel,
        caps: new.caps,
        languages: &new.languages,
        expertise: rated.as_deref().unwrap_or_default(),
    };
    let (title, errors) = create::check(work, record).await?;
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    if let Some(claims) = &claims {
        expertise::hold_subjects(work, claims.iter().map(|(subject, _)| *subject)).await?;
    }
    let retitled = row.title != title;
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
    if retitled && work.actor.trainer != Some(id) {
        // The title stands before the name, also where the public sees it.
        profile::end_consent(work, id, "edited on behalf").await?;
    }
    let subjects = claims.as_ref().map(Vec::len);
    if let Some(claims) = claims {
        expertise::set_claims(work, id, claims).await?;
    }
    let detail = json!({ "subjects": subjects });
    audit::append(work, "trainer.revise", "trainer", id.0, detail).await
}
