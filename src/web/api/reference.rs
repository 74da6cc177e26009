//! What names and ids the other operations use: subjects, cities, campuses.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::extract::Visitor;
use super::answer::{Answer, Listed, One, PageQuery, page};
use super::extract::Query;
use crate::app::App;
use crate::reference;

/// A place that travel times are known for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct City {
    /// The city.
    pub id: i64,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its province.
    pub province: String,
}

/// A campus that academics belong to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct University {
    /// The campus.
    pub id: i64,
    /// Its code.
    pub code: String,
    /// Full name.
    pub name: String,
    /// Short name.
    pub short: String,
    /// Its city.
    pub city: i64,
}

/// Lists the cities.
#[utoipa::path(get, path = "/cities", tag = "reference", params(PageQuery),
    responses((status = 200, body = Listed<City>)))]
pub async fn list_cities(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query<PageQuery>,
) -> Answer<One<Listed<City>>> {
    let page = page(query.after, query.limit)?;
    let work = app.read(&actor).await?;
    let all = reference::cities(&work).await?.into_iter();
    let all = all.map(|city| City {
        id: city.id.0,
        code: city.code,
        name: city.name,
        province: city.province,
    });
    Ok(Listed::of(page.of(all.collect(), |city: &City| city.id)))
}

/// Lists the campuses.
#[utoipa::path(get, path = "/universities", tag = "reference", params(PageQuery),
    responses((status = 200, body = Listed<University>)))]
pub async fn list_universities(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query<PageQuery>,
) -> Answer<One<Listed<University>>> {
    let page = page(query.after, query.limit)?;
    let work = app.read(&actor).await?;
    let all = reference::universities(&work).await?.into_iter();
    let all = all.map(|campus| University {
        id: campus.id.0,
        code: campus.code,
        name: campus.name,
        short: campus.short,
        city: campus.city_id.0,
    });
    Ok(Listed::of(
        page.of(all.collect(), |campus: &University| campus.id),
    ))
}
