//! The rules of the house that no compiler checks: who may import whom, how long a file may be,
//! what a template and a style sheet may hold.
//!
//! Each rule is a pure function from one file to its faults, and one test that runs it over the
//! tree and proves on snippets that it can fail. Read [`reach`] first: it is the table of layers.
//! Rust is scanned by token, not by grammar: comments, strings and `#[cfg(test)]` items are blanked
//! out, then every path (`crate::x::…`, `super::…`, `some_crate::…`) is followed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Features from left to right: each may import those before it.
const FEATURES: &str = "audit accounts notify reference institutes courses trainers availability \
                        slots planning offers sessions feedback feeds reports flows";
/// What every feature stands on.
const GROUND: &str = "db error actor text time config i18n";
/// No file is longer.
const MAX_LINES: usize = 600;

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

// ------------------------------------------------------------------------------- reading Rust

/// What was read, with its line: a word or sign, or the parts of a path.
type At<T> = (usize, T);
type Paths = Vec<At<Vec<String>>>;

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_listed(list: &str, name: &str) -> bool {
    list.split_whitespace().any(|item| item == name)
}

/// As many line ends as the text has, and nothing else: lines stay where they are.
fn line_ends(text: &str) -> String {
    text.chars().filter(|c| *c == '\n').collect()
}

/// Length of the comment, string or character that begins here; 0 if none does.
fn dark(rest: &str) -> usize {
    let past = |from: usize, sign: &str| {
        let body = rest.get(from..).unwrap_or_default();
        let end = body.find(sign).map(|k| from + k + sign.len());
        end.unwrap_or(rest.len())
    };
    let hashes = rest.chars().skip(1).take_while(|c| *c == '#').count();
    if rest.starts_with("//") {
        rest.find('\n').unwrap_or(rest.len())
    } else if rest.starts_with("/*") {
        past(2, "*/")
    } else if rest.starts_with('r') && rest[1 + hashes..].starts_with('"') {
        past(2 + hashes, &format!("\"{}", "#".repeat(hashes)))
    } else if rest.starts_with('"') {
        let mut escaped = true; // The opening quote does not close.
        let close = rest.char_indices().find(|(_, c)| {
            let closes = *c == '"' && !escaped;
            escaped = *c == '\\' && !escaped;
            closes
        });
        close.map_or(rest.len(), |(k, _)| k + 1)
    } else if rest.starts_with("'\\") {
        past(3, "'")
    } else if rest.starts_with('\'') && rest.chars().nth(2) == Some('\'') {
        past(1, "'").max(3)
    } else {
        0
    }
}

/// The code alone: without comments, strings, characters and `#[cfg(test)]` items.
fn code_of(text: &str) -> String {
    let (mut code, mut rest) = (String::new(), text);
    while let Some(first) = rest.chars().next() {
        let length = dark(rest);
        code.push(if length == 0 { first } else { ' ' });
        code += &line_ends(&rest[..length]);
        rest = &rest[length.max(first.len_utf8())..];
    }
    while let Some(start) = code.find("#[cfg(test)]") {
        let mut depth = 0;
        // The item ends with its body, or without one (`mod tests;`).
        let end = code[start..].char_indices().find(|(_, c)| {
            depth += i32::from(*c == '{') - i32::from(*c == '}');
            depth == 0 && (*c == '}' || *c == ';')
        });
        let end = end.map_or(code.len(), |(k, _)| start + k + 1);
        let ends = line_ends(&code[start..end]);
        code.replace_range(start..end, &ends);
    }
    code
}

/// Words, `::` and single signs, each with its line.
fn tokens(code: &str) -> Vec<At<String>> {
    let mut found: Vec<At<String>> = Vec::new();
    let (mut line, mut glued) = (1, false);
    for c in code.chars() {
        match found.last_mut() {
            Some((_, last)) if glued && is_word(c) && last.ends_with(is_word) => last.push(c),
            Some((_, last)) if glued && c == ':' && last == ":" => last.push(c),
            _ if !c.is_whitespace() => found.push((line, c.to_string())),
            _ => {}
        }
        glued = !c.is_whitespace();
        line += usize::from(c == '\n');
    }
    found
}

/// Every path with a `::` (or after `use`), groups unfolded: `crate::{a, b::c}` gives two.
fn paths(code: &str) -> Paths {
    let all = tokens(code);
    let text = |i: usize| all.get(i).map_or("", |token| token.1.as_str());
    let (mut found, mut i) = (Vec::new(), 0);
    while i < all.len() {
        let before = |steps: usize| i.checked_sub(steps).map_or("", text);
        // `::axum::x` is a start too: what stands before its `::` is no name.
        let starts = before(1) != "::" || !before(2).ends_with(|c| is_word(c) || c == '>');
        let named = text(i).starts_with(|c: char| c.is_alphabetic() || c == '_');
        if named && starts && (text(i + 1) == "::" || before(1) == "use") {
            i = follow(&all, i, Vec::new(), &mut found);
        } else {
            i += 1;
        }
    }
    found
}

/// Reads one path with its groups from token `i`; gives the token after it.
fn follow(all: &[At<String>], mut i: usize, mut path: Vec<String>, found: &mut Paths) -> usize {
    let text = |i: usize| all.get(i).map_or("", |token| token.1.as_str());
    let line = all.get(i).map_or(0, |token| token.0);
    loop {
        if text(i) == "{" {
            i += 1;
            while i < all.len() && text(i) != "}" {
                i = follow(all, i, path.clone(), found);
                i += usize::from(text(i) == ",");
            }
            return i + 1;
        }
        path.push(text(i).to_owned());
        i += 1;
        if text(i) != "::" || !(text(i + 1) == "{" || text(i + 1).starts_with(is_word)) {
            found.push((line, path));
            return if text(i) == "as" { i + 2 } else { i };
        }
        i += 1;
    }
}

/// A path as seen from the crate's root (`crate` first); unchanged if it starts in another crate.
fn resolve(module: &[&str], path: &[String]) -> Vec<String> {
    let ups = path.iter().take_while(|part| *part == "super").count();
    let (here, rest) = match path[0].as_str() {
        "crate" | "rostrum" => (&module[..0], &path[1..]),
        "self" => (module, &path[1..]),
        "super" => (&module[..module.len().saturating_sub(ups)], &path[ups..]),
        _ => return path.to_vec(),
    };
    let here = ["crate"].iter().chain(here).map(|part| part.to_string());
    here.chain(rest.iter().cloned()).collect()
}

/// Names of the crates that a Cargo.toml depends on, as Rust spells them.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let (mut inside, mut found) = (false, BTreeSet::new());
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            inside = line.ends_with("dependencies]");
        } else if inside && line.contains('=') && !line.starts_with('#') {
            let name = line.split(['=', '.']).next().unwrap_or_default();
            found.insert(name.trim().replace('-', "_"));
        }
    }
    found
}

// ------------------------------------------------------------------------------ rules of Rust

/// The other crates that a layer may use.
enum Crates {
    /// These and `std`.
    Only(&'static str),
    /// All but these.
    Not(&'static str),
}

/// The table of layers: which modules of this crate, and which other crates, each may import.
fn reach(layer: &str) -> Option<(String, Crates)> {
    use Crates::{Not, Only};
    const WEB: &str = "axum axum_extra tower tower_http ics migration sea_orm_migration";
    const DB: &str = "axum axum_extra tower tower_http ics tera";
    const PLAIN: &str = "axum axum_extra tower tower_http ics migration sea_orm_migration sea_orm";
    const ROWS: &str = "ics migration sea_orm_migration sea_orm entity";
    let all = format!("{GROUND} {FEATURES} app render ical matching");
    Some(match layer {
        "time" => (String::new(), Only("chrono chrono_tz")),
        "ical" => ("time".into(), Only("chrono chrono_tz ics")),
        "matching" => ("time".into(), Only("serde serde_json")),
        "error" => ("i18n".into(), Not(WEB)),
        "text" => ("error".into(), Not(PLAIN)),
        "config" => ("error time i18n".into(), Not(ROWS)),
        "i18n" | "actor" => ("error time config i18n".into(), Not(PLAIN)),
        "db" => (GROUND.into(), Not(DB)),
        "web" => (format!("{GROUND} {FEATURES} app render"), Not(ROWS)),
        "render" => (format!("{GROUND} accounts"), Not(ROWS)),
        "app" => (all, Not("")),
        "cli" => (format!("{all} web"), Not("")),
        "main" => (format!("{all} cli"), Not("")),
        "lib" => (format!("{all} web cli"), Not("")),
        feature if is_listed(FEATURES, feature) => {
            let (left, _) = FEATURES.split_once(feature)?;
            let more = match feature {
                "planning" => "matching",
                "feeds" | "offers" | "sessions" => "ical",
                _ => "",
            };
            (format!("{GROUND} {left} {more}"), Not(WEB))
        }
        _ => return None,
    })
}

/// Imports against the table.
fn imports(file: &Source, known: &BTreeSet<String>) -> Vec<String> {
    let inner = file.path.trim_start_matches("src/").trim_end_matches(".rs");
    let module: Vec<&str> = inner.split('/').filter(|part| *part != "mod").collect();
    let (layer, part) = (module[0], *module.get(1).unwrap_or(&""));
    let Some((modules, crates)) = reach(layer) else {
        let mend = "put it into `reach` in tests/it/architecture.rs and into docs/ARCHITECTURE.md";
        return vec![file.fault(1, &format!("`{layer}` is no known layer"), mend)];
    };
    let mut faults = Vec::new();
    for (line, path) in paths(&code_of(&file.text)) {
        let path = resolve(&module, &path);
        let name = path.get(1).map_or("", String::as_str);
        // Types and macros of the root itself are no layer.
        let inside = path[0] == "crate" && name != layer && name.starts_with(char::is_lowercase);
        let foreign = known.contains(&path[0])
            && match crates {
                Crates::Only(list) => !is_listed(list, &path[0]),
                Crates::Not(list) => is_listed(list, &path[0]),
            };
        let page = (layer, name) == ("cli", "web") && !is_listed("serve demo openapi", part);
        let table = (layer, name) == ("web", "db") && path.get(2).is_none_or(|item| item != "Work");
        let mend = if foreign {
            "keep the crate behind its layer; features re-export the ids and enums of a view"
        } else if inside && !is_listed(&modules, name) {
            "move the shared thing left, or let the right one read the left one's outcome"
        } else if page {
            "call the feature, not its page: only serve, demo and openapi know the web"
        } else if table {
            "take a Work from the extractor and call the feature: pages know only db::Work"
        } else {
            continue;
        };
        let what = format!("`{layer}` may not import `{}`", path.join("::"));
        faults.push(file.fault(line, &what, mend));
    }
    faults
}

/// What the members `entity` and `migration` may depend on; and never on a crate above them.
fn member(file: &Source, allowed: &str) -> Vec<String> {
    let mend = "storage shapes and migrations stand alone: move what needs it into src/";
    let fault = |line, name: &str| file.fault(line, &format!("a member knows `{name}`"), mend);
    if file.path.ends_with(".toml") {
        let mut names = dependencies(&file.text);
        names.retain(|name| !is_listed(allowed, name));
        return names.iter().map(|name| fault(1, name)).collect();
    }
    let used = paths(&code_of(&file.text)).into_iter();
    used.filter(|(_, path)| is_listed("rostrum entity migration", &path[0]))
        .map(|(line, path)| fault(line, &path[0]))
        .collect()
}

/// Hash maps in the matcher: their order differs from run to run.
fn hash_maps(file: &Source) -> Vec<String> {
    let mend = "use a Vec by index, a BTreeMap or a BTreeSet";
    let hits = tokens(&code_of(&file.text)).into_iter();
    hits.filter(|(_, name)| name == "HashMap" || name == "HashSet")
        .map(|(line, name)| file.fault(line, &format!("`{name}` has a random order"), mend))
        .collect()
}

/// Over-long files, and modules that do not say what they own.
fn shape(file: &Source) -> Vec<String> {
    let lines = file.text.lines().count();
    let mut faults = Vec::new();
    if lines > MAX_LINES {
        let what = format!("{lines} lines, where {MAX_LINES} are the most");
        faults.push(file.fault(lines, &what, "split it: a file is one action or one rule"));
    }
    if file.path.contains("src/") && file.path.ends_with(".rs") && !file.text.starts_with("//!") {
        let mend = "open with `//!`: what it owns, what it refuses, which file to read first";
        faults.push(file.fault(1, "the module does not say what it owns", mend));
    }
    faults
}

// -------------------------------------------------------------- rules of templates and styles

/// The line of a place in a text.
fn line_at(text: &str, place: usize) -> usize {
    1 + text[..place].matches('\n').count()
}

/// Blanks out every stretch between a pair of signs, such as `/* */`.
fn blank(text: &str, pair: &str) -> String {
    let (open, close) = pair.split_once(' ').unwrap_or((pair, pair));
    let (mut out, mut rest) = (String::new(), text);
    while let Some(start) = rest.find(open) {
        let body = start + open.len();
        let end = rest[body..].find(close).map(|k| body + k + close.len());
        let end = end.unwrap_or(rest.len());
        // A space, so that the words on both sides do not grow together.
        out = out + &rest[..start] + " " + &line_ends(&rest[start..end]);
        rest = &rest[end..];
    }
    out + rest
}

/// A template without what tera replaces; the call of a component stays as a tag.
fn html_of(text: &str) -> String {
    let mut html = text.replace("{{ <", "<").replace("/> }}", "/>");
    html = html.replace("{% <", "<").replace("> %}", ">");
    // The block `width` fills a class, which nobody reads; only this one word may stand in it.
    html = html.replace("{% block width %}narrow{%", "{%");
    for hole in ["{# #}", "{% %}", "{{ }}", "<!-- -->"] {
        html = blank(&html, hole);
    }
    html
}

/// `name="value"` in every tag, with its line.
fn attributes(html: &str) -> Vec<(usize, String, String)> {
    let mut found = Vec::new();
    for (equals, _) in html.match_indices("=\"") {
        let (before, after) = (&html[..equals], &html[equals + 2..]);
        let name = before.rsplit([' ', '\n', '"', '<']).next();
        // Inside a tag the last angle bracket before it is the one that opens it.
        if before.rfind('<') > before.rfind('>') {
            let value = after.split('"').next().unwrap_or_default().to_owned();
            let name = name.unwrap_or_default().to_lowercase();
            found.push((line_at(html, equals), name, value));
        }
    }
    found
}

/// Words that a reader would see and that no language file knows.
fn literal_text(file: &Source) -> Vec<String> {
    const SEEN: &str = "title alt placeholder label heading aria-label aria-description";
    let mut html = html_of(&file.text);
    let mut faults = Vec::new();
    let mut judge = |line: usize, words: &str| {
        if words.contains(char::is_alphabetic) {
            let what = format!("literal text `{}`", words.trim());
            let mend = "give it a key in locales/ and write {{ t(key=\"…\") }}";
            faults.push(file.fault(line, &what, mend));
        }
    };
    if file.path.ends_with(".html") {
        for (line, name, value) in attributes(&html) {
            if is_listed(SEEN, &name) {
                judge(line, &value);
            }
        }
        html = blank(&html, "< >");
    }
    for (number, line) in html.lines().enumerate() {
        // `&nbsp;` and the like are signs, not words.
        judge(number + 1, &blank(line, "& ;"));
    }
    faults
}

/// Style, script and handlers inside a page: the content security policy would drop them.
fn inline_code(file: &Source) -> Vec<String> {
    let html = html_of(&file.text).to_lowercase();
    let mend = "put style into assets/css, behaviour into a shipped script, data into data-*";
    let mut faults = Vec::new();
    for (line, name, _) in attributes(&html) {
        let handler = name.starts_with("on") && name.chars().all(char::is_alphabetic);
        if name == "style" || handler {
            faults.push(file.fault(line, &format!("inline `{name}=`"), mend));
        }
    }
    for (at, tag) in html.match_indices("<s") {
        let tag = html[at + tag.len()..].split('>').next().unwrap_or_default();
        if tag.starts_with("tyle") || (tag.starts_with("cript") && !tag.contains(" src=")) {
            faults.push(file.fault(line_at(&html, at), "inline code", mend));
        }
    }
    faults
}

/// Properties that know left from right: they would be wrong in Urdu.
fn physical(file: &Source) -> Vec<String> {
    const ASIDE: &str = "text-align float clear justify-content";
    let css = blank(&blank(&blank(&file.text, "/* */"), "\""), "'");
    let side = |word: &str| word == "left" || word == "right";
    let (mut faults, mut start) = (Vec::new(), 0);
    for (end, sign) in css.char_indices().filter(|(_, c)| "{};".contains(*c)) {
        // What ends in `{` is a selector or an at-rule.
        let (name, value) = css[start..end].split_once(':').unwrap_or_default();
        start = end + 1;
        let (name, value) = (name.trim().to_lowercase(), value.trim());
        let named = !name.starts_with("--") && name.split('-').any(side);
        let valued = is_listed(ASIDE, &name) && value.split_whitespace().any(side);
        if sign != '{' && (named || valued) {
            let mend = "use the logical property: margin-inline-start, inset-inline-end, start";
            faults.push(file.fault(line_at(&css, end), &format!("`{name}: {value}`"), mend));
        }
    }
    faults
}

/// Paths of somebody's machine.
fn machine_paths(file: &Source) -> Vec<String> {
    // Broken in two, so that this file does not breach its own rule.
    let places = ["/wo_rk/", "/ho_me/", "/ro_ot/", "/Us_ers/"];
    let mut faults = Vec::new();
    for (number, line) in file.text.lines().enumerate() {
        for place in places.map(|place| place.replace('_', "")) {
            // `https://host/home/` and `assets/home/` are no places on a machine.
            let starts = |at: usize| !line[..at].ends_with(|c| is_word(c) || "-.}/".contains(c));
            if line.match_indices(&place).any(|(at, _)| starts(at)) {
                let mend = "name it relative to the project, or take it from the environment";
                faults.push(file.fault(number + 1, &format!("the path `{place}`"), mend));
            }
        }
    }
    faults
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
    files.retain(|file| !file.path.contains("/tests"));
    assert!(!files.is_empty(), "the source tree was not found");
    let proofs = r#"
        1 src/time/span.rs use crate::db::Work;
        2 src/matching/rules/travel.rs use super::super::super::offers; fn f() { sea_orm::x(); }
        2 src/audit/mod.rs use crate::{error::Result, offers::{self, ask}};
        1 src/slots/mod.rs use crate::matching::Instance;
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
fn entity_and_migration_stand_alone() {
    let proofs = r#"
        1 migration/src/a.rs use entity::slot;
        1 migration/Cargo.toml [dependencies]⏎entity = { path = "../entity" }
        0 migration/src/a.rs //! never entity::x⏎use sea_orm_migration::x;"#;
    let files = sources("migration", &[".rs", "Cargo.toml"]);
    hold(&files, |file| member(file, "sea_orm_migration"), proofs);
    let files = sources("entity", &[".rs", "Cargo.toml"]);
    hold(&files, |file| member(file, "sea_orm chrono serde"), "");
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
