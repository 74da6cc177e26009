//! Anyone known by name: signs in, teaches, asks, or is only named in a public record.

use crate::enums::Language;
use crate::ids::PersonId;
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: PersonId,
    /// Latin script, as on letters.
    pub name: String,
    /// Urdu script.
    pub name_ur: Option<String>,
    /// Lower case; none for people who have no account.
    pub email: Option<String>,
    pub phone: Option<String>,
    /// argon2id PHC string.
    pub password_hash: Option<String>,
    /// Of pages, mails and feeds.
    pub language: Language,
    /// Made up by the demo, and marked so wherever shown.
    pub invented: bool,
    pub disabled_at: Option<Instant>,
    /// The one of two records of this person that is kept.
    pub merged_into_id: Option<PersonId>,
    pub created_at: Instant,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
