//! Training institutes; their rooms are in `venues`.

pub mod catalogue;
mod venues;

use std::collections::BTreeMap;

pub use entity::{InstituteId, VenueId};
use entity::{Origin, city, institute, venue};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, QueryOrder};
pub use venues::{NewVenue, VenueView, create_venue, revise_venue, venue, venues};

use crate::accounts::policy::{self, Action, Owner};
use crate::db::Work;
use crate::error::{Error, Result};
use crate::reference::{field, rows};

/// An institute with its city.
#[derive(Clone, Debug, serde::Serialize)]
pub struct InstituteView {
    /// The institute.
    pub id: InstituteId,
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
    /// Its page on the web, empty if none is known.
    pub url: String,
}

/// Loads the shipped institutes that are missing, each with a hall; says how many.
pub async fn load_shipped(work: &Work) -> Result<usize> {
    let cities: BTreeMap<String, entity::CityId> = city::Entity::find()
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.code, row.id))
        .collect();
    let known: Vec<String> = institute::Entity::find()
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| row.code)
        .collect();
    let mut added = 0;
    let shipped = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/assets/reference/institutes.csv"
    ));
    for row in rows(shipped)? {
        let code = field(&row, "id")?.to_owned();
        let Some(&city_id) = cities.get(field(&row, "city_id")?) else {
            continue;
        };
        if known.contains(&code) {
            continue;
        }
        let institute = institute::ActiveModel {
            code: Set(code),
            name: Set(field(&row, "name")?.into()),
            short: Set(field(&row, "short")?.into()),
            city_id: Set(city_id),
            parent: Set(field(&row, "parent")?.into()),
            kind: Set(field(&row, "kind")?.into()),
            week_pattern: Set(field(&row, "week_pattern")?.into()),
            url: Set(field(&row, "url")?.into()),
            provenance: Set(field(&row, "provenance")?.into()),
            origin: Set(Origin::Shipped),
            version: Set(1),
            ..Default::default()
        }
        .insert(work.db())
        .await?;
        venue::ActiveModel {
            institute_id: Set(Some(institute.id)),
            city_id: Set(Some(city_id)),
            name: Set(institute.short.clone()),
            capacity: Set(None),
            exclusive: Set(false),
            ..Default::default()
        }
        .insert(work.db())
        .await?;
        added += 1;
    }
    Ok(added)
}

/// Institutes by name: all for coordinators and administrators, their own for officers.
pub async fn list(work: &Work) -> Result<Vec<InstituteView>> {
    let cities: BTreeMap<_, _> = city::Entity::find()
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let rows = institute::Entity::find()
        .order_by_asc(institute::COLUMN.short)
        .all(work.db())
        .await?;
    Ok(rows
        .into_iter()
        .filter(|row| {
            policy::allows(&work.actor, Action::ViewRequests, Owner::institute(row.id))
                || policy::may_all(&work.actor, Action::ManagePeople)
        })
        .filter_map(|row| {
            let city = cities.get(&row.city_id)?;
            Some(view(row, city))
        })
        .collect())
}

/// One institute.
pub async fn get(work: &Work, id: InstituteId) -> Result<InstituteView> {
    policy::require(
        &work.actor,
        Action::ViewRequests,
        Owner::institute(id),
        "institute",
    )?;
    let row = institute::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("institute"))?;
    let city = city::Entity::find_by_id(row.city_id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("city"))?;
    Ok(view(row, &city))
}

fn view(row: institute::Model, city: &city::Model) -> InstituteView {
    InstituteView {
        id: row.id,
        code: row.code,
        name: row.name,
        short: row.short,
        city: city.name.clone(),
        province: city.province.clone(),
        week: row.week_pattern,
        parent: row.parent,
        url: row.url,
    }
}
