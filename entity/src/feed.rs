//! A calendar link. Only the token's hash is kept.

use crate::enums::FeedScope;
use crate::ids::{ApiTokenId, FeedId, PersonId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "feed")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: FeedId,
    pub scope: FeedScope,
    /// Trainer, institute or course id, after the scope; 0 for the programme.
    pub scope_id: i64,
    /// Whose link it is.
    pub person_id: PersonId,
    /// The token by which a program made it; it ends with that.
    pub api_token_id: Option<ApiTokenId>,
    pub name: String,
    pub busy_only: bool,
    pub token_hash: String,
    pub created_at: Instant,
    pub revoked_at: Option<Instant>,
    pub fetched_at: Option<Instant>,
    pub fetched_by: String,
    /// Of the bytes that were fetched last; empty before the first fetch.
    pub etag: String,
    /// When those bytes were first seen.
    pub modified_at: Instant,
}

impl ActiveModelBehavior for ActiveModel {}
