//! Tables for spreadsheets: CSV by RFC 4180, with a byte order mark, every field in quotes, and nothing in
//! it that a spreadsheet takes for a formula.

use crate::error::{Error, Result};

/// Signs with which a spreadsheet begins a formula, also in their wide forms.
const FORMULA: &[char] = &[
    '=', '+', '-', '@', '\t', '\r', '\n', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}',
];

/// A cell that no spreadsheet takes for a formula: guarded by an apostrophe where it begins like one.
pub fn guarded(cell: &str) -> String {
    // One that came guarded is guarded once more, so that reading takes off what writing put on.
    if cell.trim_start_matches('\'').starts_with(FORMULA) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// A cell as it was before [`guarded`] looked at it.
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
        _ => cell,
    }
}

/// A table as CSV. Every field is in quotes: a spreadsheet that splits at semicolons keeps them whole too.
pub fn csv<R, C>(head: &[String], rows: R) -> Result<Vec<u8>>
where
    R: IntoIterator<Item = C>,
    C: IntoIterator<Item = String>,
{
    let fault = |e: csv::Error| Error::Internal(e.to_string());
    let mut csv = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer(vec![0xEF, 0xBB, 0xBF]);
    csv.write_record(head).map_err(fault)?;
    for row in rows {
        csv.write_record(row.into_iter().map(|cell| guarded(&cell)))
            .map_err(fault)?;
    }
    csv.into_inner().map_err(|e| Error::Internal(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::{guarded, unguarded};

    #[test]
    fn formulas_are_guarded() {
        for cell in ["=1+1", "'=1", "+1", "-1", "@x", "\tx", "\rx", "\u{FF1D}1"] {
            assert!(guarded(cell).starts_with('\''));
            assert_eq!(unguarded(&guarded(cell)), cell);
        }
        for cell in ["Dr. A", "'t Hooft", ""] {
            assert_eq!(guarded(cell), cell);
            assert_eq!(unguarded(cell), cell);
        }
    }
}
