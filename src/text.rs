//! What a typed text may be. One place, so that every form and file refuses the same.

use std::ops::RangeInclusive;

use crate::error::{FieldError, Message};

/// One line: trimmed, no control characters, length in characters.
///
/// # Errors
/// Names the field and what is wrong with it.
pub fn line(field: &str, value: &str, length: RangeInclusive<usize>) -> Result<String, FieldError> {
    check(field, value, length, |c| {
        c.is_control() || deceives(c) || matches!(c, '\u{2028}' | '\u{2029}')
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
        deceives(c) || c.is_control() && !matches!(c, '\n' | '\t')
    })
}

/// Characters that nobody sees and that turn the text around them: with them a name or a reason would
/// read otherwise than it is. The joiners of Urdu words (U+200C, U+200D) are not among them.
fn deceives(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// Whether anything of the text can be seen.
fn visible(text: &str) -> bool {
    text.chars().any(|c| {
        !c.is_whitespace()
            && !matches!(c, '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
                | '\u{180B}'..='\u{180E}' | '\u{200C}' | '\u{200D}' | '\u{2800}' | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}' | '\u{FFA0}')
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
    let message = if !visible(value) && (*length.start() > 0 || !value.is_empty()) {
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
            ("\u{202e}evil", "field-control"),
            ("\u{200d}\u{3164}", "field-empty"),
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
