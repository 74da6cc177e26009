//! What operations give: one thing, a list of things, or nothing.

use axum::http::StatusCode;
use axum::http::header::{ETAG, LOCATION};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::error::Failure;
use crate::actor::Actor;
use crate::app::App;
use crate::db::{Page, Work};
use crate::error::{Error, Message, Result};

/// What an operation gives.
pub type Answer<T> = std::result::Result<T, Failure>;

/// A thing with a version, which its `ETag` tells.
pub trait Versioned {
    /// Counts the changes of the thing.
    fn version(&self) -> i64;
}

/// One thing.
pub struct One<T>(pub T);

impl<T: Serialize> IntoResponse for One<T> {
    fn into_response(self) -> Response {
        axum::response::Json(self.0).into_response()
    }
}

/// One thing with its version.
pub struct Seen<T>(pub T);

impl<T: Serialize + Versioned> IntoResponse for Seen<T> {
    fn into_response(self) -> Response {
        let tag = format!("\"{}\"", self.0.version());
        ([(ETAG, tag)], axum::response::Json(self.0)).into_response()
    }
}

/// A thing that was made, and where it is.
pub struct Made<T>(pub String, pub T);

impl<T: IntoResponse> IntoResponse for Made<T> {
    fn into_response(self) -> Response {
        let place = format!("{}{}", super::BASE, self.0);
        (StatusCode::CREATED, [(LOCATION, place)], self.1).into_response()
    }
}

/// A part of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Listed<T> {
    /// In the order of their ids.
    pub items: Vec<T>,
    /// Ask again with `after` this id for what follows; null at the end of the list.
    pub next: Option<i64>,
}

impl<T> Listed<T> {
    /// Of what a feature gave.
    pub fn of<V>((items, next): (Vec<V>, Option<i64>)) -> One<Self>
    where
        T: From<V>,
    {
        One(Self {
            items: items.into_iter().map(T::from).collect(),
            next,
        })
    }
}

/// Which part of a list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// Only what follows this id.
    #[param(minimum = 0)]
    pub after: Option<i64>,
    /// At most so many; 50 where it is not said.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
}

/// Things on a page where the caller doesn't say.
const USUAL: i64 = 50;
/// Things on a page at most.
const AT_MOST: i64 = 200;

/// The part of a list that the caller wants.
///
/// # Errors
/// `limit` beyond 1 to 200, `after` below 0.
pub fn page(after: Option<i64>, limit: Option<i64>) -> Result<Page> {
    let range = |field: &str, min: i64, max: i64| {
        let message = Message::new("field-range").with("min", min);
        Error::field(field, message.with("max", max))
    };
    let (after, limit) = (after.unwrap_or(0), limit.unwrap_or(USUAL));
    if !(1..=AT_MOST).contains(&limit) {
        return Err(range("?limit", 1, AT_MOST));
    }
    match u64::try_from(limit) {
        Ok(limit) if after >= 0 => Ok(Page { after, limit }),
        _ => Err(range("?after", 0, i64::MAX)),
    }
}

/// The number of a thing that a list is narrowed to.
///
/// # Errors
/// No number of anything: below 1.
pub fn number(field: &str, id: Option<i64>) -> Result<Option<i64>> {
    if id.is_some_and(|id| id < 1) {
        let message = Message::new("field-range").with("min", 1);
        return Err(Error::field(field, message.with("max", i64::MAX)));
    }
    Ok(id)
}

impl App {
    /// One action, whole or not at all; what it left in the outbox is sent afterwards.
    pub async fn act<T>(
        &self,
        actor: &Actor,
        action: impl AsyncFnOnce(&mut Work) -> Answer<T>,
    ) -> Answer<T> {
        let mut work = self.write(actor).await?;
        let done = action(&mut work).await?;
        work.commit().await?;
        self.nudge();
        Ok(done)
    }
}
