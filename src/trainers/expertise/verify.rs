//! Looking at a claim and its evidence, and saying what it is worth, until when and why.

use chrono::{Months, NaiveDate};
use entity::{ExpertiseId, evidence, expertise, verification};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};
use serde_json::json;

use super::claim::{raise, swap};
use super::row;
use crate::accounts::policy::{self, Action};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::text;

/// Years for which a finding holds unless somebody says otherwise.
pub const YEARS: u32 = 3;
/// Years for which it can hold at most.
const YEARS_AT_MOST: u32 = 5;

/// What somebody found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// 1 can cover .. 5.
    pub level: i32,
    /// The last day on which it counts.
    pub until: NaiveDate,
    /// Why: what was read, seen or asked.
    pub why: String,
}

impl Finding {
    /// The day until which a finding of today usually holds.
    pub fn usual_end(work: &Work) -> NaiveDate {
        let today = work.zone().date(work.now.0);
        today + Months::new(12 * YEARS)
    }
}

/// Verifies an expertise. Without evidence there is nothing to look at.
pub async fn verify(work: &Work, id: ExpertiseId, version: i64, found: Finding) -> Result<()> {
    note(work, id, version, found, false).await
}

/// Takes over what somebody found elsewhere, as a table brings it. One that has run out is kept as what it is: it
/// counts for nothing, and tells that it is time to look again. It never stands in for what is known here and held
/// longer, nor brings back what was taken back.
pub async fn take_over(work: &Work, id: ExpertiseId, version: i64, found: Finding) -> Result<()> {
    note(work, id, version, found, true).await
}

async fn note(
    work: &Work,
    id: ExpertiseId,
    version: i64,
    found: Finding,
    from_elsewhere: bool,
) -> Result<()> {
    policy::require_all(&work.actor, Action::ManageTrainers)?;
    let row = row(work, id).await?;
    if work.actor.trainer == Some(row.trainer_id) {
        return Err(Error::conflict("expertise-own"));
    }
    if row.version != version {
        return Err(Error::Stale);
    }
    let today = work.zone().date(work.now.0);
    let mut errors = Vec::new();
    let mut wrong = |field: &str, message: Message| {
        errors.push(FieldError {
            field: field.into(),
            message,
        });
    };
    if !(1..=5).contains(&found.level) {
        wrong("level", Message::new("expertise-level"));
    }
    let over = found.until <= today;
    if (over && !from_elsewhere) || found.until > today + Months::new(12 * YEARS_AT_MOST) {
        let message = Message::new("expertise-until-wrong").with("years", YEARS_AT_MOST);
        wrong("until", message);
    } else if over && let Some(message) = later(work, &row, found.until).await? {
        wrong("until", message);
    }
    let why = text::paragraph("why", &found.why, 1..=500).unwrap_or_else(|error| {
        errors.push(error);
        String::new()
    });
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let shown = evidence::Entity::find()
        .filter(evidence::COLUMN.expertise_id.eq(id))
        .one(work.db())
        .await?;
    if shown.is_none() {
        return Err(Error::conflict("expertise-no-evidence"));
    }
    set(work, &row, Some((found.level, found.until)), why).await
}

/// What was found here after a finding that ran out on that day, in words.
async fn later(work: &Work, row: &expertise::Model, until: NaiveDate) -> Result<Option<Message>> {
    if let Some(here) = row.expires_on {
        let message = Message::new("expertise-found-later").with("until", here);
        return Ok(Some(message).filter(|_| until < here));
    }
    let last_look = verification::Entity::find()
        .filter(verification::COLUMN.expertise_id.eq(row.id))
        .order_by_desc(verification::COLUMN.id)
        .one(work.db())
        .await?;
    Ok(last_look.map(|_| Message::new("expertise-stays-taken-back")))
}

/// Takes a verification back; the claim stays.
pub async fn unverify(work: &Work, id: ExpertiseId, version: i64, why: &str) -> Result<()> {
    policy::require_all(&work.actor, Action::ManageTrainers)?;
    let old = row(work, id).await?;
    if old.version != version {
        return Err(Error::Stale);
    }
    let why = text::paragraph("why", why, 1..=500)?;
    if old.verified_level.is_none() {
        return Err(Error::conflict("expertise-not-verified"));
    }
    set(work, &old, None, why).await
}

async fn set(
    work: &Work,
    old: &expertise::Model,
    found: Option<(i32, NaiveDate)>,
    why: String,
) -> Result<()> {
    raise(work, old.trainer_id).await?;
    let mut row = old.clone().into_active_model();
    row.verified_level = Set(found.map(|(level, _)| level));
    row.expires_on = Set(found.map(|(_, until)| until));
    row.version = Set(old.version + 1);
    swap(work, old, row).await?;
    verification::ActiveModel {
        expertise_id: Set(old.id),
        level: Set(found.map(|(level, _)| level)),
        expires_on: Set(found.map(|(_, until)| until)),
        why: Set(why.clone()),
        verified_by: Set(work.actor.person),
        verified_at: Set(work.now),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    let action = match found {
        Some(_) => "expertise.verify",
        None => "expertise.unverify",
    };
    let detail = json!({ "trainer": old.trainer_id, "level": found.map(|(level, _)| level),
        "until": found.map(|(_, until)| until), "reason": why });
    audit::append(work, action, "expertise", old.id.0, detail).await
}
