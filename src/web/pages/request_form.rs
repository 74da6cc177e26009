//! The request form's fields and what they mean: up to three seats and four times of one slot.
//!
//! Rows that are left empty are not there; so the form needs no script to grow.

use serde_json::{Value, json};

use super::super::extract::Fields;
use crate::courses::{self, CohortId};
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::reference;
use crate::slots::{
    self, Instant, Language, Mode, NewOption, NewRequest, NewSeat, NewSlot, Pool, RequestView,
    SubjectId, VenueId,
};
use crate::time::{Zone, hour_minute, parse_date, parse_minute};

/// Seats that the form has room for.
const SEATS: usize = 3;
/// Candidate times that the form has room for.
const OPTIONS: usize = 4;

/// What a fresh form begins with: a CERT lead beside an academic, as the programme's first session had.
pub const FRESH: &[(&str, &str)] = &[
    ("mode", "in_person"),
    ("language", "en"),
    ("priority", "3"),
    ("seat_1_pool", "academic"),
    ("seat_1_level", "2"),
    ("seat_1_required", "yes"),
    ("seat_2_pool", "cert"),
    ("seat_2_level", "2"),
    ("seat_2_required", "yes"),
    ("seat_3_pool", "academic"),
    ("seat_3_level", "2"),
];

fn known(name: &str) -> bool {
    const PLAIN: [&str; 8] = [
        "cohort", "title", "mode", "language", "priority", "note", "do", "version",
    ];
    let numbered = |prefix: &str, count: usize, parts: &[&str]| {
        name.strip_prefix(prefix)
            .and_then(|rest| rest.split_once('_'))
            .is_some_and(|(n, part)| {
                n.parse::<usize>().is_ok_and(|n| (1..=count).contains(&n)) && parts.contains(&part)
            })
    };
    PLAIN.contains(&name)
        || numbered("seat_", SEATS, &["subject", "level", "pool", "required"])
        || numbered("option_", OPTIONS, &["date", "start", "end", "venue"])
}

/// Reads the form; what can't be read is named field by field.
pub fn read(work: &Work, cohort: CohortId, fields: &Fields) -> Result<NewRequest> {
    fields.only(known)?;
    let mut errors = Vec::new();
    let mut wrong = |field: String, key: &str| {
        errors.push(FieldError {
            field,
            message: Message::new(key),
        });
    };
    let mode = Mode::from_word(fields.get("mode"));
    if mode.is_none() {
        wrong("mode".into(), "field-choice");
    }
    let language = Language::from_word(fields.get("language"));
    if language.is_none() {
        wrong("language".into(), "field-choice");
    }
    let priority: Option<i32> = fields.parse("priority");
    if priority.is_none() {
        wrong("priority".into(), "field-number");
    }
    let mut seats = Vec::new();
    for n in 1..=SEATS {
        let field = |part: &str| format!("seat_{n}_{part}");
        if fields.get(&field("subject")).trim().is_empty() {
            continue;
        }
        let subject = fields.parse(&field("subject")).map(SubjectId);
        let pool = Pool::from_word(fields.get(&field("pool")));
        let level = fields.parse(&field("level"));
        match (subject, pool, level) {
            (Some(subject), Some(pool), Some(level)) => {
                let required = fields.get(&field("required")) == "yes";
                seats.push(NewSeat {
                    subject,
                    level,
                    pool,
                    required,
                });
            }
            _ => wrong(field("subject"), "field-choice"),
        }
    }
    let mut options = Vec::new();
    for (n, times) in times(work.zone(), fields) {
        match times {
            Ok((starts, ends)) => {
                let venue = match mode {
                    Some(Mode::Online) => Some(1),
                    _ => fields.parse(&format!("option_{n}_venue")),
                };
                match venue {
                    Some(venue) => options.push(NewOption {
                        starts,
                        ends,
                        venue: VenueId(venue),
                    }),
                    None => wrong(format!("option_{n}_venue"), "field-choice"),
                }
            }
            Err((part, key)) => wrong(format!("option_{n}_{part}"), key),
        }
    }
    match (mode, language, priority) {
        (Some(mode), Some(language), Some(priority)) if errors.is_empty() => Ok(NewRequest {
            cohort,
            note: fields.get("note").to_owned(),
            slots: vec![NewSlot {
                title: fields.get("title").to_owned(),
                mode,
                language,
                priority,
                seats,
                options,
            }],
        }),
        _ => Err(Error::Invalid(errors)),
    }
}

type Times = std::result::Result<(Instant, Instant), (&'static str, &'static str)>;

/// The rows of times that were filled in, each read or with the part that can't be.
fn times(zone: Zone, fields: &Fields) -> Vec<(usize, Times)> {
    (1..=OPTIONS)
        .filter_map(|n| {
            let part = |part: &str| fields.get(&format!("option_{n}_{part}")).trim();
            let (date, start, end) = (part("date"), part("start"), part("end"));
            if date.is_empty() && start.is_empty() && end.is_empty() {
                return None;
            }
            let times = match (parse_date(date), parse_minute(start), parse_minute(end)) {
                (None, _, _) => Err(("date", "field-date")),
                (_, None, _) => Err(("start", "field-time")),
                (_, _, None) => Err(("end", "field-time")),
                (Some(date), Some(start), Some(end)) => Ok((
                    Instant(zone.instant(date, start)),
                    Instant(zone.instant(date, end)),
                )),
            };
            Some((n, times))
        })
        .collect()
}

/// What the calendar has against each time that was typed.
pub async fn warnings(work: &Work, cohort: CohortId, fields: &Fields) -> Result<Vec<Value>> {
    let cohort = courses::cohort(work, cohort).await?;
    let place = slots::place_of(work, cohort.institute).await?;
    let calendar = reference::Calendar::load(work).await?;
    let lead = work.programme().lead_days;
    Ok(times(work.zone(), fields)
        .into_iter()
        .filter_map(|(n, times)| {
            let (starts, ends) = times.ok()?;
            let found = slots::warnings(
                &calendar,
                work.zone(),
                &place,
                work.now,
                lead,
                (starts, ends),
            );
            Some(json!({ "number": n, "starts": starts, "ends": ends, "warnings": found }))
        })
        .collect())
}

/// The form of a request as it stands.
pub fn of(request: &RequestView, zone: Zone) -> Vec<(String, String)> {
    let mut values = vec![("note".to_owned(), request.note.clone())];
    let mut put = |name: String, value: String| values.push((name, value));
    put("version".into(), request.version.to_string());
    let Some(slot) = request.slots.first() else {
        return values;
    };
    put("title".into(), slot.title.clone());
    put("mode".into(), slot.mode.word().into());
    put("language".into(), slot.language.word().into());
    put("priority".into(), slot.priority.to_string());
    for seat in &slot.seats {
        let n = seat.position;
        put(format!("seat_{n}_subject"), seat.subject.to_string());
        put(format!("seat_{n}_level"), seat.level.to_string());
        put(format!("seat_{n}_pool"), seat.pool.word().into());
        if seat.required {
            put(format!("seat_{n}_required"), "yes".into());
        }
    }
    for option in &slot.options {
        let n = option.position;
        put(
            format!("option_{n}_date"),
            zone.date(option.starts.0).to_string(),
        );
        put(
            format!("option_{n}_start"),
            hour_minute(zone.minute(option.starts.0)),
        );
        put(
            format!("option_{n}_end"),
            hour_minute(zone.minute(option.ends.0)),
        );
        put(format!("option_{n}_venue"), option.venue.to_string());
    }
    values
}
