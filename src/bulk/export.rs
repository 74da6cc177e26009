//! Tables as files, to be opened in a spreadsheet and to be taken in again.

use rust_xlsxwriter::{Format as CellFormat, Workbook, XlsxError};

use super::{Kind, courses, expertise, institutes, timetable, trainers};
use crate::courses::CohortId;
use crate::db::Work;
use crate::error::{Error, Result};
use crate::reports::sheet;

/// What kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// UTF-8 with a byte order mark; nothing in it is a formula.
    Csv,
    /// A workbook of one sheet; every cell is text.
    Xlsx,
}

impl Format {
    /// The format that a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// What files of it end with.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// Its media type.
    pub const fn media(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// Everything of a kind that the actor sees, as a file; of a timetable the slots of one cohort, if one is named.
pub async fn export(
    work: &Work,
    kind: Kind,
    cohort: Option<CohortId>,
    format: Format,
) -> Result<Vec<u8>> {
    if !kind.open_to(&work.actor) {
        return Err(Error::Forbidden);
    }
    let rows = match kind {
        Kind::Institutes => institutes::export(work).await?,
        Kind::Courses => courses::export(work).await?,
        Kind::Trainers => trainers::export(work).await?,
        Kind::Expertise => expertise::export(work).await?,
        Kind::Timetable => timetable::export(work, cohort).await?,
    };
    write(kind, rows, format)
}

/// The headings alone: a file to be filled in.
pub fn template(kind: Kind, format: Format) -> Result<Vec<u8>> {
    write(kind, Vec::new(), format)
}

fn write(kind: Kind, rows: Vec<Vec<String>>, format: Format) -> Result<Vec<u8>> {
    let head = kind.columns().iter().map(|column| column.name.to_owned());
    let head: Vec<String> = head.collect();
    match format {
        Format::Csv => sheet::csv(&head, rows),
        Format::Xlsx => {
            workbook(kind, &head, &rows).map_err(|error| Error::Internal(error.to_string()))
        }
    }
}

fn workbook(
    kind: Kind,
    head: &[String],
    rows: &[Vec<String>],
) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // Text, so that a spreadsheet makes no date of `1-2` and no number of `007`.
    let plain = CellFormat::new().set_num_format("@");
    let bold = CellFormat::new().set_bold();
    let page = book.add_worksheet();
    page.set_name(kind.word())?;
    page.set_freeze_panes(1, 0)?;
    for (column, name) in (0..).zip(head) {
        page.set_column_format(column, &plain)?;
        page.set_column_width(column, 18)?;
        page.write_string_with_format(0, column, name, &bold)?;
    }
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            page.write_string_with_format(row, column, cell, &plain)?;
        }
    }
    book.save_to_buffer()
}
