//! From which day on somebody does not belong to the programme any more.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use entity::{MembershipId, MembershipState, TrainerId, membership, membership_step};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::db::Work;
use crate::error::Result;

/// A designation that does not hold any more: suspended, taken back, ended early, or run out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Its first day.
    pub first: NaiveDate,
    /// The day from which they do not belong any more.
    pub since: NaiveDate,
}

/// The designations of these trainers that do not hold any more; of everybody where none are named.
pub async fn ended(
    work: &Work,
    of: Option<&[TrainerId]>,
) -> Result<BTreeMap<TrainerId, Vec<Ended>>> {
    let gone = || {
        let rows = membership::Entity::find().filter(membership::COLUMN.state.is_in([
            MembershipState::Suspended,
            MembershipState::Lapsed,
            MembershipState::Refused,
        ]));
        match of {
            Some(ids) => rows.filter(membership::COLUMN.trainer_id.is_in(ids.iter().copied())),
            None => rows,
        }
    };
    let ids: SelectStatement = gone()
        .select_only()
        .column(membership::Column::Id)
        .into_query();
    let mut taken: BTreeMap<MembershipId, Vec<membership_step::Model>> = BTreeMap::new();
    for step in membership_step::Entity::find()
        .filter(membership_step::Column::MembershipId.in_subquery(ids))
        .order_by_asc(membership_step::COLUMN.id)
        .all(work.db())
        .await?
    {
        taken.entry(step.membership_id).or_default().push(step);
    }
    let mut found: BTreeMap<TrainerId, Vec<Ended>> = BTreeMap::new();
    for row in gone().all(work.db()).await? {
        let steps = taken.remove(&row.id).unwrap_or_default();
        if let Some(one) = end(work, &steps) {
            found.entry(row.trainer_id).or_default().push(one);
        }
    }
    Ok(found)
}

/// When a designation ended, by its steps in order; none where there never was one. What it says of its days after that
/// is no use: one that was taken back has none, and one that was suspended still has all of them.
fn end(work: &Work, steps: &[membership_step::Model]) -> Option<Ended> {
    let designated = MembershipState::Designated;
    let last = steps.iter().rposition(|step| step.to_state == designated)?;
    let (first, until) = (steps[last].starts_on?, steps[last].ends_on?);
    let left = work.zone().date(steps.get(last + 1)?.at.0);
    // The worker notices a day or more afterwards that one has run out.
    let since = left.min(until + Days::new(1));
    Some(Ended { first, since })
}
