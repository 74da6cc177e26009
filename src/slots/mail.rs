//! Letters about requests.

use entity::{MessageKind, SlotState, outbox, person, request, slot};
use sea_orm::EntityTrait;

use crate::db::Work;
use crate::error::{Error, Result};
use crate::i18n::t;
use crate::notify::Letter;

/// The letter about a request's decision or a slot that was given up.
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
    let slot = match row.slot_id {
        Some(id) => slot::Entity::find_by_id(id).one(work.db()).await?,
        None => None,
    };
    let name = match (row.kind, &slot) {
        (MessageKind::RequestAccepted, _) => "mail-request-accepted",
        (MessageKind::RequestReturned, _) => "mail-request-returned",
        (MessageKind::SlotGivenUp, Some(slot)) if slot.state == SlotState::Closed => {
            "mail-slot-closed"
        }
        (MessageKind::SlotGivenUp, _) => "mail-slot-cancelled",
        _ => "mail-request-refused",
    };
    let (reference, title, reason) = match slot {
        Some(slot) => (slot.reference, slot.title, slot.reason),
        None => (request.reference, String::new(), request.reply),
    };
    let args: Vec<(String, String)> = [
        ("name", person.name.clone()),
        ("reference", reference),
        ("title", title),
        ("reason", reason),
        (
            "link",
            format!("{}/requests/{id}", work.programme().public_url),
        ),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect();
    Ok(Some(Letter {
        to_name: person.name,
        to: person.email.unwrap_or_default(),
        subject: t(person.language, &format!("{name}-subject"), &args),
        text: t(person.language, &format!("{name}-body"), &args),
    }))
}
