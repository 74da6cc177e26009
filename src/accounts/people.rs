//! People: making them known, and what they are when they act.

use entity::{Language, PersonId, person, role_grant, trainer};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};
use serde_json::json;
use std::collections::BTreeMap;

use super::policy;
use crate::accounts::policy::Action;
use crate::actor::{Actor, Grant, Via};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::text;

/// Somebody to be known.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Name.
    pub name: String,
    /// Mail address; none for people who are only named.
    pub email: Option<String>,
    /// Language of pages, mails and feeds.
    pub language: Language,
    /// Made up by the demo.
    pub invented: bool,
}

/// What these people are called.
pub(crate) async fn names(
    work: &Work,
    ids: impl IntoIterator<Item = PersonId>,
) -> Result<BTreeMap<PersonId, String>> {
    let rows = person::Entity::find()
        .filter(person::COLUMN.id.is_in(ids))
        .all(work.db())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Makes a person, without any role. Whoever takes trainers in may make them known, too.
pub async fn create(work: &Work, new: NewPerson) -> Result<PersonId> {
    if !policy::may_all(&work.actor, Action::ManageTrainers) {
        policy::require_all(&work.actor, Action::ManagePeople)?;
    }
    let mut errors: Vec<FieldError> = Vec::new();
    let name = text::line("name", &new.name, 1..=200).unwrap_or_else(|error| {
        errors.push(error);
        String::new()
    });
    let email = match new.email.as_deref().map(address) {
        Some(Err(error)) => {
            errors.push(error);
            None
        }
        Some(Ok(email)) => Some(email),
        None => None,
    };
    if let Some(email) = &email {
        let taken = person::Entity::find()
            .filter(person::COLUMN.email.eq(email.as_str()))
            .one(work.db())
            .await?;
        if taken.is_some() {
            errors.push(FieldError {
                field: "email".into(),
                message: Message::new("accounts-email-taken"),
            });
        }
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let row = person::ActiveModel {
        name: Set(name),
        email: Set(email),
        language: Set(new.language),
        invented: Set(new.invented),
        created_at: Set(work.now),
        version: Set(1),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    audit::append(work, "person.create", "person", row.id.0, json!({})).await?;
    Ok(row.id)
}

/// Whoever is reached under a mail address: of a person who was there twice, the record that is kept.
pub async fn by_email(work: &Work, email: &str) -> Result<Option<person::Model>> {
    let found = person::Entity::find()
        .filter(person::COLUMN.email.eq(email.trim().to_lowercase()))
        .one(work.db())
        .await?;
    // Whoever is merged into somebody leads straight to whom is kept: a merge mends the older ones.
    match found.as_ref().and_then(|row| row.merged_into_id) {
        Some(kept) => Ok(person::Entity::find_by_id(kept).one(work.db()).await?),
        None => Ok(found),
    }
}

/// Addresses of records that were merged, each with that of the record that is kept.
pub async fn former_addresses(work: &Work) -> Result<BTreeMap<String, String>> {
    policy::require_all(&work.actor, Action::ManageTrainers)?;
    let merged = person::Entity::find()
        .filter(person::COLUMN.merged_into_id.is_not_null())
        .all(work.db())
        .await?;
    let kept: BTreeMap<PersonId, String> = person::Entity::find()
        .filter(
            person::COLUMN
                .id
                .is_in(merged.iter().filter_map(|row| row.merged_into_id)),
        )
        .all(work.db())
        .await?
        .into_iter()
        .filter_map(|row| Some((row.id, row.email?)))
        .collect();
    Ok(merged
        .into_iter()
        .filter_map(|row| Some((row.email?, kept.get(&row.merged_into_id?)?.clone())))
        .collect())
}

/// A mail address in lower case, or what is wrong with it.
pub(super) fn address(text: &str) -> std::result::Result<String, FieldError> {
    let address = text::line("email", text, 3..=254)?.to_lowercase();
    match address.parse::<lettre::Address>() {
        Ok(_) => Ok(address),
        Err(_) => Err(FieldError {
            field: "email".into(),
            message: Message::new("accounts-email"),
        }),
    }
}

/// Chooses the language of one's own pages, letters and calendars.
pub async fn set_language(work: &Work, language: Language) -> Result<()> {
    let id = work.actor.person.ok_or(Error::Forbidden)?;
    person::Entity::update_many()
        .set(person::ActiveModel {
            language: Set(language),
            ..Default::default()
        })
        .filter(person::COLUMN.id.eq(id))
        .exec(work.db())
        .await?;
    audit::append(
        work,
        "person.language",
        "person",
        id.0,
        json!({ "language": language }),
    )
    .await
}

/// A person as an actor, with roles as they are now; none for the disabled.
pub async fn actor_of(work: &Work, id: PersonId) -> Result<Option<Actor>> {
    let Some(person) = person::Entity::find_by_id(id).one(work.db()).await? else {
        return Ok(None);
    };
    if person.disabled_at.is_some() {
        return Ok(None);
    }
    let grants = role_grant::Entity::find()
        .filter(role_grant::COLUMN.person_id.eq(id))
        .order_by_asc(role_grant::COLUMN.id)
        .all(work.db())
        .await?;
    let trainer = trainer::Entity::find()
        .filter(trainer::COLUMN.person_id.eq(id))
        .one(work.db())
        .await?;
    Ok(Some(Actor {
        via: Via::SignIn,
        person: Some(id),
        name: person.name,
        trainer: trainer.map(|row| row.id),
        grants: grants
            .into_iter()
            .map(|row| Grant {
                role: row.role,
                institute: row.institute_id,
            })
            .collect(),
        scopes: None,
        language: person.language,
    }))
}
