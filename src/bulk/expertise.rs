//! Rows of expertise: what a trainer teaches, what shows it, and what was found. Known by mail address and subject.
//!
//! A table adds and changes; it takes nothing away. Evidence that is there already is not added again, and a finding
//! that says what is known is not made again, so that the same file twice changes nothing. A finding that has run out
//! comes in as it went out.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::columns::{Column, Row, free, needed};
use super::report::{Faults, Outcome};
use super::trainers_read::Words;
use crate::accounts;
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::time::parse_date;
use crate::trainers::expertise::{
    self, Audience, Claim, Detail, EvidenceKind, Finding, NewEvidence,
};
use crate::trainers::{self, Language, Standing, SubjectId, TrainerId};

/// The columns.
pub const COLUMNS: &[Column] = &[
    needed("email", "a.khan@uet.edu.pk"),
    needed("subject", "IR-01"),
    needed("level", "3"),
    free("audience", "everyone"),
    free("language", ""),
    free("preference", "0"),
    free("evidence_kind", "paper"),
    free("evidence", "Response plans of ministries"),
    free("evidence_on", "2025-03-01"),
    free("evidence_reference", "10.1000/182"),
    free("verified_level", "2"),
    free("verified_until", "2028-03-01"),
    free("why", "Paper read by the board"),
];

fn cells(email: &str, detail: &Detail) -> Vec<String> {
    // What stands at a session of ours is told of elsewhere only where there is nothing else to look at.
    let newest = detail.evidence.iter().find(|piece| piece.slot.is_none());
    let newest = newest.or(detail.evidence.first());
    let shown = |part: fn(&expertise::EvidenceView) -> String| newest.map(part).unwrap_or_default();
    let found = detail.verified.zip(detail.until);
    let why = found.and_then(|_| detail.history.iter().find(|look| look.level.is_some()));
    vec![
        email.to_owned(),
        detail.code.clone(),
        detail.claimed.to_string(),
        detail.audience.word().to_owned(),
        detail.language.map_or("", Language::word).to_owned(),
        detail.preference.to_string(),
        shown(|piece| piece.kind.word().to_owned()),
        shown(|piece| piece.title.clone()),
        shown(|piece| piece.dated_on.to_string()),
        shown(|piece| piece.reference.clone()),
        found
            .map(|(level, _)| level.to_string())
            .unwrap_or_default(),
        found
            .map(|(_, until)| until.to_string())
            .unwrap_or_default(),
        why.map(|look| look.why.clone()).unwrap_or_default(),
    ]
}

/// Trainers with a mail address, by it.
async fn people(work: &Work) -> Result<BTreeMap<String, TrainerId>> {
    let all = trainers::list(work).await?.into_iter();
    Ok(all
        .filter(|view| view.standing != Standing::Guest && view.merged_into.is_none())
        .filter_map(|view| Some((view.email?, view.id)))
        .collect())
}

/// Every expertise of a trainer with a mail address as a row.
pub async fn export(work: &Work) -> Result<Vec<Vec<String>>> {
    let people = people(work).await?;
    let ids: Vec<TrainerId> = people.values().copied().collect();
    let mut known = expertise::of_many(work, &ids).await?;
    let mut rows = Vec::new();
    for (email, id) in &people {
        let mut details = known.remove(id).unwrap_or_default();
        details.sort_by(|a, b| a.code.cmp(&b.code));
        rows.extend(details.iter().map(|detail| cells(email, detail)));
    }
    Ok(rows)
}

/// Does what the rows say.
pub async fn apply(work: &Work, rows: &[Row<'_>], faults: &mut Faults) -> Result<Vec<Outcome>> {
    let words = Words::load(work).await?;
    let people = people(work).await?;
    let former = accounts::former_addresses(work).await?;
    let ids: Vec<TrainerId> = people.values().copied().collect();
    let known = expertise::of_many(work, &ids).await?;
    let mut seen: BTreeMap<(TrainerId, SubjectId), u32> = BTreeMap::new();
    let mut outcomes = Vec::new();
    for row in rows {
        let before = faults.count();
        let mut email = row.get("email").to_lowercase();
        // An address of somebody who was there twice is that of the record that is kept.
        if let Some(kept) = former.get(&email) {
            email.clone_from(kept);
        }
        let trainer = people.get(&email).copied();
        if trainer.is_none() && !email.is_empty() {
            faults.wrong(row, "email", Message::new("bulk-unknown-trainer"));
        }
        let subject = row.choice("subject", "bulk-no-such-subject", faults, |word| {
            words.subject(word)
        });
        let (Some(trainer), Some(subject)) = (trainer, subject) else {
            continue;
        };
        if let Some(first) = seen.insert((trainer, subject), row.number) {
            let message = Message::new("bulk-twice").with("row", first);
            faults.wrong(row, "subject", message);
            continue;
        }
        let old = known.get(&trainer).into_iter().flatten();
        let old = old.into_iter().find(|detail| detail.subject == subject);
        let said = read(row, old, subject, faults);
        if faults.count() > before {
            continue;
        }
        let done = take(work, trainer, old, said).await;
        if let Some((now, added)) = faults.note(row, done, place)? {
            let was = old.map(|detail| cells(&email, detail));
            let mut becomes = cells(&email, &now);
            if added {
                // An older piece than the newest is new to us all the same.
                for (place, column) in becomes.iter_mut().zip(COLUMNS) {
                    if column.name.starts_with("evidence") {
                        row.get(column.name).clone_into(place);
                    }
                }
            }
            let label = format!("{email}, {}", now.code);
            outcomes.push(Outcome::of(row, label, was.as_deref(), &becomes, COLUMNS));
        }
    }
    Ok(outcomes)
}

/// What a row says.
struct Said {
    claim: Claim,
    evidence: Option<NewEvidence>,
    finding: Option<(i32, Option<NaiveDate>, String)>,
}

/// Reads a row; what is not in the file stays as it is. What is wrong is noted.
fn read(row: &Row<'_>, old: Option<&Detail>, subject: SubjectId, faults: &mut Faults) -> Said {
    let mut claim = match old {
        Some(old) => Claim {
            subject,
            level: old.claimed,
            audience: Some(old.audience),
            language: old.language,
            preference: old.preference,
        },
        None => Claim::new(subject, 0, 0),
    };
    claim.level = row.number("level", faults).unwrap_or(claim.level);
    if !row.get("audience").is_empty() {
        claim.audience = row.choice("audience", "bulk-unknown-audience", faults, |word| {
            Audience::from_word(&word.to_lowercase())
        });
    }
    if row.has("language") {
        claim.language = match row.get("language") {
            "" => None,
            _ => row.choice("language", "bulk-unknown-tongue", faults, |word| {
                Language::from_word(&word.to_lowercase())
            }),
        };
    }
    claim.preference = row.number("preference", faults).unwrap_or(claim.preference);
    let mut day = |name: &str| match row.get(name) {
        "" => None,
        text => {
            let day = parse_date(text);
            if day.is_none() {
                faults.wrong(row, name, Message::new("field-date"));
            }
            day
        }
    };
    let (dated_on, until) = (day("evidence_on"), day("verified_until"));
    let shown = [
        "evidence_kind",
        "evidence",
        "evidence_on",
        "evidence_reference",
    ];
    let mut evidence = None;
    if shown.iter().any(|name| !row.get(name).is_empty()) {
        let kind = row.choice("evidence_kind", "bulk-unknown-evidence", faults, |word| {
            EvidenceKind::from_word(&word.to_lowercase())
        });
        evidence = kind.map(|kind| NewEvidence {
            kind,
            title: row.get("evidence").to_owned(),
            dated_on,
            reference: row.get("evidence_reference").to_owned(),
        });
        if kind.is_none() && row.get("evidence_kind").is_empty() {
            faults.wrong(row, "evidence_kind", Message::new("bulk-unknown-evidence"));
        }
    }
    let level = row.number("verified_level", faults);
    let half = ["verified_until", "why"];
    if row.get("verified_level").is_empty() && half.iter().any(|name| !row.get(name).is_empty()) {
        faults.wrong(row, "verified_level", Message::new("bulk-no-finding"));
    }
    let finding = level.map(|level| (level, until, row.get("why").to_owned()));
    Said {
        claim,
        evidence,
        finding,
    }
}

/// Does what a row says, through the features; says whether it added evidence.
async fn take(
    work: &Work,
    trainer: TrainerId,
    old: Option<&Detail>,
    said: Said,
) -> Result<(Detail, bool)> {
    let mut fresh = false;
    let id = match old {
        None => expertise::claim(work, trainer, said.claim).await?,
        Some(old) => {
            let same = old.claimed == said.claim.level
                && Some(old.audience) == said.claim.audience
                && old.language == said.claim.language
                && old.preference == said.claim.preference;
            if !same {
                expertise::amend(work, old.id, old.version, said.claim).await?;
            }
            old.id
        }
    };
    if let Some(new) = said.evidence {
        let there = old.is_some_and(|old| {
            old.evidence.iter().any(|piece| {
                piece.kind == new.kind
                    && piece.title == new.title
                    && Some(piece.dated_on) == new.dated_on
            })
        });
        if !there {
            let added = expertise::add_evidence(work, id, new).await;
            added.map_err(|error| {
                error.renamed(|field| match field {
                    "title" => "evidence".to_owned(),
                    "dated_on" => "evidence_on".to_owned(),
                    other => format!("evidence_{other}"),
                })
            })?;
            fresh = true;
        }
    }
    if let Some((level, until, why)) = said.finding {
        let now = expertise::get(work, id).await?;
        let last = now.history.iter().find(|look| look.level.is_some());
        let known = now.verified == Some(level)
            && now.until == until
            && last.is_some_and(|look| look.why == why);
        if !known {
            let Some(until) = until else {
                return Err(Error::field("verified_until", Message::new("field-date")));
            };
            let found = Finding { level, until, why };
            let done = expertise::take_over(work, id, now.version, found).await;
            done.map_err(|error| {
                error.renamed(|field| match field {
                    "why" => field.to_owned(),
                    other => format!("verified_{other}"),
                })
            })?;
        }
    }
    Ok((expertise::get(work, id).await?, fresh))
}

/// The column in which a field of the feature stands.
fn place(field: &str) -> String {
    if field.is_empty() { "subject" } else { field }.to_owned()
}
