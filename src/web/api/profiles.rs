//! What trainers let the public see of them: writing it, agreeing to it, and what is public.

use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::extract::Visitor;
use super::answer::{Answer, Listed, One, PageQuery, Seen, Versioned, page};
use super::extract::{IfMatch, Json, MustMatch, Path, Query};
use super::values::Moment;
use crate::app::App;
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::trainers::profile::{self, Card, ProfileView, photo, public};
use crate::trainers::{self, TrainerId};

/// What a trainer lets the public see of them, as the trainer and coordinators have it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Profile {
    /// Whose.
    pub trainer: i64,
    /// Tail of its public address, once the trainer has agreed for the first time; it stays.
    pub slug: Option<String>,
    /// A few words; may be empty.
    pub biography: String,
    /// Whether there is a photo.
    pub photo: bool,
    /// Whether the public sees it now.
    pub public: bool,
    /// When the trainer agreed last.
    pub consented_at: Option<Moment>,
    /// When that ended; null while it holds.
    pub withdrawn_at: Option<Moment>,
    /// Counts changes; also its `ETag`. 0 while nothing was written.
    pub version: i64,
}

impl From<ProfileView> for Profile {
    fn from(view: ProfileView) -> Self {
        Self {
            trainer: view.trainer.0,
            slug: view.slug,
            biography: view.biography,
            photo: view.photo,
            public: view.public,
            consented_at: view.consented_at.map(Moment),
            withdrawn_at: view.withdrawn_at.map(Moment),
            version: view.version,
        }
    }
}

impl Versioned for Profile {
    fn version(&self) -> i64 {
        self.version
    }
}

/// Subjects of one area.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicArea {
    /// Name of the area.
    pub name: String,
    /// Names of the subjects.
    pub subjects: Vec<String>,
}

/// What anybody may see of a trainer who agreed to it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicProfile {
    /// The trainer.
    pub id: i64,
    /// Tail of its address: the page is at `/profiles/{slug}`.
    pub slug: String,
    /// Name with title.
    pub name: String,
    /// Campus, or the CERT.
    pub affiliation: String,
    /// A few words; may be empty.
    pub biography: String,
    /// Where the photo is, a JPEG that anybody can fetch; null where there is none.
    pub photo: Option<String>,
    /// What was verified and still counts, by area.
    pub areas: Vec<PublicArea>,
    /// Whether the demo invented them.
    pub invented: bool,
}

impl From<Card> for PublicProfile {
    fn from(card: Card) -> Self {
        let areas = card.subjects.into_iter().map(|area| PublicArea {
            name: area.name,
            subjects: area.subjects,
        });
        Self {
            id: card.trainer.0,
            photo: card.photo.then(|| format!("/profiles/{}/photo", card.slug)),
            slug: card.slug,
            name: card.name,
            affiliation: card.affiliation,
            biography: card.biography,
            areas: areas.collect(),
            invented: card.invented,
        }
    }
}

/// The words of a profile.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileBody {
    /// Plain text; empty for none.
    #[schema(max_length = 2000)]
    pub biography: String,
}

/// A photo.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhotoBody {
    /// A JPEG or PNG in base64 (RFC 4648, 4). A body has 256 KiB at most, so the picture can have about 180 KB;
    /// larger ones are taken by the page. It is made smaller and written anew: nothing else stays in it.
    #[schema(min_length = 4, max_length = 250000)]
    pub photo: String,
}

async fn seen(work: &Work, id: TrainerId) -> Result<Seen<Profile>> {
    Ok(Seen(profile::get(work, id).await?.into()))
}

/// Shows a trainer's profile, public or not.
#[utoipa::path(get, path = "/trainers/{id}/profile", tag = "trainers",
    responses((status = 200, body = Profile)))]
pub async fn show_profile(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<Seen<Profile>> {
    let work = app.read(&actor).await?;
    Ok(seen(&work, TrainerId(id)).await?)
}

/// Changes the words of a profile. If somebody else than the trainer does, the trainer has to agree again.
#[utoipa::path(put, path = "/trainers/{id}/profile", tag = "trainers", params(MustMatch),
    responses((status = 200, body = Profile)))]
pub async fn update_profile(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    matching: MustMatch,
    Json(body): Json<ProfileBody>,
) -> Answer<Seen<Profile>> {
    let id = TrainerId(id);
    app.act(&actor, async |work| {
        let version = profile::get(work, id).await?.version;
        matching.holds(version)?;
        profile::edit(work, id, version, &body.biography)
            .await
            .map_err(|error| error.renamed(|field| format!("/{field}")))?;
        Ok(seen(work, id).await?)
    })
    .await
}

/// Puts a photo into a profile. If somebody else than the trainer does, the trainer has to agree again.
#[utoipa::path(put, path = "/trainers/{id}/profile/photo", tag = "trainers", params(MustMatch),
    responses((status = 200, body = Profile)))]
pub async fn set_profile_photo(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    matching: MustMatch,
    Json(body): Json<PhotoBody>,
) -> Answer<Seen<Profile>> {
    let id = TrainerId(id);
    // Who may not write it must not make us read pictures; nobody shall wait for that with a transaction.
    trainers::changeable(&app.read(&actor).await?, id).await?;
    let bytes = STANDARD
        .decode(body.photo.trim())
        .map_err(|_| Error::field("/photo", Message::new("profile-photo-text")))?;
    let photo = photo::read(bytes)
        .await
        .map_err(|error| error.renamed(|field| format!("/{field}")))?;
    app.act(&actor, async |work| {
        let version = profile::get(work, id).await?.version;
        matching.holds(version)?;
        profile::set_photo(work, id, version, photo).await?;
        Ok(seen(work, id).await?)
    })
    .await
}

/// Takes the photo out of a profile.
#[utoipa::path(delete, path = "/trainers/{id}/profile/photo", tag = "trainers", params(MustMatch),
    responses((status = 200, body = Profile)))]
pub async fn remove_profile_photo(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    matching: MustMatch,
) -> Answer<Seen<Profile>> {
    let id = TrainerId(id);
    app.act(&actor, async |work| {
        let version = profile::get(work, id).await?.version;
        matching.holds(version)?;
        profile::remove_photo(work, id, version).await?;
        Ok(seen(work, id).await?)
    })
    .await
}

/// Agrees that the public sees one's profile as it stands. Nobody can do this for somebody else.
#[utoipa::path(post, path = "/trainers/{id}/profile/consent", tag = "trainers", params(MustMatch),
    responses((status = 200, body = Profile)))]
pub async fn consent_to_profile(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    matching: MustMatch,
) -> Answer<Seen<Profile>> {
    let id = TrainerId(id);
    app.act(&actor, async |work| {
        let version = profile::get(work, id).await?.version;
        matching.holds(version)?;
        profile::consent(work, id, version).await?;
        Ok(seen(work, id).await?)
    })
    .await
}

/// Takes that back: nobody else sees the profile from now on.
#[utoipa::path(post, path = "/trainers/{id}/profile/withdraw", tag = "trainers", params(IfMatch),
    responses((status = 200, body = Profile)))]
pub async fn withdraw_profile(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    matching: IfMatch,
) -> Answer<Seen<Profile>> {
    let id = TrainerId(id);
    app.act(&actor, async |work| {
        let version = profile::get(work, id).await?.version;
        matching.holds(version)?;
        profile::withdraw(work, id, version).await?;
        Ok(seen(work, id).await?)
    })
    .await
}

/// Lists the profiles that are public.
#[utoipa::path(get, path = "/profiles", tag = "trainers", params(PageQuery),
    responses((status = 200, body = Listed<PublicProfile>)))]
pub async fn list_profiles(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query<PageQuery>,
) -> Answer<One<Listed<PublicProfile>>> {
    let page = page(query.after, query.limit)?;
    let work = app.read(&actor).await?;
    let all = public::all(&work).await?;
    Ok(Listed::of(page.of(all, |card| card.trainer.0)))
}

/// Shows a public profile by the tail of its address.
#[utoipa::path(get, path = "/profiles/{slug}", tag = "trainers",
    responses((status = 200, body = PublicProfile)))]
pub async fn show_public_profile(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(slug): Path<String>,
) -> Answer<One<PublicProfile>> {
    let work = app.read(&actor).await?;
    Ok(One(public::find(&work, &slug).await?.into()))
}
