//! Taking expertise along, when a subject becomes part of another or a person turns out to be somebody else.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::{ExpertiseId, SubjectId, TrainerId, evidence, expertise, verification};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::claim::{raise, swap};
use super::qualify::floor;
use crate::db::Work;
use crate::error::{Error, Result};

/// Moves what every trainer knows of one subject to another; the better of two findings stays. Says how many
/// trainers. Who may merge subjects was asked before.
pub async fn carry_over(work: &Work, from: SubjectId, into: SubjectId) -> Result<usize> {
    let db = work.db();
    // Their rows are locked in the order of their numbers, before anything of theirs is read.
    let whose: BTreeSet<TrainerId> = expertise::Entity::find()
        .filter(expertise::COLUMN.subject_id.eq(from))
        .all(db)
        .await?
        .into_iter()
        .map(|row| row.trainer_id)
        .collect();
    for trainer in whose {
        raise(work, trainer).await?;
    }
    let moving = expertise::Entity::find()
        .filter(expertise::COLUMN.subject_id.eq(from))
        .all(db)
        .await?;
    let there = expertise::Entity::find()
        .filter(expertise::COLUMN.subject_id.eq(into))
        .all(db)
        .await?;
    let count = moving.len();
    for row in moving {
        match there.iter().find(|own| own.trainer_id == row.trainer_id) {
            Some(own) => absorb(work, row, own).await?,
            None => {
                let mut moved = row.clone().into_active_model();
                moved.subject_id = Set(into);
                moved.version = Set(row.version + 1);
                swap(work, &row, moved).await?;
            }
        }
    }
    Ok(count)
}

/// Two rows of one trainer become one: with the better finding, and all that was shown and found.
pub(in crate::trainers) async fn absorb(
    work: &Work,
    row: expertise::Model,
    own: &expertise::Model,
) -> Result<()> {
    let mut kept = own.clone().into_active_model();
    kept.claimed_level = Set(row.claimed_level.max(own.claimed_level));
    if better(&row, own, work.zone().date(work.now.0)) {
        // A finding was for these classes and this language.
        kept.verified_level = Set(row.verified_level);
        kept.expires_on = Set(row.expires_on);
        kept.audience = Set(row.audience);
        kept.language = Set(row.language);
    }
    kept.version = Set(own.version + 1);
    swap(work, own, kept).await?;
    hand_on(work, row.id, own.id).await?;
    let gone = expertise::Entity::delete_many()
        .filter(expertise::COLUMN.id.eq(row.id))
        .filter(expertise::COLUMN.version.eq(row.version))
        .exec(work.db())
        .await?;
    match gone.rows_affected {
        1 => Ok(()),
        _ => Err(Error::Stale),
    }
}

/// Whether a finding is to be kept instead of one's own: it counts still and the other doesn't, or it says at least
/// as much in every way. Where each says more in some way, one's own stays, and a coordinator sees what was shown and
/// found for both.
fn better(row: &expertise::Model, own: &expertise::Model, today: NaiveDate) -> bool {
    let counts = |one: &expertise::Model| one.expires_on.is_some_and(|last| today <= last);
    match (counts(row), counts(own)) {
        (true, false) => true,
        (true, true) => {
            row.verified_level >= own.verified_level
                && row.expires_on >= own.expires_on
                && floor(row.audience) <= floor(own.audience)
                && (row.language.is_none() || row.language == own.language)
        }
        (false, _) => own.verified_level.is_none() && row.verified_level.is_some(),
    }
}

async fn hand_on(work: &Work, from: ExpertiseId, to: ExpertiseId) -> Result<()> {
    let db = work.db();
    let known: Vec<_> = evidence::Entity::find()
        .filter(evidence::COLUMN.expertise_id.eq(to))
        .all(db)
        .await?
        .into_iter()
        .filter_map(|row| row.slot_id)
        .collect();
    let moving = evidence::Entity::find()
        .filter(evidence::COLUMN.expertise_id.eq(from))
        .all(db)
        .await?;
    // A session that shows both would be there twice.
    let moving = moving
        .into_iter()
        .filter(|row| row.slot_id.is_none_or(|slot| !known.contains(&slot)));
    for row in moving {
        let mut row = row.into_active_model();
        row.expertise_id = Set(to);
        evidence::Entity::update(row).exec(db).await?;
    }
    verification::Entity::update_many()
        .set(verification::ActiveModel {
            expertise_id: Set(to),
            ..Default::default()
        })
        .filter(verification::COLUMN.expertise_id.eq(from))
        .exec(db)
        .await?;
    Ok(())
}
