//! What operations take from a request. Named as axum's own, so that the document is made from the handlers;
//! unlike them these fail with a problem that names the place, and refuse what no operation has.

use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, IF_MATCH};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::{IntoParams, PartialSchema};

use super::super::error::Failure;
use super::super::layers::BODY_LIMIT;
use crate::app::App;
use crate::error::{Error, Message};

/// The path's only parameter: an id, or a word.
pub struct Path<T>(pub T);

impl FromRequestParts<App> for Path<i64> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        Ok(Self(ids::<1>(parts, app).await?[0]))
    }
}

impl FromRequestParts<App> for Path<(i64, i64)> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let [first, second] = ids::<2>(parts, app).await?;
        Ok(Self((first, second)))
    }
}

impl FromRequestParts<App> for Path<String> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let missing = || Failure::from(Error::NotFound("path"));
        let params = RawPathParams::from_request_parts(parts, app)
            .await
            .map_err(|_| missing())?;
        let first = params.iter().next();
        first
            .map(|(_, text)| Self(text.to_owned()))
            .ok_or_else(missing)
    }
}

async fn ids<const N: usize>(parts: &mut Parts, app: &App) -> Result<[i64; N], Failure> {
    let missing = || Failure::from(Error::NotFound("path"));
    let params = RawPathParams::from_request_parts(parts, app)
        .await
        .map_err(|_| missing())?;
    let mut ids = [0; N];
    let mut texts = params.iter().map(|(_, text)| text);
    for id in &mut ids {
        let text = texts.next().ok_or_else(missing)?;
        *id = text.parse().map_err(|_| missing())?;
        // `+1` and `01` would be second names of the same thing.
        if *id < 1 || id.to_string() != text {
            return Err(missing());
        }
    }
    Ok(ids)
}

/// A body of JSON.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &App) -> Result<Self, Failure> {
        let kind = request.headers().get(CONTENT_TYPE);
        let json = kind
            .and_then(|kind| kind.to_str().ok())
            .and_then(|kind| kind.split(';').next())
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
        if !json {
            return Err(Failure::status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        let bytes = to_bytes(request.into_body(), BODY_LIMIT)
            .await
            .map_err(|_| Failure::status(StatusCode::PAYLOAD_TOO_LARGE))?;
        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        let value: T = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let place = pointer(error.path());
            let inner = error.into_inner();
            if inner.is_data() {
                misfit(place, &inner.to_string())
            } else {
                Failure::status(StatusCode::BAD_REQUEST)
            }
        })?;
        reader
            .end()
            .map_err(|_| Failure::status(StatusCode::BAD_REQUEST))?;
        Ok(Self(value))
    }
}

/// What serde says of a value, beside the place where it stands.
fn misfit(place: String, words: &str) -> Failure {
    // The line and column are of no use to whoever wrote the body by a program.
    let words = words.split(" at line ").next().unwrap_or(words);
    let words: String = words
        .chars()
        .filter(|c| !c.is_control())
        .take(300)
        .collect();
    let message = Message::new("api-misfit").with("why", words);
    Error::field(place, message).into()
}

/// `/slots/0/title` (RFC 6901).
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    // An empty pointer is the whole body.
    if pointer.is_empty() {
        pointer.push('/');
    }
    pointer
}

/// What stands in the address after the question mark.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        let text = parts.uri.query().unwrap_or("").as_bytes();
        let reader = serde_urlencoded::Deserializer::new(url::form_urlencoded::parse(text));
        serde_path_to_error::deserialize(reader).map(Self).map_err(
            |error: serde_path_to_error::Error<serde::de::value::Error>| {
                let name = error.path().to_string();
                misfit(format!("?{name}"), &error.into_inner().to_string())
            },
        )
    }
}

/// The version of a thing that the caller has read, from `If-Match`, if they say.
#[derive(Clone, Debug)]
pub struct IfMatch(Option<Vec<i64>>);

/// The same where a blind write would undo what somebody else wrote: they must say.
#[derive(Clone, Debug)]
pub struct MustMatch(IfMatch);

impl FromRequestParts<App> for IfMatch {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        let mut versions: Option<Vec<i64>> = None;
        for value in parts.headers.get_all(IF_MATCH) {
            let text = value.to_str().unwrap_or_default();
            if text.trim() == "*" {
                continue;
            }
            // A tag that we never gave, weak ones included, matches nothing (RFC 9110, 13.1.1).
            let known = text.split(',').filter_map(|tag| {
                let tag = tag.trim().strip_prefix('"')?.strip_suffix('"')?;
                tag.parse::<i64>().ok()
            });
            versions.get_or_insert_default().extend(known);
        }
        Ok(Self(versions))
    }
}

impl FromRequestParts<App> for MustMatch {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let seen = IfMatch::from_request_parts(parts, app).await?;
        if seen.0.is_none() && !parts.headers.contains_key(IF_MATCH) {
            return Err(Failure::status(StatusCode::PRECONDITION_REQUIRED));
        }
        Ok(Self(seen))
    }
}

impl IfMatch {
    /// Refuses when the caller has read another version than this.
    ///
    /// # Errors
    /// [`Error::Stale`].
    pub fn holds(&self, version: i64) -> Result<(), Error> {
        match &self.0 {
            Some(seen) if !seen.contains(&version) => Err(Error::Stale),
            _ => Ok(()),
        }
    }
}

impl MustMatch {
    /// As [`IfMatch::holds`].
    ///
    /// # Errors
    /// [`Error::Stale`].
    pub fn holds(&self, version: i64) -> Result<(), Error> {
        self.0.holds(version)
    }
}

impl IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let about = "The `ETag` of the thing as it was read. Refused (412) when the thing has changed since; \
            without the header the action meets whatever stands there now.";
        vec![tag(Required::False, about)]
    }
}

impl IntoParams for MustMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let about = "The `ETag` of the thing as it was read. Refused (412) when the thing has changed since.";
        vec![tag(Required::True, about)]
    }
}

fn tag(required: Required, about: &str) -> Parameter {
    ParameterBuilder::new()
        .name("If-Match")
        .parameter_in(ParameterIn::Header)
        .required(required)
        .description(Some(about))
        .schema(Some(String::schema()))
        .example(Some("\"3\"".into()))
        .build()
}
