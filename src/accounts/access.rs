//! Shutting somebody out, and letting them in again.

use entity::{PersonId, feed, person};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::json;

use super::policy::{self, Action};
use super::roles::last_administrator;
use super::{invitations, links, sign_ins, tokens};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, Result};

/// Ends a person's access at once: sign-ins, invitation, links, tokens and calendar feeds are refused from
/// the next request on.
pub async fn disable(work: &Work, id: PersonId) -> Result<()> {
    policy::require_all(&work.actor, Action::ManagePeople)?;
    if work.actor.person == Some(id) {
        return Err(Error::conflict("accounts-not-yourself"));
    }
    if last_administrator(work, id).await? {
        return Err(Error::conflict("accounts-last-administrator"));
    }
    let row = person::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("person"))?;
    let version = row.version;
    let mut row = row.into_active_model();
    row.disabled_at = Set(Some(work.now));
    row.version = Set(version + 1);
    row.update(work.db()).await?;
    end_everything(work, id).await?;
    audit::append(work, "person.disable", "person", id.0, json!({})).await
}

/// Lets somebody in again. Nothing of before comes back: they need a new link or their password, and their
/// programs and calendars new tokens.
pub async fn enable(work: &Work, id: PersonId) -> Result<()> {
    policy::require_all(&work.actor, Action::ManagePeople)?;
    let row = person::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("person"))?;
    if row.merged_into_id.is_some() {
        return Err(Error::conflict("accounts-merged"));
    }
    if row.disabled_at.is_none() {
        return Err(Error::conflict("accounts-not-disabled"));
    }
    let version = row.version;
    let mut row = row.into_active_model();
    row.disabled_at = Set(None);
    row.version = Set(version + 1);
    row.update(work.db()).await?;
    audit::append(work, "person.enable", "person", id.0, json!({})).await
}

/// Every way in of a person ends.
pub(super) async fn end_everything(work: &Work, id: PersonId) -> Result<()> {
    sign_ins::end_all(work, id, None).await?;
    invitations::end(work, id).await?;
    tokens::end_all(work, id).await?;
    links::end_person(work, id).await?;
    end_feeds(work, id).await
}

/// Calendar links of a person end: they are read without signing in.
async fn end_feeds(work: &Work, id: PersonId) -> Result<()> {
    feed::Entity::update_many()
        .set(feed::ActiveModel {
            revoked_at: Set(Some(work.now)),
            ..Default::default()
        })
        .filter(feed::COLUMN.person_id.eq(id))
        .filter(feed::COLUMN.revoked_at.is_null())
        .exec(work.db())
        .await?;
    Ok(())
}
