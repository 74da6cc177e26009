//! The rules of templates and styles: no words, no inline code, no left and right.

use super::Source;
use super::reader::{is_listed, is_word, line_ends};

/// The line of a place in a text.
pub fn line_at(text: &str, place: usize) -> usize {
    1 + text[..place].matches('\n').count()
}

/// Blanks out every stretch between a pair of signs, such as `/* */`.
pub fn blank(text: &str, pair: &str) -> String {
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
pub fn html_of(text: &str) -> String {
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
pub fn attributes(html: &str) -> Vec<(usize, String, String)> {
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
pub fn literal_text(file: &Source) -> Vec<String> {
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
pub fn inline_code(file: &Source) -> Vec<String> {
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
pub fn physical(file: &Source) -> Vec<String> {
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
pub fn machine_paths(file: &Source) -> Vec<String> {
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
