//! Parameter values (RFC 5545, 3.2) with the caret escapes of RFC 6868, and language tags.

use super::{Refused, Text};

/// The value of a parameter, such as a person's name in CN: any text, quoted where it must be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Param(Text);

impl Param {
    /// Cleans any string like [`Text`], and trims it.
    #[must_use]
    pub fn new(raw: &str) -> Self {
        Self(Text::new(Text::new(raw).as_str().trim()))
    }

    /// Whether nothing is left to write; such a parameter is left out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The cleaned value, unquoted.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The value as it stands after the `=`.
    pub(super) fn quoted(&self) -> String {
        let mut out = String::with_capacity(self.as_str().len() + 2);
        let mut plain = true;
        for c in self.as_str().chars() {
            // Only `: ; ,` have to be quoted; whatever is not plainly a word is, for careless readers.
            plain &= c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '+' | '/');
            match c {
                '^' => out.push_str("^^"),
                '"' => out.push_str("^'"),
                '\n' => out.push_str("^n"),
                c => out.push(c),
            }
        }
        if plain { out } else { format!("\"{out}\"") }
    }
}

/// A language tag of RFC 5646, such as `en` or `ur-PK`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language(String);

impl Language {
    /// Checks the form, not the registry.
    ///
    /// # Errors
    /// [`Refused::Language`] if it is not two to eight letters and subtags of up to eight.
    pub fn new(tag: &str) -> Result<Self, Refused> {
        let mut parts = tag.split('-');
        let first = parts.next().unwrap_or_default();
        let primary =
            (2..=8).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic());
        let rest = parts
            .all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
        if primary && rest {
            Ok(Self(tag.to_owned()))
        } else {
            Err(Refused::Language)
        }
    }

    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{Language, Param};

    #[test]
    fn quotes_carets_and_newlines_have_their_escapes() {
        assert_eq!(Param::new("a \"b\"\r\n^c").quoted(), "\"a ^'b^'^n^^c\"");
        assert_eq!(Param::new("Khan; Dr, x:y").quoted(), "\"Khan; Dr, x:y\"");
        assert_eq!(Param::new("  Dr. Sana Khan ").quoted(), "Dr. Sana Khan");
    }

    #[test]
    fn a_language_is_a_tag() {
        assert!(Language::new("ur-PK").is_ok());
        assert!(
            ["", "u", "ur_PK", "ur-", "ur;X=1"]
                .iter()
                .all(|tag| Language::new(tag).is_err())
        );
    }
}
