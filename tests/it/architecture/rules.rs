//! The rules of Rust: the table of layers, and how a file should look.

use std::collections::BTreeSet;

use super::Source;
use super::reader::{code_of, dependencies, is_listed, paths, resolve, tokens};

/// Features from left to right: each may import those before it.
const FEATURES: &str = "audit accounts notify reference institutes courses trainers availability \
                        slots planning offers sessions feedback feeds reports flows bulk";
/// What every feature stands on.
const GROUND: &str = "db error actor text time config i18n";
/// No file is longer.
pub const MAX_LINES: usize = 600;

/// The other crates that a layer may use.
pub enum Crates {
    /// These and `std`.
    Only(&'static str),
    /// All but these.
    Not(&'static str),
}

/// The table of layers: which modules of this crate, and which other crates, each may import.
pub fn reach(layer: &str) -> Option<(String, Crates)> {
    use Crates::{Not, Only};
    const WEB: &str = "axum axum_extra tower tower_http ics migration sea_orm_migration matching";
    const DB: &str = "axum axum_extra tower tower_http ics tera matching";
    const PLAIN: &str =
        "axum axum_extra tower tower_http ics migration sea_orm_migration sea_orm matching";
    const ROWS: &str = "ics migration sea_orm_migration sea_orm entity matching";
    let all = format!("{GROUND} {FEATURES} app render ical matching");
    Some(match layer {
        "time" => (String::new(), Only("chrono chrono_tz")),
        "ical" => ("time".into(), Only("chrono chrono_tz ics")),
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
pub fn imports(file: &Source, known: &BTreeSet<String>) -> Vec<String> {
    let inner = file.path.trim_start_matches("src/").trim_end_matches(".rs");
    let module: Vec<&str> = inner.split('/').filter(|part| *part != "mod").collect();
    let (layer, part) = (module[0], *module.get(1).unwrap_or(&""));
    let Some((modules, crates)) = reach(layer) else {
        let mend =
            "put it into `reach` in tests/it/architecture/rules.rs and into docs/ARCHITECTURE.md";
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
        let item = path.get(2).map_or("", String::as_str);
        let table = (layer, name) == ("web", "db") && !is_listed("Work Page", item);
        let mend = if foreign {
            "keep the crate behind its layer; features re-export the ids and enums of a view"
        } else if inside && !is_listed(&modules, name) {
            "move the shared thing left, or let the right one read the left one's outcome"
        } else if page {
            "call the feature, not its page: only serve, demo and openapi know the web"
        } else if table {
            "take a Work from the extractor and call the feature: pages know only db::Work, db::Page"
        } else {
            continue;
        };
        let what = format!("`{layer}` may not import `{}`", path.join("::"));
        faults.push(file.fault(line, &what, mend));
    }
    faults
}

/// What the members may depend on; and never on a crate above them.
pub fn member(file: &Source, allowed: &str) -> Vec<String> {
    let mend = "storage shapes, migrations and the matcher stand alone: move what needs it into a layer of src/";
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
pub fn hash_maps(file: &Source) -> Vec<String> {
    let mend = "use a Vec by index, a BTreeMap or a BTreeSet";
    let hits = tokens(&code_of(&file.text)).into_iter();
    hits.filter(|(_, name)| name == "HashMap" || name == "HashSet")
        .map(|(line, name)| file.fault(line, &format!("`{name}` has a random order"), mend))
        .collect()
}

/// Over-long files, and modules that do not say what they own.
pub fn shape(file: &Source) -> Vec<String> {
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
