//! What a typed text may be. One place, so that every form and file refuses the same.

use std::ops::RangeInclusive;

use crate::error::{FieldError, Message};

/// One line: trimmed, no control characters, length in characters.
///
/// # Errors
/// Names the field and what is wrong with it.
pub fn line(field: &str, value: &str, length: RangeInclusive<usize>) -> Result<String, FieldError> {
    check(field, value, length, |c| {
        c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
    })
}

/// Several lines: as [`line()`], but line breaks and tabs may stand in it.
///
/// # Errors
/// Names the field and what is wrong with it.
pub fn paragraph(
    field: &str,
    value: &str,
    length: RangeInclusive<usize>,
) -> Result<String, FieldError> {
    let value = value.replace("\r\n", "\n");
    check(field, &value, length, |c| {
        c.is_control() && !matches!(c, '\n' | '\t')
    })
}

fn check(
    field: &str,
    value: &str,
    length: RangeInclusive<usize>,
    refused: impl Fn(char) -> bool,
) -> Result<String, FieldError> {
    let value = value.trim();
    let count = value.chars().count();
    let message = if value.is_empty() && *length.start() > 0 {
        Message::new("field-empty")
    } else if count < *length.start() {
        Message::new("field-short").with("min", length.start())
    } else if count > *length.end() {
        Message::new("field-long")
            .with("max", length.end())
            .with("count", count)
    } else if value.chars().any(refused) {
        Message::new("field-control")
    } else {
        return Ok(value.to_owned());
    };
    Err(FieldError {
        field: field.to_owned(),
        message,
    })
}

#[cfg(test)]
mod tests {
    use super::{line, paragraph};

    #[test]
    fn control_characters_and_lengths_are_refused_by_name() {
        assert_eq!(line("title", "  Malware  ", 1..=20).unwrap(), "Malware");
        for (text, key) in [
            ("", "field-empty"),
            ("a\u{7}b", "field-control"),
            ("a\nb", "field-control"),
            ("xxxxxxxxxxxxxxxxxxxxx", "field-long"),
        ] {
            let error = line("title", text, 1..=20).unwrap_err();
            assert_eq!(
                (error.field.as_str(), error.message.key.as_str()),
                ("title", key)
            );
        }
        assert_eq!(paragraph("note", "a\r\nb", 0..=20).unwrap(), "a\nb");
    }

    #[test]
    fn length_counts_characters_not_bytes() {
        assert!(line("title", "لاہور", 1..=5).is_ok());
    }
}
