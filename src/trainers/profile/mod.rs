//! What a trainer lets the public see of them: a photo, a few words, what they teach.
//!
//! Nothing is public before the trainer agreed in person ([`consent()`]), and nothing after they took that back
//! ([`withdraw`]). Coordinators may write on their behalf ([`edit()`]), which ends an agreement: nobody agreed to other
//! words than their own; [`mail`] tells them so. What the public sees is read by [`public`] alone, and [`photo`] makes
//! pictures harmless.

mod consent;
mod edit;
pub mod mail;
pub mod photo;
pub mod public;

use entity::{Instant, TrainerId, profile};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;

pub use consent::{consent, withdraw};
pub use edit::{BIOGRAPHY, edit, remove_photo, set_photo};
pub use photo::Photo;
pub use public::Card;

use crate::accounts::policy::{self, Action, Owner};
use crate::actor::Via;
use crate::audit;
use crate::db::Work;
use crate::error::{Error, Result};
use crate::trainers::changeable;

/// The beginning of an address that is none yet: no public one has it.
const UNNAMED: char = '~';
/// Kinds of picture that we keep.
const JPEG: &str = "image/jpeg";

/// A profile as its trainer and coordinators see it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ProfileView {
    /// Whose.
    pub trainer: TrainerId,
    /// Tail of its public address, once it has one.
    pub slug: Option<String>,
    /// A few words.
    pub biography: String,
    /// Whether there is a photo.
    pub photo: bool,
    /// Whether the public sees it now.
    pub public: bool,
    /// When the trainer agreed last.
    pub consented_at: Option<Instant>,
    /// When that ended.
    pub withdrawn_at: Option<Instant>,
    /// Whether whoever looks is the trainer, who alone can agree.
    pub own: bool,
    /// Whether this trainer can have a public profile at all.
    pub open: bool,
    /// What the public sees, or would see.
    pub card: Card,
    /// For compare-and-swap; 0 while nothing was written.
    pub version: i64,
}

/// The profile of a trainer; an empty one where nothing was written.
pub async fn get(work: &Work, id: TrainerId) -> Result<ProfileView> {
    let owner = Owner::trainer(id);
    policy::require(&work.actor, Action::ViewTrainers, owner, "trainer")?;
    let (public, open) = public::standing(work, id).await?;
    let row = bare(work, id).await?;
    let card = public::card(work, id).await?;
    Ok(match row {
        None => ProfileView {
            trainer: id,
            slug: None,
            biography: String::new(),
            photo: false,
            public: false,
            consented_at: None,
            withdrawn_at: None,
            own: in_person(work, id),
            open,
            card,
            version: 0,
        },
        Some(row) => ProfileView {
            trainer: id,
            slug: Some(row.slug).filter(|slug| !slug.starts_with(UNNAMED)),
            biography: row.biography,
            photo: row.photo_type.is_some(),
            public,
            consented_at: row.consented_at,
            withdrawn_at: row.withdrawn_at,
            own: in_person(work, id),
            open,
            card,
            version: row.version,
        },
    })
}

/// The picture, public or not.
pub async fn picture(work: &Work, id: TrainerId) -> Result<Vec<u8>> {
    let owner = Owner::trainer(id);
    policy::require(&work.actor, Action::ViewTrainers, owner, "trainer")?;
    let row = profile::Entity::find_by_id(id).one(work.db()).await?;
    row.and_then(|row| row.photo)
        .ok_or(Error::NotFound("photo"))
}

/// A row without its picture, which is of no use to most and large.
#[derive(Clone, Debug, sea_orm::FromQueryResult)]
struct Bare {
    trainer_id: TrainerId,
    slug: String,
    biography: String,
    photo_type: Option<String>,
    consented_at: Option<Instant>,
    withdrawn_at: Option<Instant>,
    version: i64,
}

impl Bare {
    /// Whether the trainer has agreed, and it was not ended since.
    fn agreed(&self) -> bool {
        self.consented_at.is_some() && self.withdrawn_at.is_none()
    }
}

/// Rows without their pictures.
fn bares() -> sea_orm::Select<profile::Entity> {
    profile::Entity::find().select_only().columns([
        profile::Column::TrainerId,
        profile::Column::Slug,
        profile::Column::Biography,
        profile::Column::PhotoType,
        profile::Column::ConsentedAt,
        profile::Column::WithdrawnAt,
        profile::Column::Version,
    ])
}

async fn bare(work: &Work, id: TrainerId) -> Result<Option<Bare>> {
    Ok(bares()
        .filter(profile::COLUMN.trainer_id.eq(id))
        .into_model::<Bare>()
        .one(work.db())
        .await?)
}

/// Whether the trainer acts for themselves, signed in or by a program of their own.
fn in_person(work: &Work, id: TrainerId) -> bool {
    work.actor.trainer == Some(id) && matches!(work.actor.via, Via::SignIn | Via::Token(_))
}

/// Lets pass who may change this profile, and hands over the row at the version that they have read.
async fn opened(work: &Work, id: TrainerId, version: i64) -> Result<Option<Bare>> {
    changeable(work, id).await?;
    let row = bare(work, id).await?;
    if row.as_ref().map_or(0, |row| row.version) != version {
        return Err(Error::Stale);
    }
    Ok(row)
}

/// Writes what is set, unless somebody was faster; makes the row where there was none.
async fn write(
    work: &Work,
    id: TrainerId,
    version: i64,
    mut row: profile::ActiveModel,
) -> Result<()> {
    row.version = Set(version + 1);
    let rows = if version == 0 {
        row.trainer_id = Set(id);
        if row.slug.is_not_set() {
            row.slug = Set(format!("{UNNAMED}{id}"));
        }
        if row.biography.is_not_set() {
            row.biography = Set(String::new());
        }
        let mut taken = OnConflict::column(profile::Column::TrainerId);
        profile::Entity::insert(row)
            .on_conflict(taken.do_nothing().to_owned())
            .exec_without_returning(work.db())
            .await?
    } else {
        profile::Entity::update_many()
            .set(row)
            .filter(profile::COLUMN.trainer_id.eq(id))
            .filter(profile::COLUMN.version.eq(version))
            .exec(work.db())
            .await?
            .rows_affected
    };
    match rows {
        1 => Ok(()),
        _ => Err(Error::Stale),
    }
}

/// Ends what a trainer agreed to, since the public would see something else, and tells them.
pub(super) async fn end_consent(work: &Work, id: TrainerId, because: &str) -> Result<()> {
    let Some(row) = bare(work, id).await?.filter(Bare::agreed) else {
        return Ok(());
    };
    let new = profile::ActiveModel {
        withdrawn_at: Set(Some(work.now)),
        ..Default::default()
    };
    write(work, id, row.version, new).await?;
    hidden(work, id, because).await
}

/// Tells a trainer, and the trail, that what they agreed to was ended by somebody else.
async fn hidden(work: &Work, id: TrainerId, because: &str) -> Result<()> {
    mail::tell(work, id).await?;
    let detail = json!({ "because": because });
    audit::append(work, "profile.withdraw", "trainer", id.0, detail).await
}

/// Takes what a dropped record has to the one that is kept, if that has none. Nobody agreed to it there.
pub(super) async fn absorb(work: &Work, keep: TrainerId, drop: TrainerId) -> Result<()> {
    let Some(row) = profile::Entity::find_by_id(drop).one(work.db()).await? else {
        return Ok(());
    };
    profile::Entity::delete_by_id(drop).exec(work.db()).await?;
    if bare(work, keep).await?.is_some() {
        return Ok(());
    }
    let moved = profile::ActiveModel {
        trainer_id: Set(keep),
        slug: Set(match row.slug.starts_with(UNNAMED) {
            true => format!("{UNNAMED}{keep}"),
            false => row.slug,
        }),
        biography: Set(row.biography),
        photo: Set(row.photo),
        photo_type: Set(row.photo_type),
        consented_at: Set(None),
        withdrawn_at: Set(None),
        version: Set(row.version + 1),
    };
    profile::Entity::insert(moved)
        .exec_without_returning(work.db())
        .await?;
    Ok(())
}
