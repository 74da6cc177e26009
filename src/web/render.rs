//! Pages from handlers: rendering, forms that were refused, and where to look after a write.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Serialize;

use super::error::Page;
use super::extract::Fields;
use crate::accounts::Language;
use crate::actor::Actor;
use crate::app::App;
use crate::error::FieldError;
use crate::i18n;

/// A form as it is shown: what was typed, and what is wrong with it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FormView {
    values: BTreeMap<String, String>,
    errors: BTreeMap<String, String>,
}

impl FormView {
    /// A form that nobody has typed into, with these values to begin with.
    pub fn fresh(values: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        let values = values
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        Self {
            values,
            errors: BTreeMap::new(),
        }
    }

    /// The form with more values.
    #[must_use]
    pub fn with(mut self, values: Vec<(String, String)>) -> Self {
        self.values.extend(values);
        self
    }

    /// A form as it was typed, with what is wrong beside the fields.
    pub fn typed(language: Language, fields: &Fields, errors: &[FieldError]) -> Self {
        let mut shown: BTreeMap<String, String> = BTreeMap::new();
        for error in errors {
            let words = i18n::say(language, &error.message);
            shown
                .entry(error.field.clone())
                .and_modify(|text| {
                    text.push(' ');
                    text.push_str(&words);
                })
                .or_insert(words);
        }
        Self {
            values: fields.values(),
            errors: shown,
        }
    }
}

impl App {
    /// A page.
    pub fn page(&self, actor: &Actor, name: &str, view: &impl Serialize) -> Page {
        Ok(Html(self.templates.page(actor, name, view)?).into_response())
    }

    /// A page with a form that was refused: status 422, the fields as typed.
    pub fn refused(&self, actor: &Actor, name: &str, view: &impl Serialize) -> Page {
        let html = Html(self.templates.page(actor, name, view)?);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response())
    }
}

/// Where the rest of a list is: the same address behind the last line that is shown; none at its end.
pub fn more(path: &str, query: &Fields, next: Option<impl ToString>) -> Option<String> {
    let next = next?.to_string();
    let kept = query
        .iter()
        .filter(|(name, value)| *name != "after" && !value.is_empty());
    let pairs: Vec<(&str, &str)> = kept.chain([("after", next.as_str())]).collect();
    let address = serde_urlencoded::to_string(pairs).ok()?;
    Some(format!("{path}?{address}"))
}

/// After a write: look at the result (so that going back or reloading never writes twice).
pub fn look_at(path: impl AsRef<str>) -> Response {
    Redirect::to(path.as_ref()).into_response()
}
