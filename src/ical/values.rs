//! Small closed values: identifiers, status words, colours (RFC 5545, 3.7.3, 3.8.1.11, 3.8.2.7, 3.8.4.7; RFC 7986, 5.9).

use super::Refused;

/// An identifier that is unique beyond this server (RFC 5545, 3.8.4.7).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uid(String);

impl Uid {
    /// Such as `0198…@rostrum.example` or a bare UUID; never anything that tells who or what.
    ///
    /// # Errors
    /// [`Refused::Uid`] if empty, over 255 octets, of other characters, or not globally unique.
    pub fn new(uid: &str) -> Result<Self, Refused> {
        let letters = uid
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-@".contains(&b));
        let at = uid
            .split_once('@')
            .is_some_and(|(l, r)| !l.is_empty() && !r.is_empty() && !r.contains('@'));
        let fits = uid.len() <= 255 && letters && (at || is_uuid(uid));
        if fits {
            Ok(Self(uid.to_owned()))
        } else {
            Err(Refused::Uid)
        }
    }

    /// The identifier.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_uuid(s: &str) -> bool {
    let groups: Vec<&str> = s.split('-').collect();
    groups.iter().map(|g| g.len()).eq([8, 4, 4, 4, 12])
        && groups
            .iter()
            .all(|g| g.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Which software wrote a calendar, as a formal public identifier (RFC 5545, 3.7.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProdId(String);

impl ProdId {
    /// `-//owner//product//EN`.
    ///
    /// # Errors
    /// [`Refused::ProdId`] if a part is blank or has characters other than ASCII letters,
    /// digits, spaces and `. - _ +`.
    pub fn new(owner: &str, product: &str) -> Result<Self, Refused> {
        let fits = |part: &str| {
            !part.trim().is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b" .-_+".contains(&b))
        };
        if fits(owner) && fits(product) {
            Ok(Self(format!("-//{owner}//{product}//EN")))
        } else {
            Err(Refused::ProdId)
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether an event takes place (RFC 5545, 3.8.1.11).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Status {
    /// Agreed.
    #[default]
    Confirmed,
    /// Asked, not yet answered.
    Tentative,
    /// Will not happen, or not with this person.
    Cancelled,
}

impl Status {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "CONFIRMED",
            Self::Tentative => "TENTATIVE",
            Self::Cancelled => "CANCELLED",
        }
    }
}

/// Whether an event makes its owner busy (RFC 5545, 3.8.2.7).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Transparency {
    /// Busy.
    #[default]
    Opaque,
    /// Free.
    Transparent,
}

impl Transparency {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Opaque => "OPAQUE",
            Self::Transparent => "TRANSPARENT",
        }
    }
}

/// A colour by its CSS 3 name, the only form RFC 7986 allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CssColor(&'static str);

impl CssColor {
    /// Finds a name, in any case.
    ///
    /// # Errors
    /// [`Refused::Color`] if it is none of the 147 of CSS Color Module Level 3, 4.3.
    pub fn new(name: &str) -> Result<Self, Refused> {
        let name = name.to_ascii_lowercase();
        CSS3.split_ascii_whitespace()
            .find(|known| *known == name)
            .map(Self)
            .ok_or(Refused::Color)
    }

    /// The name, in small letters.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

const CSS3: &str = "\
    aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet \
    brown burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan \
    darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen \
    darkorange darkorchid darkred darksalmon darkseagreen darkslateblue darkslategray darkslategrey \
    darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue firebrick floralwhite \
    forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew \
    hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue \
    lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon \
    lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime \
    limegreen linen magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple \
    mediumseagreen mediumslateblue mediumspringgreen mediumturquoise mediumvioletred midnightblue \
    mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid \
    palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum \
    powderblue purple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna \
    silver skyblue slateblue slategray slategrey snow springgreen steelblue tan teal thistle tomato \
    turquoise violet wheat white whitesmoke yellow yellowgreen";

#[cfg(test)]
mod tests {
    use super::{CSS3, CssColor, ProdId, Uid};

    #[test]
    fn a_uid_is_opaque_and_global() {
        for good in [
            "a@b",
            "0198f0aa-1111-7222-8333-444455556666",
            "x_1.y@rostrum.example",
        ] {
            assert!(Uid::new(good).is_ok(), "{good}");
        }
        let long = format!("{}@b", "a".repeat(255));
        for bad in [
            "", "1", "@b", "a@", "a@b@c", "a b@c", "a@b\r\n", "a;b@c", &long,
        ] {
            assert!(Uid::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn colours_are_names() {
        assert_eq!(CSS3.split_ascii_whitespace().count(), 147);
        assert_eq!(CssColor::new("Teal").map(CssColor::as_str), Ok("teal"));
        assert!(CssColor::new("#008080").is_err());
    }

    #[test]
    fn a_product_has_an_owner() {
        assert!(ProdId::new("National CERT", "Rostrum 1.0").is_ok());
        assert!(ProdId::new("", "x").is_err() && ProdId::new("a//b", "x").is_err());
    }
}
