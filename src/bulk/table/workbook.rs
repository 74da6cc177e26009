//! The first sheet of a workbook (XLSX) as lines. Its cells are read as a stream: a sheet that says it has a
//! million columns takes no more room than what is in it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{DataRef, Dimensions, ExcelDateTime, Reader, Xlsx};
use zip::ZipArchive;

use super::{COLUMNS, Line, ROWS, address, one, too_long, too_wide};
use crate::bulk::report::{Fault, Faults};
use crate::error::Message;

/// Bytes that a workbook may have when it is unpacked.
const UNPACKED: u64 = 50 * 1024 * 1024;
/// Texts that its cells share: as many as a table may have cells.
const TEXTS: usize = ROWS * COLUMNS;
/// Files in a workbook.
const PARTS: usize = 1000;

pub fn lines(bytes: &[u8]) -> Result<Vec<Line>, Faults> {
    unpacks(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let sheet = book.sheet_names().first().cloned();
    let sheet = sheet.ok_or_else(|| one(Message::new("bulk-file-empty")))?;
    let merged = book.merge_cells_by_sheet_name(&sheet).map_err(unreadable)?;
    let mut faults = Faults::default();
    for range in merged {
        let message = Message::new("bulk-merged").with("range", named(range));
        faults.push(Fault::at(address_of(range.start), message));
    }
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(unreadable)?;
    while let Some(cell) = cells
        .next_cell_with_formula_metadata()
        .map_err(unreadable)?
    {
        if cell.formula.is_some() {
            faults.push(Fault::at(
                address_of(cell.pos),
                Message::new("bulk-formula"),
            ));
            continue;
        }
        let text = match text(&cell.value) {
            Ok(text) if text.is_empty() => continue,
            Ok(text) => text,
            Err(key) => {
                faults.push(Fault::at(address_of(cell.pos), Message::new(key)));
                continue;
            }
        };
        let (row, column) = (cell.pos.0, cell.pos.1 as usize);
        if column >= COLUMNS {
            return Err(too_wide());
        }
        let line = rows.entry(row).or_default();
        if line.len() <= column {
            line.resize(column + 1, String::new());
        }
        line[column] = text;
        // One is of headings.
        if rows.len() > ROWS + 1 {
            return Err(too_long());
        }
    }
    if faults.count() > 0 {
        return Err(faults);
    }
    let numbered = rows.into_iter().map(|(row, cells)| Line {
        number: row + 1,
        cells,
    });
    Ok(numbered.collect())
}

/// Unpacks everything and throws it away: what the archive says of its own sizes is nothing to go by.
fn unpacks(bytes: &[u8]) -> Result<(), Faults> {
    let broken = |_| one(Message::new("bulk-broken-workbook"));
    let too_large = || one(Message::new("bulk-bomb").with("mb", UNPACKED >> 20));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > PARTS {
        return Err(too_large());
    }
    let mut left = UNPACKED;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(broken)?;
        let mut texts = Texts::default();
        let read = std::io::copy(&mut part.take(left + 1), &mut texts)
            .map_err(|_| one(Message::new("bulk-broken-workbook")))?;
        if texts.count > TEXTS {
            return Err(too_large());
        }
        left = left.checked_sub(read).ok_or_else(too_large)?;
    }
    Ok(())
}

/// Counts the elements that begin with `si` in what runs through: texts that cells share. Each takes room of its
/// own once they are read, even an empty one.
#[derive(Default)]
struct Texts {
    count: usize,
    seen: usize,
}

impl std::io::Write for Texts {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        for byte in bytes {
            self.seen = match (self.seen, byte) {
                (_, b'<') => 1,
                (1, b's') => 2,
                (2, b'i') => {
                    self.count += 1;
                    0
                }
                _ => 0,
            };
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn unreadable(_: calamine::XlsxError) -> Faults {
    one(Message::new("bulk-broken-workbook"))
}

fn address_of((row, column): (u32, u32)) -> String {
    address(column as usize, row.saturating_add(1))
}

fn named(range: Dimensions) -> String {
    format!("{}:{}", address_of(range.start), address_of(range.end))
}

/// A cell as somebody would type it.
fn text(value: &DataRef<'_>) -> Result<String, &'static str> {
    Ok(match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            format!("{number:.0}")
        }
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "yes".to_owned(),
        DataRef::Bool(false) => "no".to_owned(),
        DataRef::DateTime(at) => moment(at),
        DataRef::DateTimeIso(text) => text.trim_end_matches("T00:00:00").to_owned(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) => return Err("bulk-error-cell"),
    })
}

/// A day, a time of the day, or both.
fn moment(at: &ExcelDateTime) -> String {
    let value = at.as_f64();
    let minutes = ((value.fract() * 1440.0).round() as i64).clamp(0, 1439);
    let time = format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let (year, month, day, ..) = at.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (value < 1.0, minutes) {
        (true, _) => time,
        (false, 0) => date,
        (false, _) => format!("{date} {time}"),
    }
}
