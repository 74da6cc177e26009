//! Bytes to content lines (RFC 5545, 3.1 and 3.2; RFC 6868): B01–B06 and X02.

use super::Findings;

/// A content line: `name *(";" param) ":" value`, unfolded.
pub struct Line {
    pub name: String,
    pub params: Vec<(String, Vec<String>)>,
    pub value: String,
    pub number: usize,
}

impl Line {
    /// The first value of a parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        let (_, values) = self.params.iter().find(|(key, _)| key == name)?;
        values.first().map(String::as_str)
    }
}

/// Every content line that can be read; what cannot is found.
pub fn read(bytes: &[u8], found: &mut Findings) -> Vec<Line> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").map_or(bytes, |rest| {
        found.add("B01", 1, "byte order mark");
        rest
    });
    let mut read = Vec::new();
    for (number, raw) in unfold(&physical(bytes, found), found) {
        let text = String::from_utf8(raw).unwrap_or_else(|error| {
            found.add("B01", number, "not UTF-8");
            String::from_utf8_lossy(error.as_bytes()).into_owned()
        });
        if text.bytes().any(|b| (b < 0x20 && b != b'\t') || b == 0x7f) {
            found.add("B05", number, "control character");
        }
        match content(&text, number, found) {
            Some(line) => read.push(line),
            None => found.add("B06", number, format!("not a content line: {text:.60}")),
        }
    }
    read
}

/// Lines as they stand, without their ends.
fn physical(bytes: &[u8], found: &mut Findings) -> Vec<Vec<u8>> {
    let (mut lines, mut line) = (Vec::new(), Vec::new());
    let mut rest = bytes.iter().copied().peekable();
    while let Some(b) = rest.next() {
        match b {
            b'\r' if rest.next_if_eq(&b'\n').is_some() => lines.push(std::mem::take(&mut line)),
            b'\r' | b'\n' => {
                found.add(
                    "B02",
                    lines.len() + 1,
                    if b == b'\r' { "bare CR" } else { "bare LF" },
                );
                lines.push(std::mem::take(&mut line));
            }
            b => line.push(b),
        }
    }
    if !bytes.ends_with(b"\r\n") {
        found.add("B02", lines.len() + 1, "no CRLF at the end");
        lines.push(line);
    }
    lines
}

fn unfold(physical: &[Vec<u8>], found: &mut Findings) -> Vec<(usize, Vec<u8>)> {
    let mut logical: Vec<(usize, Vec<u8>)> = Vec::new();
    for (index, line) in physical.iter().enumerate() {
        let number = index + 1;
        if line.len() > 75 {
            found.add("B03", number, format!("{} octets", line.len()));
        }
        match (line.split_first(), logical.last_mut()) {
            (Some((b' ' | b'\t', more)), Some((_, whole))) => {
                if more.first().is_some_and(|b| b & 0b1100_0000 == 0b1000_0000) {
                    found.add("B04", number, "fold inside a UTF-8 sequence");
                }
                whole.extend_from_slice(more);
            }
            _ => logical.push((number, line.clone())),
        }
    }
    logical
}

fn content(text: &str, number: usize, found: &mut Findings) -> Option<Line> {
    let (name, mut rest) = take_name(text)?;
    let mut params: Vec<(String, Vec<String>)> = Vec::new();
    while let Some(after) = rest.strip_prefix(';') {
        let (key, after) = take_name(after)?;
        let (values, after) = take_values(after.strip_prefix('=')?)?;
        if params.iter().any(|(known, _)| *known == key) {
            found.add("B06", number, format!("parameter {key} twice"));
        }
        if !values.iter().all(|value| carets_fit(value)) {
            found.add("X02", number, format!("caret escape in {key}"));
        }
        params.push((key, values));
        rest = after;
    }
    let value = rest.strip_prefix(':')?.to_owned();
    Some(Line {
        name,
        params,
        value,
        number,
    })
}

fn take_name(text: &str) -> Option<(String, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    (!name.is_empty()).then(|| (name.to_ascii_uppercase(), rest))
}

/// `value *("," value)`, each quoted (anything but a quote) or bare (nor `; : ,`).
fn take_values(mut text: &str) -> Option<(Vec<String>, &str)> {
    let mut values = Vec::new();
    loop {
        let (value, rest) = if let Some(quoted) = text.strip_prefix('"') {
            quoted.split_once('"')?
        } else {
            let end = text.find([';', ':', ',', '"']).unwrap_or(text.len());
            text.split_at(end)
        };
        values.push(value.to_owned());
        match rest.strip_prefix(',') {
            Some(more) => text = more,
            None => return Some((values, rest)),
        }
    }
}

/// A caret is followed by one of `^ ' n` (the RFC lets a reader keep others; a writer has no need).
fn carets_fit(value: &str) -> bool {
    let mut rest = value.chars();
    while let Some(c) = rest.next() {
        if c == '^' && !matches!(rest.next(), Some('^' | '\'' | 'n')) {
            return false;
        }
    }
    true
}
