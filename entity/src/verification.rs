//! Each time somebody verified an expertise, or took that back. Never changed.

use crate::ids::{ExpertiseId, PersonId, VerificationId};
use crate::instant::Instant;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "verification")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: VerificationId,
    pub expertise_id: ExpertiseId,
    /// None where a verification was taken back.
    pub level: Option<i32>,
    pub expires_on: Option<NaiveDate>,
    pub why: String,
    pub verified_by: Option<PersonId>,
    pub verified_at: Instant,
}

impl ActiveModelBehavior for ActiveModel {}
