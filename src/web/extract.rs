//! What handlers take from a request. Unlike axum's own, these fail with our pages, keep what was
//! typed, and refuse fields that no form has.

use std::collections::BTreeMap;
use std::str::FromStr;

use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;

use super::error::Failure;
use super::layers::BODY_LIMIT;
use crate::actor::Actor;
use crate::app::App;
use crate::error::{Error, FieldError, Message};

/// Whoever asks, signed in or not.
#[derive(Clone, Debug)]
pub struct Visitor(pub Actor);

impl FromRequestParts<App> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        Ok(parts
            .extensions
            .get::<Self>()
            .cloned()
            .unwrap_or_else(|| Self(Actor::nobody())))
    }
}

/// What the browser calls itself, as far as it says so.
#[derive(Clone, Debug)]
pub struct Agent(pub String);

impl FromRequestParts<App> for Agent {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        let header = parts.headers.get(axum::http::header::USER_AGENT);
        let text = header.and_then(|agent| agent.to_str().ok());
        Ok(Self(text.unwrap_or_default().chars().take(300).collect()))
    }
}

/// The token that a browser signs in with; empty if it has none.
#[derive(Clone, Debug)]
pub struct Ticket(pub String);

impl FromRequestParts<App> for Ticket {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let jar = axum_extra::extract::CookieJar::from_headers(&parts.headers);
        let cookie = jar.get(app.config.cookie());
        Ok(Self(
            cookie
                .map(|cookie| cookie.value().to_owned())
                .unwrap_or_default(),
        ))
    }
}

/// The path's first two parameters, as numbers.
#[derive(Clone, Copy, Debug)]
pub struct PathIds(pub i64, pub i64);

impl FromRequestParts<App> for PathIds {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let params = RawPathParams::from_request_parts(parts, app)
            .await
            .map_err(|_| Error::NotFound("page"))?;
        let mut ids = params.iter().map(|(_, text)| {
            let id: Option<i64> = text.parse().ok();
            id.filter(|id| *id >= 1 && id.to_string() == text)
        });
        match (ids.next().flatten(), ids.next().flatten()) {
            (Some(first), Some(second)) => Ok(Self(first, second)),
            _ => Err(Error::NotFound("page").into()),
        }
    }
}

/// The path's first parameter, as a number.
#[derive(Clone, Copy, Debug)]
pub struct PathId(pub i64);

impl FromRequestParts<App> for PathId {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let PathText(text) = PathText::from_request_parts(parts, app).await?;
        // `+1` and `01` would be second names of the same thing.
        let id: i64 = text.parse().map_err(|_| Error::NotFound("page"))?;
        if id < 1 || id.to_string() != text {
            return Err(Error::NotFound("page").into());
        }
        Ok(Self(id))
    }
}

/// The path's first parameter, as it stands.
#[derive(Clone, Debug)]
pub struct PathText(pub String);

impl FromRequestParts<App> for PathText {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let params = RawPathParams::from_request_parts(parts, app)
            .await
            .map_err(|_| Error::NotFound("page"))?;
        let first = params
            .iter()
            .next()
            .map(|(_, value)| Self(value.to_owned()));
        first.ok_or_else(|| Error::NotFound("page").into())
    }
}

/// Fields of a form or of the address, as typed.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// What was typed into a field; empty when it is missing.
    pub fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    /// All fields in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Everything of a field that can be ticked several times.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Refuses fields that the form doesn't have.
    pub fn only(&self, known: impl Fn(&str) -> bool) -> Result<(), Error> {
        let strange: Vec<FieldError> = self
            .0
            .iter()
            .filter(|(name, _)| !known(name))
            .map(|(name, _)| FieldError {
                field: "form".into(),
                message: Message::new("field-unknown").with("name", printable(name)),
            })
            .collect();
        if strange.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(strange))
        }
    }

    /// A field as a number, id or the like.
    pub fn parse<T: FromStr>(&self, name: &str) -> Option<T> {
        self.get(name).trim().parse().ok()
    }

    /// What was typed, by field, for showing it again.
    pub fn values(&self) -> BTreeMap<String, String> {
        // As `get` reads it: of a field that came twice, the first.
        self.0.iter().rev().cloned().collect()
    }

    /// A form as if this had been typed.
    pub fn of(values: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(values.into_iter().collect())
    }
}

fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}

/// The fields of a posted form.
#[derive(Clone, Debug)]
pub struct Form(pub Fields);

impl FromRequest<App> for Form {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &App) -> Result<Self, Failure> {
        let kind = request.headers().get(axum::http::header::CONTENT_TYPE);
        let form = kind
            .and_then(|kind| kind.to_str().ok())
            .is_none_or(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        if !form {
            return Err(Failure::status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        let bytes = to_bytes(request.into_body(), BODY_LIMIT)
            .await
            .map_err(|_| Failure::status(StatusCode::PAYLOAD_TOO_LARGE))?;
        fields(&bytes).map(Self)
    }
}

/// The fields of the address, after the question mark.
#[derive(Clone, Debug)]
pub struct Query(pub Fields);

impl FromRequestParts<App> for Query {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        fields(parts.uri.query().unwrap_or("").as_bytes()).map(Self)
    }
}

fn fields(bytes: &[u8]) -> Result<Fields, Failure> {
    let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(bytes)
        .map_err(|_| Failure::status(StatusCode::BAD_REQUEST))?;
    if fields.len() > 2000 {
        return Err(Failure::status(StatusCode::BAD_REQUEST));
    }
    Ok(Fields(fields))
}
