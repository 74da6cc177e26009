//! A CSV file as lines: separated by commas, semicolons or tabs, whichever its headings use.

use encoding_rs::{WINDOWS_1252, WINDOWS_1256};

use super::{COLUMNS, Encoding, Line, ROWS, one, too_long, too_wide};
use crate::bulk::report::{Fault, Faults};
use crate::error::Message;
use crate::reports::sheet;

pub fn lines(bytes: &[u8], encoding: Encoding) -> Result<Vec<Line>, Faults> {
    let text = decoded(bytes, encoding)?;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if text.contains('\0') {
        return Err(one(Message::new("bulk-no-table")));
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut lines = Vec::new();
    let mut count = Rows::of(&text);
    for record in reader.records() {
        let record = record.map_err(|_| one(Message::new("bulk-no-table")))?;
        if record.len() > COLUMNS {
            return Err(too_wide());
        }
        // One is of headings.
        if lines.len() > ROWS {
            return Err(too_long());
        }
        let at = record.position().map_or(0, csv::Position::byte);
        lines.push(Line {
            number: count.to(usize::try_from(at).unwrap_or(usize::MAX)),
            // The sign that guards a table against being taken for a formula was ours.
            cells: record
                .iter()
                .map(|cell| sheet::unguarded(cell).to_owned())
                .collect(),
        });
    }
    Ok(lines)
}

/// Counts rows as a spreadsheet does: empty ones, too.
struct Rows<'t> {
    text: &'t [u8],
    at: usize,
    row: u32,
}

impl<'t> Rows<'t> {
    fn of(text: &'t str) -> Self {
        Self {
            text: text.as_bytes(),
            at: 0,
            row: 1,
        }
    }

    /// The number of the row that is read from this byte on, after empty rows before it.
    fn to(&mut self, byte: usize) -> u32 {
        let mut end = byte.min(self.text.len());
        while self.text.get(end) == Some(&b'\n') {
            end += 1;
        }
        let between = self.text.get(self.at..end).unwrap_or_default();
        let breaks = between.iter().filter(|byte| **byte == b'\n').count();
        self.row += u32::try_from(breaks).unwrap_or_default();
        self.at = self.at.max(end);
        self.row
    }
}

fn decoded(bytes: &[u8], encoding: Encoding) -> Result<String, Faults> {
    if let Some((marked, _)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _, broken) = marked.decode(bytes);
        return match broken {
            false => Ok(text.into_owned()),
            true => Err(one(Message::new("bulk-no-table"))),
        };
    }
    match encoding {
        Encoding::Unicode => std::str::from_utf8(bytes)
            .map(str::to_owned)
            .map_err(|error| not_unicode(bytes, error.valid_up_to())),
        Encoding::Windows1256 => Ok(WINDOWS_1256.decode(bytes).0.into_owned()),
        Encoding::Windows1252 => Ok(WINDOWS_1252.decode(bytes).0.into_owned()),
    }
}

/// Nothing is guessed: the first line that is not Unicode is shown as either of the others would read it.
fn not_unicode(bytes: &[u8], at: usize) -> Faults {
    let before = &bytes[..at];
    let row = 1 + before.iter().filter(|byte| **byte == b'\n').count();
    let begin = before
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |n| n + 1);
    let line = bytes[begin..].split(|byte| *byte == b'\n').next();
    // What is shown is the place, and not a line of a thousand letters before it.
    let from = (at - begin).saturating_sub(20);
    let shown: Vec<u8> = line
        .unwrap_or_default()
        .iter()
        .skip(from)
        .take(60)
        .copied()
        .collect();
    let clean = |text: &str| {
        text.chars()
            .filter(|c| !c.is_control())
            .collect::<String>()
            .trim()
            .to_owned()
    };
    let message = Message::new("bulk-not-unicode")
        .with("row", row)
        .with("arabic", clean(&WINDOWS_1256.decode(&shown).0))
        .with("latin", clean(&WINDOWS_1252.decode(&shown).0));
    let mut faults = Faults::default();
    faults.push(Fault::at(format!("A{row}"), message));
    faults
}

/// What stands most often between the headings, outside of quotes.
fn delimiter(text: &str) -> u8 {
    let head = text.trim_start().lines().next().unwrap_or_default();
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in head.bytes() {
        quoted ^= byte == b'"';
        for (delimiter, count) in &mut counts {
            *count += usize::from(!quoted && byte == *delimiter);
        }
    }
    // The comma where none stands there more often.
    let mut best = counts[0];
    for other in &counts[1..] {
        if other.1 > best.1 {
            best = *other;
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::{delimiter, lines};
    use crate::bulk::table::Encoding;

    #[test]
    fn separators_are_found_by_the_headings() {
        assert_eq!(delimiter("\"a;b\",c,d\n1;2;3;4"), b',');
        assert_eq!(delimiter("a;b;c"), b';');
        assert_eq!(delimiter("a\tb"), b'\t');
        assert_eq!(delimiter("a"), b',');
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_does() {
        for end in ["\n", "\r\n"] {
            let text = ["a,b", "1,2", "", "3,4", "\"5\",6"].join(end);
            let read = lines(text.as_bytes(), Encoding::Unicode).unwrap();
            let numbers: Vec<u32> = read.iter().map(|line| line.number).collect();
            assert_eq!(numbers, [1, 2, 4, 5]);
        }
    }

    #[test]
    fn marks_of_unicode_are_read_and_other_letters_are_shown() {
        let utf16: Vec<u8> = "\u{FEFF}code,name\nx,لاہور\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let read = lines(&utf16, Encoding::Unicode).unwrap();
        assert_eq!(read[1].cells, ["x", "لاہور"]);
        let (arabic, _, _) = encoding_rs::WINDOWS_1256.encode("code,name\nx,لاهور\n");
        assert!(lines(&arabic, Encoding::Unicode).is_err());
        let read = lines(&arabic, Encoding::Windows1256).unwrap();
        assert_eq!(read[1].cells, ["x", "لاهور"]);
    }
}
