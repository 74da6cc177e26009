//! A file as a table of words, whatever kind of file it is. Nothing of it is trusted: how large it may be, and
//! what a cell may hold, is decided here, before anybody looks at its meaning.

mod text;
mod workbook;

use super::report::{Fault, Faults};
use crate::error::Message;

/// Bytes of a file.
pub const FILE_LIMIT: usize = 5 * 1024 * 1024;
/// Rows below the headings.
pub const ROWS: usize = 3000;
/// Columns.
const COLUMNS: usize = 100;
/// Characters of a cell.
const CELL: usize = 4000;

/// How the letters of a CSV file are written. A workbook says so itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, or UTF-16 with its mark.
    #[default]
    Unicode,
    /// The Arabic script of older Windows machines.
    Windows1256,
    /// The Latin script of older Windows machines.
    Windows1252,
}

impl Encoding {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Unicode, Self::Windows1256, Self::Windows1252];

    /// As forms and commands have it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unicode => "utf-8",
            Self::Windows1256 => "windows-1256",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// The encoding that a word stands for; the usual one where nothing is said.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "" => Some(Self::default()),
            word => Self::ALL.into_iter().find(|known| known.word() == word),
        }
    }
}

/// One row, with the number that it has in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Counted from 1.
    pub number: u32,
    /// From the first column on.
    pub cells: Vec<String>,
}

impl Line {
    fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// A table: its headings, and the rows below them that are not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The first row.
    pub head: Line,
    /// The others.
    pub rows: Vec<Line>,
}

/// Reads a file.
///
/// # Errors
/// Everything that keeps it from being a table, by place.
pub fn read(bytes: &[u8], encoding: Encoding) -> Result<Table, Faults> {
    const ZIP: &[u8] = b"PK\x03\x04";
    const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];
    let lines = if bytes.len() > FILE_LIMIT {
        Err(one(
            Message::new("bulk-file-large").with("mb", FILE_LIMIT >> 20)
        ))
    } else if bytes.starts_with(ZIP) {
        workbook::lines(bytes)
    } else if bytes.starts_with(OLE) {
        Err(one(Message::new("bulk-old-workbook")))
    } else {
        text::lines(bytes, encoding)
    };
    let mut rows = lines?.into_iter().filter(|line| !line.is_empty());
    let head = rows
        .next()
        .ok_or_else(|| one(Message::new("bulk-file-empty")))?;
    let table = Table {
        head,
        rows: rows.collect(),
    };
    check(&table).map(|()| table)
}

/// Sizes of cells, and cells beyond the headings.
fn check(table: &Table) -> Result<(), Faults> {
    let mut faults = Faults::default();
    if table.rows.is_empty() {
        faults.push(Fault::file(Message::new("bulk-no-rows")));
    }
    let wide = table.head.cells.len();
    for line in std::iter::once(&table.head).chain(&table.rows) {
        for (column, cell) in line.cells.iter().enumerate() {
            let count = cell.chars().count();
            let at = address(column, line.number);
            if count > CELL {
                let message = Message::new("field-long").with("max", CELL);
                faults.push(Fault::at(at, message.with("count", count)));
            } else if column >= wide && !cell.trim().is_empty() {
                faults.push(Fault::at(at, Message::new("bulk-beyond-headings")));
            }
        }
    }
    match faults.count() {
        0 => Ok(()),
        _ => Err(faults),
    }
}

/// A fault of the file as a whole.
fn one(message: Message) -> Faults {
    let mut faults = Faults::default();
    faults.push(Fault::file(message));
    faults
}

/// A file that took its reader down.
pub fn unreadable() -> Faults {
    one(Message::new("bulk-no-table"))
}

/// More rows than a file may have.
fn too_long() -> Faults {
    one(Message::new("bulk-too-many-rows").with("max", ROWS))
}

/// More columns than a file may have.
fn too_wide() -> Faults {
    one(Message::new("bulk-too-many-columns").with("max", COLUMNS))
}

/// A cell as spreadsheets call it: `C7` is in the third column of row 7.
pub fn address(column: usize, row: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect::<String>() + &row.to_string()
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn cells_are_called_as_in_a_spreadsheet() {
        for (column, is) in [
            (0, "A7"),
            (25, "Z7"),
            (26, "AA7"),
            (701, "ZZ7"),
            (702, "AAA7"),
        ] {
            assert_eq!(address(column, 7), is);
        }
    }
}
