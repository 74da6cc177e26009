//! Institutes with their rooms.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::extract::Visitor;
use super::answer::{Answer, Listed, Made, One, PageQuery, page};
use super::extract::{Json, Path, Query};
use crate::accounts::InstituteId;
use crate::app::App;
use crate::institutes::{self, InstituteView, NewVenue, VenueId, VenueView};

/// A training institute.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Institute {
    /// The institute.
    pub id: i64,
    /// Code of the reference data.
    pub code: String,
    /// Full name.
    pub name: String,
    /// Short name.
    pub short: String,
    /// City.
    pub city: String,
    /// Province: decides which provincial holidays close.
    pub province: String,
    /// `5-day` or `6-day`.
    pub week: String,
    /// Whom it belongs to.
    pub parent: String,
    /// Its page on the web; empty if none is known.
    pub url: String,
}

impl From<InstituteView> for Institute {
    fn from(institute: InstituteView) -> Self {
        Self {
            id: institute.id.0,
            code: institute.code,
            name: institute.name,
            short: institute.short,
            city: institute.city,
            province: institute.province,
            week: institute.week,
            parent: institute.parent,
            url: institute.url,
        }
    }
}

/// A room of an institute.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Venue {
    /// The venue.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Seats, if known.
    pub capacity: Option<i32>,
    /// Whether it holds one session at a time.
    pub exclusive: bool,
}

impl From<VenueView> for Venue {
    fn from(venue: VenueView) -> Self {
        Self {
            id: venue.id.0,
            name: venue.name,
            capacity: venue.capacity,
            exclusive: venue.exclusive,
        }
    }
}

/// A room as it shall be.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VenueBody {
    /// Its name, of which the institute has no other.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Seats, if known.
    #[schema(minimum = 1, maximum = 5000)]
    pub capacity: Option<i32>,
    /// Whether it holds one session at a time; fixed once a time was asked for in it.
    #[serde(default)]
    pub exclusive: bool,
}

impl From<VenueBody> for NewVenue {
    fn from(body: VenueBody) -> Self {
        Self {
            name: body.name,
            capacity: body.capacity,
            exclusive: body.exclusive,
        }
    }
}

/// Lists institutes: an officer's own.
#[utoipa::path(get, path = "/institutes", tag = "institutes", params(PageQuery),
    responses((status = 200, body = Listed<Institute>)))]
pub async fn list_institutes(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query<PageQuery>,
) -> Answer<One<Listed<Institute>>> {
    let page = page(query.after, query.limit)?;
    let work = app.read(&actor).await?;
    let all = institutes::list(&work).await?;
    Ok(Listed::of(page.of(all, |institute| institute.id.0)))
}

/// Shows an institute.
#[utoipa::path(get, path = "/institutes/{id}", tag = "institutes",
    responses((status = 200, body = Institute)))]
pub async fn show_institute(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<One<Institute>> {
    let work = app.read(&actor).await?;
    Ok(One(institutes::get(&work, InstituteId(id)).await?.into()))
}

/// Lists the rooms of an institute.
#[utoipa::path(get, path = "/institutes/{id}/venues", tag = "institutes", params(PageQuery),
    responses((status = 200, body = Listed<Venue>)))]
pub async fn list_venues(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    Query(query): Query<PageQuery>,
) -> Answer<One<Listed<Venue>>> {
    let page = page(query.after, query.limit)?;
    let work = app.read(&actor).await?;
    let all = institutes::venues(&work, InstituteId(id)).await?;
    Ok(Listed::of(page.of(all, |venue| venue.id.0)))
}

/// Adds a room in the institute's city.
#[utoipa::path(post, path = "/institutes/{id}/venues", tag = "institutes",
    responses((status = 201, body = Venue)))]
pub async fn create_venue(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    Json(body): Json<VenueBody>,
) -> Answer<Made<One<Venue>>> {
    app.act(&actor, async |work| {
        let id = institutes::create_venue(work, InstituteId(id), body.into()).await?;
        let venue = institutes::venue(work, id).await?.1.into();
        Ok(Made(format!("/venues/{id}"), One(venue)))
    })
    .await
}

/// Shows a room.
#[utoipa::path(get, path = "/venues/{id}", tag = "institutes",
    responses((status = 200, body = Venue)))]
pub async fn show_venue(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<One<Venue>> {
    let work = app.read(&actor).await?;
    Ok(One(institutes::venue(&work, VenueId(id)).await?.1.into()))
}

/// Renames a room or changes its seats; calendars that show it hear of it.
#[utoipa::path(put, path = "/venues/{id}", tag = "institutes",
    responses((status = 200, body = Venue)))]
pub async fn update_venue(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    Json(body): Json<VenueBody>,
) -> Answer<One<Venue>> {
    let id = VenueId(id);
    app.act(&actor, async |work| {
        institutes::revise_venue(work, id, body.into()).await?;
        Ok(One(institutes::venue(work, id).await?.1.into()))
    })
    .await
}
