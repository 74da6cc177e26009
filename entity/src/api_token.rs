//! A token of somebody's program. Only its hash is kept.

use crate::ids::{ApiTokenId, PersonId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_token")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ApiTokenId,
    /// Whose rights it has.
    pub person_id: PersonId,
    /// What its owner calls it.
    pub name: String,
    pub token_hash: String,
    /// Words of actions with spaces between: it may do these and nothing else.
    pub scopes: String,
    pub created_at: Instant,
    pub expires_at: Instant,
    pub revoked_at: Option<Instant>,
    /// When it was last used, to the hour.
    pub used_at: Option<Instant>,
}

impl ActiveModelBehavior for ActiveModel {}
