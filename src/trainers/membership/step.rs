//! Taking a step: who, when and why stand beside each.

use chrono::{Datelike, Days, NaiveDate};
use entity::{MembershipId, MembershipState, Pool, TrainerId, membership, membership_step};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::json;

use super::lifecycle::{self, Event};
use crate::accounts::policy::{self, Action};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::text;
use crate::trainers::changeable::living;

/// A step with what it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Who they are and what they have done was looked at.
    Vet,
    /// They are not taken.
    Refuse,
    /// They belong to the programme from one day until another, both inclusive.
    Designate(NaiveDate, NaiveDate),
    /// They belong to it until a later day.
    Extend(NaiveDate),
    /// For now nobody may ask them.
    Suspend,
    /// They may be asked again.
    Reinstate,
    /// Yesterday was their last day. One that has not begun is taken back, and has no days.
    End,
}

impl Step {
    fn event(self) -> Event {
        match self {
            Self::Vet => Event::Vet,
            Self::Refuse => Event::Refuse,
            Self::Designate(..) => Event::Designate,
            Self::Extend(_) => Event::Extend,
            Self::Suspend => Event::Suspend,
            Self::Reinstate => Event::Reinstate,
            Self::End => Event::Lapse,
        }
    }
}

/// Years that a designation lasts at most; a slip of the keys would else last for ever.
const YEARS: i64 = 10;

/// Reasons of the programme itself are codes, so that they can be read in every language.
pub const RAN_OUT: &str = "ran-out";
/// An academic is nominated as they are taken in.
pub const TAKEN_IN: &str = "taken-in";
/// A table designated them.
pub const BY_TABLE: &str = "by-table";

/// Puts a trainer forward.
pub async fn nominate(work: &Work, id: TrainerId, reason: &str) -> Result<MembershipId> {
    policy::require_all(&work.actor, Action::ManageTrainers)?;
    if living(work, id).await?.pool == Pool::Cert {
        return Err(Error::conflict("membership-staff"));
    }
    let reason = said(reason)?;
    let open = membership::Entity::find()
        .filter(membership::COLUMN.trainer_id.eq(id))
        .filter(
            membership::COLUMN
                .state
                .is_in([MembershipState::Nominated, MembershipState::Vetted]),
        )
        .one(work.db())
        .await?;
    if open.is_some() {
        return Err(Error::conflict("membership-open"));
    }
    let row = membership::ActiveModel {
        trainer_id: Set(id),
        state: Set(MembershipState::Nominated),
        created_at: Set(work.now),
        version: Set(1),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    note(work, &row, None, reason).await?;
    Ok(row.id)
}

/// Takes a step of a membership. `version` is the one that the writer read.
pub async fn step(
    work: &Work,
    id: MembershipId,
    version: i64,
    step: Step,
    reason: &str,
) -> Result<()> {
    policy::require_all(&work.actor, Action::ManageTrainers)?;
    let row = membership::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("membership"))?;
    if row.version != version {
        return Err(Error::Stale);
    }
    if work.actor.trainer == Some(row.trainer_id) {
        return Err(Error::conflict("membership-own"));
    }
    take(work, row, step, said(reason)?).await
}

/// Vets and designates a trainer who was nominated, in one go: for tables and the demonstration.
pub async fn admit(
    work: &Work,
    id: TrainerId,
    (first, last): (NaiveDate, NaiveDate),
    reason: &str,
) -> Result<()> {
    let open = membership::Entity::find()
        .filter(membership::COLUMN.trainer_id.eq(id))
        .filter(
            membership::COLUMN
                .state
                .is_in([MembershipState::Nominated, MembershipState::Vetted]),
        )
        .one(work.db())
        .await?;
    let (id, mut version, state) = match open {
        Some(row) => (row.id, row.version, row.state),
        None => (
            nominate(work, id, reason).await?,
            1,
            MembershipState::Nominated,
        ),
    };
    if state == MembershipState::Nominated {
        step(work, id, version, Step::Vet, reason).await?;
        version += 1;
    }
    step(work, id, version, Step::Designate(first, last), reason).await
}

/// Ends what ran out before today; says how many. For the worker.
pub async fn lapse_due(work: &Work) -> Result<usize> {
    let today = work.zone().date(work.now.0);
    let due = membership::Entity::find()
        .filter(
            membership::COLUMN
                .state
                .is_in([MembershipState::Designated, MembershipState::Suspended]),
        )
        .filter(membership::COLUMN.ends_on.lt(today))
        .all(work.db())
        .await?;
    let count = due.len();
    for row in due {
        take(work, row, Step::End, RAN_OUT.to_owned()).await?;
    }
    Ok(count)
}

async fn take(work: &Work, row: membership::Model, step: Step, reason: String) -> Result<()> {
    let yesterday = work.zone().date(work.now.0) - Days::new(1);
    let (mut from, mut until) = (row.starts_on, row.ends_on);
    let event = match step {
        Step::End if from.is_some_and(|first| first > yesterday) => Event::Revoke,
        step => step.event(),
    };
    let Some(to) = lifecycle::next(row.state, event) else {
        let message = Message::new("membership-not-now").with("state", row.state.word());
        return Err(Error::Conflict(message));
    };
    match step {
        Step::Designate(first, last) => {
            span(first, last)?;
            (from, until) = (Some(first), Some(last));
        }
        Step::Extend(last) => {
            span(from.unwrap_or(last), last)?;
            if until.is_some_and(|old| last <= old) {
                let message = Message::new("membership-not-longer");
                return Err(Error::field("until", message));
            }
            until = Some(last);
        }
        // It ends where it had run out already, or yesterday: from today on nobody asks them.
        Step::End if event == Event::Revoke => (from, until) = (None, None),
        Step::End => until = until.map(|last| last.min(yesterday)),
        Step::Vet | Step::Refuse | Step::Suspend | Step::Reinstate => {}
    }
    if let (Some(first), Some(last)) = (from, until)
        && to != MembershipState::Lapsed
    {
        overlaps(work, &row, first, last).await?;
    }
    let (id, version, before) = (row.id, row.version, row.state);
    let mut changed = row.into_active_model();
    changed.state = Set(to);
    changed.starts_on = Set(from);
    changed.ends_on = Set(until);
    changed.version = Set(version + 1);
    let done = membership::Entity::update_many()
        .set(changed)
        .filter(membership::COLUMN.id.eq(id))
        .filter(membership::COLUMN.version.eq(version))
        .exec(work.db())
        .await?;
    if done.rows_affected != 1 {
        return Err(Error::Stale);
    }
    let row = membership::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("membership"))?;
    note(work, &row, Some(before), reason).await
}

/// The days of a designation, in order and within reason.
fn span(first: NaiveDate, last: NaiveDate) -> Result<()> {
    let wrong = |key: &str| Error::field("until", Message::new(key));
    let known = |day: NaiveDate| (1970..2100).contains(&day.year());
    if !known(first) {
        return Err(Error::field("from", Message::new("field-date")));
    }
    if !known(last) {
        return Err(wrong("field-date"));
    }
    if last < first {
        return Err(wrong("field-end-before-start"));
    }
    if (last - first).num_days() > YEARS * 366 {
        let message = Message::new("membership-too-long").with("years", YEARS);
        return Err(Error::field("until", message));
    }
    Ok(())
}

/// Refuses days on which the trainer is designated already, and names those; the database refuses them too.
async fn overlaps(
    work: &Work,
    own: &membership::Model,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<()> {
    let other = membership::Entity::find()
        .filter(membership::COLUMN.trainer_id.eq(own.trainer_id))
        .filter(membership::COLUMN.id.ne(own.id))
        .filter(membership::COLUMN.state.is_in([
            MembershipState::Designated,
            MembershipState::Suspended,
            MembershipState::Lapsed,
        ]))
        .filter(membership::COLUMN.starts_on.lte(last))
        .filter(membership::COLUMN.ends_on.gte(first))
        .one(work.db())
        .await?;
    let Some((from, until)) = other.and_then(|row| Some((row.starts_on?, row.ends_on?))) else {
        return Ok(());
    };
    let message = Message::new("membership-overlap")
        .with("from", from)
        .with("until", until);
    Err(Error::Invalid(vec![FieldError {
        field: "from".into(),
        message,
    }]))
}

fn said(reason: &str) -> Result<String> {
    text::paragraph("reason", reason, 1..=500).map_err(Error::from)
}

async fn note(
    work: &Work,
    row: &membership::Model,
    from: Option<MembershipState>,
    reason: String,
) -> Result<()> {
    membership_step::ActiveModel {
        membership_id: Set(row.id),
        from_state: Set(from),
        to_state: Set(row.state),
        starts_on: Set(row.starts_on),
        ends_on: Set(row.ends_on),
        actor_person_id: Set(work.actor.person),
        reason: Set(reason.clone()),
        at: Set(work.now),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    let detail =
        json!({ "to": row.state, "from": row.starts_on, "until": row.ends_on, "reason": reason });
    audit::append(
        work,
        "trainer.membership",
        "trainer",
        row.trainer_id.0,
        detail,
    )
    .await
}
