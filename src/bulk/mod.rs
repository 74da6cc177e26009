//! Many at once: tables of institutes, courses, trainers, what they teach, and timetables, in
//! and out.
//!
//! A table is read from CSV or a workbook ([`table`]); its columns are those of its [`Kind`]. Every row goes
//! through the features that forms go through, so that a file can do nothing that a form could not. A dry run
//! does all of it and takes it back: what it finds is what would happen. Rows are known by what people call
//! them (a code, a mail address, a title of a timetable), so that the same file twice changes nothing.

mod columns;
mod courses;
mod expertise;
mod export;
mod import;
mod institutes;
pub mod report;
pub mod table;
mod timetable;
mod trainers;
mod trainers_read;
pub mod uploads;

pub use columns::Column;
pub use entity::UploadId;
pub use export::{Format, export, template};
pub use import::{Order, dry_run, import};
pub use report::{Fault, Report};
pub use table::{Encoding, FILE_LIMIT, ROWS};

use crate::accounts::policy::{self, Action};
use crate::actor::Actor;

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Training institutes, by code.
    Institutes,
    /// The catalogue of courses, by code.
    Courses,
    /// Trainers, by mail address.
    Trainers,
    /// What trainers teach, by mail address and subject.
    Expertise,
    /// Slots of cohorts, by cohort and title.
    Timetable,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Institutes,
        Self::Courses,
        Self::Trainers,
        Self::Expertise,
        Self::Timetable,
    ];

    /// As addresses, commands and locale keys have it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Institutes => "institutes",
            Self::Courses => "courses",
            Self::Trainers => "trainers",
            Self::Expertise => "expertise",
            Self::Timetable => "timetable",
        }
    }

    /// The kind that a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Its columns, in the order in which they are written.
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Institutes => institutes::COLUMNS,
            Self::Courses => courses::COLUMNS,
            Self::Trainers => trainers::COLUMNS,
            Self::Expertise => expertise::COLUMNS,
            Self::Timetable => timetable::COLUMNS,
        }
    }

    /// What somebody must be let do to take such a table in or out.
    pub const fn action(self) -> Action {
        match self {
            Self::Institutes | Self::Courses => Action::ManageCatalogue,
            Self::Trainers | Self::Expertise => Action::ManageTrainers,
            Self::Timetable => Action::WriteRequests,
        }
    }

    /// Whether the actor may take such a table in or out: an officer their institute's timetables.
    pub fn open_to(self, actor: &Actor) -> bool {
        policy::may(actor, self.action())
    }
}
