//! A browser that is signed in. Only the token's hash is kept.

use crate::ids::{PersonId, SignInId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SignInId,
    pub person_id: PersonId,
    /// SHA-256, hex.
    pub token_hash: String,
    pub created_at: Instant,
    pub expires_at: Instant,
    pub ended_at: Option<Instant>,
    /// When the second step was passed; none where there was no need, or not yet.
    pub passed_at: Option<Instant>,
    /// When the browser last asked for something, to a few minutes.
    pub seen_at: Option<Instant>,
    /// Family of the browser and its system, such as `Firefox, Linux`.
    pub client: String,
}

impl ActiveModelBehavior for ActiveModel {}
