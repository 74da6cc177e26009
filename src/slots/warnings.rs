//! What an institute should know of a candidate time before it hands the request in.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::{CohortId, Instant, SubjectId, city, cohort, institute, subject};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::courses::classes;
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::reference::{Calendar, Openness};
use crate::time::{Zone, hour_minute};

/// Where an institute is, as far as its calendar goes.
#[derive(Clone, Debug)]
pub struct Place {
    /// Province: decides which provincial holidays close.
    pub province: String,
    /// `5-day` or `6-day`.
    pub week: String,
    /// First and last day of each cohort that sits in it, and how people call it.
    pub cohorts: Vec<(NaiveDate, NaiveDate, String)>,
}

impl Place {
    /// The same, for a joint lecture in which others sit too.
    pub async fn joined_by(&self, work: &Work, also: &[CohortId]) -> Result<Self> {
        let mut place = self.clone();
        if !also.is_empty() {
            let rows = cohort::Entity::find()
                .filter(cohort::COLUMN.id.is_in(also.iter().copied()))
                .order_by_asc(cohort::COLUMN.id)
                .all(work.db())
                .await?;
            place.cohorts.extend(rows.into_iter().map(dates));
        }
        Ok(place)
    }
}

fn dates(row: cohort::Model) -> (NaiveDate, NaiveDate, String) {
    (row.starts_on, row.ends_on, row.alias)
}

/// How bad it is.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Warning {
    /// Amber: provisional. Otherwise red.
    pub amber: bool,
    /// What and why.
    pub message: Message,
}

/// Where and when a cohort is.
pub async fn place_of(work: &Work, id: CohortId) -> Result<Place> {
    let cohort = cohort::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("cohort"))?;
    let row = institute::Entity::find_by_id(cohort.institute_id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("institute"))?;
    let city = city::Entity::find_by_id(row.city_id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("city"))?;
    Ok(Place {
        province: city.province,
        week: row.week_pattern,
        cohorts: vec![dates(cohort)],
    })
}

/// For whom subjects usually are, and who sits in classes: read once for all slots that are shown.
#[derive(Clone, Debug)]
pub struct Audiences {
    /// Name and audience.
    subjects: BTreeMap<SubjectId, (String, String)>,
    ranks: BTreeMap<CohortId, u8>,
}

impl Audiences {
    /// Of every subject and these cohorts.
    pub async fn load(work: &Work, cohorts: impl IntoIterator<Item = CohortId>) -> Result<Self> {
        let subjects = subject::Entity::find().all(work.db()).await?.into_iter();
        Ok(Self {
            subjects: subjects
                .map(|row| (row.id, (row.name, row.audience)))
                .collect(),
            ranks: classes::ranks_of(work, cohorts).await?,
        })
    }

    /// Which of these subjects are usually not taught to a class in which these cohorts sit, by their place.
    pub fn unfit(
        &self,
        cohorts: impl IntoIterator<Item = CohortId>,
        subjects: &[SubjectId],
    ) -> Vec<(usize, Warning)> {
        let ranks = cohorts.into_iter().filter_map(|id| self.ranks.get(&id));
        let class = ranks.min().copied().unwrap_or_default();
        let said = subjects.iter().enumerate().filter_map(|(place, id)| {
            let (name, audience) = self.subjects.get(id)?;
            if classes::rank(audience, audience == "specialist") <= class {
                return None;
            }
            let key = format!("warning-audience-{}", audience.trim_end_matches('+'));
            let message = Message::new(&key).with("subject", name);
            Some((
                place,
                Warning {
                    amber: true,
                    message,
                },
            ))
        });
        said.collect()
    }
}

/// What speaks against a time at a place; empty where nothing does.
pub fn warnings(
    calendar: &Calendar,
    zone: Zone,
    place: &Place,
    now: Instant,
    lead_days: i64,
    (starts, ends): (Instant, Instant),
) -> Vec<Warning> {
    let mut found = Vec::new();
    let mut add = |amber, message| found.push(Warning { amber, message });
    let date = zone.date(starts.0);
    match calendar.openness(date, &place.province) {
        Openness::Open => {}
        Openness::Amber(closure) => {
            add(
                true,
                Message::new("warning-amber").with("holiday", closure.name),
            );
        }
        Openness::Closed(closure) => {
            add(
                false,
                Message::new("warning-closed").with("holiday", closure.name),
            );
        }
        Openness::NotKnown => add(true, Message::new("warning-not-known")),
    }
    for (first, last, alias) in &place.cohorts {
        if !(*first..=*last).contains(&date) {
            let message = Message::new("warning-cohort-dates").with("cohort", alias);
            add(false, message.with("from", first).with("to", last));
        }
    }
    let class_day = calendar.class_day(date, &place.week);
    // The end as minutes of the day that it starts on: midnight is 1440, not 0.
    let start = zone.minute(starts.0);
    let end = start + (ends.0 - starts.0) / 60;
    match class_day.open {
        None => add(false, Message::new("warning-rest-day")),
        Some((first, last)) if start < first || end > last => add(
            false,
            Message::new(if class_day.ramadan {
                "warning-outside-ramadan"
            } else {
                "warning-outside"
            })
            .with("from", hour_minute(first))
            .with("to", hour_minute(last)),
        ),
        Some(_) => {
            for (from, to) in class_day.breaks {
                if start < to && from < end {
                    add(
                        true,
                        Message::new("warning-break")
                            .with("from", hour_minute(from))
                            .with("to", hour_minute(to)),
                    );
                }
            }
        }
    }
    if starts > now && starts.0 - now.0 < lead_days * 86_400 {
        add(true, Message::new("warning-urgent").with("days", lead_days));
    }
    found
}
