//! Agreeing that the public sees a profile, which the trainer alone can do, and taking that back.

use entity::{TrainerId, person, profile, trainer};
use sea_orm::{ActiveValue::Set, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::{UNNAMED, in_person, opened, write};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, Result};
use crate::trainers::changeable;

/// Characters of an address at most, before a number.
const SLUG: usize = 60;

/// Agrees; gives the tail of the public address. `version` is the one that the trainer has seen.
pub async fn consent(work: &Work, id: TrainerId, version: i64) -> Result<String> {
    changeable(work, id).await?;
    if !in_person(work, id) {
        return Err(Error::conflict("profile-only-own"));
    }
    let row = opened(work, id, version).await?;
    let known = row.as_ref().map(|row| row.slug.clone());
    if let (Some(slug), true) = (&known, row.is_some_and(|row| row.agreed())) {
        return Ok(slug.clone());
    }
    let slug = match known.filter(|slug| !slug.starts_with(UNNAMED)) {
        Some(slug) => slug,
        None => fresh(work, id).await?,
    };
    let new = profile::ActiveModel {
        slug: Set(slug.clone()),
        consented_at: Set(Some(work.now)),
        withdrawn_at: Set(None),
        ..Default::default()
    };
    write(work, id, version, new).await?;
    let detail = json!({ "slug": slug, "version": version + 1 });
    audit::append(work, "profile.consent", "trainer", id.0, detail).await?;
    Ok(slug)
}

/// Takes it back: from now on nobody else sees it. A coordinator may do that for a trainer who asks them.
pub async fn withdraw(work: &Work, id: TrainerId, version: i64) -> Result<()> {
    let row = opened(work, id, version).await?;
    if !row.is_some_and(|row| row.agreed()) {
        return Ok(());
    }
    let new = profile::ActiveModel {
        withdrawn_at: Set(Some(work.now)),
        ..Default::default()
    };
    write(work, id, version, new).await?;
    let detail = json!({ "on_behalf": !in_person(work, id) });
    audit::append(work, "profile.withdraw", "trainer", id.0, detail).await
}

/// An address that nobody has, made of the trainer's name. Should two take one at the same time, the database refuses
/// the second.
async fn fresh(work: &Work, id: TrainerId) -> Result<String> {
    let row = trainer::Entity::find_by_id(id).one(work.db()).await?;
    let row = row.ok_or(Error::NotFound("trainer"))?;
    let person = person::Entity::find_by_id(row.person_id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("trainer"))?;
    let stem = stem(&person.name);
    let taken: Vec<String> = profile::Entity::find()
        .filter(profile::COLUMN.slug.starts_with(&stem))
        .select_only()
        .column(profile::Column::Slug)
        .into_tuple()
        .all(work.db())
        .await?;
    let mut slug = stem.clone();
    for n in 2.. {
        if !taken.contains(&slug) {
            break;
        }
        slug = format!("{stem}-{n}");
    }
    Ok(slug)
}

/// A name as an address: `Dr. Amna Khan` is `dr-amna-khan`.
fn stem(name: &str) -> String {
    let mut stem = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            stem.push(c.to_ascii_lowercase());
        } else if !stem.is_empty() && !stem.ends_with('-') && !matches!(c, '\'' | '’' | '.') {
            stem.push('-');
        }
        if stem.len() == SLUG {
            break;
        }
    }
    let stem = stem.trim_end_matches('-');
    match stem.contains(|c: char| c.is_ascii_lowercase()) {
        true => stem.to_owned(),
        false => "trainer".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{SLUG, stem};

    #[test]
    fn a_name_becomes_an_address() {
        assert_eq!(stem("Amna Khan"), "amna-khan");
        assert_eq!(stem("  Ali   Raza-Shah  "), "ali-raza-shah");
        assert_eq!(stem("Noor-ul-'Ain D'Souza"), "noor-ul-ain-dsouza");
        assert_eq!(stem("../../etc/passwd"), "etc-passwd");
        assert_eq!(stem("آمنہ خان"), "trainer");
        assert_eq!(stem("77"), "trainer");
        assert_eq!(stem(&"x".repeat(200)).len(), SLUG);
    }
}
