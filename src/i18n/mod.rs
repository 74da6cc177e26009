//! Every visible word, by key: `locales/<language>/*.ftl` (Fluent). English is complete; a key that
//! Urdu lacks is read in English until its translation lands.

use std::borrow::Cow;
use std::collections::HashMap;

use entity::Language;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, static_loader};
use unic_langid::langid;

use crate::error::Message;

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
        // Pages isolate by <bdi>; mails and calendars want no invisible marks.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

const ENGLISH: LanguageIdentifier = langid!("en");
const URDU: LanguageIdentifier = langid!("ur");

/// The words of a key. One that no locale has is shown between brackets, and fails the tests.
pub fn t(language: Language, key: &str, args: &[(String, String)]) -> String {
    let locale = match language {
        Language::English => &ENGLISH,
        Language::Urdu => &URDU,
    };
    let args: HashMap<Cow<'static, str>, FluentValue<'_>> = args
        .iter()
        .map(|(name, value)| {
            // Plural rules want numbers as numbers.
            let value = value
                .parse::<i64>()
                .map_or_else(|_| FluentValue::from(value.clone()), FluentValue::from);
            (Cow::Owned(name.clone()), value)
        })
        .collect();
    LOCALES
        .try_lookup_with_args(locale, key, &args)
        .unwrap_or_else(|| format!("[{key}]"))
}

/// The words of a message.
pub fn say(language: Language, message: &Message) -> String {
    t(language, &message.key, &message.args)
}

/// The language in which a key is read: English where this one has no words for it yet. What is written in
/// somebody's language as a whole asks by one of its keys, or it would run from right to left in English.
pub fn spoken(language: Language, key: &str) -> Language {
    let none: Option<&HashMap<String, FluentValue<'_>>> = None;
    match language {
        Language::Urdu
            if LOCALES
                .lookup_no_default_fallback(&URDU, key, none)
                .is_none() =>
        {
            Language::English
        }
        other => other,
    }
}

/// Whether English has the key.
pub fn knows(key: &str) -> bool {
    LOCALES.try_lookup(&ENGLISH, key).is_some()
        || LOCALES
            .try_lookup_with_args(&ENGLISH, key, &HashMap::new())
            .is_some()
}

/// `lang` attribute.
pub const fn code(language: Language) -> &'static str {
    language.word()
}

/// `dir` attribute.
pub const fn direction(language: Language) -> &'static str {
    match language {
        Language::English => "ltr",
        Language::Urdu => "rtl",
    }
}
