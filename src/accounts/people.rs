//! People and their roles.

use std::collections::BTreeMap;

use entity::{
    Instant, InstituteId, Language, PersonId, Role, institute, person, role_grant, sign_in, trainer,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};
use serde_json::json;

use super::{links, password, policy, tokens};
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

/// A mail address in lower case, or what is wrong with it.
fn address(text: &str) -> std::result::Result<String, FieldError> {
    let address = text::line("email", text, 3..=254)?.to_lowercase();
    match address.parse::<lettre::Address>() {
        Ok(_) => Ok(address),
        Err(_) => Err(FieldError {
            field: "email".into(),
            message: Message::new("accounts-email"),
        }),
    }
}

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
        json!({ "role": role }),
    )
    .await
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

/// Ends a person's sessions and links at once; they can't come in again.
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
    sign_in::Entity::update_many()
        .set(sign_in::ActiveModel {
            ended_at: Set(Some(work.now)),
            ..Default::default()
        })
        .filter(sign_in::COLUMN.person_id.eq(id))
        .filter(sign_in::COLUMN.ended_at.is_null())
        .exec(work.db())
        .await?;
    tokens::end_all(work, id).await?;
    audit::append(work, "person.disable", "person", id.0, json!({})).await
}

/// Whether nobody else who can sign in manages people.
async fn last_administrator(work: &Work, id: PersonId) -> Result<bool> {
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
    errors.extend(password::check("password", phrase).err());
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    links::redeem(work, entity::LinkPurpose::SetUp, secret).await?;
    if !links::nobody_yet(work).await? {
        return Err(Error::NotFound("link"));
    }
    let hash = password::hash(phrase.to_owned(), work.random()).await?;
    let row = person::ActiveModel {
        name: Set(name.trim().to_owned()),
        email: Set(Some(address(email).map_err(|e| Error::Invalid(vec![e]))?)),
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

/// A person as administrators see them.
#[derive(Clone, Debug, serde::Serialize)]
pub struct PersonView {
    /// The person.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Mail address.
    pub email: Option<String>,
    /// Roles, an officer's with the institute's short name.
    pub roles: Vec<(Role, Option<String>)>,
    /// When they were disabled.
    pub disabled_at: Option<Instant>,
    /// Made up by the demo.
    pub invented: bool,
}

/// Everybody by name.
pub async fn list(work: &Work) -> Result<Vec<PersonView>> {
    policy::require_all(&work.actor, Action::ManagePeople)?;
    let people = person::Entity::find()
        .order_by_asc(person::COLUMN.name)
        .all(work.db())
        .await?;
    let institutes: BTreeMap<InstituteId, String> = institute::Entity::find()
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.id, row.short))
        .collect();
    let mut roles: BTreeMap<PersonId, Vec<(Role, Option<String>)>> = BTreeMap::new();
    for row in role_grant::Entity::find().all(work.db()).await? {
        let institute = row.institute_id.and_then(|id| institutes.get(&id).cloned());
        roles
            .entry(row.person_id)
            .or_default()
            .push((row.role, institute));
    }
    Ok(people
        .into_iter()
        .map(|row| PersonView {
            id: row.id,
            name: row.name,
            email: row.email,
            roles: roles.remove(&row.id).unwrap_or_default(),
            disabled_at: row.disabled_at,
            invented: row.invented,
        })
        .collect())
}
