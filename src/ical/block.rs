//! The one place that touches the `ics` crate: components and properties from typed values.
//!
//! The crate writes what it is given, control characters and all. So nothing comes in here but
//! fixed names and values of this module's own types, and what goes out is folded again.

use ics::components::{Component, Parameter, Property};

use super::{Categories, Headline, Language, Param, Text, Utc, Zoned, fold};

/// A component: `BEGIN:name` to `END:name`.
pub(super) struct Block(Component<'static>);

impl Block {
    pub(super) fn new(name: &'static str) -> Self {
        Self(Component::new(name))
    }

    /// A value that its type has already put into its written form.
    pub(super) fn value(&mut self, name: &'static str, written: impl Into<String>) {
        self.0.add_property(Property::new(name, written.into()));
    }

    /// The same with parameters, whose values are words of this module or [`Param::quoted`].
    pub(super) fn value_with(
        &mut self,
        name: &'static str,
        params: &[(&'static str, String)],
        written: impl Into<String>,
    ) {
        let mut property = Property::new(name, written.into());
        for (key, value) in params {
            property.add(Parameter::new(*key, value.clone()));
        }
        self.0.add_property(property);
    }

    /// Free text; left out if blank.
    pub(super) fn text(&mut self, name: &'static str, text: &Text, language: Option<&Language>) {
        if !text.is_empty() {
            self.value_with(name, &spoken(language), text.escaped());
        }
    }

    pub(super) fn headline(
        &mut self,
        name: &'static str,
        text: &Headline,
        language: Option<&Language>,
    ) {
        self.value_with(name, &spoken(language), text.escaped());
    }

    pub(super) fn categories(&mut self, list: &Categories, language: Option<&Language>) {
        if !list.is_empty() {
            self.value_with("CATEGORIES", &spoken(language), list.escaped());
        }
    }

    pub(super) fn utc(&mut self, name: &'static str, at: Utc) {
        self.value(name, at.written());
    }

    pub(super) fn zoned(&mut self, name: &'static str, at: Zoned) {
        let (tzid, written) = at.written();
        let params: Vec<_> = tzid.map(|id| ("TZID", id.to_owned())).into_iter().collect();
        self.value_with(name, &params, written);
    }

    pub(super) fn nest(&mut self, inner: Self) {
        self.0.add_component(inner.0);
    }

    /// The whole as bytes: folded, CRLF to the end.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        fold::refold(&self.0.to_string())
    }
}

/// A parameter, unless it is blank.
pub(super) fn named(key: &'static str, value: &Param) -> Option<(&'static str, String)> {
    (!value.is_empty()).then(|| (key, value.quoted()))
}

fn spoken(language: Option<&Language>) -> Vec<(&'static str, String)> {
    language
        .map(|tag| ("LANGUAGE", tag.as_str().to_owned()))
        .into_iter()
        .collect()
}
