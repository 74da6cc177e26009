//! Noting a conflict, and lifting it.

use chrono::NaiveDate;
use entity::{
    ConflictId, ConflictKind, InstituteId, Standing, TrainerId, conflict, institute, trainer,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::json;

use super::{hold, list, owner, owner_of};
use crate::accounts::policy::{self, Action};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::text;

/// A conflict to be noted.
#[derive(Clone, Debug)]
pub struct NewConflict {
    /// Who shall not teach.
    pub trainer: TrainerId,
    /// Where.
    pub institute: InstituteId,
    /// Why.
    pub kind: ConflictKind,
    /// The same in words; a wish needs none.
    pub note: String,
    /// The first day.
    pub from_on: NaiveDate,
    /// The last day; none until it is lifted.
    pub until_on: Option<NaiveDate>,
}

/// Notes a conflict. What stands (offers that are answered, sessions) is not touched; an offer that is out
/// can no longer be accepted.
pub async fn note(work: &Work, new: NewConflict) -> Result<ConflictId> {
    let whose = owner(new.kind, new.trainer, new.institute);
    policy::require(&work.actor, Action::NoteConflicts, whose, "conflict")?;
    if !policy::may_all(&work.actor, Action::NoteConflicts)
        && new.kind == ConflictKind::InstituteWish
    {
        // An institute names those whom it knows, so that nobody can find out who else is a trainer.
        let known = list::known_at(work, new.institute).await?;
        if !known.iter().any(|name| name.id == new.trainer) {
            return Err(Error::NotFound("trainer"));
        }
    }
    let errors = check(work, &new).await?;
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let row = conflict::ActiveModel {
        trainer_id: Set(new.trainer),
        institute_id: Set(new.institute),
        kind: Set(new.kind),
        note: Set(new.note.trim().replace("\r\n", "\n")),
        from_on: Set(new.from_on),
        until_on: Set(new.until_on),
        noted_by: Set(work.actor.person),
        noted_at: Set(work.now),
        version: Set(1),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    let detail = json!({
        "trainer": new.trainer, "institute": new.institute, "kind": new.kind,
        "from": new.from_on, "until": new.until_on, "reason": row.note,
    });
    audit::append(work, "conflict.note", "conflict", row.id.0, detail).await?;
    Ok(row.id)
}

/// Everything that is wrong with it.
async fn check(work: &Work, new: &NewConflict) -> Result<Vec<FieldError>> {
    let mut errors: Vec<FieldError> = Vec::new();
    let mut wrong = |field: &str, message: Message| {
        errors.push(FieldError {
            field: field.into(),
            message,
        });
    };
    let teaches = trainer::Entity::find_by_id(new.trainer)
        .one(work.db())
        .await?
        .is_some_and(|row| row.merged_into_id.is_none() && row.standing != Standing::Guest);
    if !teaches {
        wrong("trainer", Message::new("field-choice"));
    }
    let there = institute::Entity::find_by_id(new.institute)
        .one(work.db())
        .await?;
    if there.is_none() {
        wrong("institute", Message::new("field-choice"));
    }
    if new.until_on.is_some_and(|until| until < new.from_on) {
        wrong("until_on", Message::new("conflicts-until-before"));
    }
    let wish = matches!(
        new.kind,
        ConflictKind::TrainerWish | ConflictKind::InstituteWish
    );
    let least = usize::from(!wish);
    if let Err(fault) = text::paragraph("note", &new.note, least..=1000) {
        errors.push(fault);
    }
    if !errors.is_empty() {
        return Ok(errors);
    }
    let records = hold::records(work, new.trainer).await?;
    let same = conflict::Entity::find()
        .filter(conflict::COLUMN.trainer_id.is_in(records))
        .filter(conflict::COLUMN.institute_id.eq(new.institute))
        .filter(conflict::COLUMN.kind.eq(new.kind))
        .filter(conflict::COLUMN.lifted_at.is_null())
        .all(work.db())
        .await?;
    let clash = same.iter().find(|row| {
        new.until_on.is_none_or(|until| row.from_on <= until)
            && row.until_on.is_none_or(|until| new.from_on <= until)
    });
    if let Some(row) = clash {
        let message = match row.until_on {
            Some(until) => Message::new("conflicts-overlap-until").with("until", until),
            None => Message::new("conflicts-overlap-open"),
        };
        errors.push(FieldError {
            field: "from_on".into(),
            message: message.with("from", row.from_on),
        });
    }
    Ok(errors)
}

/// Lifts a conflict, with a reason; from now on nothing of it stands. `version` is the one that was read.
pub async fn lift(work: &Work, id: ConflictId, version: i64, why: &str) -> Result<()> {
    let row = conflict::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("conflict"))?;
    let kept = hold::kept(work, row.trainer_id).await?;
    let whose = owner_of(&row, kept);
    policy::require(&work.actor, Action::NoteConflicts, whose, "conflict")?;
    let why = text::paragraph("why", why, 1..=1000)?;
    if row.lifted_at.is_some() {
        return Err(Error::conflict("conflicts-lifted-already"));
    }
    let mut row = row.into_active_model();
    row.lifted_at = Set(Some(work.now));
    row.lifted_by = Set(work.actor.person);
    row.lifted_why = Set(Some(why.clone()));
    row.version = Set(version + 1);
    let done = conflict::Entity::update_many()
        .set(row)
        .filter(conflict::COLUMN.id.eq(id))
        .filter(conflict::COLUMN.version.eq(version))
        .filter(conflict::COLUMN.lifted_at.is_null())
        .exec(work.db())
        .await?;
    if done.rows_affected != 1 {
        return Err(Error::Stale);
    }
    let detail = json!({ "reason": why });
    audit::append(work, "conflict.lift", "conflict", id.0, detail).await
}
