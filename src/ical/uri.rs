//! URI values (RFC 5545, 3.3.13; RFC 3986) and calendar users (3.3.3; RFC 6068): checked, never escaped.

use std::fmt::Write as _;

use super::{Param, Refused};

/// Schemes that run code or open local files in the app that shows the link.
const UNSAFE_SCHEMES: [&str; 5] = ["javascript", "data", "vbscript", "file", "blob"];

/// An absolute URI in ASCII.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uri(String);

impl Uri {
    /// Checks the form; encodes nothing, for what is to be encoded depends on the part.
    ///
    /// # Errors
    /// [`Refused::Uri`] if it is relative, has a character outside RFC 3986 or a broken `%`
    /// escape, names no host after `http(s):`, or is of a scheme that runs code.
    pub fn new(uri: &str) -> Result<Self, Refused> {
        let (scheme, rest) = uri.split_once(':').ok_or(Refused::Uri)?;
        let scheme_fits = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
        let scheme = scheme.to_ascii_lowercase();
        let host_fits = !matches!(scheme.as_str(), "http" | "https")
            || rest
                .strip_prefix("//")
                .is_some_and(|r| !r.is_empty() && !r.starts_with(['/', '?', '#', ':']));
        let fits = scheme_fits
            && host_fits
            && !rest.is_empty()
            && !UNSAFE_SCHEMES.contains(&scheme.as_str())
            && rest.bytes().all(in_uri)
            && rest.split('%').skip(1).all(|part| {
                part.get(..2)
                    .is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
            });
        if fits {
            Ok(Self(uri.to_owned()))
        } else {
            Err(Refused::Uri)
        }
    }

    /// The URI, as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Unreserved, reserved, or the start of an escape (RFC 3986, 2).
fn in_uri(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&b)
}

/// A person or office with an e-mail address: an organizer or an attendee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    pub(super) name: Param,
    pub(super) address: Uri,
}

impl Mailbox {
    /// `name` is shown (CN; left out if blank); `email` is a bare address such as `a.b@example.org`.
    ///
    /// # Errors
    /// [`Refused::Address`] if it is not a dot-atom and an ASCII domain (RFC 5322, 3.4.1); an
    /// international domain must come as punycode.
    pub fn new(name: &str, email: &str) -> Result<Self, Refused> {
        let (local, domain) = email.rsplit_once('@').ok_or(Refused::Address)?;
        let local_fits = local.len() <= 64
            && local
                .split('.')
                .all(|atom| !atom.is_empty() && atom.bytes().all(atext));
        let domain_fits = domain.len() <= 253
            && domain.split('.').all(|label| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            });
        if !local_fits || !domain_fits {
            return Err(Refused::Address);
        }
        // What an atom may hold but the path of a mailto: URI may not is encoded (RFC 6068, 2).
        let mut uri = String::from("mailto:");
        for b in local.bytes() {
            if b.is_ascii_alphanumeric() || b"-._~!$'*+".contains(&b) {
                uri.push(char::from(b));
            } else {
                let _ = write!(uri, "%{b:02X}");
            }
        }
        let address = Uri::new(&format!("{uri}@{domain}")).map_err(|_| Refused::Address)?;
        Ok(Self {
            name: Param::new(name),
            address,
        })
    }
}

fn atext(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b)
}

#[cfg(test)]
mod tests {
    use super::{Mailbox, Uri};

    #[test]
    fn only_absolute_harmless_ascii_links_pass() {
        for good in [
            "https://a.example/x?y=1;2,3#z",
            "tel:+92-51",
            "urn:uuid:1",
            "https://a/%D8%A7",
        ] {
            assert!(Uri::new(good).is_ok(), "{good}");
        }
        let bad = [
            "",
            "x",
            "/a",
            "https:",
            "https://",
            "https:///x",
            "http://a b",
            "http://a\r\nX:1",
            "javascript:alert(1)",
            "JavaScript:x",
            "data:text/html,x",
            "https://a/%2",
            "https://a/%zz",
            "https://a/اردو",
            "https://a/\"",
            "1a:b",
            "https://a/<b>",
            "https://a/\\",
        ];
        assert!(bad.iter().all(|uri| Uri::new(uri).is_err()));
    }

    #[test]
    fn an_address_becomes_a_mailto_link() -> Result<(), super::Refused> {
        assert_eq!(
            Mailbox::new("x", "a.b+c@x-y.example")?.address.as_str(),
            "mailto:a.b+c@x-y.example"
        );
        assert_eq!(
            Mailbox::new("x", "a&b%@example.org")?.address.as_str(),
            "mailto:a%26b%25@example.org"
        );
        for bad in [
            "",
            "a",
            "@b",
            "a@",
            "a b@c",
            "a@b\r\n",
            "a..b@c",
            "a@-c",
            "\"a\"@b",
            "a@b.",
            "mailto:a@b",
        ] {
            assert!(Mailbox::new("x", bad).is_err(), "{bad}");
        }
        Ok(())
    }
}
