//! Rows of institutes, known by their code.

use std::collections::BTreeMap;

use super::columns::{Column, Row, free, needed};
use super::report::{Faults, Outcome};
use crate::db::Work;
use crate::error::{Message, Result};
use crate::institutes::catalogue::{self, Record, WEEKS};
use crate::reference;
use crate::trainers::CityId;

/// The columns.
pub const COLUMNS: &[Column] = &[
    needed("code", "nipa-lhr"),
    needed("name", "National Institute of Public Administration Lahore"),
    needed("short", "NIPA Lahore"),
    needed("city", "Lahore"),
    free("parent", "NSPP"),
    free("kind", "in-service BS-18/19"),
    free("week", "5-day"),
    free("url", "https://nspp.gov.pk/"),
];

/// Cities by what people call them, and by their codes.
pub struct Cities(Vec<(CityId, String, String)>);

impl Cities {
    pub async fn load(work: &Work) -> Result<Self> {
        let rows = reference::cities(work).await?.into_iter();
        Ok(Self(rows.map(|row| (row.id, row.name, row.code)).collect()))
    }

    pub fn find(&self, word: &str) -> Option<CityId> {
        let called = |text: &str| text.eq_ignore_ascii_case(word);
        self.0
            .iter()
            .find(|(_, name, code)| called(name) || called(code))
            .map(|(id, ..)| *id)
    }

    pub fn name(&self, id: CityId) -> String {
        let city = self.0.iter().find(|(known, ..)| *known == id);
        city.map_or_else(String::new, |(_, name, _)| name.clone())
    }
}

fn cells(record: &Record, cities: &Cities) -> Vec<String> {
    vec![
        record.code.clone(),
        record.name.clone(),
        record.short.clone(),
        cities.name(record.city),
        record.parent.clone(),
        record.kind.clone(),
        record.week.clone(),
        record.url.clone(),
    ]
}

/// Every institute as a row.
pub async fn export(work: &Work) -> Result<Vec<Vec<String>>> {
    let cities = Cities::load(work).await?;
    let records = catalogue::records(work).await?;
    Ok(records
        .values()
        .map(|(_, record)| cells(record, &cities))
        .collect())
}

/// Does what the rows say.
pub async fn apply(work: &Work, rows: &[Row<'_>], faults: &mut Faults) -> Result<Vec<Outcome>> {
    let cities = Cities::load(work).await?;
    let known = catalogue::records(work).await?;
    let mut seen = BTreeMap::new();
    let mut outcomes = Vec::new();
    for row in rows {
        let before = faults.count();
        let code = row.get("code");
        if twice(&mut seen, row, "code", faults) || code.is_empty() {
            continue;
        }
        let old = known.get(code);
        let text = |name: &str, old: Option<&String>, usual: &str| match row.has(name) {
            true => row.get(name).to_owned(),
            false => old.map_or_else(|| usual.to_owned(), Clone::clone),
        };
        let old_record = old.map(|(_, record)| record);
        let city = row.choice("city", "bulk-unknown-city", faults, |word| {
            cities.find(word)
        });
        let Some(city) = city else { continue };
        let mut week = text("week", old_record.map(|old| &old.week), WEEKS[0]);
        if week.is_empty() {
            WEEKS[0].clone_into(&mut week);
        }
        let record = Record {
            code: code.to_owned(),
            name: text("name", old_record.map(|old| &old.name), ""),
            short: text("short", old_record.map(|old| &old.short), ""),
            city,
            parent: text("parent", old_record.map(|old| &old.parent), ""),
            kind: text("kind", old_record.map(|old| &old.kind), ""),
            week,
            url: text("url", old_record.map(|old| &old.url), ""),
        };
        if faults.count() > before {
            continue;
        }
        let was = old_record.map(|old| cells(old, &cities));
        let becomes = cells(&record, &cities);
        let outcome = Outcome::of(row, record.short.clone(), was.as_deref(), &becomes, COLUMNS);
        let done = match old {
            None => catalogue::create(work, record).await.map(drop),
            Some((_, old)) if *old == record => Ok(()),
            Some((id, _)) => catalogue::revise(work, *id, record).await,
        };
        let place = |field: &str| if field.is_empty() { "code" } else { field }.to_owned();
        if faults.note(row, done, place)?.is_some() {
            outcomes.push(outcome);
        }
    }
    Ok(outcomes)
}

/// Whether the file names a thing for the second time, which is noted.
pub fn twice(
    seen: &mut BTreeMap<String, u32>,
    row: &Row<'_>,
    column: &str,
    faults: &mut Faults,
) -> bool {
    let key = row.get(column).to_lowercase();
    if key.is_empty() {
        return false;
    }
    match seen.get(&key) {
        Some(first) => {
            faults.wrong(row, column, Message::new("bulk-twice").with("row", first));
            true
        }
        None => {
            seen.insert(key, row.number);
            false
        }
    }
}
