//! Wrong tries at something, and until when no other is heard.

use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "throttle")]
pub struct Model {
    /// What is tried: the hash of a mail address, or a person's code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    pub failures: i64,
    pub last_at: Instant,
    pub until_at: Instant,
}

impl ActiveModelBehavior for ActiveModel {}
