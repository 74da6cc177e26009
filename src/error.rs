//! What can go wrong, without HTTP. Pages, the command line and later the API word it for people.
//!
//! A [`Message`] is a locale key with parameters, so that the same refusal can be read in English
//! and Urdu. Nothing here carries text of its own.

use sea_orm::DbErr;

/// Words by key: rendered through `t()` where someone reads them.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Message {
    /// Key in `locales/`.
    pub key: String,
    /// Named parameters of the key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(String, String)>,
}

impl Message {
    /// A message without parameters.
    pub fn new(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            args: Vec::new(),
        }
    }

    /// Adds a parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.push((name.to_owned(), value.to_string()));
        self
    }
}

/// What is wrong with one field of a form or body.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    /// Name of the field as the form has it.
    pub field: String,
    /// What is wrong and how to mend it.
    pub message: Message,
}

/// Why an action was not done. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or the actor may not know of it; the two answer alike.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// The actor's roles don't include this action.
    #[error("not allowed")]
    Forbidden,
    /// Fields that don't hold what they should.
    #[error("invalid: {}", .0.iter().map(|e| format!("{}: {}", e.field, e.message.key)).collect::<Vec<_>>().join(", "))]
    Invalid(Vec<FieldError>),
    /// The state of things forbids it now.
    #[error("conflict: {}", .0.key)]
    Conflict(Message),
    /// It was changed by someone else since it was read.
    #[error("changed meanwhile")]
    Stale,
    /// Too many writers at once; to be tried again.
    #[error("busy")]
    Busy,
    /// Too many wrong tries; to be tried again after so many seconds.
    #[error("throttled for {0} s")]
    TooMany(i64),
    /// A fault of ours or of the machine.
    #[error("internal: {0}")]
    Internal(String),
}

/// What an action gives.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// One field that doesn't hold what it should.
    pub fn field(field: impl Into<String>, message: Message) -> Self {
        Self::Invalid(vec![FieldError {
            field: field.into(),
            message,
        }])
    }

    /// The same, where the fields of a feature have other names to whoever reads it.
    #[must_use]
    pub fn renamed(self, name: impl Fn(&str) -> String) -> Self {
        match self {
            Self::Invalid(mut errors) => {
                for error in &mut errors {
                    error.field = name(&error.field);
                }
                Self::Invalid(errors)
            }
            other => other,
        }
    }

    /// A refusal by the state of things.
    pub fn conflict(key: &str) -> Self {
        Self::Conflict(Message::new(key))
    }
}

impl From<FieldError> for Error {
    fn from(error: FieldError) -> Self {
        Self::Invalid(vec![error])
    }
}

/// Constraints that the database enforces, and the words for meeting them.
const CLASHES: &[(&str, &str)] = &[
    ("commitment_overlap", "clash-trainer"),
    ("commitment_confirmed_seat", "clash-seat"),
    ("commitment_confirmed_once", "clash-seat"),
    ("occupancy_overlap", "clash-place"),
    ("offer_accepted_once", "clash-seat"),
    ("offer.seat_id", "clash-seat"),
    ("offer_open_once", "clash-offer-open"),
    ("commitment.seat_id", "clash-seat"),
    ("expertise_trainer_id_subject_id", "expertise-twice"),
    (
        "expertise.trainer_id, expertise.subject_id",
        "expertise-twice",
    ),
    ("subject_code", "subjects-code-taken"),
    ("subject.code", "subjects-code-taken"),
    ("subject_synonym_once", "subjects-words-twice"),
    ("conflict_overlap", "conflicts-overlap"),
    ("cohort.course_id", "clash-cohort"),
    ("cohort_course_id", "clash-cohort"),
    ("membership_overlap", "clash-membership"),
    ("membership_open_once", "membership-open"),
    ("membership.trainer_id", "membership-open"),
];

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        let text = error.to_string();
        if let Some((_, key)) = CLASHES.iter().find(|(name, _)| text.contains(name)) {
            return Self::conflict(key);
        }
        let transient = [
            "database is locked",
            "40001",
            "40P01",
            "deadlock",
            "could not serialize",
            "pool timed out",
            // Two profiles took the same address at the same time: the next try finds another one.
            "profile.slug",
            "profile_slug",
        ];
        if transient.iter().any(|sign| text.contains(sign)) {
            return Self::Busy;
        }
        Self::Internal(text)
    }
}
