//! Value types (RFC 5545, 3.3), read strictly.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// A DATE or DATE-TIME, by form.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    Date(NaiveDate),
    Local(NaiveDateTime),
    Utc(NaiveDateTime),
}

/// `19970714`, `19970714T123000`, `19970714T123000Z`.
pub fn moment(value: &str) -> Option<Moment> {
    let (date, time) = match value.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (value, None),
    };
    let [year, month, day] = digits(date, [4, 2, 2])?;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    let Some(time) = time else {
        return Some(Moment::Date(date));
    };
    let bare = time.strip_suffix('Z').unwrap_or(time);
    let [hour, minute, second] = digits(bare, [2, 2, 2])?;
    // 60 is a leap second; for comparing it counts as 59.
    let clock = NaiveTime::from_hms_opt(hour, minute, if second == 60 { 59 } else { second })?;
    let at = date.and_time(clock);
    Some(if bare.len() == time.len() {
        Moment::Local(at)
    } else {
        Moment::Utc(at)
    })
}

/// Numbers of fixed widths that fill a string.
fn digits<const N: usize>(text: &str, widths: [usize; N]) -> Option<[u32; N]> {
    if text.len() != widths.iter().sum::<usize>() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut at = 0;
    let mut numbers = [0; N];
    for (number, width) in numbers.iter_mut().zip(widths) {
        *number = text.get(at..at + width)?.parse().ok()?;
        at += width;
    }
    Some(numbers)
}

/// `[+-]P(nW | [nD][T[nH][nM][nS]])`; the time parts in order and without a gap (`PT1H5S` is out).
pub fn duration(value: &str) -> Option<TimeDelta> {
    let (sign, rest) = match value.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, value.strip_prefix('+').unwrap_or(value)),
    };
    let rest = rest.strip_prefix('P')?;
    let (date, time) = match rest.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None => (rest, ""),
    };
    let mut seconds: i64 = 0;
    if rest.is_empty() {
        return None;
    }
    if let Some(weeks) = date.strip_suffix('W') {
        seconds += number(weeks)? * 604_800;
        return time.is_empty().then(|| TimeDelta::seconds(sign * seconds));
    }
    if !date.is_empty() {
        seconds += number(date.strip_suffix('D')?)? * 86_400;
    }
    let (mut left, mut last) = (time, 0);
    while !left.is_empty() {
        let end = left.find(|c: char| !c.is_ascii_digit())?;
        let (count, unit) = left.split_at(end);
        let (place, size) = match unit.chars().next()? {
            'H' => (1, 3600),
            'M' => (2, 60),
            'S' => (3, 1),
            _ => return None,
        };
        if last != 0 && place != last + 1 {
            return None;
        }
        seconds += number(count)? * size;
        (left, last) = (unit.get(1..)?, place);
    }
    Some(TimeDelta::seconds(sign * seconds))
}

fn number(text: &str) -> Option<i64> {
    (!text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())?
}

/// Seconds of `+hhmm[ss]`; `-0000` is none.
pub fn utc_offset(value: &str) -> Option<i32> {
    let sign = if value.starts_with('+') { 1 } else { -1 };
    let rest = value.strip_prefix(['+', '-'])?;
    let [h, m, s] =
        digits(rest, [2, 2, 2]).or_else(|| digits(rest, [2, 2]).map(|[h, m]| [h, m, 0]))?;
    let size = i32::try_from(h * 3600 + m * 60 + s).ok()?;
    (h < 24 && m < 60 && s < 60 && !(sign < 0 && size == 0)).then_some(sign * size)
}

/// What is wrong with an escaped TEXT; `list` lets commas part several.
pub fn text_fault(value: &str, list: bool) -> Option<&'static str> {
    let mut rest = value.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' if !matches!(rest.next(), Some('\\' | ';' | ',' | 'n' | 'N')) => {
                return Some("bad backslash escape");
            }
            ';' => return Some("bare semicolon"),
            ',' if !list => return Some("bare comma"),
            _ => {}
        }
    }
    None
}

/// The text that an escaped TEXT means.
pub fn unescape(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => out.extend(
                rest.next()
                    .map(|e| if e == 'n' || e == 'N' { '\n' } else { e }),
            ),
            c => out.push(c),
        }
    }
    out
}

/// An absolute URI: a scheme, and nothing that RFC 3986 has no place for.
pub fn is_uri(value: &str) -> bool {
    value.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c))
            && !rest.is_empty()
            && !rest.contains(|c: char| c.is_whitespace() || "<>\"{}|\\^`".contains(c))
    })
}

/// A word of a parameter or property that may also be an `X-` name.
pub fn is_one_of(value: &str, words: &[&str]) -> bool {
    let value = value.to_ascii_uppercase();
    words.contains(&value.as_str()) || value.starts_with("X-")
}
