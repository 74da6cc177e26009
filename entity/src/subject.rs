//! An area (no parent) or a subject of one (with a parent).

use crate::enums::Origin;
use crate::ids::SubjectId;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "subject")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SubjectId,
    pub code: String,
    pub parent_id: Option<SubjectId>,
    pub name: String,
    pub name_ur: Option<String>,
    pub description: String,
    pub audience: String,
    /// Knowledge areas, separated by semicolons.
    pub cybok: String,
    pub nice: String,
    pub ecsf: String,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub origin: Origin,
    /// The subject that it became part of.
    pub merged_into_id: Option<SubjectId>,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
