//! Taking a subject out of use from a day on, and back into it. Seats that ask for it stay.

use chrono::NaiveDate;
use entity::{SubjectChangeKind, SubjectId, subject};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;

use super::{as_seen, index, note, row, swap};
use crate::accounts::policy::{self, Action};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::text;

/// Retires a subject, or an area all of whose subjects are: after `last` nobody can ask for it.
pub async fn retire(
    work: &Work,
    (id, version): (SubjectId, i64),
    last: NaiveDate,
    reason: &str,
) -> Result<()> {
    policy::require_all(&work.actor, Action::ManageCatalogue)?;
    let reason = text::paragraph("reason", reason, 1..=500)?;
    let old = as_seen(work, id, version).await?;
    let today = work.zone().date(work.now.0);
    if (last - today).num_days().abs() > 3660 {
        return Err(Error::field("last", Message::new("field-date")));
    }
    let inside = subject::Entity::find()
        .filter(subject::COLUMN.parent_id.eq(id))
        .all(work.db())
        .await?;
    let in_use = inside
        .iter()
        .find(|row| row.valid_to.is_none_or(|end| end > last));
    if let Some(row) = in_use {
        let message = Message::new("subjects-area-in-use").with("name", &row.name);
        return Err(Error::Conflict(message));
    }
    let mut changed = old.clone().into_active_model();
    changed.valid_to = Set(Some(last));
    swap(work, &old, changed).await?;
    index::refresh(work, id).await?;
    note(
        work,
        id,
        SubjectChangeKind::Retired,
        last.to_string(),
        &reason,
    )
    .await?;
    let detail = json!({ "last": last, "reason": reason });
    audit::append(work, "subject.retire", "subject", id.0, detail).await
}

/// Takes a retired subject back into use.
pub async fn restore(work: &Work, (id, version): (SubjectId, i64), reason: &str) -> Result<()> {
    policy::require_all(&work.actor, Action::ManageCatalogue)?;
    let reason = text::paragraph("reason", reason, 1..=500)?;
    let old = as_seen(work, id, version).await?;
    if old.valid_to.is_none() {
        return Err(Error::conflict("subjects-not-retired"));
    }
    if let Some(area) = old.parent_id {
        let today = work.zone().date(work.now.0);
        let area = row(work, area).await?;
        if area.valid_to.is_some_and(|last| last < today) {
            return Err(Error::conflict("subjects-area-retired"));
        }
    }
    let mut changed = old.clone().into_active_model();
    changed.valid_to = Set(None);
    swap(work, &old, changed).await?;
    index::refresh(work, id).await?;
    note(
        work,
        id,
        SubjectChangeKind::Restored,
        String::new(),
        &reason,
    )
    .await?;
    let detail = json!({ "reason": reason });
    audit::append(work, "subject.restore", "subject", id.0, detail).await
}
