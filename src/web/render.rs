//! Pages from handlers: rendering, forms that were refused, and where to look after a write.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Serialize;

use super::error::Page;
use super::extract::Fields;
use super::once::Made;
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

    /// Whether anything stands in this field.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// The form with more values.
    #[must_use]
    pub fn with(mut self, values: Vec<(String, String)>) -> Self {
        self.values.extend(values);
        self
    }

    /// A form with these values, and a remark beside some of its fields.
    pub fn remarked(values: BTreeMap<String, String>, errors: BTreeMap<String, String>) -> Self {
        Self { values, errors }
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

    /// A page with a form that somebody else overtook: status 412, what was typed beside what is.
    pub fn overtaken(&self, actor: &Actor, name: &str, view: &impl Serialize) -> Page {
        let html = Html(self.templates.page(actor, name, view)?);
        Ok((StatusCode::PRECONDITION_FAILED, html).into_response())
    }

    /// A page that shows, this once, what a form has made; whoever sends the form twice sees it again.
    pub fn made(&self, actor: &Actor, name: &str, view: &impl Serialize) -> Page {
        let mut response = self.page(actor, name, view)?;
        response.extensions_mut().insert(Made);
        Ok(response)
    }

    /// A page with a form that was refused: status 422, the fields as typed.
    pub fn refused(&self, actor: &Actor, name: &str, view: &impl Serialize) -> Page {
        let html = Html(self.templates.page(actor, name, view)?);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response())
    }
}

/// After a write: look at the result (so that going back or reloading never writes twice).
pub fn look_at(path: impl AsRef<str>) -> Response {
    Redirect::to(path.as_ref()).into_response()
}
