//! The rules of the house that no compiler checks: who may import whom, how long a file may be,
//! what a template and a style sheet may hold.
//!
//! Each rule is a pure function from one file to its faults, and one test that runs it over the
//! tree and proves on snippets that it can fail. Read [`rules::reach`] first: it is the table of layers.
//! Rust is scanned by token, not by grammar: comments, strings and `#[cfg(test)]` items are blanked
//! out, then every path (`crate::x::…`, `super::…`, `some_crate::…`) is followed.

mod pages;
mod reader;
mod rules;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pages::{inline_code, literal_text, machine_paths, physical};
use reader::{code_of, dependencies, paths};
use rules::{MAX_LINES, hash_maps, imports, member, shape};

/// A file of the tree, its path relative to the project.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// Words for a breach: where it is, what it is, how to mend it.
    fn fault(&self, line: usize, what: &str, mend: &str) -> String {
        format!("{}:{line}: {what}\n    mend: {mend}", self.path)
    }
}

/// Every text file below `root` with one of these endings (all, if none is given), in order.
fn sources(root: &str, endings: &[&str]) -> Vec<Source> {
    let base = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut waiting, mut found) = (vec![base.join(root)], Vec::new());
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            let name = name.to_string_lossy();
            // Made by running, or somebody else's. A module may be called demo: only at the top.
            let made = folder == base && ["demo", "mail"].contains(&&*name);
            if made || ["target", ".git", "vendor"].contains(&&*name) {
                continue;
            } else if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                waiting.push(path);
            } else if (endings.is_empty() || endings.iter().any(|end| name.ends_with(end)))
                // What is not text (fonts, images, databases) has no lines to judge.
                && let Ok(text) = fs::read_to_string(&path)
            {
                let path = path.strip_prefix(base).unwrap_or(&path);
                let path = path.to_string_lossy().into_owned();
                found.push(Source { path, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Proves on a table of snippets that a rule can fail and can pass, then holds the files to it.
/// A line of the table has the number of faults to be found, a path, and a text (`⏎` ends a line).
fn hold(files: &[Source], rule: impl Fn(&Source) -> Vec<String>, table: &str) {
    for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let mut parts = row.splitn(3, ' ').map(|part| part.replace('⏎', "\n"));
        let mut part = || parts.next().unwrap_or_default();
        let (number, path, text) = (part(), part(), part());
        let faults = rule(&Source { path, text });
        assert_eq!(faults.len().to_string(), number, "{row}: {faults:?}");
    }
    let faults: Vec<String> = files.iter().flat_map(rule).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

// ------------------------------------------------------------------------ rules over the tree

#[test]
fn every_layer_imports_only_what_the_table_allows() {
    let manifests = sources("", &["Cargo.toml"]);
    let mut known: BTreeSet<String> = ["sqlx".to_owned()].into();
    known.extend(manifests.iter().flat_map(|file| dependencies(&file.text)));
    let rule = |file: &Source| imports(file, &known);
    let mut files = sources("src", &[".rs"]);
    // Unit tests that fill a file of their own may look anywhere.
    // The matcher is a crate of its own, which can't see any layer.
    files.retain(|file| !file.path.contains("/tests") && !file.path.starts_with("src/matching/"));
    assert!(!files.is_empty(), "the source tree was not found");
    let proofs = r#"
        1 src/time/span.rs use crate::db::Work;
        2 src/audit/mod.rs use crate::{error::Result, offers::{self, ask}};
        1 src/slots/mod.rs use crate::matching::Instance;
        1 src/planning/mod.rs use matching::Instance;
        2 src/courses/mod.rs use crate::ical::Event; use axum::Router;
        2 src/web/pages/slots.rs use entity::SlotId; use crate::db::{Db, Work};
        1 src/app.rs use crate::web::router;
        1 src/main.rs fn main() { rostrum::web::run(); }
        1 src/cli/backup.rs use crate::web::router;
        1 src/reports/mod.rs use crate::cli::args;
        1 src/elsewhere.rs
        0 src/planning/mod.rs use crate::matching::{self, Instance}; use crate::slots;
        0 src/offers/answer.rs use super::lifecycle; use crate::ical; use sea_orm::Set;
        0 src/audit/mod.rs // crate::web::x⏎const X: &str = "crate::web::x";
        0 src/time/a.rs #[cfg(test)]⏎mod tests { use proptest::x; use crate::db::y; }
        0 src/cli/serve.rs use crate::web::router;"#;
    hold(&files, rule, proofs);
}

#[test]
fn the_scanner_reads_rust() {
    let code = r###"let a = ('x', '\'', "\"a::b"); let c: &'static str = r#"a::b"#; // a::b
        use crate::{a, b::{self, C as D}}; use axum; ::tera::x; y.z::<u8>(); /* a::b */ 'a'"###;
    let mut read = String::new();
    for (line, path) in paths(&code_of(code)) {
        read += &format!(" {line}/{}", path.join("::"));
    }
    assert_eq!(
        read,
        " 2/crate::a 2/crate::b::self 2/crate::b::C 2/axum 2/tera::x 2/z"
    );
}

#[test]
fn the_members_stand_alone() {
    let proofs = r#"
        1 migration/src/a.rs use entity::slot;
        1 migration/Cargo.toml [dependencies]⏎entity = { path = "../entity" }
        0 migration/src/a.rs //! never entity::x⏎use sea_orm_migration::x;"#;
    let files = sources("migration", &[".rs", "Cargo.toml"]);
    hold(&files, |file| member(file, "sea_orm_migration"), proofs);
    let files = sources("entity", &[".rs", "Cargo.toml"]);
    hold(&files, |file| member(file, "sea_orm chrono serde"), "");
    let proofs = r#"
        1 src/matching/a.rs use rostrum::offers;
        1 src/matching/a.rs fn f() { entity::x(); }
        1 src/matching/Cargo.toml [dependencies]⏎sea-orm = "2"
        0 src/matching/a.rs use crate::model::Instance;"#;
    let files = sources("src/matching", &[".rs", "Cargo.toml"]);
    hold(
        &files,
        |file| member(file, "serde serde_json proptest"),
        proofs,
    );
}

#[test]
fn the_matcher_holds_no_hash_maps() {
    let proofs = "
        2 a.rs use std::collections::{HashMap, HashSet};
        0 a.rs // no HashMap⏎struct HashMapLike;";
    hold(&sources("src/matching", &[".rs"]), hash_maps, proofs);
}

#[test]
fn files_are_short_and_modules_say_what_they_own() {
    let full = "x⏎".repeat(MAX_LINES);
    let proofs = format!("0 a.css {full}\n 1 a.css {full}x\n 1 src/a.rs use std::fmt;");
    hold(&sources("", &[".rs", ".html", ".css"]), shape, &proofs);
}

#[test]
fn no_template_holds_literal_text() {
    let proofs = r#"
        2 a.html <p>Save</p><a title="Close">{{ t(key="close") }}</a>
        1 a.html {{ <ui.badge label="Open" /> }}
        1 a.txt Dear {{ name }},
        0 a.html {# why #}<!-- why --><p class="a">{% if x > 1 %}{{ t() }}&nbsp;·</p>"#;
    let files = sources("templates", &[".html", ".txt"]);
    hold(&files, literal_text, proofs);
}

#[test]
fn no_page_holds_inline_style_or_script() {
    let proofs = r#"
        4 a.html <p style="color: red" onclick="go()"><script>go()</script><style>p {}</style>
        0 a.html <script src="{{ asset(path="a.js") }}" defer></script>"#;
    hold(&sources("templates", &[".html"]), inline_code, proofs);
}

#[test]
fn styles_use_logical_properties_only() {
    let proofs = r#"
        2 a.css a { margin-left: 1px; b { left: 0 } }
        1 a.css @media (min-width: 1px) { a { text-align: right } }
        0 a.css a { margin-inline-start: 1px; text-align: start } .left:hover { }"#;
    hold(&sources("assets", &[".css"]), physical, proofs);
}

#[test]
fn no_file_names_a_path_of_one_machine() {
    let proofs = concat!("1 a.sh cd /wo", "rk/x\n0 a.sh https://host/ho", "me/a");
    hold(&sources("", &[]), machine_paths, proofs);
}
