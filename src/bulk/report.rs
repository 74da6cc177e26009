//! What an import found: what each row would do, and what is wrong where.

use sha2::{Digest, Sha256};

use super::Kind;
use super::columns::Row;
use crate::error::{Error, Message, Result};

/// Faults that are kept; of the others only the number is told.
const MOST: usize = 500;

/// Something wrong at one place of the file.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Fault {
    /// The cell as a spreadsheet calls it, `C7`; empty for the file as a whole.
    pub at: String,
    /// The heading of its column; empty where there is none.
    pub column: String,
    /// What is wrong and how to mend it.
    pub message: Message,
}

impl Fault {
    /// Of the file as a whole.
    pub fn file(message: Message) -> Self {
        Self::at("", message)
    }

    /// Of a cell.
    pub fn at(at: impl Into<String>, message: Message) -> Self {
        Self {
            at: at.into(),
            column: String::new(),
            message,
        }
    }
}

/// Everything that is wrong.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    kept: Vec<Fault>,
    count: usize,
}

impl Faults {
    /// One more.
    pub fn push(&mut self, fault: Fault) {
        self.count += 1;
        if self.kept.len() < MOST {
            self.kept.push(fault);
        }
    }

    /// One more, in a row's cell.
    pub fn wrong(&mut self, row: &Row<'_>, column: &str, message: Message) {
        self.push(Fault {
            at: row.at(column),
            column: column.to_owned(),
            message,
        });
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Notes why a feature refused a row, beside the cells that `place` says its fields stand in.
    /// Gives back what came of the row, if something did.
    ///
    /// # Errors
    /// What is no fault of the row: the machine's, or that the actor may not do it at all.
    pub fn note<T>(
        &mut self,
        row: &Row<'_>,
        done: Result<T>,
        place: impl Fn(&str) -> String,
    ) -> Result<Option<T>> {
        match done {
            Ok(value) => return Ok(Some(value)),
            Err(Error::Invalid(fields)) => {
                for field in fields {
                    self.wrong(row, &place(&field.field), field.message);
                }
            }
            Err(Error::Conflict(message)) => self.wrong(row, &place(""), message),
            Err(Error::NotFound(_)) => {
                self.wrong(row, &place(""), Message::new("bulk-not-yours"));
            }
            Err(other) => return Err(other),
        }
        Ok(None)
    }
}

/// What a row does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Done {
    /// Makes something.
    New,
    /// Changes something.
    Changed,
    /// Nothing: everything is as the row says.
    Same,
}

/// One cell that a row changes.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Change {
    /// The heading.
    pub column: &'static str,
    /// As it is.
    pub was: String,
    /// As it becomes.
    pub becomes: String,
}

/// One row of the file, understood.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Outcome {
    /// Its number in the file.
    pub row: u32,
    /// What it is about.
    pub label: String,
    /// What it does.
    pub done: Done,
    /// Which cells it changes.
    pub changes: Vec<Change>,
}

impl Outcome {
    /// Of a row about `label`: `was` are the cells as they are, if it is there, `becomes` as the row has them.
    pub fn of(
        row: &Row<'_>,
        label: String,
        was: Option<&[String]>,
        becomes: &[String],
        columns: &'static [super::Column],
    ) -> Self {
        let changes: Vec<Change> = match was {
            None => Vec::new(),
            Some(was) => columns
                .iter()
                .zip(was.iter().zip(becomes))
                .filter(|(_, (was, becomes))| was != becomes)
                .map(|(column, (was, becomes))| Change {
                    column: column.name,
                    was: was.clone(),
                    becomes: becomes.clone(),
                })
                .collect(),
        };
        let done = match was {
            None => Done::New,
            Some(_) if changes.is_empty() => Done::Same,
            Some(_) => Done::Changed,
        };
        Self {
            row: row.number,
            label,
            done,
            changes,
        }
    }
}

/// What an import found, or did.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Report {
    /// What the rows are.
    pub kind: Kind,
    /// Rows with anything in them.
    pub rows: usize,
    /// Rows that make something.
    pub new: usize,
    /// Rows that change something.
    pub changed: usize,
    /// Rows that change nothing.
    pub same: usize,
    /// What is wrong; at most 500 of them.
    pub faults: Vec<Fault>,
    /// How many faults there are.
    pub fault_count: usize,
    /// Row by row what comes of it.
    pub outcomes: Vec<Outcome>,
    /// Stands for all of this: a later run that finds something else has another.
    pub digest: String,
    /// Whether it was done, and not only looked at.
    pub imported: bool,
}

impl Report {
    /// Of what the rows would do and what is wrong with them.
    pub fn of(kind: Kind, rows: usize, outcomes: Vec<Outcome>, faults: Faults) -> Self {
        let count = |done| outcomes.iter().filter(|row| row.done == done).count();
        let (new, changed, same) = (count(Done::New), count(Done::Changed), count(Done::Same));
        let mut hash = Sha256::new();
        for row in &outcomes {
            hash.update(format!("{row:?}\n"));
        }
        let digest = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
        Self {
            kind,
            rows,
            new,
            changed,
            same,
            fault_count: faults.count(),
            faults: faults.kept,
            outcomes,
            digest,
            imported: false,
        }
    }

    /// Whether nothing is wrong.
    pub fn clean(&self) -> bool {
        self.fault_count == 0
    }
}
