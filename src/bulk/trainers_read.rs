//! What a row says of a trainer, and the words in which it does.

use chrono::NaiveDate;

use super::columns::Row;
use super::courses::list;
use super::institutes::Cities;
use super::report::Faults;
use crate::db::Work;
use crate::error::{Message, Result};
use crate::reference::{self, SubjectChoice};
use crate::time::parse_date;
use crate::trainers::{CityId, Language, Pool, SubjectId, TrainerView, USUAL, UniversityId};

/// A trainer as a row has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub email: String,
    pub name: String,
    pub title: String,
    pub pool: Pool,
    pub university: Option<UniversityId>,
    pub home: CityId,
    pub languages: Vec<Language>,
    pub subjects: Vec<(SubjectId, i32)>,
    /// Those of them that a coordinator has verified: a table takes none of them off.
    pub verified: Vec<(SubjectId, i32)>,
    pub max_travel: i32,
    pub caps: (i32, i32, i32),
    /// First and last day of the designation that holds or comes next.
    pub designated: Option<(NaiveDate, NaiveDate)>,
}

impl Record {
    /// A trainer as they are.
    pub fn of(view: &TrainerView, email: String, words: &Words) -> Self {
        let name = view.name.strip_prefix(view.title.as_str());
        let mut languages = view.languages.clone();
        languages.sort_by_key(|language| language.word());
        let mut subjects: Vec<_> = view
            .expertise
            .iter()
            .map(|skill| (skill.subject, skill.claimed))
            .collect();
        subjects.sort_unstable();
        let verified = view.expertise.iter().filter(|skill| skill.verified);
        let verified = verified.map(|skill| (skill.subject, skill.claimed));
        Self {
            verified: verified.collect(),
            email,
            name: name.unwrap_or(&view.name).trim().to_owned(),
            title: view.title.clone(),
            pool: view.pool,
            university: match view.pool {
                Pool::Cert => None,
                Pool::Academic => words.find_university(&view.affiliation),
            },
            home: view.home,
            languages,
            subjects,
            max_travel: view.max_travel,
            caps: view.caps,
            designated: None,
        }
    }
}

/// What things are called.
pub struct Words {
    pub cities: Cities,
    universities: Vec<(UniversityId, String, String)>,
    subjects: Vec<SubjectChoice>,
}

impl Words {
    pub async fn load(work: &Work) -> Result<Self> {
        let universities = reference::universities(work).await?.into_iter();
        Ok(Self {
            cities: Cities::load(work).await?,
            universities: universities
                .map(|row| (row.id, row.short, row.code))
                .collect(),
            subjects: reference::every_subject(work).await?,
        })
    }

    fn find_university(&self, word: &str) -> Option<UniversityId> {
        let called = |text: &str| text.eq_ignore_ascii_case(word);
        self.universities
            .iter()
            .find(|(_, short, code)| called(short) || called(code))
            .map(|(id, ..)| *id)
    }

    pub fn university(&self, id: Option<UniversityId>) -> String {
        self.universities
            .iter()
            .find(|(known, ..)| Some(*known) == id)
            .map_or_else(String::new, |(_, short, _)| short.clone())
    }

    pub fn languages(&self, spoken: &[Language]) -> String {
        let words: Vec<&str> = spoken.iter().map(|language| language.word()).collect();
        words.join("; ")
    }

    /// A subject by its code, or its name.
    pub fn subject(&self, word: &str) -> Option<SubjectId> {
        self.subjects
            .iter()
            .find(|row| row.code.eq_ignore_ascii_case(word) || row.name.eq_ignore_ascii_case(word))
            .map(|row| row.id)
    }

    pub fn code(&self, id: SubjectId) -> String {
        let known = self.subjects.iter().find(|row| row.id == id);
        known.map_or_else(String::new, |row| row.code.clone())
    }

    pub fn subjects(&self, rated: &[(SubjectId, i32)]) -> String {
        let words: Vec<String> = rated
            .iter()
            .map(|(id, level)| format!("{}:{level}", self.code(*id)))
            .collect();
        words.join("; ")
    }
}

/// Reads a row; what is not in the file stays as it is. Nothing where something is wrong, which is noted.
pub fn read(
    row: &Row<'_>,
    old: Option<&Record>,
    words: &Words,
    faults: &mut Faults,
) -> Option<Record> {
    let before = faults.count();
    let pool = row.choice("pool", "bulk-unknown-pool", faults, Pool::from_word);
    let mut university = old.and_then(|old| old.university);
    if row.has("university") {
        university = row.choice("university", "bulk-unknown-university", faults, |word| {
            words.find_university(word)
        });
    }
    let home = row.choice("home", "bulk-unknown-city", faults, |word| {
        words.cities.find(word)
    });
    let mut languages = Vec::new();
    for word in list(row.get("languages")) {
        match Language::from_word(&word.to_lowercase()) {
            Some(language) => languages.push(language),
            None => {
                let message = Message::new("bulk-unknown-language").with("word", word);
                faults.wrong(row, "languages", message);
            }
        }
    }
    languages.sort_by_key(|language| language.word());
    let mut subjects = Vec::new();
    for word in list(row.get("subjects")) {
        let (name, level) = word.rsplit_once(':').unwrap_or((&word, ""));
        match (words.subject(name.trim()), level.trim().parse()) {
            (None, _) => {
                let message = Message::new("bulk-unknown-subject").with("word", name.trim());
                faults.wrong(row, "subjects", message);
            }
            (_, Err(_)) => {
                let message = Message::new("bulk-subject-level").with("word", word);
                faults.wrong(row, "subjects", message);
            }
            (Some(subject), Ok(level)) => subjects.push((subject, level)),
        }
    }
    let verified = old.map(|old| old.verified.clone()).unwrap_or_default();
    for kept in &verified {
        if !subjects.iter().any(|(subject, _)| *subject == kept.0) {
            subjects.push(*kept);
        }
    }
    subjects.sort_unstable();
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
    let designated = match (day("designated_from"), day("designated_until")) {
        (Some(from), Some(until)) => Some((from, until)),
        (None, None) if row.has("designated_from") || row.has("designated_until") => None,
        (None, None) => old.and_then(|old| old.designated),
        (one, _) => {
            let name = match one {
                Some(_) => "designated_until",
                None => "designated_from",
            };
            faults.wrong(row, name, Message::new("bulk-both-days"));
            None
        }
    };
    let usual = old.map_or(USUAL, |old| (old.max_travel, old.caps));
    let mut number = |name: &str, usual: i32| row.number(name, faults).unwrap_or(usual);
    let record = Record {
        email: row.get("email").to_lowercase(),
        name: row.get("name").to_owned(),
        title: match (row.has("title"), old) {
            (false, Some(old)) => old.title.clone(),
            _ => row.get("title").to_owned(),
        },
        pool: pool.unwrap_or(Pool::Academic),
        university,
        home: home.unwrap_or(CityId(0)),
        languages,
        subjects,
        verified,
        max_travel: number("max_travel", usual.0),
        caps: (
            number("per_day", usual.1.0),
            number("per_week", usual.1.1),
            number("per_month", usual.1.2),
        ),
        designated,
    };
    // What is needed and empty was noted with the others.
    let whole = pool.is_some() && home.is_some() && !record.name.is_empty();
    (whole && faults.count() == before).then_some(record)
}
