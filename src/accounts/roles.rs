//! What people are: roles given and taken.

use entity::{InstituteId, PersonId, Role, person, role_grant};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::policy::{self, Action};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, Message, Result};

/// Gives a role; an officer's names the institute. Giving it twice changes nothing.
pub async fn grant(
    work: &Work,
    person: PersonId,
    role: Role,
    institute: Option<InstituteId>,
) -> Result<()> {
    let trainer = role == Role::Trainer && policy::may_all(&work.actor, Action::ManageTrainers);
    if !trainer {
        policy::require_all(&work.actor, Action::ManagePeople)?;
    }
    if (role == Role::Officer) != institute.is_some() {
        return Err(Error::field(
            "institute",
            Message::new("accounts-officer-institute"),
        ));
    }
    let merged = person::Entity::find_by_id(person)
        .filter(person::COLUMN.merged_into_id.is_not_null())
        .one(work.db())
        .await?;
    if merged.is_some() {
        return Err(Error::conflict("accounts-merged"));
    }
    let known = role_grant::Entity::find()
        .filter(role_grant::COLUMN.person_id.eq(person))
        .filter(role_grant::COLUMN.role.eq(role))
        .all(work.db())
        .await?;
    if known.iter().any(|row| row.institute_id == institute) {
        return Ok(());
    }
    role_grant::ActiveModel {
        person_id: Set(person),
        role: Set(role),
        institute_id: Set(institute),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    audit::append(
        work,
        "person.grant",
        "person",
        person.0,
        json!({ "role": role, "institute": institute }),
    )
    .await
}

/// Takes a role; their next request no longer has it. What it does not take is a trainer's record: a
/// trainer who shall not be asked is paused.
pub async fn revoke(
    work: &Work,
    person: PersonId,
    role: Role,
    institute: Option<InstituteId>,
) -> Result<()> {
    policy::require_all(&work.actor, Action::ManagePeople)?;
    if role == Role::Trainer {
        return Err(Error::conflict("accounts-trainer-stays"));
    }
    if role == Role::Administrator && last_administrator(work, person).await? {
        return Err(Error::conflict("accounts-last-administrator"));
    }
    let held = role_grant::Entity::find()
        .filter(role_grant::COLUMN.person_id.eq(person))
        .filter(role_grant::COLUMN.role.eq(role))
        .all(work.db())
        .await?;
    let row = held.into_iter().find(|row| row.institute_id == institute);
    let row = row.ok_or(Error::NotFound("role"))?;
    role_grant::Entity::delete_by_id(row.id)
        .exec(work.db())
        .await?;
    let detail = json!({ "role": role, "institute": institute });
    audit::append(work, "person.revoke", "person", person.0, detail).await
}

/// Whether nobody else who can sign in manages people.
pub(super) async fn last_administrator(work: &Work, id: PersonId) -> Result<bool> {
    let holders = role_grant::Entity::find()
        .filter(role_grant::COLUMN.role.eq(Role::Administrator))
        .all(work.db())
        .await?;
    if !holders.iter().any(|row| row.person_id == id) {
        return Ok(false);
    }
    let other = person::Entity::find()
        .filter(
            person::COLUMN
                .id
                .is_in(holders.iter().map(|row| row.person_id)),
        )
        .filter(person::COLUMN.id.ne(id))
        .filter(person::COLUMN.disabled_at.is_null())
        .one(work.db())
        .await?;
    Ok(other.is_none())
}
