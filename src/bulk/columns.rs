//! The columns of a kind, and rows whose cells are found by them.

use super::report::{Fault, Faults};
use super::table::{Line, Table, address};
use crate::error::Message;

/// A column.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Column {
    /// Its heading.
    pub name: &'static str,
    /// Whether every row has something in it.
    pub needed: bool,
    /// What could stand in it.
    pub example: &'static str,
}

/// A column that every row has something in.
pub const fn needed(name: &'static str, example: &'static str) -> Column {
    Column {
        name,
        needed: true,
        example,
    }
}

/// A column that may be left out, or empty.
pub const fn free(name: &'static str, example: &'static str) -> Column {
    Column {
        name,
        needed: false,
        example,
    }
}

/// A row of the file.
#[derive(Clone, Debug)]
pub struct Row<'t> {
    /// Its number in the file.
    pub number: u32,
    columns: &'static [Column],
    /// Where each column stands in the file.
    places: &'t [Option<usize>],
    line: &'t Line,
}

impl Row<'_> {
    fn place(&self, name: &str) -> Option<usize> {
        let known = self.columns.iter().position(|column| column.name == name)?;
        self.places[known]
    }

    /// Whether the file has this column at all.
    pub fn has(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    /// What stands in a column.
    pub fn get(&self, name: &str) -> &str {
        let cell = self.place(name).and_then(|at| self.line.cells.get(at));
        let cell = cell.map_or("", String::as_str);
        cell.trim()
    }

    /// Where the cell is; the row's first where the file has no such column.
    pub fn at(&self, name: &str) -> String {
        address(self.place(name).unwrap_or(0), self.number)
    }

    /// A whole number; nothing where the cell is empty, or is none, which is noted.
    pub fn number(&self, name: &str, faults: &mut Faults) -> Option<i32> {
        let text = self.get(name);
        let number = text.parse().ok();
        if number.is_none() && !text.is_empty() {
            faults.wrong(self, name, Message::new("field-number"));
        }
        number
    }

    /// Looks a word up; notes where nothing is called so. Nothing where the cell is empty.
    pub fn choice<T>(
        &self,
        name: &str,
        key: &str,
        faults: &mut Faults,
        find: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.get(name);
        let found = find(text);
        if found.is_none() && !text.is_empty() {
            faults.wrong(self, name, Message::new(key).with("word", text));
        }
        found
    }
}

/// Where the columns stand in the file; headings that nobody knows, stand twice or are missing are noted.
pub fn places(
    table: &Table,
    columns: &'static [Column],
    faults: &mut Faults,
) -> Vec<Option<usize>> {
    let mut places = vec![None; columns.len()];
    let row = table.head.number;
    for (at, heading) in table.head.cells.iter().enumerate() {
        let name = heading
            .trim()
            .trim_end_matches('*')
            .trim()
            .to_lowercase()
            .replace([' ', '-'], "_");
        if name.is_empty() {
            continue;
        }
        let fault = |key: &str| {
            let message = Message::new(key).with("word", heading.trim());
            Fault::at(address(at, row), message)
        };
        match columns.iter().position(|column| column.name == name) {
            None => faults.push(fault("bulk-unknown-column")),
            Some(known) if places[known].is_some() => faults.push(fault("bulk-column-twice")),
            Some(known) => places[known] = Some(at),
        }
    }
    for (column, _) in columns
        .iter()
        .zip(&places)
        .filter(|(column, place)| column.needed && place.is_none())
    {
        let message = Message::new("bulk-column-missing").with("word", column.name);
        faults.push(Fault::at(address(0, row), message));
    }
    places
}

/// The rows; what is needed and empty is noted, and what stands below no heading.
pub fn rows<'t>(
    table: &'t Table,
    columns: &'static [Column],
    places: &'t [Option<usize>],
    faults: &mut Faults,
) -> Vec<Row<'t>> {
    let mut rows = Vec::new();
    for line in &table.rows {
        let row = Row {
            number: line.number,
            columns,
            places,
            line,
        };
        for (at, cell) in line.cells.iter().enumerate() {
            let headed = table
                .head
                .cells
                .get(at)
                .is_some_and(|heading| !heading.trim().is_empty());
            if !headed && !cell.trim().is_empty() {
                let message = Message::new("bulk-beyond-headings");
                faults.push(Fault::at(address(at, line.number), message));
            }
        }
        for column in columns {
            if column.needed && row.has(column.name) && row.get(column.name).is_empty() {
                faults.wrong(&row, column.name, Message::new("field-empty"));
            }
        }
        rows.push(row);
    }
    rows
}
