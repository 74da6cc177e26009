//! The letter to a trainer whose profile is hidden since somebody else wrote in it: else they would not know.

use entity::{MessageKind, TrainerId, outbox, person, trainer};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{bare, public};
use crate::db::Work;
use crate::error::{Error, Result};
use crate::i18n::t;
use crate::notify::{self, About, Letter};

/// Tells a trainer that what they agreed to was ended by somebody else.
pub(super) async fn tell(work: &Work, id: TrainerId) -> Result<()> {
    let row = trainer::Entity::find_by_id(id).one(work.db()).await?;
    let person = row.ok_or(Error::NotFound("trainer"))?.person_id;
    notify::post(work, MessageKind::ProfileHidden, person, About::default()).await
}

/// The letter; none once they have agreed again, or can't.
pub async fn letter(work: &Work, row: &outbox::Model) -> Result<Option<Letter>> {
    let record = trainer::Entity::find()
        .filter(trainer::COLUMN.person_id.eq(row.person_id))
        .one(work.db())
        .await?;
    let Some(id) = record.map(|record| record.id) else {
        return Ok(None);
    };
    let (public, open) = public::standing(work, id).await?;
    let ended = bare(work, id).await?.and_then(|bare| bare.withdrawn_at);
    let Some(ended) = ended.filter(|_| open && !public) else {
        return Ok(None);
    };
    let person = person::Entity::find_by_id(row.person_id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("person"))?;
    let day = work.zone().date(ended.0);
    let link = format!("{}/trainers/{id}/profile", work.programme().public_url);
    let args = [
        ("name".to_owned(), person.name.clone()),
        ("date".to_owned(), day.format("%A %-d %B %Y").to_string()),
        ("link".to_owned(), link),
    ];
    Ok(Some(Letter {
        to_name: person.name,
        to: person.email.unwrap_or_default(),
        subject: t(person.language, "mail-profile-hidden-subject", &args),
        text: t(person.language, "mail-profile-hidden-body", &args),
    }))
}
