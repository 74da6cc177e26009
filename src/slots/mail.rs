//! Letters about requests.

use entity::{MessageKind, outbox, person, request};
use sea_orm::EntityTrait;

use crate::db::Work;
use crate::error::{Error, Result};
use crate::i18n::t;
use crate::notify::Letter;

/// The letter about a decision.
pub async fn letter(work: &Work, row: &outbox::Model) -> Result<Option<Letter>> {
    let id = row.request_id.ok_or(Error::NotFound("request"))?;
    let request = request::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("request"))?;
    let person = person::Entity::find_by_id(row.person_id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("person"))?;
    let args: Vec<(String, String)> = [
        ("name", person.name.clone()),
        ("reference", request.reference),
        ("reason", request.reply),
        (
            "link",
            format!("{}/requests/{id}", work.programme().public_url),
        ),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect();
    let name = match row.kind {
        MessageKind::RequestAccepted => "mail-request-accepted",
        MessageKind::RequestReturned => "mail-request-returned",
        _ => "mail-request-refused",
    };
    Ok(Some(Letter {
        to_name: person.name,
        to: person.email.unwrap_or_default(),
        subject: t(person.language, &format!("{name}-subject"), &args),
        text: t(person.language, &format!("{name}-body"), &args),
    }))
}
