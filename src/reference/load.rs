//! Loading what is shipped, and saying how far it reaches.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use entity::{
    CityId, Origin, SubjectId, city, holiday, office_hours, period, subject, travel_time,
    university,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, QueryFilter, QueryOrder};

use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::time::{parse_date, parse_minute};

macro_rules! shipped {
    ($name:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/assets/reference/",
            $name
        ))
    };
}

/// A row of a shipped file: column to value.
pub(crate) type Row = BTreeMap<String, String>;

/// The rows of a shipped file.
pub(crate) fn rows(text: &str) -> Result<Vec<Row>> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .map(|row| row.map_err(|e| Error::Internal(format!("shipped reference data: {e}"))))
        .collect()
}

/// A value of a row; missing columns are a fault of ours.
pub(crate) fn field<'a>(row: &'a Row, name: &str) -> Result<&'a str> {
    row.get(name)
        .map(String::as_str)
        .ok_or_else(|| Error::Internal(format!("shipped reference data: no column {name}")))
}

fn number<T: std::str::FromStr>(row: &Row, name: &str) -> Result<T> {
    let text = field(row, name)?;
    text.parse()
        .map_err(|_| Error::Internal(format!("shipped reference data: {name} is {text:?}")))
}

fn day(row: &Row, name: &str) -> Result<Option<NaiveDate>> {
    Ok(parse_date(field(row, name)?))
}

fn minute(row: &Row, name: &str) -> Result<Option<i32>> {
    Ok(parse_minute(field(row, name)?).and_then(|m| i32::try_from(m).ok()))
}

/// Loads what is missing of every table; running it again changes nothing. Says how many rows it
/// added.
pub async fn load_shipped(work: &Work) -> Result<usize> {
    let mut added = cities(work).await?;
    added += travel(work).await?;
    added += subjects(work).await?;
    added += super::vocabulary::load_shipped(work).await?;
    added += holidays(work).await?;
    added += hours(work).await?;
    added += periods(work).await?;
    added += universities(work).await?;
    Ok(added)
}

async fn codes(work: &Work) -> Result<BTreeMap<String, CityId>> {
    let rows = city::Entity::find().all(work.db()).await?;
    Ok(rows.into_iter().map(|row| (row.code, row.id)).collect())
}

async fn cities(work: &Work) -> Result<usize> {
    let known = codes(work).await?;
    let mut added = 0;
    for row in rows(shipped!("cities.csv"))? {
        if known.contains_key(field(&row, "city_id")?) {
            continue;
        }
        city::ActiveModel {
            code: Set(field(&row, "city_id")?.into()),
            name: Set(field(&row, "name")?.into()),
            name_ur: Set(field(&row, "name_ur")?.into()),
            province: Set(field(&row, "province")?.into()),
            lat: Set(number(&row, "lat")?),
            lon: Set(number(&row, "lon")?),
            origin: Set(Origin::Shipped),
            ..Default::default()
        }
        .insert(work.db())
        .await?;
        added += 1;
    }
    Ok(added)
}

async fn travel(work: &Work) -> Result<usize> {
    let city = codes(work).await?;
    let known: Vec<(CityId, CityId)> = travel_time::Entity::find()
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.from_city_id, row.to_city_id))
        .collect();
    let mut fresh = Vec::new();
    for row in rows(shipped!("travel.csv"))? {
        let (Some(&from), Some(&to)) =
            (city.get(field(&row, "from")?), city.get(field(&row, "to")?))
        else {
            continue;
        };
        if known.contains(&(from, to)) {
            continue;
        }
        let hours: f64 = number(&row, "plan_hours")?;
        fresh.push(travel_time::ActiveModel {
            from_city_id: Set(from),
            to_city_id: Set(to),
            minutes: Set((hours * 60.0).round() as i32),
            mode: Set(field(&row, "mode")?.into()),
            note: Set(field(&row, "note")?.into()),
            origin: Set(Origin::Shipped),
            ..Default::default()
        });
    }
    let added = fresh.len();
    if added > 0 {
        travel_time::Entity::insert_many(fresh)
            .exec(work.db())
            .await?;
    }
    Ok(added)
}

async fn subjects(work: &Work) -> Result<usize> {
    let mut known: BTreeMap<String, SubjectId> = subject::Entity::find()
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.code, row.id))
        .collect();
    let mut added = 0;
    for row in rows(shipped!("subjects.csv"))? {
        let area = field(&row, "area_id")?.to_owned();
        if !known.contains_key(&area) {
            let id = insert_subject(work, &row, &area, None, field(&row, "area")?).await?;
            known.insert(area.clone(), id);
            added += 1;
        }
        let code = field(&row, "subject_id")?.to_owned();
        if !known.contains_key(&code) {
            let parent = known.get(&area).copied();
            let id = insert_subject(work, &row, &code, parent, field(&row, "subject")?).await?;
            known.insert(code, id);
            added += 1;
        }
    }
    Ok(added)
}

async fn insert_subject(
    work: &Work,
    row: &Row,
    code: &str,
    parent: Option<SubjectId>,
    name: &str,
) -> Result<SubjectId> {
    // An area carries its names alone; ids and audience belong to its subjects.
    let own = |column: &str| -> Result<String> {
        if parent.is_some() {
            field(row, column).map(str::to_owned)
        } else {
            Ok(String::new())
        }
    };
    let area_ur = field(row, "area_ur")?.to_owned();
    let row = subject::ActiveModel {
        code: Set(code.into()),
        parent_id: Set(parent),
        name: Set(name.into()),
        name_ur: Set(parent.is_none().then_some(area_ur)),
        description: Set(own("description")?),
        audience: Set(own("audience")?),
        cybok: Set(own("cybok")?),
        nice: Set(own("nice")?),
        ecsf: Set(own("ecsf")?),
        origin: Set(Origin::Shipped),
        version: Set(1),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    Ok(row.id)
}

async fn holidays(work: &Work) -> Result<usize> {
    let there = holiday::Entity::find().all(work.db()).await?;
    // Whoever moved a feast, or wrote its days down, has the last word on that feast of that year:
    // the shipped date must not come back beside theirs.
    let edited: Vec<(i32, String, String)> = there
        .iter()
        .filter(|row| row.origin == Origin::Edited)
        .map(|row| (row.starts_on.year(), row.name.clone(), row.scope.clone()))
        .collect();
    let known: Vec<(NaiveDate, String, String)> = there
        .into_iter()
        .map(|row| (row.starts_on, row.name, row.scope))
        .collect();
    let mut added = 0;
    for row in rows(shipped!("holidays_2025_2027.csv"))? {
        let (Some(starts_on), Some(ends_on)) = (day(&row, "date")?, day(&row, "date_end")?) else {
            return Err(Error::Internal(
                "shipped reference data: a holiday without a date".into(),
            ));
        };
        let key = (
            starts_on,
            field(&row, "name")?.to_owned(),
            field(&row, "scope")?.to_owned(),
        );
        let feast = (starts_on.year(), key.1.clone(), key.2.clone());
        if known.contains(&key) || edited.contains(&feast) {
            continue;
        }
        holiday::ActiveModel {
            starts_on: Set(starts_on),
            ends_on: Set(ends_on),
            name: Set(key.1),
            name_ur: Set(field(&row, "name_ur")?.into()),
            kind: Set(field(&row, "kind")?.into()),
            basis: Set(field(&row, "basis")?.into()),
            status: Set(field(&row, "status")?.into()),
            uncertainty_days: Set(number(&row, "uncertainty_days")?),
            scope: Set(key.2),
            source: Set(field(&row, "source")?.into()),
            origin: Set(Origin::Shipped),
            ..Default::default()
        }
        .insert(work.db())
        .await?;
        added += 1;
    }
    Ok(added)
}

async fn hours(work: &Work) -> Result<usize> {
    let known: Vec<String> = office_hours::Entity::find()
        .all(work.db())
        .await?
        .into_iter()
        .map(|r| r.code)
        .collect();
    let mut added = 0;
    for row in rows(shipped!("office_hours.csv"))? {
        let code = field(&row, "id")?.to_owned();
        let (Some(start), Some(end)) = (minute(&row, "start")?, minute(&row, "end")?) else {
            return Err(Error::Internal(format!(
                "shipped reference data: hours of {code}"
            )));
        };
        if known.contains(&code) {
            continue;
        }
        office_hours::ActiveModel {
            code: Set(code),
            effective_from: Set(day(&row, "effective_from")?),
            effective_to: Set(day(&row, "effective_to")?),
            scope: Set(field(&row, "scope")?.into()),
            week: Set(field(&row, "week")?.into()),
            days: Set(field(&row, "days")?.into()),
            start_minute: Set(start),
            end_minute: Set(end),
            breaks: Set(field(&row, "breaks")?.into()),
            friday_start_minute: Set(minute(&row, "fri_start")?),
            friday_end_minute: Set(minute(&row, "fri_end")?),
            friday_break: Set(field(&row, "fri_break")?.into()),
            source: Set(field(&row, "source")?.into()),
            origin: Set(Origin::Shipped),
            ..Default::default()
        }
        .insert(work.db())
        .await?;
        added += 1;
    }
    Ok(added)
}

async fn periods(work: &Work) -> Result<usize> {
    let known: Vec<(String, i32)> = period::Entity::find()
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.template, row.position))
        .collect();
    let mut added = 0;
    for row in rows(shipped!("slot_templates.csv"))? {
        let key = (field(&row, "template")?.to_owned(), number(&row, "period")?);
        let (Some(start), Some(end)) = (minute(&row, "start")?, minute(&row, "end")?) else {
            return Err(Error::Internal(
                "shipped reference data: a period without hours".into(),
            ));
        };
        if known.contains(&key) {
            continue;
        }
        period::ActiveModel {
            template: Set(key.0),
            position: Set(key.1),
            start_minute: Set(start),
            end_minute: Set(end),
            origin: Set(Origin::Shipped),
            ..Default::default()
        }
        .insert(work.db())
        .await?;
        added += 1;
    }
    Ok(added)
}

async fn universities(work: &Work) -> Result<usize> {
    let city = codes(work).await?;
    let known: Vec<String> = university::Entity::find()
        .all(work.db())
        .await?
        .into_iter()
        .map(|r| r.code)
        .collect();
    let mut added = 0;
    for row in rows(shipped!("universities.csv"))? {
        let code = field(&row, "id")?.to_owned();
        let Some(&city_id) = city.get(field(&row, "city_id")?) else {
            continue;
        };
        if known.contains(&code) {
            continue;
        }
        university::ActiveModel {
            code: Set(code),
            name: Set(field(&row, "name")?.into()),
            short: Set(field(&row, "short")?.into()),
            city_id: Set(city_id),
            sector: Set(field(&row, "sector")?.into()),
            cyber_unit: Set(field(&row, "cyber_unit")?.into()),
            provenance: Set(field(&row, "provenance")?.into()),
            origin: Set(Origin::Shipped),
            ..Default::default()
        }
        .insert(work.db())
        .await?;
        added += 1;
    }
    Ok(added)
}

/// A warning when a term that ends on `until` passes the last public holiday in the data.
pub async fn freshness(work: &Work, until: NaiveDate) -> Result<Option<Message>> {
    let last = holiday::Entity::find()
        .filter(holiday::COLUMN.kind.eq("public"))
        .order_by_desc(holiday::COLUMN.ends_on)
        .one(work.db())
        .await?
        .map(|row| row.ends_on);
    Ok(match last {
        Some(last) if until <= last => None,
        Some(last) => Some(Message::new("reference-holidays-end").with("date", last)),
        None => Some(Message::new("reference-holidays-none")),
    })
}
