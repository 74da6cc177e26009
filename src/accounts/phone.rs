//! One's own telephone, under which guests and hosts reach each other: it stands on letters and on the pages of
//! a session. Only its person sets it, never a program.

use entity::person;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::actor::Via;
use crate::audit;
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::text;

/// One's own number; empty if there is none.
pub async fn phone(work: &Work) -> Result<String> {
    let id = work.actor.person.ok_or(Error::Forbidden)?;
    let row = person::Entity::find_by_id(id).one(work.db()).await?;
    Ok(row.and_then(|row| row.phone).unwrap_or_default())
}

/// Sets one's own number, or takes it away with an empty one.
///
/// # Errors
/// Names the field if it holds anything that no number has.
pub async fn set_phone(work: &Work, number: &str) -> Result<()> {
    let id = work.actor.person.ok_or(Error::Forbidden)?;
    if work.actor.via != Via::SignIn {
        return Err(Error::Forbidden);
    }
    let number = text::line("phone", number, 0..=30)?;
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let dialled = |c: char| c.is_ascii_digit() || " +-()".contains(c);
    if !number.is_empty() && (digits < 4 || !number.chars().all(dialled)) {
        return Err(Error::field("phone", Message::new("field-phone")));
    }
    person::Entity::update_many()
        .set(person::ActiveModel {
            phone: Set(Some(number).filter(|number| !number.is_empty())),
            ..Default::default()
        })
        .filter(person::COLUMN.id.eq(id))
        .exec(work.db())
        .await?;
    audit::append(work, "person.phone", "person", id.0, json!({})).await
}
