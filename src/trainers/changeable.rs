//! Which records of trainers can be changed at all, and by whom. The one place that says so.

use entity::{Standing, TrainerId, trainer};
use sea_orm::EntityTrait;

use crate::accounts::policy::{self, Action, Owner};
use crate::db::Work;
use crate::error::{Error, Result};

/// The record, if the actor may change it.
pub async fn changeable(work: &Work, id: TrainerId) -> Result<trainer::Model> {
    let owner = Owner::trainer(id);
    policy::require(&work.actor, Action::EditTrainers, owner, "trainer")?;
    living(work, id).await
}

/// The record. Refuses one that only a public source tells of, and one that became part of another.
pub(super) async fn living(work: &Work, id: TrainerId) -> Result<trainer::Model> {
    let row = trainer::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("trainer"))?;
    if row.standing == Standing::Guest {
        return Err(Error::conflict("trainers-guest"));
    }
    if row.merged_into_id.is_some() {
        return Err(Error::conflict("trainers-merged"));
    }
    Ok(row)
}
