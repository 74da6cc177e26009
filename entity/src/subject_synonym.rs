//! Other words for a subject: everybody's, or those of one institute.

use crate::enums::{Language, Origin};
use crate::ids::{InstituteId, SubjectId, SubjectSynonymId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "subject_synonym")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SubjectSynonymId,
    pub subject_id: SubjectId,
    pub words: String,
    pub language: Language,
    /// Whose words; none for everybody's.
    pub institute_id: Option<InstituteId>,
    pub origin: Origin,
}

impl ActiveModelBehavior for ActiveModel {}
