//! The key of one use that every form of a page carries, so that two clicks are one press.
//!
//! It is put in where the page is finished: a form that somebody forgets it in would be sent twice one day.
//! It is no secret: it counts for its own sender and path alone.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::time::Clock;

/// Counts the keys of this process.
static NEXT: AtomicU64 = AtomicU64::new(1);

/// Gives out keys that no other process and no other page has.
#[derive(Clone, Debug)]
pub struct Keys(String);

impl Keys {
    /// Keys of a process that begins now.
    pub fn of(clock: &dyn Clock) -> Self {
        Self(format!("{:x}.{:x}", clock.now(), std::process::id()))
    }

    /// The page with a key in each of its forms. Files travel in forms of another kind, which have none; and
    /// of somebody who is not signed in nothing is remembered, but for the answer to an offer.
    pub fn put_into(&self, html: String, signed_in: bool) -> String {
        const FORM: &str = "<form method=\"post\"";
        if !html.contains(FORM) {
            return html;
        }
        let mut pieces = html.split(FORM);
        let mut page = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            page.push_str(FORM);
            match piece.split_once('>') {
                Some((tag, rest))
                    if !tag.contains("enctype") && (signed_in || tag.contains("/answer/")) =>
                {
                    let number = NEXT.fetch_add(1, Ordering::Relaxed);
                    let key = format!("{}.{number:x}", self.0);
                    page.push_str(&format!(
                        "{tag}><input type=\"hidden\" name=\"once\" value=\"{key}\">{rest}"
                    ));
                }
                _ => page.push_str(piece),
            }
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use super::Keys;
    use crate::time::SettableClock;

    #[test]
    fn every_form_that_writes_has_a_key_of_its_own() {
        let keys = Keys::of(&SettableClock::at(Default::default()));
        let page = keys.put_into("<form method=\"post\" action=\"/a\">A</form><form method=\"post\">B</form><form>C</form><form method=\"post\" enctype=\"multipart/form-data\">D</form>".into(), true);
        let found: Vec<&str> = page.split("name=\"once\" value=\"").skip(1).collect();
        assert_eq!(found.len(), 2, "{page}");
        let key = |text: &str| text.split('"').next().map(str::to_owned);
        assert_ne!(key(found[0]), key(found[1]));
        assert!(page.contains("action=\"/a\"><input"), "{page}");
    }
}
