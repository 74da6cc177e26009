//! A form that somebody else overtook: shown again with what was typed, and with what they changed.
//!
//! A form of something that is there carries how it stood when it was shown (`was`). Of each field the
//! three are compared: as it was, as it is, as it was typed. What only they changed is taken over, what only
//! the writer changed stays, and where both did the writer's words stand beside theirs.

use std::collections::{BTreeMap, BTreeSet};

use super::super::extract::Fields;
use super::super::overtaken;
use super::super::render::FormView;
use crate::db::Work;
use crate::error::{Message, Result};
use crate::i18n;

/// The field that holds how things stood.
pub const WAS: &str = "was";

/// The values of a form, and with them how things stand now.
pub fn with_was(mut values: Vec<(String, String)>) -> Vec<(String, String)> {
    let was = as_text(&values);
    values.push((WAS.to_owned(), was));
    values
}

/// Whether things stand otherwise than the form was shown with; a form that does not say is not asked.
pub fn overtaken(fields: &Fields, now: &[(String, String)]) -> bool {
    let was = fields.get(WAS);
    !was.is_empty() && was != as_text(now)
}

fn as_text(values: &[(String, String)]) -> String {
    let plain = values.iter().filter(|(name, _)| !ours(name));
    serde_urlencoded::to_string(plain.collect::<Vec<_>>()).unwrap_or_default()
}

/// Fields that nobody types.
fn ours(name: &str) -> bool {
    matches!(name, WAS | "version" | "slot" | "do")
}

/// The form again. `words` gives a field's place for remarks, and its value as a reader knows it.
pub async fn form(
    work: &Work,
    (object, id): (&str, i64),
    fields: &Fields,
    now: Vec<(String, String)>,
    words: impl Fn(&str, &str) -> (String, String),
) -> Result<FormView> {
    let language = work.actor.language;
    let typed = fields.values();
    let is: BTreeMap<String, String> = now.iter().cloned().collect();
    let was: BTreeMap<String, String> =
        serde_urlencoded::from_str(fields.get(WAS)).unwrap_or_else(|_| is.clone());
    let names: BTreeSet<&String> = typed.keys().chain(is.keys()).chain(was.keys()).collect();
    let mut values: BTreeMap<String, String> = BTreeMap::new();
    let mut errors: BTreeMap<String, String> = BTreeMap::new();
    for name in names.into_iter().filter(|name| !ours(name)) {
        let of = |map: &BTreeMap<String, String>| map.get(name).cloned().unwrap_or_default();
        // Browsers send line breaks as two characters.
        let (was, is, typed) = (of(&was), of(&is), of(&typed).replace("\r\n", "\n"));
        let theirs = was != is && typed == was;
        if was != is && typed != is {
            let key = if theirs {
                "overtaken-theirs"
            } else {
                "overtaken-both"
            };
            let shown = |value: &str| match value {
                "" => i18n::t(language, "overtaken-nothing", &[]),
                value => words(name, value).1,
            };
            let message = Message::new(key)
                .with("was", shown(&was))
                .with("now", shown(&is));
            let remark = i18n::say(language, &message);
            errors
                .entry(words(name, &is).0)
                .and_modify(|text| *text = format!("{text} {remark}"))
                .or_insert(remark);
        }
        values.insert(name.clone(), if theirs { is } else { typed });
    }
    let message = match overtaken::change(work, object, id).await? {
        Some(change) => {
            let zone = work.zone();
            let at = change["at"].as_i64().unwrap_or_default();
            let named = change["name"].as_str();
            let key = if named.is_some() {
                "overtaken-form-by"
            } else {
                "overtaken-form-at"
            };
            Message::new(key)
                .with("name", named.unwrap_or_default())
                .with("date", zone.date(at))
                .with("time", crate::time::hour_minute(zone.minute(at)))
        }
        None => Message::new("overtaken-form"),
    };
    errors.insert("form".to_owned(), i18n::say(language, &message));
    // What the next press is compared with is how things stand now.
    values.extend(now.iter().filter(|(name, _)| ours(name)).cloned());
    if let Some(slot) = fields.values().remove("slot") {
        values.insert("slot".to_owned(), slot);
    }
    values.insert(WAS.to_owned(), as_text(&now));
    Ok(FormView::remarked(values, errors))
}
