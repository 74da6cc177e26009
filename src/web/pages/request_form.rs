//! The request form's fields and what they mean: up to three seats and four times of one slot.
//!
//! Rows that are left empty are not there; so the form needs no script to grow.

use serde_json::{Value, json};

use super::super::extract::Fields;
use crate::courses::{self, CohortId};
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::i18n;
use crate::slots::{
    self, Instant, Language, Mode, NewOption, NewRequest, NewSeat, NewSlot, Pool, RequestId,
    RequestView, SubjectId, VenueId,
};
use crate::time::{Zone, hour_minute, parse_date, parse_minute};
use crate::{institutes, reference};

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
    const PLAIN: [&str; 10] = [
        "cohort", "title", "mode", "language", "priority", "note", "do", "version", "slot", "was",
    ];
    let numbered = |prefix: &str, count: usize, parts: &[&str]| {
        name.strip_prefix(prefix)
            .and_then(|rest| rest.split_once('_'))
            .is_some_and(|(n, part)| {
                n.parse::<usize>().is_ok_and(|n| (1..=count).contains(&n)) && parts.contains(&part)
            })
    };
    PLAIN.contains(&name)
        || joint(name).is_some()
        || numbered("seat_", SEATS, &["subject", "level", "pool", "required"])
        || numbered("option_", OPTIONS, &["date", "start", "end", "venue"])
}

/// `also_12`: the cohort that is ticked to sit in it too.
fn joint(name: &str) -> Option<CohortId> {
    name.strip_prefix("also_")?.parse().ok().map(CohortId)
}

/// What could be read of a form, and what is wrong with the rest.
struct Draft {
    request: NewRequest,
    errors: Vec<FieldError>,
    /// The form's row of each seat; empty rows between them leave a gap.
    seats: Vec<usize>,
    /// The form's row of each time.
    options: Vec<usize>,
}

/// Reads the form. Everything that is wrong is named at once, what can't be read and what the
/// request may not have, by the form's own rows.
pub async fn read(
    work: &Work,
    cohort: CohortId,
    fields: &Fields,
    old: Option<RequestId>,
) -> Result<NewRequest> {
    fields.only(known)?;
    let mut draft = parse(work, cohort, fields);
    let unread = |start: &str| draft.errors.iter().any(|e| e.field.starts_with(start));
    let (seats, options, mode) = (unread("seat_"), unread("option_"), unread("mode"));
    let mut errors = Vec::new();
    for mut fault in slots::faults(work, cohort, &draft.request, old).await? {
        // A row that could not be read is missing, which is no fault of its own.
        let missing = match fault.message.key.as_str() {
            "requests-seats" | "requests-none-required" => seats,
            "requests-options" => options,
            key => mode && matches!(key, "requests-needs-venue" | "requests-online-venue"),
        };
        fault.field = in_row(&fault.field, "seat_", &draft.seats)
            .or_else(|| in_row(&fault.field, "option_", &draft.options))
            .unwrap_or(fault.field);
        if !missing {
            errors.push(fault);
        }
    }
    draft.errors.append(&mut errors);
    if draft.errors.is_empty() {
        Ok(draft.request)
    } else {
        Err(Error::Invalid(draft.errors))
    }
}

/// `option_1_date` as the form has it, when the first time stands in its third row: `option_3_date`.
fn in_row(field: &str, prefix: &str, rows: &[usize]) -> Option<String> {
    let (n, part) = field.strip_prefix(prefix)?.split_once('_')?;
    let row = rows.get(n.parse::<usize>().ok()?.checked_sub(1)?)?;
    Some(format!("{prefix}{row}_{part}"))
}

/// Reads what can be read; a word that stands for nothing is named, and something harmless put there.
fn parse(work: &Work, cohort: CohortId, fields: &Fields) -> Draft {
    let mut errors = Vec::new();
    let mut wrong = |field: String, key: &str| {
        errors.push(FieldError {
            field,
            message: Message::new(key),
        });
    };
    let mode = Mode::from_word(fields.get("mode")).unwrap_or_else(|| {
        wrong("mode".into(), "field-choice");
        Mode::InPerson
    });
    let language = Language::from_word(fields.get("language")).unwrap_or_else(|| {
        wrong("language".into(), "field-choice");
        Language::English
    });
    let priority = fields.parse("priority").unwrap_or_else(|| {
        wrong("priority".into(), "field-number");
        3
    });
    let (mut seats, mut seat_rows) = (Vec::new(), Vec::new());
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
                seat_rows.push(n);
                seats.push(NewSeat {
                    subject,
                    level,
                    pool,
                    required,
                });
            }
            (None, _, _) => wrong(field("subject"), "field-choice"),
            (_, None, _) => wrong(field("pool"), "field-choice"),
            _ => wrong(field("level"), "field-number"),
        }
    }
    let (mut options, mut option_rows) = (Vec::new(), Vec::new());
    for (n, times) in times(work.zone(), fields) {
        match times {
            Ok((starts, ends)) => {
                let venue = match mode {
                    Mode::Online => Some(1),
                    _ => fields.parse(&format!("option_{n}_venue")),
                };
                match venue {
                    Some(venue) => {
                        option_rows.push(n);
                        options.push(NewOption {
                            starts,
                            ends,
                            venue: VenueId(venue),
                        });
                    }
                    None => wrong(format!("option_{n}_venue"), "field-choice"),
                }
            }
            Err((part, key)) => wrong(format!("option_{n}_{part}"), key),
        }
    }
    let also = fields
        .iter()
        .filter(|(_, value)| *value == "yes")
        .filter_map(|(name, _)| joint(name))
        .collect();
    let slot = NewSlot {
        title: fields.get("title").to_owned(),
        mode,
        language,
        priority,
        also,
        seats,
        options,
    };
    Draft {
        request: NewRequest {
            cohort,
            note: fields.get("note").to_owned(),
            slots: vec![slot],
        },
        errors,
        seats: seat_rows,
        options: option_rows,
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
            // Midnight as an end is the end of the day; browsers know no 24:00.
            let end = parse_minute(end).map(|minute| if minute == 0 { 1440 } else { minute });
            let times = match (parse_date(date), parse_minute(start), end) {
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

/// What the class has against the subjects that were chosen, and the calendar against each time that was typed.
pub async fn warnings(work: &Work, cohort: CohortId, fields: &Fields) -> Result<Vec<Value>> {
    let cohort = courses::cohort(work, cohort).await?;
    let (also, subjects) = asked(fields);
    // A form may name any cohort; what is not of this institute is none of its matters.
    let known = courses::cohorts(work).await?;
    let own = |id: &CohortId| {
        let of = known.iter().find(|other| other.id == *id);
        of.is_some_and(|other| other.institute == cohort.institute)
    };
    let also: Vec<CohortId> = also.into_iter().filter(own).collect();
    let place = slots::place_of(work, cohort.id).await?;
    let place = place.joined_by(work, &also).await?;
    let calendar = reference::Calendar::load(work).await?;
    let lead = work.programme().lead_days;
    let sits: Vec<CohortId> = also.into_iter().chain([cohort.id]).collect();
    let audiences = slots::Audiences::load(work, sits.iter().copied()).await?;
    let unfit = audiences
        .unfit(sits, &subjects)
        .into_iter()
        .map(|(_, warning)| json!({ "number": 0, "warnings": [warning] }));
    let times = times(work.zone(), fields)
        .into_iter()
        .filter_map(|(n, times)| {
            // What is a fault of the form is said beside its field.
            let (starts, ends) = times.ok()?;
            if ends <= starts || starts <= work.now {
                return None;
            }
            let found = slots::warnings(
                &calendar,
                work.zone(),
                &place,
                work.now,
                lead,
                (starts, ends),
            );
            Some(json!({ "number": n, "starts": starts, "ends": ends, "warnings": found }))
        });
    Ok(unfit.chain(times).collect())
}

/// The cohorts that are ticked to sit in it too, and the subjects that were chosen.
fn asked(fields: &Fields) -> (Vec<CohortId>, Vec<SubjectId>) {
    let also = fields.iter().filter_map(|(name, _)| joint(name)).collect();
    let subjects = (1..=SEATS)
        .filter_map(|n| fields.parse(&format!("seat_{n}_subject")))
        .map(SubjectId)
        .collect();
    (also, subjects)
}

/// The form of one slot of a request as it stands, counted from 1.
pub fn of(request: &RequestView, number: usize, zone: Zone) -> Vec<(String, String)> {
    let mut values = vec![("note".to_owned(), request.note.clone())];
    let mut put = |name: String, value: String| values.push((name, value));
    put("version".into(), request.version.to_string());
    put("slot".into(), number.to_string());
    let Some(slot) = number.checked_sub(1).and_then(|n| request.slots.get(n)) else {
        return values;
    };
    put("title".into(), slot.title.clone());
    put("mode".into(), slot.mode.word().into());
    put("language".into(), slot.language.word().into());
    put("priority".into(), slot.priority.to_string());
    for cohort in &slot.also {
        put(format!("also_{}", cohort.id), "yes".into());
    }
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

/// How to say a field's value to somebody, and beside which field.
pub async fn words(
    work: &Work,
    request: &RequestView,
) -> Result<impl Fn(&str, &str) -> (String, String)> {
    let said = work.actor.language;
    let institute = courses::cohort(work, request.cohort).await?.institute;
    let venues = institutes::venues(work, institute).await?;
    let subjects = reference::subjects(work).await?;
    let cohorts = courses::cohorts(work).await?;
    Ok(move |field: &str, value: &str| {
        let t = |key: &str| i18n::t(said, key, &[]);
        let part = field.rsplit('_').next().unwrap_or_default();
        let place = if joint(field).is_some() {
            "also"
        } else {
            field
        };
        let words = match part {
            "mode" | "language" | "priority" | "pool" | "level" => t(&format!("{part}-{value}")),
            "subject" => subjects
                .iter()
                .find(|subject| subject.id.to_string() == value)
                .map_or_else(|| value.to_owned(), |subject| subject.name.clone()),
            "venue" if value == "1" => t("mode-online"),
            "venue" => venues
                .iter()
                .find(|venue| venue.id.to_string() == value)
                .map_or_else(|| value.to_owned(), |venue| venue.name.clone()),
            "required" => t("yes"),
            _ => match joint(field) {
                Some(id) => cohorts
                    .iter()
                    .find(|cohort| cohort.id == id)
                    .map_or_else(|| value.to_owned(), |cohort| cohort.alias.clone()),
                None => value.to_owned(),
            },
        };
        (place.to_owned(), words)
    })
}
