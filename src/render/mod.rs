//! Templates: shipped in the binary, rendered in the reader's language and the programme's zone.
//!
//! A template sees the fields of its view, `page` (language, navigation, who is signed in) and, on
//! form pages, `form` (what was typed, what is wrong). Every word comes through `t(key=…)`.

pub mod assets;

use std::sync::Arc;

use chrono::Datelike;
use rust_embed::RustEmbed;
use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

use crate::accounts::Language;
use crate::accounts::policy::{self, Action};
use crate::actor::{Actor, Via};
use crate::config::Programme;
use crate::error::{Error, Message, Result};
use crate::i18n;
use crate::time::hour_minute;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/templates"]
#[include = "*.html"]
struct Sources;

/// All templates, parsed.
#[derive(Clone)]
pub struct Templates(Arc<Tera>);

#[derive(Serialize)]
struct Nav {
    href: &'static str,
    key: &'static str,
}

/// Where each action leads; a person sees those that their roles include.
const NAV: &[(Action, &str, &str)] = &[
    (Action::ViewRoster, "/desk", "nav-desk"),
    (Action::ViewRequests, "/requests", "nav-requests"),
    (Action::ViewRequests, "/cohorts", "nav-cohorts"),
    (Action::ViewRequests, "/institutes", "nav-institutes"),
    (Action::Plan, "/plans", "nav-plans"),
    (Action::ViewOffers, "/offers", "nav-offers"),
    (Action::ViewRoster, "/roster", "nav-roster"),
    (Action::ManageTrainers, "/trainers", "nav-trainers"),
    (Action::SendOffers, "/messages", "nav-messages"),
    (Action::ManageFeeds, "/calendar", "nav-calendar"),
    (Action::ManageCatalogue, "/bulk", "nav-bulk"),
    (Action::ManagePeople, "/people", "nav-people"),
    (Action::ViewAudit, "/audit", "nav-audit"),
];

impl Templates {
    /// Parses every template; a fault in one is a fault of ours.
    pub fn new(programme: &Programme) -> Result<Self> {
        let (zone, named) = (programme.zone, programme.clone());
        let mut tera = Tera::new();
        tera.register_function("t", move |kwargs: Kwargs, state: &State| {
            translate(&named, kwargs, state)
        });
        tera.register_function("say", say);
        tera.register_function("val", typed);
        tera.register_function("err", wrong);
        tera.register_function("asset", |kwargs: Kwargs, _: &State| -> TeraResult<String> {
            let path = kwargs.must_get::<String>("path")?;
            assets::address(&path).ok_or_else(|| tera::Error::message(format!("no asset {path}")))
        });
        tera.register_filter(
            "date",
            move |at: i64, _: Kwargs, state: &State| -> TeraResult<String> {
                Ok(long_date(language(state)?, zone.date(at)))
            },
        );
        tera.register_filter(
            "day",
            |text: String, _: Kwargs, state: &State| -> TeraResult<String> {
                let date = crate::time::parse_date(&text)
                    .ok_or_else(|| tera::Error::message(format!("{text} is no date")))?;
                Ok(long_date(language(state)?, date))
            },
        );
        tera.register_filter(
            "month",
            move |at: i64, _: Kwargs, state: &State| -> TeraResult<String> {
                let (language, date) = (language(state)?, zone.date(at));
                Ok(format!(
                    "{} {}",
                    i18n::t(language, &format!("month-{}", date.month()), &[]),
                    date.year()
                ))
            },
        );
        tera.register_filter("clock", move |at: i64, _: Kwargs, _: &State| -> String {
            hour_minute(zone.minute(at))
        });
        tera.register_filter("minute", |minute: i64, _: Kwargs, _: &State| -> String {
            hour_minute(minute)
        });
        let sources: Vec<(String, String)> = Sources::iter()
            .filter_map(|name| {
                let text = String::from_utf8(Sources::get(&name)?.data.into_owned()).ok()?;
                Some((name.into_owned(), text))
            })
            .collect();
        tera.add_raw_templates(sources)
            .map_err(|e| Error::Internal(format!("templates: {e}")))?;
        Ok(Self(Arc::new(tera)))
    }

    /// Names of all templates.
    pub fn names(&self) -> Vec<String> {
        self.0.get_template_names().map(str::to_owned).collect()
    }

    /// Renders a page for somebody.
    ///
    /// `key` is the page's own: its forms carry it, so that each is done once.
    pub fn page(
        &self,
        actor: &Actor,
        name: &str,
        view: &impl Serialize,
        key: &str,
    ) -> Result<String> {
        let fault = |e: tera::Error| Error::Internal(format!("template {name}: {e:?}"));
        let mut context = Context::from_serialize(view).map_err(fault)?;
        let nav: Vec<Nav> = NAV
            .iter()
            .filter(|(action, _, _)| policy::may(actor, *action))
            .map(|(_, href, key)| Nav { href, key })
            .collect();
        let signed_in = actor.via == Via::SignIn;
        context.insert(
            "page",
            &serde_json::json!({
                "lang": i18n::code(actor.language),
                "dir": i18n::direction(actor.language),
                "key": key,
                "name": signed_in.then_some(&actor.name),
                // Whoever owes the second step can go no further, but away.
                "leaves": signed_in || actor.via == Via::FirstStep,
                "nav": nav,
                "searches": policy::may(actor, Action::ViewRequests),
                "trainer": actor.trainer.filter(|_| signed_in),
            }),
        );
        if !context.contains_key("form") {
            context.insert("form", &serde_json::json!({ "values": {}, "errors": {} }));
        }
        tracing::trace!(template = name, "rendered");
        self.0.render(name, &context).map_err(fault)
    }
}

/// The language that is spoken here: the page's, or `tongue` where a letter is in that of whom it goes to.
fn language(state: &State) -> TeraResult<Language> {
    if let Some(language) = state
        .get::<String>("tongue")?
        .as_deref()
        .and_then(Language::from_word)
    {
        return Ok(language);
    }
    let page = state.get::<tera::Map>("page")?;
    let word = page
        .as_ref()
        .and_then(|page| page.get(&"lang".into()))
        .and_then(Value::as_str);
    Ok(word
        .and_then(Language::from_word)
        .unwrap_or(Language::English))
}

/// `t(key="…", name=value…)`: the words of a key; a level is called as the programme calls it.
fn translate(programme: &Programme, kwargs: Kwargs, state: &State) -> TeraResult<String> {
    let key = kwargs.must_get::<String>("key")?;
    let level = key.strip_prefix("level-");
    if let Some((level, name)) = level.and_then(|n| Some((n, programme.level_name(n)?))) {
        let args = [("level", level), ("name", name)];
        let args = args.map(|(key, value)| (key.to_owned(), value.to_owned()));
        return Ok(i18n::t(language(state)?, "level-named", &args));
    }
    let args: Vec<(String, String)> = kwargs
        .iter()
        .filter_map(|(name, value)| Some((name.as_str()?.to_owned(), value)))
        .filter(|(name, _)| name != "key")
        .map(|(name, value)| (name, value.to_string()))
        .collect();
    Ok(i18n::t(language(state)?, &key, &args))
}

/// `say(message=…)`: the words of a message that a feature gave.
fn say(kwargs: Kwargs, state: &State) -> TeraResult<String> {
    let value = kwargs.must_get::<Value>("message")?;
    let message: Message = serde_json::to_value(&value)
        .and_then(serde_json::from_value)
        .map_err(|e| tera::Error::message(format!("not a message: {e}")))?;
    Ok(i18n::say(language(state)?, &message))
}

fn of_form(part: &str, kwargs: &Kwargs, state: &State) -> TeraResult<Option<Value>> {
    let name = kwargs.must_get::<String>("name")?;
    let form = state.get::<tera::Map>("form")?;
    // Keys borrow for as long as the map: own them.
    let part = form
        .as_ref()
        .and_then(|form| form.get(&part.to_owned().into()).cloned());
    let part = part.as_ref().and_then(Value::as_map);
    Ok(part.and_then(|part| part.get(&name.into()).cloned()))
}

/// `val(name="title", or="")`: what was typed into a field.
fn typed(kwargs: Kwargs, state: &State) -> TeraResult<String> {
    let value = of_form("values", &kwargs, state)?;
    match value {
        Some(value) => Ok(value.to_string()),
        None => Ok(kwargs
            .get::<Value>("or")?
            .map(|value| value.to_string())
            .unwrap_or_default()),
    }
}

/// `err(name="title")`: what is wrong with a field, in words; empty where nothing is.
fn wrong(kwargs: Kwargs, state: &State) -> TeraResult<String> {
    let value = of_form("errors", &kwargs, state)?;
    Ok(value.map(|value| value.to_string()).unwrap_or_default())
}

fn long_date(language: Language, date: chrono::NaiveDate) -> String {
    let weekday = format!("weekday-{}", date.weekday().num_days_from_monday());
    let month = format!("month-{}", date.month());
    let words = |key: &str| i18n::t(language, key, &[]);
    format!(
        "{} {} {} {}",
        words(&weekday),
        date.day(),
        words(&month),
        date.year()
    )
}
