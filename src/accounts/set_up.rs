//! The first administrator.

use entity::{Language, LinkPurpose, PersonId, Role, person, role_grant};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::json;

use super::people::address;
use super::{links, password};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, FieldError, Result};
use crate::text;

/// The first administrator, by the set-up link that the first start printed.
pub async fn set_up(
    work: &Work,
    secret: &str,
    name: &str,
    email: &str,
    phrase: &str,
) -> Result<PersonId> {
    let mut errors: Vec<FieldError> = Vec::new();
    errors.extend(text::line("name", name, 1..=200).err());
    errors.extend(address(email).err());
    errors.extend(password::check("password", phrase, &[name, email]).err());
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    links::redeem(work, LinkPurpose::SetUp, secret).await?;
    if !links::nobody_yet(work).await? {
        return Err(Error::NotFound("link"));
    }
    let hash = password::hash(phrase.to_owned(), work.random()).await?;
    let row = person::ActiveModel {
        name: Set(name.trim().to_owned()),
        email: Set(Some(address(email)?)),
        password_hash: Set(Some(hash)),
        language: Set(Language::English),
        invented: Set(false),
        created_at: Set(work.now),
        version: Set(1),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    // Whoever starts an installation also has to take the first requests.
    for role in [Role::Administrator, Role::Coordinator] {
        role_grant::ActiveModel {
            person_id: Set(row.id),
            role: Set(role),
            ..Default::default()
        }
        .insert(work.db())
        .await?;
    }
    audit::append(work, "person.set_up", "person", row.id.0, json!({})).await?;
    Ok(row.id)
}
