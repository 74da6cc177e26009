//! Rows of the catalogue of courses, known by their code.

use std::collections::BTreeMap;

use super::columns::{Column, Row, free, needed};
use super::institutes::twice;
use super::report::{Faults, Outcome};
use crate::courses::catalogue::{self, Record};
use crate::db::Work;
use crate::error::{Message, Result};

/// The columns.
pub const COLUMNS: &[Column] = &[
    needed("code", "MCMC"),
    needed("name", "Mid-Career Management Course"),
    free("name_ur", "مڈ کیریئر مینجمنٹ کورس"),
    free("level", "BS-18 to 19"),
    free("specialists", ""),
    free("weeks", "10"),
    free("participants", "32"),
    free("hosts", "nipa-lhr; nipa-khi"),
];

fn cells(record: &Record) -> Vec<String> {
    vec![
        record.code.clone(),
        record.name.clone(),
        record.name_ur.clone(),
        record.level.clone(),
        if record.specialists { "yes" } else { "" }.to_owned(),
        record.weeks.to_string(),
        record.participants.to_string(),
        record.hosts.join("; "),
    ]
}

/// Every course as a row.
pub async fn export(work: &Work) -> Result<Vec<Vec<String>>> {
    let records = catalogue::records(work).await?;
    Ok(records.values().map(|(_, record)| cells(record)).collect())
}

/// Does what the rows say.
pub async fn apply(work: &Work, rows: &[Row<'_>], faults: &mut Faults) -> Result<Vec<Outcome>> {
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
        let mut record = match old {
            Some((_, record)) => record.clone(),
            None => Record {
                code: code.to_owned(),
                name: String::new(),
                name_ur: String::new(),
                level: String::new(),
                specialists: false,
                weeks: 0.0,
                participants: 30,
                hosts: Vec::new(),
            },
        };
        for (name, place) in [
            ("name", &mut record.name),
            ("name_ur", &mut record.name_ur),
            ("level", &mut record.level),
        ] {
            if row.has(name) {
                row.get(name).clone_into(place);
            }
        }
        if row.has("specialists") {
            match row.get("specialists").to_lowercase().as_str() {
                "yes" => record.specialists = true,
                "" | "no" => record.specialists = false,
                _ => faults.wrong(row, "specialists", Message::new("bulk-yes")),
            }
        }
        if !row.get("weeks").is_empty() {
            match row.get("weeks").parse::<f64>() {
                Ok(weeks) if weeks.is_finite() => record.weeks = weeks,
                _ => faults.wrong(row, "weeks", Message::new("bulk-number")),
            }
        }
        if let Some(participants) = row.number("participants", faults) {
            record.participants = participants;
        }
        if row.has("hosts") {
            record.hosts = list(row.get("hosts"));
        }
        if faults.count() > before {
            continue;
        }
        let was = old.map(|(_, record)| cells(record));
        let outcome = Outcome::of(
            row,
            record.code.clone(),
            was.as_deref(),
            &cells(&record),
            COLUMNS,
        );
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

/// The words of a cell that holds several.
pub fn list(cell: &str) -> Vec<String> {
    cell.split([';', ','])
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}
