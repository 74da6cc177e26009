//! Somebody is taken into the programme: a person, their role, and their record as a trainer.

use entity::{PersonId, Role, TrainerId};

use super::invite::ask_in;
use crate::accounts::{self, NewPerson};
use crate::db::Work;
use crate::error::Result;
use crate::trainers::{self, NewTrainer};

/// Makes a person a trainer, and asks them in where they have a mail address. Their record is written by `record`, once it is known who they are.
pub async fn enrol_trainer(
    work: &Work,
    who: NewPerson,
    record: impl FnOnce(PersonId) -> NewTrainer,
) -> Result<TrainerId> {
    let reachable = who.email.is_some();
    let person = accounts::create(work, who).await?;
    accounts::grant(work, person, Role::Trainer, None).await?;
    let trainer = trainers::create(work, record(person)).await?;
    if reachable {
        ask_in(work, person).await?;
    }
    Ok(trainer)
}
