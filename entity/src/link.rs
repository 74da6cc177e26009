//! A bearer link: set-up, sign-in or the answer to one offer. Only the token's hash is kept.

use crate::enums::LinkPurpose;
use crate::ids::{LinkId, OfferId, PersonId};
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "link")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: LinkId,
    /// SHA-256, hex.
    pub token_hash: String,
    pub purpose: LinkPurpose,
    pub person_id: Option<PersonId>,
    pub offer_id: Option<OfferId>,
    pub created_at: Instant,
    pub expires_at: Instant,
    pub used_at: Option<Instant>,
}

impl ActiveModelBehavior for ActiveModel {}
