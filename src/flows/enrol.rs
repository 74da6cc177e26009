//! Somebody is taken into the programme: a person, their role, and their record as a trainer.

use entity::{PersonId, Role, TrainerId};

use crate::accounts::{self, NewPerson};
use crate::db::Work;
use crate::error::Result;
use crate::trainers::{self, NewTrainer};

/// Makes a person a trainer. Their record is written by `record`, once it is known who they are.
pub async fn enrol_trainer(
    work: &Work,
    who: NewPerson,
    record: impl FnOnce(PersonId) -> NewTrainer,
) -> Result<TrainerId> {
    let person = accounts::create(work, who).await?;
    accounts::grant(work, person, Role::Trainer, None).await?;
    trainers::create(work, record(person)).await
}
