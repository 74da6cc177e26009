//! PURE: whether two people may be one, by their names, telephones and mail addresses.
//!
//! Names are compared without titles, case, signs and order, and in one of the spellings that a Pakistani name
//! has; then letter by letter, where all but one long word agree. It says *may be*: a person decides.

use strsim::{damerau_levenshtein, jaro_winkler};

/// Why two people may be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// The same name, however it is spelt.
    Name,
    /// The same telephone number.
    Phone,
    /// The same address before the `@`, and a name in common.
    Mailbox,
}

impl Sign {
    /// As locale keys and programs have it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Phone => "phone",
            Self::Mailbox => "mailbox",
        }
    }
}

/// What is compared of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Face {
    /// Words of the name in their usual spelling, sorted.
    pub words: Vec<String>,
    /// The same in the order of the name, as one.
    pub joined: String,
    /// The last ten digits of the telephone number.
    pub phone: Option<String>,
    /// The address before the `@`, without dots and what follows a plus.
    pub mailbox: Option<String>,
}

/// Words before and behind names that are no names.
const TITLES: &[&str] = &[
    "dr",
    "prof",
    "professor",
    "engr",
    "eng",
    "engineer",
    "mr",
    "mrs",
    "ms",
    "miss",
    "sir",
    "madam",
    "assoc",
    "associate",
    "asst",
    "assistant",
    "lt",
    "col",
    "maj",
    "major",
    "brig",
    "brigadier",
    "gen",
    "capt",
    "captain",
    "cdr",
    "retd",
    "phd",
];

/// Names that are often left out.
const OPTIONAL: &[&str] = &["muhammad", "m", "syed", "hafiz"];

/// The spellings of one name, the usual one first.
const SPELLINGS: &[&[&str]] = &[
    &[
        "muhammad", "mohammad", "mohammed", "muhammed", "mohamed", "mohamad", "muhamad", "mohd",
        "muhd", "md",
    ],
    &["ahmad", "ahmed", "ahmet", "ehmad"],
    &[
        "hussain", "hussein", "husain", "husein", "hossain", "hossein",
    ],
    &["hassan", "hasan"],
    &["usman", "osman", "uthman", "othman", "usmaan"],
    &["umar", "omar", "omer", "umer"],
    &["aisha", "ayesha", "aysha", "aesha", "aishah", "ayisha"],
    &[
        "syed", "sayed", "sayyid", "sayyed", "saiyid", "saiyed", "syyed",
    ],
    &["syeda", "sayeda", "sayyida"],
    &["rahman", "rehman", "rahmaan", "rehmaan"],
    &["qureshi", "quraishi", "qureishi", "koreshi", "qurashi"],
    &[
        "chaudhry",
        "chaudhary",
        "choudhry",
        "chaudhri",
        "choudhary",
        "chaudry",
        "chowdhury",
        "choudhury",
        "chowdhry",
    ],
    &["sheikh", "shaikh", "shaykh", "sheik", "shaik"],
    &[
        "siddiqui",
        "siddiqi",
        "siddique",
        "siddiquee",
        "sadiqui",
        "siddiky",
    ],
    &[
        "yousaf", "yousuf", "yusuf", "yousef", "yusaf", "yosuf", "yusof",
    ],
    &["javed", "javaid", "jawed", "javeed", "jawaid", "javid"],
    &["akhtar", "akhter", "akther"],
    &["mahmood", "mehmood", "mahmud", "mehmud", "mahmoud"],
    &["masood", "masud", "masoud", "massood"],
    &["saeed", "sayeed", "saaed", "saied"],
    &["fatima", "fatimah", "fathima", "fatema"],
    &["khadija", "khadijah", "khadeeja", "khadeja"],
    &["zainab", "zaynab", "zenab", "zainub"],
    &["ibrahim", "ebrahim", "ibraheem"],
    &["ismail", "ismaeel", "esmail"],
    &["shahzad", "shehzad", "shahzaad", "shahzed"],
    &["farooq", "farooque", "faruq", "farouk", "faruk"],
    &["iqbal", "eqbal", "ikbal"],
    &["naeem", "naim", "nayeem"],
    &["kareem", "karim"],
    &["khalid", "khaled"],
    &["zubair", "zubayr", "zubear"],
    &["maryam", "mariam", "mariyam", "miriam", "meryem"],
    &["noor", "nur", "nour"],
    &["jamal", "jamaal"],
    &["sulaiman", "suleman", "sulman", "sulayman", "suleiman"],
    &["taimoor", "taimur", "temur", "taymur"],
    &["tariq", "tarik", "tareq"],
    &["mirza", "meerza"],
    &["malik", "malick"],
    &["abdul", "abdal", "abdel"],
];

/// Boxes that many organisations have, and which are nobody's own.
const SHARED: &[&str] = &[
    "admin",
    "contact",
    "director",
    "office",
    "training",
    "registrar",
    "secretary",
    "principal",
];

impl Face {
    /// Of what is known of somebody.
    pub fn of(name: &str, email: Option<&str>, phone: Option<&str>) -> Self {
        let mut words: Vec<String> = name
            .to_lowercase()
            .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
            .map(|word| word.replace(['\'', '’'], ""))
            .filter(|word| !word.is_empty() && !TITLES.contains(&word.as_str()))
            .map(usual)
            .collect();
        let joined = words.concat();
        words.sort_unstable();
        let digits = |phone: &str| {
            let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
            let from = digits.len().checked_sub(10)?;
            Some(digits[from..].iter().collect::<String>())
        };
        let mailbox = |email: &str| {
            let (name, _) = email.rsplit_once('@')?;
            let name = name.split('+').next().unwrap_or_default();
            let plain = name.to_lowercase().replace(['.', '_', '-'], "");
            let own = plain.chars().count() >= 5 && !SHARED.contains(&plain.as_str());
            own.then_some(plain)
        };
        Self {
            words,
            joined,
            phone: phone.and_then(digits),
            mailbox: email.and_then(mailbox),
        }
    }
}

/// A name in its usual spelling.
fn usual(word: String) -> String {
    SPELLINGS
        .iter()
        .find(|spellings| spellings.contains(&word.as_str()))
        .map_or(word, |spellings| spellings[0].to_owned())
}

/// Why they may be one; nothing where nothing speaks for it.
pub fn alike(a: &Face, b: &Face) -> Vec<Sign> {
    let both = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
    let mut signs = Vec::new();
    if same_name(a, b) {
        signs.push(Sign::Name);
    }
    if both(&a.phone, &b.phone) {
        signs.push(Sign::Phone);
    }
    let shared = a
        .words
        .iter()
        .any(|word| word.len() > 2 && b.words.contains(word));
    if shared && both(&a.mailbox, &b.mailbox) {
        signs.push(Sign::Mailbox);
    }
    signs
}

fn same_name(a: &Face, b: &Face) -> bool {
    if a.words.is_empty() || b.words.is_empty() {
        return false;
    }
    a.words == b.words || a.joined == b.joined || near(&a.words, &b.words)
}

/// Whether all words agree but for what is often left out, an initial, or one long word with a slip in it.
fn near(a: &[String], b: &[String]) -> bool {
    let (mut left, mut right) = (a.to_vec(), b.to_vec());
    left.retain(|word| match right.iter().position(|other| other == word) {
        Some(at) => {
            right.remove(at);
            false
        }
        None => true,
    });
    let agreed = a.len() - left.len();
    // Who is called Muhammad besides is still the same; who is called nothing else is not.
    if agreed >= 2 {
        let optional = |word: &String| !OPTIONAL.contains(&word.as_str());
        left.retain(optional);
        right.retain(optional);
    }
    match (left.as_slice(), right.as_slice()) {
        ([], []) => agreed >= 2,
        ([one], [other]) if agreed >= 1 => initial(one, other) || slip(one, other),
        _ => false,
    }
}

/// `A` and `Asad`.
fn initial(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let letter = short.chars().count() == 1 && short.chars().all(char::is_alphabetic);
    letter && long.starts_with(short)
}

/// `Khattak` and `Khatak`, but not `Hina` and `Hira`: short names differ by a letter.
fn slip(one: &str, other: &str) -> bool {
    let long = |word: &str| word.chars().count() >= 6;
    long(one)
        && long(other)
        && damerau_levenshtein(one, other) <= 2
        && jaro_winkler(one, other) >= 0.95
}

#[cfg(test)]
mod tests {
    use super::{Face, Sign, alike};

    fn named(a: &str, b: &str) -> bool {
        let face = |name| Face::of(name, None, None);
        let there = alike(&face(a), &face(b)) == [Sign::Name];
        let back = alike(&face(b), &face(a)) == [Sign::Name];
        assert_eq!(
            there, back,
            "{a} and {b}: it must not matter who comes first"
        );
        there
    }

    #[test]
    fn one_name_is_known_in_its_spellings() {
        for (a, b) in [
            ("Dr. Bilal Khan", "Bilal KHAN"),
            ("Bilal Khan", "Khan, Bilal"),
            ("Mohammad Usman Qureshi", "Muhammed Osman Quraishi"),
            ("Muhammad Bilal Khan", "Bilal Khan"),
            ("M. Bilal Khan", "Muhammad Bilal Khan"),
            ("Prof. Dr. Ayesha Ahmed", "Engr. Aisha Ahmad"),
            ("Syed Ali Hussain", "Sayed Ali Husain"),
            ("Abdul Rehman", "Abdulrahman"),
            ("Fazal-ur-Rehman Chaudhry", "Fazal ur Rahman Choudhary"),
            ("Sana Khattak", "Sana Khatak"),
            ("Zia ul-Haq", "Zia ul Haq"),
        ] {
            assert!(named(a, b), "{a} and {b}");
        }
    }

    #[test]
    fn other_people_stay_other_people() {
        for (a, b) in [
            ("Hina Khan", "Hira Khan"),
            ("Bilal Khan", "Bilal Ahmed"),
            ("Muhammad Ali", "Ali"),
            ("Muhammad Bilal", "Muhammad Asad"),
            ("Tahira Trainer", "Tariq Trainer"),
            ("Person 1", "Person 10"),
            ("Dr.", "Prof."),
            ("", ""),
        ] {
            assert!(!named(a, b), "{a} and {b}");
        }
    }

    #[test]
    fn telephones_and_mailboxes_speak_too() {
        let a = Face::of(
            "Amna Khan",
            Some("a.khan@uet.edu.pk"),
            Some("+92 300 1234567"),
        );
        let b = Face::of("A Bibi", Some("x@nust.edu.pk"), Some("0300-1234567"));
        assert_eq!(alike(&a, &b), [Sign::Phone]);
        let c = Face::of("Khan Asif", Some("akhan+x@nust.edu.pk"), None);
        assert_eq!(alike(&a, &c), [Sign::Mailbox]);
        let d = Face::of("Basit Jan", Some("a.khan@nust.edu.pk"), Some("12"));
        assert_eq!(alike(&a, &d), []);
    }
}
