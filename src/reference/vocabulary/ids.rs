//! PURE: the ids of other vocabularies that a subject can carry, as they are shipped: NICE work roles and
//! competency areas, ECSF profiles, CyBOK knowledge areas.

use std::sync::LazyLock;

use strsim::jaro_winkler;

use crate::error::{FieldError, Message};

/// An id of another vocabulary with its name.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Known {
    /// `PD-WRL-003`
    pub id: String,
    /// `Incident Response`
    pub name: String,
}

fn table(text: &str) -> Vec<Known> {
    csv::Reader::from_reader(text.as_bytes())
        .records()
        .filter_map(Result::ok)
        .map(|row| Known {
            id: row.get(0).unwrap_or_default().to_owned(),
            name: row.get(1).unwrap_or_default().to_owned(),
        })
        .collect()
}

macro_rules! shipped {
    ($name:literal) => {
        LazyLock::new(|| {
            table(include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/assets/reference/",
                $name
            )))
        })
    };
}

static CYBOK: LazyLock<Vec<Known>> = shipped!("cybok_kas.csv");
static ROLES: LazyLock<Vec<Known>> = shipped!("nice_work_roles.csv");
static AREAS: LazyLock<Vec<Known>> = shipped!("nice_competency_areas.csv");
static NICE: LazyLock<Vec<Known>> = LazyLock::new(|| [&ROLES[..], &AREAS[..]].concat());
static ECSF: LazyLock<Vec<Known>> = shipped!("ecsf_profiles.csv");

/// Which of the vocabularies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vocabulary {
    /// Knowledge areas, known by their code.
    Cybok,
    /// Work roles and competency areas, known by their id.
    Nice,
    /// Profiles, known by their name.
    Ecsf,
}

impl Vocabulary {
    /// All that is shipped of it.
    pub fn known(self) -> &'static [Known] {
        match self {
            Self::Cybok => &CYBOK,
            Self::Nice => &NICE,
            Self::Ecsf => &ECSF,
        }
    }

    /// The entry that a word stands for: its id or its name, in whatever case.
    pub fn find(self, word: &str) -> Option<&'static Known> {
        let same = |text: &str| text.eq_ignore_ascii_case(word);
        self.known()
            .iter()
            .find(|known| same(&known.id) || same(&known.name))
    }

    /// How a subject's row writes it: ids, but for profiles, which it names.
    fn written(self, known: &Known) -> &str {
        match self {
            Self::Cybok | Self::Nice => &known.id,
            Self::Ecsf => &known.name,
        }
    }

    /// The words of a field, separated by semicolons, as a row writes them; or which one is not known, and what is
    /// nearest to it.
    pub fn read(self, field: &str, text: &str) -> Result<String, FieldError> {
        let mut written = Vec::new();
        for word in text.split(';').map(str::trim).filter(|w| !w.is_empty()) {
            let Some(known) = self.find(word) else {
                let message = Message::new("subjects-unknown-id")
                    .with("word", word.chars().take(60).collect::<String>())
                    .with("nearest", self.nearest(word));
                return Err(FieldError {
                    field: field.into(),
                    message,
                });
            };
            written.push(self.written(known));
        }
        written.dedup();
        Ok(written.join(";"))
    }

    fn nearest(self, word: &str) -> String {
        let word: String = word.to_lowercase().chars().take(60).collect();
        let likeness = |text: &str| jaro_winkler(&word, &text.to_lowercase());
        let best = self.known().iter().max_by(|a, b| {
            let rank = |known: &Known| likeness(&known.id).max(likeness(&known.name));
            rank(a).total_cmp(&rank(b))
        });
        best.map_or_else(String::new, |known| {
            format!("{} ({})", known.id, known.name)
        })
    }

    /// The entries that a row names.
    pub fn named(self, written: &str) -> Vec<Known> {
        written
            .split(';')
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .map(|word| {
                self.find(word).cloned().unwrap_or_else(|| Known {
                    id: word.to_owned(),
                    name: String::new(),
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Vocabulary::{Cybok, Ecsf, Nice};

    #[test]
    fn what_ships_is_known_by_what_ships() {
        let text = include_str!("../../../assets/reference/subjects.csv");
        let rows = crate::reference::rows(text).unwrap();
        assert_eq!(rows.len(), 62);
        for row in rows {
            for (vocabulary, column) in [(Cybok, "cybok"), (Nice, "nice"), (Ecsf, "ecsf")] {
                let text = &row[column];
                assert_eq!(vocabulary.read(column, text).as_ref(), Ok(text));
                assert!(!text.is_empty());
            }
        }
    }

    #[test]
    fn an_unknown_id_is_named_with_its_nearest() {
        assert_eq!(Nice.read("nice", " pd-wrl-003 ;").unwrap(), "PD-WRL-003");
        let fault = Nice.read("nice", "PD-WRL-033").unwrap_err();
        assert_eq!(fault.message.args[0].1, "PD-WRL-033");
        assert!(fault.message.args[1].1.starts_with("PD-WRL-0"));
    }
}
