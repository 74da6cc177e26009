//! What a row says of a slot, and how a slot is said in a row.

use super::{COLUMNS, OPTIONS, SEATS};
use crate::bulk::columns::Row;
use crate::bulk::courses::list;
use crate::bulk::report::Faults;
use crate::courses::{self, CohortId, CohortView};
use crate::db::Work;
use crate::error::{Message, Result};
use crate::institutes::{self, InstituteId, VenueView};
use crate::reference::{self, SubjectChoice};
use crate::slots::{
    Instant, Language, Mode, NewOption, NewSeat, NewSlot, Pool, SubjectId, VenueId,
};
use crate::time::{Zone, hour_minute, parse_date, parse_minute};

/// The place of what is held online.
const ONLINE: VenueId = VenueId(1);

/// What things are called.
pub struct Words {
    institutes: Vec<(InstituteId, String, String)>,
    cohorts: Vec<CohortView>,
    subjects: Vec<SubjectChoice>,
}

impl Words {
    pub async fn load(work: &Work) -> Result<Self> {
        let institutes = institutes::list(work).await?.into_iter();
        let mut cohorts = courses::cohorts(work).await?;
        cohorts.sort_by_key(|cohort| (cohort.starts_on, cohort.id));
        Ok(Self {
            institutes: institutes
                .map(|row| (row.id, row.code, row.short))
                .collect(),
            cohorts,
            subjects: reference::every_subject(work).await?,
        })
    }

    /// The cohorts that the actor sees, the first to begin first.
    pub fn cohorts(&self) -> impl Iterator<Item = &CohortView> {
        self.cohorts.iter()
    }

    /// The cohort of a row, noted where there is none. Who has one institute need not name it.
    pub fn cohort(&self, work: &Work, row: &Row<'_>, faults: &mut Faults) -> Option<&CohortView> {
        let own = work.actor.institutes();
        let institute = match row.get("institute") {
            "" if own.len() == 1 => own.first().copied(),
            "" => {
                faults.wrong(row, "institute", Message::new("field-empty"));
                return None;
            }
            _ => row.choice("institute", "bulk-unknown-institute", faults, |word| {
                let called = |text: &str| text.eq_ignore_ascii_case(word);
                self.institutes
                    .iter()
                    .find(|(_, code, short)| called(code) || called(short))
                    .map(|(id, ..)| *id)
            }),
        }?;
        let number = row.number("cohort", faults)?;
        let found = self.find(institute, row.get("course"), number);
        if found.is_none() {
            let word = format!("{} {number}", row.get("course"));
            let message = Message::new("bulk-unknown-cohort").with("word", word);
            faults.wrong(row, "cohort", message);
        }
        found
    }

    fn find(&self, institute: InstituteId, course: &str, number: i32) -> Option<&CohortView> {
        self.cohorts.iter().find(|cohort| {
            cohort.institute == institute
                && cohort.course_code.eq_ignore_ascii_case(course)
                && cohort.number == number
        })
    }

    fn subject(&self, word: &str) -> Option<SubjectId> {
        self.subjects
            .iter()
            .find(|row| row.code.eq_ignore_ascii_case(word) || row.name.eq_ignore_ascii_case(word))
            .map(|row| row.id)
    }

    fn subject_code(&self, id: SubjectId) -> String {
        let known = self.subjects.iter().find(|row| row.id == id);
        known.map_or_else(String::new, |row| row.code.clone())
    }

    /// The rooms of an institute.
    pub async fn venues(&self, work: &Work, id: InstituteId) -> Result<Vec<VenueView>> {
        institutes::venues(work, id).await
    }
}

/// Reads a row. Nothing where something can't be read, which is noted; what a slot may not have is for the
/// feature to say.
pub fn read(
    zone: Zone,
    words: &Words,
    cohort: &CohortView,
    venues: &[VenueView],
    row: &Row<'_>,
    faults: &mut Faults,
) -> Option<NewSlot> {
    let before = faults.count();
    let mode = row
        .choice("mode", "bulk-unknown-mode", faults, Mode::from_word)
        .unwrap_or(Mode::InPerson);
    let language = row
        .choice("language", "bulk-unknown-language", faults, |word| {
            Language::from_word(&word.to_lowercase())
        })
        .unwrap_or(Language::English);
    let priority = row.number("priority", faults).unwrap_or(3);
    let mut also: Vec<CohortId> = Vec::new();
    for word in list(row.get("also")) {
        let (course, number) = word.rsplit_once(' ').unwrap_or((&word, ""));
        let number = number.parse().ok();
        let found = number.and_then(|n| words.find(cohort.institute, course.trim(), n));
        match found {
            Some(other) => also.push(other.id),
            None => {
                let message = Message::new("bulk-unknown-cohort").with("word", &word);
                faults.wrong(row, "also", message);
            }
        }
    }
    also.sort_unstable();
    let slot = NewSlot {
        title: row.get("title").to_owned(),
        mode,
        language,
        priority,
        also,
        seats: seats(words, row, faults),
        options: options(zone, venues, mode, row, faults),
    };
    let needed = COLUMNS.iter().filter(|column| column.needed);
    let whole = needed
        .into_iter()
        .all(|column| !row.get(column.name).is_empty());
    (whole && faults.count() == before).then_some(slot)
}

fn seats(words: &Words, row: &Row<'_>, faults: &mut Faults) -> Vec<NewSeat> {
    let mut seats = Vec::new();
    for n in 1..=SEATS {
        let name = |part: &str| format!("seat_{n}_{part}");
        let subject = row.choice(&name("subject"), "bulk-unknown-subject", faults, |word| {
            words.subject(word)
        });
        let Some(subject) = subject else { continue };
        let pool = row.choice(&name("pool"), "bulk-unknown-pool", faults, Pool::from_word);
        let level = row.number(&name("level"), faults).unwrap_or(2);
        let required = row.choice(&name("required"), "bulk-yes-no", faults, yes_no);
        seats.push(NewSeat {
            subject,
            level,
            pool: pool.unwrap_or(Pool::Academic),
            required: required.unwrap_or(true),
        });
    }
    seats
}

fn yes_no(word: &str) -> Option<bool> {
    match word.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" => Some(true),
        "no" | "n" | "false" | "0" => Some(false),
        _ => None,
    }
}

fn options(
    zone: Zone,
    venues: &[VenueView],
    mode: Mode,
    row: &Row<'_>,
    faults: &mut Faults,
) -> Vec<NewOption> {
    let mut options = Vec::new();
    for n in 1..=OPTIONS {
        let name = |part: &str| format!("option_{n}_{part}");
        let part = |part: &str| row.get(&name(part));
        if ["date", "start", "end"].iter().all(|p| part(p).is_empty()) {
            continue;
        }
        let end = parse_minute(part("end")).map(|minute| if minute == 0 { 1440 } else { minute });
        let wrong = match (parse_date(part("date")), parse_minute(part("start")), end) {
            (Some(date), Some(start), Some(end)) => {
                let venue = match (part("venue"), mode) {
                    (_, Mode::Online) => Some(ONLINE),
                    // Where there is but one room, nobody need name it.
                    ("", _) if venues.len() == 1 => Some(venues[0].id),
                    ("", _) => {
                        faults.wrong(row, &name("venue"), Message::new("field-empty"));
                        None
                    }
                    _ => row.choice(&name("venue"), "bulk-unknown-venue", faults, |word| {
                        let called = |venue: &&VenueView| venue.name.eq_ignore_ascii_case(word);
                        venues.iter().find(called).map(|venue| venue.id)
                    }),
                };
                options.extend(venue.map(|venue| NewOption {
                    starts: Instant(zone.instant(date, start)),
                    ends: Instant(zone.instant(date, end)),
                    venue,
                }));
                continue;
            }
            (None, ..) => ("date", "field-date"),
            (_, None, _) => ("start", "field-time"),
            _ => ("end", "field-time"),
        };
        // An empty cell of the first is noted by its column.
        if n > 1 || !part(wrong.0).is_empty() {
            faults.wrong(row, &name(wrong.0), Message::new(wrong.1));
        }
    }
    options
}

/// A slot as a row.
pub fn cells(
    zone: Zone,
    words: &Words,
    cohort: &CohortView,
    venues: &[VenueView],
    slot: &NewSlot,
) -> Vec<String> {
    let institute = words
        .institutes
        .iter()
        .find(|(id, ..)| *id == cohort.institute);
    let also: Vec<String> = slot
        .also
        .iter()
        .filter_map(|id| words.cohorts.iter().find(|known| known.id == *id))
        .map(|other| format!("{} {}", other.course_code, other.number))
        .collect();
    let mut cells = vec![
        institute.map_or_else(String::new, |(_, code, _)| code.clone()),
        cohort.course_code.clone(),
        cohort.number.to_string(),
        slot.title.clone(),
        slot.mode.word().to_owned(),
        slot.language.word().to_owned(),
        slot.priority.to_string(),
        also.join("; "),
    ];
    for n in 0..SEATS {
        match slot.seats.get(n) {
            Some(seat) => cells.extend([
                words.subject_code(seat.subject),
                seat.level.to_string(),
                seat.pool.word().to_owned(),
                if seat.required { "yes" } else { "no" }.to_owned(),
            ]),
            None => cells.extend([const { String::new() }; 4]),
        }
    }
    for n in 0..OPTIONS {
        match slot.options.get(n) {
            Some(option) => {
                let venue = venues.iter().find(|venue| venue.id == option.venue);
                cells.extend([
                    zone.date(option.starts.0).to_string(),
                    hour_minute(zone.minute(option.starts.0)),
                    // The end of a day is written as such.
                    match hour_minute(zone.minute(option.ends.0)) {
                        midnight if midnight == "00:00" => "24:00".to_owned(),
                        time => time,
                    },
                    venue.map_or_else(String::new, |venue| venue.name.clone()),
                ]);
            }
            None => cells.extend([const { String::new() }; 4]),
        }
    }
    cells
}
