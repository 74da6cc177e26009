//! Whether a trainer gets from home to a session in time: the matcher's rule, for one offer that is about to leave.

use entity::{slot_option, trainer, venue};
use sea_orm::EntityTrait;

use crate::db::Work;
use crate::error::Result;
use crate::matching::model::ReachRule;
use crate::matching::rules::travel;
use crate::reference::Travel;

/// How far is a day's journey, as the programme is set.
pub(super) fn rule(work: &Work) -> ReachRule {
    let programme = work.programme();
    ReachRule {
        same_day_minutes: programme.same_day_minutes.into(),
        late_from_minute_of_day: programme.late_start_minute.into(),
        late_minutes: programme.late_day_minutes.into(),
    }
}

/// Whether the place of this option is within the trainer's reach; online everything is.
pub async fn reaches(
    work: &Work,
    trainer: &trainer::Model,
    option: &slot_option::Model,
) -> Result<bool> {
    let venue = venue::Entity::find_by_id(option.venue_id)
        .one(work.db())
        .await?;
    let Some(city) = venue.and_then(|venue| venue.city_id) else {
        return Ok(true);
    };
    let minutes = if city == trainer.home_city_id {
        0
    } else {
        let minutes = Travel::between(work, trainer.home_city_id, city).await?;
        // A missing pair fails safe: a whole day.
        i64::from(minutes.unwrap_or(1440))
    };
    let start = work.zone().minute(option.starts.0);
    let most = i64::from(trainer.max_travel_minutes);
    Ok(travel::within(&rule(work), minutes, most, start))
}
