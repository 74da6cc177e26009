//! Somebody is asked in: a person with a role, an invitation, and the letter that carries its link.

use entity::{InstituteId, MessageKind, PersonId, Role, outbox, person};
use sea_orm::EntityTrait;

use crate::accounts::{self, NewPerson, invitations};
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::i18n::t;
use crate::notify::{self, About, Letter};

/// Makes somebody known with one role, and asks them in. A trainer is taken in with campus and subjects
/// instead ([`enrol_trainer`](super::enrol_trainer)).
pub async fn invite(
    work: &Work,
    who: NewPerson,
    role: Role,
    institute: Option<InstituteId>,
) -> Result<PersonId> {
    if role == Role::Trainer {
        return Err(Error::field("role", Message::new("accounts-role")));
    }
    if who
        .email
        .as_deref()
        .is_none_or(|email| email.trim().is_empty())
    {
        return Err(Error::field("email", Message::new("accounts-email")));
    }
    let person = accounts::create(work, who).await?;
    accounts::grant(work, person, role, institute).await?;
    ask_in(work, person).await?;
    Ok(person)
}

/// Asks somebody in who is known already, or once more.
pub async fn ask_in(work: &Work, person: PersonId) -> Result<()> {
    invitations::invite(work, person).await?;
    notify::post(work, MessageKind::Invitation, person, About::default()).await
}

/// The letter with the link; none once they came, or were not asked any more.
pub async fn letter(work: &Work, row: &outbox::Model) -> Result<Option<Letter>> {
    let person = person::Entity::find_by_id(row.person_id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("person"))?;
    let Some(link) = invitations::mint(work, person.id).await? else {
        return Ok(None);
    };
    let args = [
        ("name".to_owned(), person.name.clone()),
        ("link".to_owned(), link),
    ];
    Ok(Some(Letter {
        to_name: person.name,
        to: person.email.unwrap_or_default(),
        subject: t(person.language, "mail-invitation-subject", &args),
        text: t(person.language, "mail-invitation-body", &args),
    }))
}
