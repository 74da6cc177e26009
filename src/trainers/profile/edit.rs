//! Writing a profile: the words and the photo. Whoever writes for somebody else ends what they agreed to, and they are
//! told.

use entity::{TrainerId, profile};
use sea_orm::ActiveValue::Set;
use serde_json::json;

use super::{Bare, JPEG, Photo, hidden, in_person, opened, write};
use crate::audit;
use crate::db::Work;
use crate::error::Result;
use crate::text;

/// Characters of a biography at most.
pub const BIOGRAPHY: usize = 2000;

/// Changes the words. `version` is the one that the writer read.
pub async fn edit(work: &Work, id: TrainerId, version: i64, biography: &str) -> Result<()> {
    let row = opened(work, id, version).await?;
    let biography = text::paragraph("biography", biography, 0..=BIOGRAPHY)?;
    if biography == row.as_ref().map_or("", |row| &row.biography) {
        return Ok(());
    }
    let new = profile::ActiveModel {
        biography: Set(biography),
        ..Default::default()
    };
    change(work, id, version, row, new, "biography").await
}

/// Puts a photo in, in place of the one that is there.
pub async fn set_photo(work: &Work, id: TrainerId, version: i64, photo: Photo) -> Result<()> {
    let row = opened(work, id, version).await?;
    let new = profile::ActiveModel {
        photo: Set(Some(photo.0)),
        photo_type: Set(Some(JPEG.to_owned())),
        ..Default::default()
    };
    change(work, id, version, row, new, "photo").await
}

/// Takes the photo out.
pub async fn remove_photo(work: &Work, id: TrainerId, version: i64) -> Result<()> {
    let row = opened(work, id, version).await?;
    if row.as_ref().is_none_or(|row| row.photo_type.is_none()) {
        return Ok(());
    }
    let new = profile::ActiveModel {
        photo: Set(None),
        photo_type: Set(None),
        ..Default::default()
    };
    change(work, id, version, row, new, "photo_removed").await
}

async fn change(
    work: &Work,
    id: TrainerId,
    version: i64,
    row: Option<Bare>,
    mut new: profile::ActiveModel,
    what: &str,
) -> Result<()> {
    let own = in_person(work, id);
    let ends = !own && row.is_some_and(|row| row.agreed());
    if ends {
        new.withdrawn_at = Set(Some(work.now));
    }
    write(work, id, version, new).await?;
    let detail = json!({ "what": what, "on_behalf": !own });
    audit::append(work, "profile.edit", "trainer", id.0, detail).await?;
    if ends {
        hidden(work, id, "edited on behalf").await?;
    }
    Ok(())
}
