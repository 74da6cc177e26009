//! Membership in the programme: nominated → vetted → designated (from, until) → lapsed or suspended.
//!
//! An academic is a candidate on the days of a designation, and on no other. CERT staff teach by their
//! office and have none. [`lifecycle`] says what can follow what, [`step`] does it.

mod ended;
pub mod lifecycle;
mod step;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::{Instant, Pool, TrainerId, membership, membership_step};
pub use entity::{MembershipId, MembershipState};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::accounts;
use crate::accounts::policy::{self, Action, Owner};
use crate::db::Work;
use crate::error::{Error, Result};

pub use ended::{Ended, ended};
pub use step::{BY_TABLE, RAN_OUT, Step, TAKEN_IN, admit, lapse_due, nominate, step};

/// A step that was taken.
#[derive(Clone, Debug, serde::Serialize)]
pub struct StepView {
    /// Before; none at a nomination.
    pub from: Option<MembershipState>,
    /// After.
    pub to: MembershipState,
    /// The designation's first day, as it was then.
    pub starts_on: Option<NaiveDate>,
    /// The designation's last day, as it was then.
    pub ends_on: Option<NaiveDate>,
    /// Who; none where the programme itself did.
    pub actor: Option<String>,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Instant,
}

/// One course of a membership.
#[derive(Clone, Debug, serde::Serialize)]
pub struct MembershipView {
    /// The membership.
    pub id: MembershipId,
    /// How it stands.
    pub state: MembershipState,
    /// First day of the designation.
    pub starts_on: Option<NaiveDate>,
    /// Its last day.
    pub ends_on: Option<NaiveDate>,
    /// Days from today to its last, where it is designated: 0 on the last day.
    pub days_left: Option<i64>,
    /// For compare-and-swap.
    pub version: i64,
    /// All steps, oldest first.
    pub steps: Vec<StepView>,
}

/// The memberships of a trainer, newest first.
pub async fn of(work: &Work, id: TrainerId) -> Result<Vec<MembershipView>> {
    let owner = Owner::trainer(id);
    policy::require(&work.actor, Action::ViewTrainers, owner, "trainer")?;
    let rows = membership::Entity::find()
        .filter(membership::COLUMN.trainer_id.eq(id))
        .order_by_desc(membership::COLUMN.id)
        .all(work.db())
        .await?;
    let steps = membership_step::Entity::find()
        .filter(
            membership_step::COLUMN
                .membership_id
                .is_in(rows.iter().map(|row| row.id)),
        )
        .order_by_asc(membership_step::COLUMN.id)
        .all(work.db())
        .await?;
    let actors = steps.iter().filter_map(|step| step.actor_person_id);
    let names = accounts::names(work, actors).await?;
    let today = work.zone().date(work.now.0);
    Ok(rows
        .into_iter()
        .map(|row| MembershipView {
            id: row.id,
            state: row.state,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            days_left: row
                .ends_on
                .filter(|_| row.state == MembershipState::Designated)
                .map(|day| (day - today).num_days()),
            version: row.version,
            steps: steps
                .iter()
                .filter(|step| step.membership_id == row.id)
                .map(|step| StepView {
                    from: step.from_state,
                    to: step.to_state,
                    starts_on: step.starts_on,
                    ends_on: step.ends_on,
                    actor: step.actor_person_id.and_then(|id| names.get(&id).cloned()),
                    reason: step.reason.clone(),
                    at: step.at,
                })
                .collect(),
        })
        .collect())
}

/// Whose membership it is.
pub async fn trainer(work: &Work, id: MembershipId) -> Result<TrainerId> {
    let row = membership::Entity::find_by_id(id).one(work.db()).await?;
    row.map(|row| row.trainer_id)
        .ok_or(Error::NotFound("membership"))
}

/// When somebody is designated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Terms {
    /// Always: CERT staff teach by their office.
    Office,
    /// On these days, first and last inclusive, in order.
    Days(Vec<(NaiveDate, NaiveDate)>),
}

impl Terms {
    /// Whether they may be asked for a session of that day.
    pub fn hold(&self, day: NaiveDate) -> bool {
        match self {
            Self::Office => true,
            Self::Days(days) => days.iter().any(|(from, to)| (*from..=*to).contains(&day)),
        }
    }
}

/// When each of these trainers is designated; of everybody where none are named.
pub async fn terms(work: &Work, of: Option<&[TrainerId]>) -> Result<BTreeMap<TrainerId, Terms>> {
    let mut trainers = entity::trainer::Entity::find();
    let mut rows = membership::Entity::find()
        .filter(membership::COLUMN.state.eq(MembershipState::Designated))
        .order_by_asc(membership::COLUMN.starts_on);
    if let Some(ids) = of {
        trainers = trainers.filter(entity::trainer::COLUMN.id.is_in(ids.iter().copied()));
        rows = rows.filter(membership::COLUMN.trainer_id.is_in(ids.iter().copied()));
    }
    let mut terms: BTreeMap<TrainerId, Terms> = trainers
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| match row.pool {
            Pool::Cert => (row.id, Terms::Office),
            Pool::Academic => (row.id, Terms::Days(Vec::new())),
        })
        .collect();
    for row in rows.all(work.db()).await? {
        if let (Some(Terms::Days(days)), Some(from), Some(to)) =
            (terms.get_mut(&row.trainer_id), row.starts_on, row.ends_on)
        {
            days.push((from, to));
        }
    }
    Ok(terms)
}
