//! What the documents say is what the code does.

use std::fs;
use std::path::Path;

use rostrum::{offers, sessions, slots, trainers};

fn domain() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/DOMAIN.md");
    fs::read_to_string(path).unwrap()
}

/// `sent ─accept─▶ accepted` of the pictures, line by line, chains and all.
fn arrows(text: &str) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for line in text.lines().filter(|line| line.contains('▶')) {
        let parts: Vec<&str> = line.split("─▶").collect();
        for pair in parts.windows(2) {
            let Some((before, event)) = pair[0].split_once('─') else {
                continue;
            };
            let from = before.split_whitespace().last().unwrap_or_default();
            let to = pair[1].split_whitespace().next().unwrap_or_default();
            let to = to.split('─').next().unwrap_or_default();
            found.push((from.to_owned(), event.to_owned(), to.to_owned()));
        }
    }
    found.sort();
    found
}

#[test]
fn the_pictures_of_the_lives_are_those_of_the_tables() {
    fn lines<S: Copy, E: std::fmt::Debug>(
        table: &[(S, E, S)],
        word: fn(S) -> &'static str,
    ) -> Vec<(String, String, String)> {
        let line = |(from, event, to): &(S, E, S)| {
            (
                word(*from).to_owned(),
                format!("{event:?}").to_lowercase(),
                word(*to).to_owned(),
            )
        };
        table.iter().map(line).collect()
    }
    let mut tables = lines(slots::lifecycle::TABLE, |state| state.word());
    tables.extend(lines(offers::lifecycle::TABLE, |state| state.word()));
    tables.extend(lines(sessions::lifecycle::TABLE, |state| state.word()));
    tables.extend(lines(trainers::membership::lifecycle::TABLE, |state| {
        state.word()
    }));
    tables.sort();
    let pictures = arrows(&domain());
    let missing: Vec<_> = tables
        .iter()
        .filter(|line| !pictures.contains(line))
        .collect();
    assert!(
        missing.is_empty(),
        "not drawn in docs/DOMAIN.md: {missing:?}"
    );
    let invented: Vec<_> = pictures
        .iter()
        .filter(|line| !tables.contains(line))
        .collect();
    assert!(
        invented.is_empty(),
        "drawn, but not in a table: {invented:?}"
    );
}
