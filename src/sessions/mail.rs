//! Letters about sessions.

use entity::{MessageKind, outbox, person, session};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::list::views;
use crate::db::Work;
use crate::error::{Error, Result};
use crate::i18n::t;
use crate::notify::Letter;
use crate::time::hour_minute;

/// The letter, or none when there is no session any more.
pub async fn letter(work: &Work, row: &outbox::Model) -> Result<Option<Letter>> {
    let slot = row.slot_id.ok_or(Error::NotFound("session"))?;
    let rows = session::Entity::find()
        .filter(session::COLUMN.slot_id.eq(slot))
        .all(work.db())
        .await?;
    let Some(session) = views(work, rows).await?.pop() else {
        return Ok(None);
    };
    let person = person::Entity::find_by_id(row.person_id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("person"))?;
    let zone = work.zone();
    let place = if session.online {
        String::new()
    } else {
        format!("{}, {}", session.venue, session.city)
    };
    let trainers: Vec<String> = session
        .trainers
        .iter()
        .map(|seat| seat.name.clone())
        .collect();
    let args: Vec<(String, String)> = [
        ("name", person.name.clone()),
        ("reference", session.reference),
        ("title", session.title),
        ("cohort", session.cohort),
        ("institute", session.institute_name),
        (
            "date",
            zone.date(session.starts.0)
                .format("%A %-d %B %Y")
                .to_string(),
        ),
        ("from", hour_minute(zone.minute(session.starts.0))),
        ("to", hour_minute(zone.minute(session.ends.0))),
        (
            "mode",
            if session.online {
                "online"
            } else {
                "in-person"
            }
            .to_owned(),
        ),
        ("place", place),
        ("trainers", trainers.join(", ")),
        ("reason", session.reason),
        (
            "link",
            format!("{}/sessions/{}", work.programme().public_url, session.id),
        ),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect();
    let name = match row.kind {
        MessageKind::SessionCancelled => "mail-session-cancelled",
        MessageKind::SessionNotHeld => "mail-session-not-held",
        _ => "mail-session",
    };
    Ok(Some(Letter {
        to_name: person.name,
        to: person.email.unwrap_or_default(),
        subject: t(person.language, &format!("{name}-subject"), &args),
        text: t(person.language, &format!("{name}-body"), &args),
    }))
}
