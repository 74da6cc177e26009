//! Other words for a subject: everybody's, or those in which one institute asks.

use entity::{
    InstituteId, Language, Origin, SubjectChangeKind, SubjectId, SubjectSynonymId, institute,
    subject, subject_synonym,
};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter,
};
use serde_json::json;

use super::{index, note, row};
use crate::accounts::policy::{self, Action};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::text;

/// Words that one subject has at most.
const MOST: usize = 60;

/// Adds words for a subject.
pub async fn add_synonym(
    work: &Work,
    id: SubjectId,
    (words, language): (&str, Language),
    institute: Option<InstituteId>,
) -> Result<SubjectSynonymId> {
    policy::require_all(&work.actor, Action::ManageCatalogue)?;
    let known = row(work, id).await?;
    if known.merged_into_id.is_some() {
        return Err(Error::conflict("subjects-merged"));
    }
    let words = text::line("words", words, 2..=80)?;
    if let Some(id) = institute
        && institute::Entity::find_by_id(id)
            .one(work.db())
            .await?
            .is_none()
    {
        return Err(Error::field("institute", Message::new("field-choice")));
    }
    let there = subject_synonym::Entity::find()
        .filter(subject_synonym::COLUMN.subject_id.eq(id))
        .all(work.db())
        .await?;
    if there.len() >= MOST {
        let message = Message::new("subjects-words-full").with("max", MOST);
        return Err(Error::Conflict(message));
    }
    let key = words.to_lowercase();
    if there
        .iter()
        .any(|row| row.words.to_lowercase() == key && row.institute_id == institute)
    {
        return Err(Error::field("words", Message::new("subjects-words-twice")));
    }
    raise(work, id).await?;
    let made = subject_synonym::ActiveModel {
        subject_id: Set(id),
        words: Set(words.clone()),
        language: Set(language),
        institute_id: Set(institute),
        origin: Set(Origin::Edited),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    index::refresh(work, id).await?;
    let detail = json!({ "institute": institute });
    audit::append(work, "subject.synonym_add", "subject", id.0, detail).await?;
    note(work, id, SubjectChangeKind::SynonymAdded, words, "").await?;
    Ok(made.id)
}

/// Whoever read the subject before its words changed has read something else. Of one that becomes part of another
/// meanwhile the words are the other's.
async fn raise(work: &Work, id: SubjectId) -> Result<()> {
    let done = subject::Entity::update_many()
        .col_expr(
            subject::Column::Version,
            Expr::col(subject::Column::Version).add(1),
        )
        .filter(subject::COLUMN.id.eq(id))
        .filter(subject::COLUMN.merged_into_id.is_null())
        .exec(work.db())
        .await?;
    match done.rows_affected {
        1 => Ok(()),
        _ => Err(Error::conflict("subjects-merged")),
    }
}

/// Takes words away from a subject.
pub async fn remove_synonym(work: &Work, id: SubjectId, synonym: SubjectSynonymId) -> Result<()> {
    policy::require_all(&work.actor, Action::ManageCatalogue)?;
    let known = subject_synonym::Entity::find_by_id(synonym)
        .filter(subject_synonym::COLUMN.subject_id.eq(id))
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("synonym"))?;
    subject_synonym::Entity::delete_by_id(synonym)
        .exec(work.db())
        .await?;
    raise(work, id).await?;
    index::refresh(work, id).await?;
    audit::append(work, "subject.synonym_remove", "subject", id.0, json!({})).await?;
    note(work, id, SubjectChangeKind::SynonymRemoved, known.words, "").await
}
