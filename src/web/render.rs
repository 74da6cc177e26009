//! Pages from handlers: rendering, forms that were refused, and where to look after a write.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng;
use serde::Serialize;
use serde_json::Value;

use super::error::Page;
use super::extract::Fields;
use crate::accounts::Language;
use crate::actor::Actor;
use crate::app::App;
use crate::db::Work;
use crate::error::{Error, FieldError, Result};
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

    /// What stands in a field.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// The form with more values.
    #[must_use]
    pub fn with(mut self, values: Vec<(String, String)>) -> Self {
        self.values.extend(values);
        self
    }

    /// These values, and over them another form with what was typed into it and is wrong there.
    #[must_use]
    pub fn beneath(mut self, typed: Self) -> Self {
        self.values.extend(typed.values);
        self.errors.extend(typed.errors);
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
        Ok(Html(self.html(actor, name, view)?).into_response())
    }

    /// A page with a form that somebody else overtook: status 412, what was typed beside what is.
    pub fn overtaken(&self, actor: &Actor, name: &str, view: &impl Serialize) -> Page {
        let html = Html(self.html(actor, name, view)?);
        Ok((StatusCode::PRECONDITION_FAILED, html).into_response())
    }

    /// A page with a form that was refused: status 422, the fields as typed.
    pub fn refused(&self, actor: &Actor, name: &str, view: &impl Serialize) -> Page {
        let html = Html(self.html(actor, name, view)?);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response())
    }

    /// The end of a form: what was done is kept and its result looked at, or the page comes again (422) with what was
    /// typed and what is wrong beside its fields. Any other failure goes its own way, and nothing is kept.
    pub async fn settle(
        &self,
        work: Work,
        fields: &Fields,
        done: Result<String>,
        name: &str,
        view: impl AsyncFnOnce(&Work, FormView) -> Result<Value>,
    ) -> Page {
        match done {
            Ok(place) => {
                work.commit().await?;
                // Whatever was done may have left somebody a letter.
                self.nudge();
                Ok(look_at(place))
            }
            Err(Error::Invalid(errors)) => {
                let form = FormView::typed(work.actor.language, fields, &errors);
                self.refused(&work.actor, name, &view(&work, form).await?)
            }
            Err(other) => Err(other.into()),
        }
    }

    fn html(&self, actor: &Actor, name: &str, view: &impl Serialize) -> Result<String> {
        let mut key = [0; 16];
        // A poisoned lock means that a thread died while it drew bytes; the generator is still sound.
        let rng = self.db.rng.lock();
        rng.unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(&mut key);
        let key = URL_SAFE_NO_PAD.encode(key);
        self.templates.page(actor, name, view, &key)
    }
}

/// The ways from one part of a long list to others; none where the list is whole.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Pager {
    /// Its beginning, where that is another part.
    first: Option<String>,
    /// What follows.
    next: Option<String>,
}

impl Pager {
    /// Of a list at `path` that was asked for by `query`, of which something follows behind `next`.
    pub fn new(path: &str, query: &Fields, next: Option<impl ToString>) -> Self {
        let address = |after: Option<String>| {
            let mut fields: Vec<(&str, &str)> = query
                .iter()
                .filter(|(name, value)| *name != "after" && !value.is_empty())
                .collect();
            fields.extend(after.as_deref().map(|id| ("after", id)));
            match serde_urlencoded::to_string(fields) {
                Ok(query) if !query.is_empty() => format!("{path}?{query}"),
                _ => path.to_owned(),
            }
        };
        Self {
            first: (!query.get("after").is_empty()).then(|| address(None)),
            next: next.map(|id| address(Some(id.to_string()))),
        }
    }
}

/// After a write: look at the result (so that going back or reloading never writes twice).
pub fn look_at(path: impl AsRef<str>) -> Response {
    Redirect::to(path.as_ref()).into_response()
}
