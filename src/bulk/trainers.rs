//! Rows of trainers, known by their mail address.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::columns::{Column, Row, free, needed};
use super::institutes::twice;
use super::report::{Faults, Outcome};
use super::trainers_read::{Record, Words, read};
use crate::accounts::faces::Faces;
use crate::accounts::{self, Language, NewPerson};
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::flows;
use crate::trainers::membership::{self, Terms};
use crate::trainers::{self, NewTrainer, Revision, Standing, TARGET, TrainerId};

/// The columns.
pub const COLUMNS: &[Column] = &[
    needed("email", "a.khan@uet.edu.pk"),
    needed("name", "Amna Khan"),
    free("title", "Dr."),
    needed("pool", "academic"),
    free("university", "UET Lahore"),
    needed("home", "Lahore"),
    needed("languages", "en; ur"),
    needed("subjects", "IR-01:3; MAL-02:2"),
    free("max_travel", "180"),
    free("per_day", "2"),
    free("per_week", "3"),
    free("per_month", "6"),
    free("designated_from", "2026-07-01"),
    free("designated_until", "2028-06-30"),
    free("another_person", ""),
];

fn cells(record: &Record, words: &Words) -> Vec<String> {
    let (day, week, month) = record.caps;
    vec![
        record.email.clone(),
        record.name.clone(),
        record.title.clone(),
        record.pool.word().to_owned(),
        words.university(record.university),
        words.cities.name(record.home),
        words.languages(&record.languages),
        words.subjects(&record.subjects),
        record.max_travel.to_string(),
        day.to_string(),
        week.to_string(),
        month.to_string(),
        record
            .designated
            .map(|(from, _)| from.to_string())
            .unwrap_or_default(),
        record
            .designated
            .map(|(_, until)| until.to_string())
            .unwrap_or_default(),
        // What a new row says of itself; of whoever is there nothing is left to say.
        String::new(),
    ]
}

/// Every trainer who has a mail address, by that; of one who was there twice, the record that is kept.
async fn known(
    work: &Work,
    words: &Words,
    terms: &BTreeMap<TrainerId, Terms>,
) -> Result<BTreeMap<String, (TrainerId, i64, Record)>> {
    let today = work.zone().date(work.now.0);
    let mut known = BTreeMap::new();
    for view in trainers::list(work).await? {
        let Some(email) = view.email.clone() else {
            continue;
        };
        if view.standing != Standing::Guest && view.merged_into.is_none() {
            let mut record = Record::of(&view, email.clone(), words);
            // The designation that holds, or comes next.
            if let Some(Terms::Days(days)) = terms.get(&view.id) {
                record.designated = days.iter().find(|(_, last)| today <= *last).copied();
            }
            known.insert(email, (view.id, view.version, record));
        }
    }
    Ok(known)
}

/// Every trainer as a row.
pub async fn export(work: &Work) -> Result<Vec<Vec<String>>> {
    let words = Words::load(work).await?;
    let terms = membership::terms(work, None).await?;
    let known = known(work, &words, &terms).await?;
    Ok(known
        .values()
        .map(|(.., record)| cells(record, &words))
        .collect())
}

/// Does what the rows say: new trainers are taken in and asked in by mail, the others changed.
pub async fn apply(work: &Work, rows: &[Row<'_>], faults: &mut Faults) -> Result<Vec<Outcome>> {
    let words = Words::load(work).await?;
    let terms = membership::terms(work, None).await?;
    let known = known(work, &words, &terms).await?;
    let former = accounts::former_addresses(work).await?;
    let mut faces = Faces::load(work).await?;
    let mut seen = BTreeMap::new();
    let mut outcomes = Vec::new();
    for row in rows {
        if twice(&mut seen, row, "email", faults) || row.get("email").is_empty() {
            continue;
        }
        let mut email = row.get("email").to_lowercase();
        // An address of somebody who was there twice is that of the record that is kept.
        if let Some(kept) = former.get(&email) {
            email.clone_from(kept);
            if seen.contains_key(&email) {
                let message = Message::new("twins-row-twice").with("email", &email);
                faults.wrong(row, "email", message);
                continue;
            }
            seen.insert(email.clone(), row.number);
        }
        let another = match row.get("another_person").to_lowercase().as_str() {
            "" | "no" => false,
            "yes" => true,
            _ => {
                faults.wrong(row, "another_person", Message::new("twins-yes-or-nothing"));
                continue;
            }
        };
        let old = known.get(&email);
        let Some(mut record) = read(row, old.map(|(.., record)| record), &words, faults) else {
            continue;
        };
        record.email = email;
        // Days on which they are designated already are nothing new, whichever of theirs they are.
        if let Some((id, _, old)) = old
            && let Some(Terms::Days(all)) = terms.get(id)
            && record.designated.is_some_and(|days| all.contains(&days))
        {
            record.designated = old.designated;
        }
        let was = old.map(|(.., record)| cells(record, &words));
        let label = format!("{} {}", record.title, record.name);
        let outcome = Outcome::of(
            row,
            label.trim().to_owned(),
            was.as_deref(),
            &cells(&record, &words),
            COLUMNS,
        );
        let days = record.designated;
        let done = match old {
            None => enrol(work, &mut faces, another, record).await,
            Some((id, _, old)) if *old == record => Ok(*id),
            Some((id, version, old)) => {
                let revised = revise(work, *id, *version, old, record).await;
                revised.map(|()| *id)
            }
        };
        let new_days = days.filter(|_| old.is_none_or(|(.., old)| old.designated != days));
        let done = match (done, new_days) {
            (Ok(id), Some(days)) => admit(work, id, days).await,
            (done, _) => done.map(drop),
        };
        if faults.note(row, done, place)?.is_some() {
            outcomes.push(outcome);
        }
    }
    Ok(outcomes)
}

/// The column in which a field of the feature stands.
fn place(field: &str) -> String {
    match field {
        "caps" => "per_day",
        "teaches_en" => "languages",
        "expertise" => "subjects",
        "" => "email",
        other => other,
    }
    .to_owned()
}

/// Designates somebody on the days of a row. What the feature says of the days stands beside them.
async fn admit(work: &Work, id: TrainerId, days: (NaiveDate, NaiveDate)) -> Result<()> {
    let admitted = membership::admit(work, id, days, membership::BY_TABLE).await;
    admitted.map_err(|error| match error {
        Error::Conflict(message) => Error::field("designated_from", message),
        other => other.renamed(|field| {
            match field {
                "until" => "designated_until",
                _ => "designated_from",
            }
            .to_owned()
        }),
    })
}

async fn enrol(work: &Work, faces: &mut Faces, another: bool, record: Record) -> Result<TrainerId> {
    let who = NewPerson {
        name: record.name,
        email: Some(record.email),
        language: Language::English,
        invented: false,
    };
    flows::enrol_newcomer(work, faces, who, another, |person| NewTrainer {
        person,
        pool: record.pool,
        university: record.university,
        title: record.title,
        home: record.home,
        standing: Standing::Active,
        max_travel: record.max_travel,
        caps: record.caps,
        target: TARGET,
        languages: record.languages,
        expertise: record
            .subjects
            .into_iter()
            .map(|(subject, level)| (subject, level, 0))
            .collect(),
    })
    .await
}

async fn revise(
    work: &Work,
    id: TrainerId,
    version: i64,
    old: &Record,
    record: Record,
) -> Result<()> {
    // Who somebody is, and to whom they belong, is no matter of a table.
    for (column, same) in [
        ("name", old.name == record.name),
        ("pool", old.pool == record.pool),
        ("university", old.university == record.university),
    ] {
        if !same {
            return Err(Error::field(column, Message::new("bulk-fixed")));
        }
    }
    if old.designated.is_some() && record.designated.is_none() {
        return Err(Error::field(
            "designated_from",
            Message::new("bulk-fixed-days"),
        ));
    }
    let revision = Revision {
        title: record.title,
        home: record.home,
        max_travel: record.max_travel,
        caps: record.caps,
        languages: record.languages,
        expertise: (old.subjects != record.subjects).then_some(record.subjects),
    };
    trainers::revise(work, id, version, revision).await
}
