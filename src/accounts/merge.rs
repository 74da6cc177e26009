//! One of two records of a person: what of the other one's access goes to the one that is kept.
//!
//! What they teach and promised is `trainers` and `offers`; `flows` does all of it in one unit of work.

use std::collections::BTreeSet;

use entity::{InstituteId, PersonId, Role, feed, person, role_grant, sign_in, trainer};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter,
};

use super::access;
use super::policy::{self, Action};
use super::twins::{Face, alike};
use crate::db::Work;
use crate::error::{Error, Result};

/// What goes to the record that is kept, and what ends with the other.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Access {
    /// Roles that the kept record does not have yet, an officer's with the institute.
    pub roles: Vec<(Role, Option<InstituteId>)>,
    /// Whether the telephone number goes over.
    pub phone: bool,
    /// Browsers that are signed out.
    pub sign_ins: u64,
    /// Calendar links that end.
    pub feeds: u64,
}

/// The two records, if they can be made one by whoever asks: both there, neither shut out or merged already.
pub async fn both(
    work: &Work,
    keep: PersonId,
    drop: PersonId,
) -> Result<(person::Model, person::Model)> {
    policy::require_all(&work.actor, Action::MergePeople)?;
    let find = async |id| {
        person::Entity::find_by_id(id)
            .one(work.db())
            .await?
            .ok_or(Error::NotFound("person"))
    };
    let (kept, dropped) = (find(keep).await?, find(drop).await?);
    if keep == drop {
        return Err(Error::conflict("merge-same"));
    }
    if !policy::may_all(&work.actor, Action::ManagePeople) {
        // Nobody finds out who is known by trying numbers: trainers who look alike are theirs to settle.
        let face =
            |row: &person::Model| Face::of(&row.name, row.email.as_deref(), row.phone.as_deref());
        let teaches = trainer::Entity::find()
            .filter(trainer::COLUMN.person_id.is_in([keep, drop]))
            .one(work.db())
            .await?;
        if teaches.is_none() || alike(&face(&kept), &face(&dropped)).is_empty() {
            return Err(Error::NotFound("person"));
        }
    }
    if kept.merged_into_id.is_some() || dropped.merged_into_id.is_some() {
        return Err(Error::conflict("merge-already"));
    }
    if kept.disabled_at.is_some() || dropped.disabled_at.is_some() {
        return Err(Error::conflict("merge-shut-out"));
    }
    if work.actor.person == Some(drop) {
        return Err(Error::conflict("merge-yourself"));
    }
    // Whoever is dropped can't come in by their own account any more: that is more than taking trainers in.
    let powers = grants(work, drop).await?;
    if powers.iter().any(|row| row.role != Role::Trainer) {
        let allowed = policy::may_all(&work.actor, Action::ManagePeople);
        if !allowed {
            return Err(Error::conflict("merge-roles"));
        }
    }
    if kept.email.is_none() && dropped.email.is_some() {
        return Err(Error::conflict("merge-other-way"));
    }
    Ok((kept, dropped))
}

async fn grants(work: &Work, id: PersonId) -> Result<Vec<role_grant::Model>> {
    Ok(role_grant::Entity::find()
        .filter(role_grant::COLUMN.person_id.eq(id))
        .all(work.db())
        .await?)
}

/// What would go over, and what would end.
pub async fn look(work: &Work, kept: &person::Model, dropped: &person::Model) -> Result<Access> {
    let held: BTreeSet<_> = grants(work, kept.id)
        .await?
        .into_iter()
        .map(|row| (row.role, row.institute_id))
        .collect();
    let roles = grants(work, dropped.id)
        .await?
        .into_iter()
        .map(|row| (row.role, row.institute_id))
        .filter(|role| !held.contains(role));
    Ok(Access {
        roles: roles.collect(),
        phone: kept.phone.is_none() && dropped.phone.is_some(),
        sign_ins: sign_in::Entity::find()
            .filter(sign_in::COLUMN.person_id.eq(dropped.id))
            .filter(sign_in::COLUMN.ended_at.is_null())
            .filter(sign_in::COLUMN.expires_at.gt(work.now))
            .count(work.db())
            .await?,
        feeds: feed::Entity::find()
            .filter(feed::COLUMN.person_id.eq(dropped.id))
            .filter(feed::COLUMN.revoked_at.is_null())
            .count(work.db())
            .await?,
    })
}

/// Gives the access of one record to the other, and shuts it out for good; its address leads to the other.
pub async fn absorb(work: &Work, kept: person::Model, dropped: person::Model) -> Result<()> {
    let access = look(work, &kept, &dropped).await?;
    role_grant::Entity::delete_many()
        .filter(role_grant::COLUMN.person_id.eq(dropped.id))
        .exec(work.db())
        .await?;
    for (role, institute) in access.roles {
        role_grant::ActiveModel {
            person_id: Set(kept.id),
            role: Set(role),
            institute_id: Set(institute),
            ..Default::default()
        }
        .insert(work.db())
        .await?;
    }
    access::end_everything(work, dropped.id).await?;
    // Whoever was merged into this one before leads straight to the one that is kept now.
    person::Entity::update_many()
        .set(person::ActiveModel {
            merged_into_id: Set(Some(kept.id)),
            ..Default::default()
        })
        .filter(person::COLUMN.merged_into_id.eq(dropped.id))
        .exec(work.db())
        .await?;
    let phone = dropped.phone.clone().filter(|_| access.phone);
    let (version, id) = (dropped.version, dropped.id);
    let mut row = dropped.into_active_model();
    row.disabled_at = Set(Some(work.now));
    row.merged_into_id = Set(Some(kept.id));
    changed(work, id, version, row).await?;
    let (version, id) = (kept.version, kept.id);
    let mut row = kept.into_active_model();
    if phone.is_some() {
        row.phone = Set(phone);
    }
    changed(work, id, version, row).await
}

/// Writes a person's row, unless somebody was faster.
async fn changed(
    work: &Work,
    id: PersonId,
    version: i64,
    mut row: person::ActiveModel,
) -> Result<()> {
    row.version = Set(version + 1);
    let done = person::Entity::update_many()
        .set(row)
        .filter(person::COLUMN.id.eq(id))
        .filter(person::COLUMN.version.eq(version))
        .exec(work.db())
        .await?;
    if done.rows_affected != 1 {
        return Err(Error::Stale);
    }
    Ok(())
}
