//! One of two records of a trainer: what they teach and in which languages goes to the one that is kept, with what they
//! wrote for the public; what they did stays where it is. That nothing lies ahead of the other one is asked before, by `flows`.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use entity::{
    MembershipState, PersonId, Standing, SubjectId, TrainerId, availability_exception, expertise,
    membership, trainer, trainer_language,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};

use crate::db::Work;
use crate::error::{Error, Result};

/// What goes over.
#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
pub struct Gained {
    /// Subjects that the kept record does not have, or at a lower level.
    pub subjects: usize,
    /// Languages that it does not have.
    pub languages: usize,
    /// Dated exceptions ahead at which the person is not free.
    pub exceptions: usize,
}

/// A person's record as a trainer.
pub async fn record_of(work: &Work, person: PersonId) -> Result<Option<trainer::Model>> {
    Ok(trainer::Entity::find()
        .filter(trainer::COLUMN.person_id.eq(person))
        .one(work.db())
        .await?)
}

/// What would go from one record to the other.
pub async fn gain(work: &Work, keep: TrainerId, drop: TrainerId) -> Result<Gained> {
    Ok(Gained {
        subjects: better(work, keep, drop).await?.len(),
        languages: further(work, keep, drop).await?.len(),
        exceptions: away(work, drop).await?.len(),
    })
}

/// The record goes to another record of its person, who had none.
pub async fn hand_over(work: &Work, row: trainer::Model, to: PersonId) -> Result<()> {
    let (id, version) = (row.id, row.version);
    let mut row = row.into_active_model();
    row.person_id = Set(to);
    changed(work, id, version, row).await?;
    // It would stand there under another name than the one that they agreed to.
    super::profile::end_consent(work, id, "merged").await
}

/// Makes one of two records: the dropped one rests for good and names the one that is kept.
pub async fn absorb(work: &Work, kept: trainer::Model, dropped: trainer::Model) -> Result<()> {
    take_expertise(work, kept.id, dropped.id).await?;
    take_memberships(work, kept.id, dropped.id).await?;
    super::profile::absorb(work, kept.id, dropped.id).await?;
    for row in further(work, kept.id, dropped.id).await? {
        trainer_language::ActiveModel {
            trainer_id: Set(kept.id),
            language: Set(row.language),
            ..Default::default()
        }
        .insert(work.db())
        .await?;
    }
    // Whoever is away under one name is away.
    for row in away(work, dropped.id).await? {
        let mut row = row.into_active_model();
        row.trainer_id = Set(kept.id);
        row.update(work.db()).await?;
    }
    trainer::Entity::update_many()
        .set(trainer::ActiveModel {
            merged_into_id: Set(Some(kept.id)),
            ..Default::default()
        })
        .filter(trainer::COLUMN.merged_into_id.eq(dropped.id))
        .exec(work.db())
        .await?;
    let (id, version) = (dropped.id, dropped.version);
    let guest = dropped.standing == Standing::Guest;
    let mut row = dropped.into_active_model();
    row.merged_into_id = Set(Some(kept.id));
    // A public record stays what it is; it takes part in nothing anyway.
    if !guest {
        row.standing = Set(Standing::Paused);
    }
    changed(work, id, version, row).await?;
    let (id, version) = (kept.id, kept.version);
    changed(work, id, version, kept.into_active_model()).await
}

/// Subjects go over with what was shown and found for them; where both have one, the better finding stays.
async fn take_expertise(work: &Work, keep: TrainerId, drop: TrainerId) -> Result<()> {
    let known = rated(work, keep).await?;
    for row in rated(work, drop).await? {
        match known.iter().find(|own| own.subject_id == row.subject_id) {
            Some(own) => super::expertise::absorb(work, row, own).await?,
            None => {
                let version = row.version;
                let mut row = row.into_active_model();
                row.trainer_id = Set(keep);
                row.version = Set(version + 1);
                row.update(work.db()).await?;
            }
        }
    }
    Ok(())
}

/// Memberships go over, but for the days on which the kept record has one, and but for a second nomination; what is
/// left stays where it is, as history. Of a designation that still holds, the days behind those of the kept record go
/// over; where it holds days before them, too, somebody has to end one of the two first.
async fn take_memberships(work: &Work, keep: TrainerId, drop: TrainerId) -> Result<()> {
    let of = async |id| {
        membership::Entity::find()
            .filter(membership::COLUMN.trainer_id.eq(id))
            .all(work.db())
            .await
    };
    let today = work.zone().date(work.now.0);
    let open = [MembershipState::Nominated, MembershipState::Vetted];
    let known = of(keep).await?;
    for row in of(drop).await? {
        let (mut from, until) = (row.starts_on, row.ends_on);
        let mut twin =
            open.contains(&row.state) && known.iter().any(|own| open.contains(&own.state));
        let mut taken: Vec<(NaiveDate, NaiveDate)> = known
            .iter()
            .filter_map(|own| Some((own.starts_on?, own.ends_on?)))
            .collect();
        taken.sort_unstable();
        for (first, last) in taken {
            if from
                .zip(until)
                .is_some_and(|(from, until)| first <= until && from <= last)
            {
                // Only what still holds is worth its rest.
                twin |= row.state == MembershipState::Lapsed;
                let days_before = from.is_some_and(|from| from < first) && today < first;
                if !twin && days_before {
                    return Err(Error::conflict("merge-designations"));
                }
                from = Some(last + Days::new(1));
            }
        }
        if !twin && from <= until {
            let version = row.version;
            let mut row = row.into_active_model();
            row.trainer_id = Set(keep);
            row.starts_on = Set(from);
            row.version = Set(version + 1);
            row.update(work.db()).await?;
        }
    }
    Ok(())
}

async fn rated(work: &Work, id: TrainerId) -> Result<Vec<expertise::Model>> {
    Ok(expertise::Entity::find()
        .filter(expertise::COLUMN.trainer_id.eq(id))
        .all(work.db())
        .await?)
}

/// What the dropped record teaches, or was found to teach, better than the kept one.
async fn better(work: &Work, keep: TrainerId, drop: TrainerId) -> Result<Vec<expertise::Model>> {
    let level = |row: &expertise::Model| (row.verified_level, row.claimed_level);
    let known: BTreeMap<SubjectId, (Option<i32>, i32)> = rated(work, keep)
        .await?
        .iter()
        .map(|row| (row.subject_id, level(row)))
        .collect();
    let mut rows = rated(work, drop).await?;
    rows.retain(|row| {
        known
            .get(&row.subject_id)
            .is_none_or(|known| *known < level(row))
    });
    Ok(rows)
}

/// Languages that only the dropped record has.
async fn further(
    work: &Work,
    keep: TrainerId,
    drop: TrainerId,
) -> Result<Vec<trainer_language::Model>> {
    let spoken = async |id| {
        trainer_language::Entity::find()
            .filter(trainer_language::COLUMN.trainer_id.eq(id))
            .all(work.db())
            .await
    };
    let known = spoken(keep).await?;
    let mut rows = spoken(drop).await?;
    rows.retain(|row| known.iter().all(|own| own.language != row.language));
    Ok(rows)
}

/// When the dropped record is not free, from now on.
async fn away(work: &Work, id: TrainerId) -> Result<Vec<availability_exception::Model>> {
    Ok(availability_exception::Entity::find()
        .filter(availability_exception::COLUMN.trainer_id.eq(id))
        .filter(availability_exception::COLUMN.free.eq(false))
        .filter(availability_exception::COLUMN.ends.gt(work.now))
        .all(work.db())
        .await?)
}

/// Writes a trainer's row, unless somebody was faster.
async fn changed(
    work: &Work,
    id: TrainerId,
    version: i64,
    mut row: trainer::ActiveModel,
) -> Result<()> {
    row.version = Set(version + 1);
    // It counts claims, which may come meanwhile.
    row.sched_version = sea_orm::ActiveValue::NotSet;
    let done = trainer::Entity::update_many()
        .set(row)
        .filter(trainer::COLUMN.id.eq(id))
        .filter(trainer::COLUMN.version.eq(version))
        .exec(work.db())
        .await?;
    if done.rows_affected != 1 {
        return Err(Error::Stale);
    }
    Ok(())
}
