//! What a person's authenticator app shares with us.

use crate::ids::{PersonId, SecondFactorId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "second_factor")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SecondFactorId,
    pub person_id: PersonId,
    /// Sealed with the installation's key.
    pub secret: String,
    pub created_at: Instant,
    /// When the first code showed that the app has it.
    pub confirmed_at: Option<Instant>,
    /// The newest half minute whose code was used: a code counts once.
    pub last_step: i64,
}

impl ActiveModelBehavior for ActiveModel {}
