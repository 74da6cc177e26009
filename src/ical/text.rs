//! TEXT values and lists of them (RFC 5545, 3.3.11): cleaned when made, escaped once, when written.

/// Free text of any length, cleaned: line ends of every kind are `\n`, other control characters
/// and byte order marks are gone (RFC 5545 forbids them, and several readers split lines at them).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// Cleans any string. Tabs and newlines stay.
    #[must_use]
    pub fn new(raw: &str) -> Self {
        let mut clean = String::with_capacity(raw.len());
        let mut after_cr = false;
        for c in raw.chars() {
            match c {
                '\n' if after_cr => {}
                // NEL and the two Unicode separators end a line in Python's `splitlines`, with
                // which some readers cut a calendar; as they are line ends, they become one.
                '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => clean.push('\n'),
                '\t' => clean.push('\t'),
                '\u{feff}' => {}
                c if c.is_control() => {}
                c => clean.push(c),
            }
            after_cr = c == '\r';
        }
        Self(clean)
    }

    /// The cleaned text, unescaped.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is left to write; such a property is left out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// The value as it stands in a content line.
    pub(super) fn escaped(&self) -> String {
        escape(&self.0)
    }
}

/// A title: one line, trimmed, never empty, without HTML tags (calendar apps show them as text
/// or, worse, as HTML).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headline(String);

impl Headline {
    /// Cleans any string like [`Text`], then makes it a title; a blank one becomes a dash.
    #[must_use]
    pub fn new(raw: &str) -> Self {
        let clean = Text::new(raw).0.replace(['\n', '\t'], " ");
        let mut title = String::with_capacity(clean.len());
        let mut rest = clean.trim().chars();
        while let Some(c) = rest.next() {
            title.push(if c == '<' && opens_tag(rest.as_str()) {
                '‹'
            } else {
                c
            });
        }
        Self(if title.is_empty() {
            "—".to_owned()
        } else {
            title
        })
    }

    /// The title, unescaped.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value as it stands in a content line.
    pub(super) fn escaped(&self) -> String {
        escape(&self.0)
    }
}

/// Whether what follows a `<` makes it one of the tags that sources of titles leak. The long s is
/// there because case folding makes it an s.
fn opens_tag(rest: &str) -> bool {
    let name: String = rest
        .strip_prefix('/')
        .unwrap_or(rest)
        .chars()
        .take_while(|&c| c.is_ascii_alphanumeric() || c == '_' || c == 'ſ')
        .map(|c| {
            if c == 'ſ' {
                's'
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect();
    matches!(name.as_str(), "b" | "br" | "p" | "div" | "a" | "span")
}

/// What an event is about, one word or phrase each (RFC 5545, 3.8.1.2). Blank ones are dropped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Categories(Vec<Headline>);

impl Categories {
    /// A list in the given order; a comma inside a name stays part of it.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let kept = names.into_iter().filter(|name| !Text::new(name).is_empty());
        Self(kept.map(Headline::new).collect())
    }

    /// Whether there is none; the property is left out then.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each value escaped, the separating commas not.
    pub(super) fn escaped(&self) -> String {
        let each: Vec<String> = self.0.iter().map(Headline::escaped).collect();
        each.join(",")
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Categories, Headline, Text};

    #[test]
    fn line_ends_of_every_kind_become_one_and_controls_go() {
        let text = Text::new("a\r\nb\rc\u{2028}d\u{85}e\u{0}\u{1b}\u{7f}\tf\r\r\n\u{feff}g");
        assert_eq!(text.as_str(), "a\nb\nc\nd\ne\tf\n\ng");
    }

    #[test]
    fn text_is_escaped_once() {
        let text = Text::new("a;b,c\\n\r\nEND:VEVENT");
        assert_eq!(text.escaped(), "a\\;b\\,c\\\\n\\nEND:VEVENT");
    }

    #[test]
    fn a_title_is_one_line_never_blank_and_never_html() {
        assert_eq!(Headline::new(" a\nb ").as_str(), "a b");
        assert_eq!(Headline::new(" \r\n ").as_str(), "—");
        assert_eq!(
            Headline::new("<BR/>x </ſpan> Vec<u8>").as_str(),
            "‹BR/>x ‹/ſpan> Vec<u8>"
        );
    }

    #[test]
    fn a_comma_in_a_category_does_not_split_it() {
        assert_eq!(Categories::new(["a,b", " ", "c"]).escaped(), "a\\,b,c");
    }
}
