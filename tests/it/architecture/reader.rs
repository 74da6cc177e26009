//! Reads Rust by token: the code without its comments and strings, and every path in it.

use std::collections::BTreeSet;

/// What was read, with its line: a word or sign, or the parts of a path.
pub type At<T> = (usize, T);
pub type Paths = Vec<At<Vec<String>>>;

pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

pub fn is_listed(list: &str, name: &str) -> bool {
    list.split_whitespace().any(|item| item == name)
}

/// As many line ends as the text has, and nothing else: lines stay where they are.
pub fn line_ends(text: &str) -> String {
    text.chars().filter(|c| *c == '\n').collect()
}

/// Length of the comment, string or character that begins here; 0 if none does.
pub fn dark(rest: &str) -> usize {
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
pub fn code_of(text: &str) -> String {
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
pub fn tokens(code: &str) -> Vec<At<String>> {
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
pub fn paths(code: &str) -> Paths {
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
pub fn follow(all: &[At<String>], mut i: usize, mut path: Vec<String>, found: &mut Paths) -> usize {
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
pub fn resolve(module: &[&str], path: &[String]) -> Vec<String> {
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
pub fn dependencies(manifest: &str) -> BTreeSet<String> {
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
