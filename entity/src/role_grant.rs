//! One role of one person; an officer's names the institute.

use crate::enums::Role;
use crate::ids::{InstituteId, PersonId, RoleGrantId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "role_grant")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: RoleGrantId,
    pub person_id: PersonId,
    pub role: Role,
    pub institute_id: Option<InstituteId>,
}

impl ActiveModelBehavior for ActiveModel {}
