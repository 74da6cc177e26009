//! Planning times between cities.

use std::collections::BTreeMap;

use entity::{CityId, travel_time};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::db::Work;
use crate::error::Result;

/// Door-to-door planning minutes of ordered pairs of cities.
#[derive(Clone, Debug, Default)]
pub struct Travel(BTreeMap<(CityId, CityId), i32>);

impl Travel {
    /// Reads the table.
    pub async fn load(work: &Work) -> Result<Self> {
        let rows = travel_time::Entity::find().all(work.db()).await?;
        Ok(Self(
            rows.into_iter()
                .map(|row| ((row.from_city_id, row.to_city_id), row.minutes))
                .collect(),
        ))
    }

    /// The same of one pair, without reading the others.
    pub async fn between(work: &Work, from: CityId, to: CityId) -> Result<Option<i32>> {
        let row = travel_time::Entity::find()
            .filter(travel_time::COLUMN.from_city_id.eq(from))
            .filter(travel_time::COLUMN.to_city_id.eq(to))
            .one(work.db())
            .await?;
        Ok(row.map(|row| row.minutes))
    }

    /// Minutes from one city to another; within a city, between two of its venues. None where the
    /// pair is not known: callers take the safe side.
    pub fn minutes(&self, from: CityId, to: CityId) -> Option<i32> {
        self.0.get(&(from, to)).copied()
    }
}
