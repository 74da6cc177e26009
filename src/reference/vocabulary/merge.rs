//! Making one subject of two. What seats asked for stays written; it means the other subject from now on.

use chrono::Days;
use entity::{Origin, SubjectChangeKind, SubjectId, subject, subject_synonym};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;

use super::{as_seen, index, note, swap};
use crate::accounts::policy::{self, Action};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::text;

/// Merges a subject into another. Its names and words become the other's words. What trainers know of it is moved
/// by [`flows::merge_subjects`](crate::flows::merge_subjects), which is the door to this.
pub async fn merge(
    work: &Work,
    (id, version): (SubjectId, i64),
    into: SubjectId,
    reason: &str,
) -> Result<()> {
    policy::require_all(&work.actor, Action::ManageCatalogue)?;
    let reason = text::paragraph("reason", reason, 1..=500)?;
    let old = as_seen(work, id, version).await?;
    let wrong = |key: &str| Error::field("into", Message::new(key));
    if old.parent_id.is_none() {
        return Err(Error::conflict("subjects-merge-area"));
    }
    if into == id {
        return Err(wrong("subjects-merge-self"));
    }
    let today = work.zone().date(work.now.0);
    let target = subject::Entity::find_by_id(into).one(work.db()).await?;
    let Some(target) = target.filter(|row| row.parent_id.is_some()) else {
        return Err(wrong("trainers-unknown-subject"));
    };
    let gone = target.valid_to.is_some_and(|last| last < today);
    if target.merged_into_id.is_some() || gone {
        return Err(wrong("subjects-merge-gone"));
    }
    let mut merged = old.clone().into_active_model();
    merged.merged_into_id = Set(Some(into));
    merged.valid_to = Set(Some(today - Days::new(1)));
    // Both rows are written, lower id first: of two who merge across, or retire the target meanwhile, one is
    // told, and neither waits for the other for ever.
    let mut steps = [
        (&old, merged),
        (&target, target.clone().into_active_model()),
    ];
    steps.sort_by_key(|(row, _)| row.id);
    for (row, written) in steps {
        swap(work, row, written).await?;
    }
    // No chains: whoever became part of this one is part of the other now.
    subject::Entity::update_many()
        .set(subject::ActiveModel {
            merged_into_id: Set(Some(into)),
            ..Default::default()
        })
        .filter(subject::COLUMN.merged_into_id.eq(id))
        .exec(work.db())
        .await?;
    words(work, &old, &target).await?;
    index::refresh(work, id).await?;
    index::refresh(work, into).await?;
    note(
        work,
        id,
        SubjectChangeKind::Merged,
        target.code.clone(),
        &reason,
    )
    .await?;
    note(work, into, SubjectChangeKind::Absorbed, old.code, &reason).await?;
    let detail = json!({ "into": target.code, "reason": reason });
    audit::append(work, "subject.merge", "subject", id.0, detail).await
}

/// The words of the one become the other's, each once.
async fn words(work: &Work, old: &subject::Model, target: &subject::Model) -> Result<()> {
    let db = work.db();
    let theirs = subject_synonym::Entity::find()
        .filter(subject_synonym::COLUMN.subject_id.eq(old.id))
        .all(db)
        .await?;
    let mut known: Vec<(String, Option<entity::InstituteId>)> = subject_synonym::Entity::find()
        .filter(subject_synonym::COLUMN.subject_id.eq(target.id))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.words.to_lowercase(), row.institute_id))
        .collect();
    let names = [
        (Some(old.name.clone()), entity::Language::English),
        (Some(old.code.clone()), entity::Language::English),
        (old.name_ur.clone(), entity::Language::Urdu),
    ];
    let names = names
        .into_iter()
        .filter_map(|(words, language)| Some((words?, language, None)));
    let theirs = theirs
        .into_iter()
        .map(|row| (row.words, row.language, row.institute_id));
    let mut fresh = Vec::new();
    for (words, language, institute) in names.chain(theirs) {
        let key = (words.to_lowercase(), institute);
        if words.is_empty() || known.contains(&key) {
            continue;
        }
        known.push(key);
        fresh.push(subject_synonym::ActiveModel {
            subject_id: Set(target.id),
            words: Set(words),
            language: Set(language),
            institute_id: Set(institute),
            origin: Set(Origin::Edited),
            ..Default::default()
        });
    }
    if !fresh.is_empty() {
        subject_synonym::Entity::insert_many(fresh).exec(db).await?;
    }
    Ok(())
}
