//! Who takes part, what they are verified for, how far they go, and what they hold already.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::{
    CommitmentState, Instant, Language, PersonId, Standing, TrainerId, commitment, person, trainer,
    trainer_language, travel_time,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::count::{Month, Reach, Supplier};
use crate::db::Work;
use crate::error::Result;
use crate::trainers::expertise;
use crate::trainers::membership::{self, Terms};

/// Commitments that hold somebody's time.
pub fn holding() -> sea_orm::Select<commitment::Entity> {
    let states = [CommitmentState::Held, CommitmentState::Confirmed];
    commitment::Entity::find().filter(commitment::COLUMN.state.is_in(states))
}

/// Everybody who takes part and is verified for something, with the sessions of these days that they hold.
pub async fn people(work: &Work, from: NaiveDate, until: NaiveDate) -> Result<Vec<Supplier>> {
    let db = work.db();
    let zone = work.zone();
    let disabled: Vec<PersonId> = person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(person::COLUMN.disabled_at.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    let disabled: BTreeSet<PersonId> = disabled.into_iter().collect();
    let mut taken: BTreeMap<TrainerId, BTreeMap<Month, i32>> = BTreeMap::new();
    let starts: Vec<(TrainerId, Instant)> = holding()
        .select_only()
        .columns([commitment::Column::TrainerId, commitment::Column::Starts])
        .filter(
            commitment::COLUMN
                .starts
                .gte(Instant(zone.instant(from, 0))),
        )
        .filter(
            commitment::COLUMN
                .starts
                .lt(Instant(zone.instant(until, 0))),
        )
        .into_tuple()
        .all(db)
        .await?;
    for (id, at) in starts {
        let month = Month::of(zone.date(at.0));
        *taken.entry(id).or_default().entry(month).or_default() += 1;
    }
    let mut languages: BTreeMap<TrainerId, BTreeSet<Language>> = BTreeMap::new();
    for row in trainer_language::Entity::find().all(db).await? {
        languages
            .entry(row.trainer_id)
            .or_default()
            .insert(row.language);
    }
    let mut skills = expertise::qualifications(work, None).await?;
    let mut terms = membership::terms(work, None).await?;
    let rows = trainer::Entity::find()
        .filter(trainer::COLUMN.standing.eq(Standing::Active))
        .order_by_asc(trainer::COLUMN.id)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter(|row| !disabled.contains(&row.person_id))
        .filter_map(|row| {
            Some(Supplier {
                id: row.id,
                pool: row.pool,
                home: row.home_city_id,
                max_travel: row.max_travel_minutes,
                cap_month: row.cap_month,
                terms: terms.remove(&row.id).unwrap_or(Terms::Days(Vec::new())),
                languages: languages.remove(&row.id).unwrap_or_default(),
                skills: skills.remove(&row.id)?,
                taken: taken.remove(&row.id).unwrap_or_default(),
            })
        })
        .collect())
}

/// The programme's rule of reach, as the matcher is told it.
pub async fn reach(work: &Work) -> Result<Reach> {
    let programme = work.programme();
    let rows = travel_time::Entity::find().all(work.db()).await?;
    Ok(Reach {
        same_day: programme.same_day_minutes,
        late: programme.late_day_minutes,
        late_from: programme.late_start_minute.into(),
        minutes: rows
            .into_iter()
            .map(|row| ((row.from_city_id, row.to_city_id), row.minutes))
            .collect(),
    })
}
