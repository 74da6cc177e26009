//! Whom letters name: the trainers of a session with their campus in full and their journey.

use entity::{Instant, city, trainer, university};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::db::Work;
use crate::error::Result;
use crate::reference::Travel;
use crate::sessions::{SeatView, SessionView};
use crate::trainers::{Pool, TrainerId};

/// One trainer as letters name them.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Guest {
    /// Who.
    pub trainer: TrainerId,
    /// Name with title.
    pub name: String,
    /// CERT or academic.
    pub pool: Pool,
    /// Campus in full, empty for the CERT.
    pub campus: String,
    /// Its city.
    pub campus_city: String,
    /// Campus in short, or the CERT.
    pub affiliation: String,
    /// What they teach.
    pub subject: String,
    /// Whether the demo invented them.
    pub invented: bool,
    /// Minutes of the journey one way; none online, and where the pair of cities is not known.
    pub journey: Option<i32>,
    /// Whether they set out in the evening before: the journey is too long for the day itself.
    pub evening_before: bool,
    /// From when they are away, the journey included; of an evening before, only the day counts.
    pub leaves: Instant,
    /// Until when.
    pub back: Instant,
}

/// The trainers with their campus in full and their journey.
pub(super) async fn of(work: &Work, session: &SessionView) -> Result<Vec<Guest>> {
    let db = work.db();
    let trainers = trainer::Entity::find()
        .filter(
            trainer::COLUMN
                .id
                .is_in(session.trainers.iter().map(|seat| seat.trainer)),
        )
        .all(db)
        .await?;
    let campuses = university::Entity::find()
        .filter(
            university::COLUMN
                .id
                .is_in(trainers.iter().filter_map(|row| row.university_id)),
        )
        .all(db)
        .await?;
    let cities = city::Entity::find().all(db).await?;
    let travel = Travel::load(work).await?;
    let (zone, rules) = (work.zone(), work.programme());
    let there = cities
        .iter()
        .find(|city| !session.online && city.name == session.city);
    let guest = |seat: &SeatView| {
        let row = trainers.iter().find(|row| row.id == seat.trainer);
        let campus = row.and_then(|row| {
            campuses
                .iter()
                .find(|campus| Some(campus.id) == row.university_id)
        });
        let journey = there
            .zip(row)
            .and_then(|(there, row)| travel.minutes(row.home_city_id, there.id));
        let minutes = journey.unwrap_or_default();
        let seconds = i64::from(minutes) * 60;
        let late = zone.minute(session.starts.0) >= i64::from(rules.late_start_minute);
        let evening_before = minutes
            > if late {
                rules.late_day_minutes
            } else {
                rules.same_day_minutes
            };
        Guest {
            trainer: seat.trainer,
            name: seat.name.clone(),
            pool: seat.pool,
            campus: campus.map(|campus| campus.name.clone()).unwrap_or_default(),
            campus_city: campus
                .and_then(|campus| cities.iter().find(|city| city.id == campus.city_id))
                .map(|city| city.name.clone())
                .unwrap_or_default(),
            affiliation: seat.affiliation.clone(),
            subject: seat.subject.clone(),
            invented: seat.invented,
            journey,
            evening_before,
            leaves: if evening_before {
                Instant(session.starts.0 - 86_400)
            } else {
                Instant(session.starts.0 - seconds)
            },
            back: Instant(session.ends.0 + seconds),
        }
    };
    Ok(session.trainers.iter().map(guest).collect())
}
