//! Words: every key that code or a template names is in English, every Urdu key is one of those, both
//! take the same parameters, and no key lies about unused.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let base = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut waiting: Vec<PathBuf> = vec![base.join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|end| end == ending) {
                let name = path.strip_prefix(base).unwrap().display().to_string();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// Keys of a language with the parameters that each takes.
fn keys(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, text) in files(&format!("locales/{language}"), "ftl") {
        let mut key = None;
        for line in text.lines() {
            let start = line.split_once('=').map(|(name, _)| name.trim_end());
            if let Some(name) = start.filter(|name| kebab(name)) {
                let twice = keys.insert(name.to_owned(), BTreeSet::new());
                assert!(twice.is_none(), "{file}: {name} is there twice");
                key = Some(name.to_owned());
            }
            // A term (`-brand`), an attribute or a comment belongs to no key of ours.
            if let Some(key) = key.as_ref().and_then(|key| keys.get_mut(key)) {
                for after in line.split('$').skip(1) {
                    let name: String = after
                        .chars()
                        .take_while(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-')
                        .collect();
                    key.insert(name);
                }
            }
        }
    }
    keys
}

fn kebab(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
}

/// Everything between double quotes, line by line.
fn literals(text: &str) -> Vec<&str> {
    code(text)
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .collect()
}

/// Lines that are not comments.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
}

/// Literals of code and templates that name a key, with where; and the beginnings of built keys.
fn named() -> (Vec<(String, String)>, BTreeSet<String>) {
    let mut names = Vec::new();
    let mut beginnings = BTreeSet::new();
    for (file, text) in [files("templates", "html"), files("src", "rs")].concat() {
        let text = text.split("#[cfg(test)]").next().unwrap();
        for literal in literals(text) {
            if let Some((beginning, _)) = literal.split_once('{')
                && kebab(beginning)
                && beginning.ends_with('-')
            {
                beginnings.insert(beginning.to_owned()); // format!("month-{}")
            } else if kebab(literal) && literal.ends_with('-') {
                beginnings.insert(literal.to_owned()); // "state-" ~ offer.state
            } else if kebab(literal) {
                names.push((file.clone(), literal.to_owned()));
            }
        }
        // `t(key="…")` names a key whatever it looks like.
        for after in code(text).flat_map(|line| line.split("key=\"").skip(1)) {
            let key = after.split('"').next().unwrap();
            if !key.contains(['{', '}', '~']) && !key.ends_with('-') {
                names.push((format!("{file} "), key.to_owned()));
            }
        }
    }
    (names, beginnings)
}

#[test]
fn every_key_that_is_named_is_in_english() {
    let english = keys("en");
    assert!(!english.is_empty());
    // A literal is taken for a key when it begins as keys of ours do.
    let areas: BTreeSet<&str> = english
        .keys()
        .filter_map(|key| key.split_once('-'))
        .map(|(area, _)| area)
        .collect();
    let mut missing = BTreeSet::new();
    for (file, name) in named().0 {
        let sure = file.ends_with(' ');
        let area = name.split_once('-').map_or("", |(area, _)| area);
        let like_a_key = areas.contains(area) && !NOT_KEYS.contains(&name.as_str());
        // A mail's key stands for its subject and body.
        let known = english.contains_key(&name) || english.contains_key(&format!("{name}-body"));
        if (sure || like_a_key) && !known {
            missing.insert(format!("{}: {name}", file.trim_end()));
        }
    }
    assert!(
        missing.is_empty(),
        "not in locales/en:\n{}",
        Vec::from_iter(missing).join("\n")
    );
}

/// Words of the code that only look like keys.
const NOT_KEYS: &[&str] = &["not-found", "not-free", "not-my-subject"];

#[test]
fn no_key_lies_about_unused() {
    let (names, beginnings) = named();
    let names: BTreeSet<String> = names.into_iter().map(|(_, name)| name).collect();
    let unused: Vec<String> = keys("en")
        .into_keys()
        .filter(|key| {
            let mail = key.strip_suffix("-body").or(key.strip_suffix("-subject"));
            !names.contains(key) && !mail.is_some_and(|mail| names.contains(mail))
        })
        .filter(|key| {
            !beginnings
                .iter()
                .any(|beginning| key.starts_with(beginning))
        })
        .collect();
    assert!(
        unused.is_empty(),
        "no code or template names:\n{}",
        unused.join("\n")
    );
}

#[test]
fn urdu_says_what_english_says() {
    let english = keys("en");
    for (key, parameters) in keys("ur") {
        let theirs = english.get(&key);
        assert!(theirs.is_some(), "{key} is in Urdu alone");
        assert_eq!(
            theirs,
            Some(&parameters),
            "{key} takes other parameters in Urdu"
        );
    }
}

#[test]
fn every_stored_word_has_words() {
    use entity::{
        Channel, FeedScope, Language, MessageKind, Mode, OfferState, OutboxState, Pool,
        ProposalState, RequestState, Role, SessionState,
    };
    let english = keys("en");
    let mut missing = Vec::new();
    let mut need = |area: &str, words: Vec<&str>| {
        for word in words {
            let key = format!("{area}-{word}");
            if !english.contains_key(&key) {
                missing.push(key);
            }
        }
    };
    macro_rules! words {
        ($($area:literal: $stored:ty),+ $(,)?) => {
            $(need($area, <$stored>::ALL.iter().map(|value| value.word()).collect());)+
        };
    }
    words!(
        "state": RequestState, "state": OfferState, "state": SessionState, "state": ProposalState,
        "message-state": OutboxState, "message": MessageKind, "role": Role, "mode": Mode,
        "pool": Pool, "language": Language, "channel": Channel, "scope": FeedScope,
    );
    need("decline", rostrum::offers::DECLINE_REASONS.to_vec());
    assert!(
        missing.is_empty(),
        "not in locales/en: {}",
        missing.join(", ")
    );
}
