//! Somebody is asked in: a single-use link that lets them choose a password. Only the token's hash is kept.

use crate::ids::{InvitationId, PersonId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: InvitationId,
    pub person_id: PersonId,
    pub created_at: Instant,
    pub expires_at: Instant,
    /// SHA-256, hex; none until the letter leaves, which is when the token is minted.
    pub token_hash: Option<String>,
    pub accepted_at: Option<Instant>,
    pub withdrawn_at: Option<Instant>,
}

impl ActiveModelBehavior for ActiveModel {}
