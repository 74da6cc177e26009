//! Content lines: at most 75 octets each, CRLF to the end (RFC 5545, 3.1).
//!
//! The `ics` crate folds continuation lines to 76 octets, so its output is unfolded and folded
//! again here. Beyond the RFC, a fold keeps together what a careless reader would break: an
//! escape, and a letter with its vowel signs (Urdu) or an emoji with its modifiers.

/// Octets of a physical line, without CRLF, with the space that continues it.
const LIMIT: usize = 75;

/// Unfolds and folds again text whose logical lines start with a letter (so a space continues).
pub(super) fn refold(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + text.len() / 32);
    let mut logical = String::new();
    for line in text.split_terminator("\r\n") {
        if let Some(more) = line.strip_prefix(' ') {
            logical.push_str(more);
        } else {
            fold(&logical, &mut out);
            logical.clear();
            logical.push_str(line);
        }
    }
    fold(&logical, &mut out);
    out
}

fn fold(line: &str, out: &mut Vec<u8>) {
    if line.is_empty() {
        return;
    }
    let (mut rest, mut room) = (line, LIMIT);
    while rest.len() > room {
        let (head, tail) = rest.split_at(cut(rest, room));
        out.extend_from_slice(head.as_bytes());
        out.extend_from_slice(b"\r\n ");
        (rest, room) = (tail, LIMIT - 1);
    }
    out.extend_from_slice(rest.as_bytes());
    out.extend_from_slice(b"\r\n");
}

/// Where to cut: the last place within `room` that tears nothing apart, unless that wastes more
/// than half the line (a run of marks without end); then the last place between two characters.
fn cut(rest: &str, room: usize) -> usize {
    let hard = rest.floor_char_boundary(room);
    (room / 2..=hard)
        .rev()
        .find(|&at| rest.is_char_boundary(at) && !tears(rest, at))
        .unwrap_or(hard)
}

fn tears(rest: &str, at: usize) -> bool {
    let (head, tail) = rest.split_at(at);
    let slashes = head.len() - head.trim_end_matches('\\').len();
    slashes % 2 == 1
        || head.ends_with(['^', '\u{200d}'])
        || tail.starts_with(|c: char| !c.is_ascii() && (c == '\u{200d}' || joins_previous(c)))
}

/// Marks that stand on the letter before: the Latin, Arabic and symbol ranges of Unicode's Mn,
/// variation selectors and skin tones. Not all of Unicode: a fold elsewhere is legal too.
fn joins_previous(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}'
        | '\u{6df}'..='\u{6e4}' | '\u{6e7}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}'
        | '\u{8ca}'..='\u{8e1}' | '\u{8e3}'..='\u{903}' | '\u{93a}'..='\u{93c}' | '\u{93e}'..='\u{94f}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}'
        | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::refold;

    fn lines(text: &str) -> Vec<String> {
        let folded = String::from_utf8(refold(text)).unwrap_or_default();
        folded.split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn every_line_has_at_most_75_octets_and_nothing_is_lost() {
        for unit in [
            "a",
            "é",
            "م",
            "ِم",
            "漢",
            "👩🏽‍💻",
            "\\n",
            " ",
            "\\\\",
            "\u{301}",
        ] {
            let line = format!("X:{}", unit.repeat(500));
            let folded = lines(&format!("{line}\r\nEND:X\r\n"));
            assert!(folded.iter().all(|l| l.len() <= 75), "{unit}");
            let whole: String = folded
                .iter()
                .map(|l| l.strip_prefix(' ').unwrap_or(l))
                .collect();
            assert_eq!(whole, line + "END:X", "{unit}");
        }
    }

    #[test]
    fn a_line_of_75_octets_is_not_folded_and_one_of_76_is() {
        assert_eq!(lines(&"a".repeat(75)).len(), 1);
        assert_eq!(lines(&"a".repeat(76)), ["a".repeat(75), " a".to_owned()]);
    }

    #[test]
    fn letters_keep_their_marks_and_escapes_stay_whole() {
        let torn = |unit: &str, start: &str| {
            lines(&format!("X:{}", unit.repeat(200)))
                .iter()
                .any(|l| l.trim_start().starts_with(start))
        };
        assert!(!torn("مِ", "\u{650}") && !torn("e\u{301}", "\u{301}") && !torn("\\n", "n"));
    }

    #[test]
    fn a_fold_of_the_crate_is_undone_first() {
        assert_eq!(lines("X:ab\r\n cd\r\n  e\r\nY:1\r\n"), ["X:abcd e", "Y:1"]);
    }
}
