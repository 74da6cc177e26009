//! Failures as pages that say what happened, why, and what to do.

use axum::http::header::{HeaderValue, RETRY_AFTER};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};

use super::extract::Visitor;
use crate::actor::Actor;
use crate::app::App;
use crate::error::{Error, FieldError, Message};

/// A failure on its way out; a layer puts it into words.
#[derive(Clone, Debug)]
pub struct Failure {
    status: StatusCode,
    message: Option<Message>,
    fields: Vec<FieldError>,
}

/// What handlers give.
pub type Page = Result<Response, Failure>;

impl Failure {
    /// A failure that its status says all about.
    pub fn status(status: StatusCode) -> Self {
        Self {
            status,
            message: None,
            fields: Vec::new(),
        }
    }

    /// The page, in the visitor's language.
    pub fn page(&self, app: &App, visitor: Option<&Visitor>) -> Response {
        let actor = visitor.map_or_else(Actor::nobody, |visitor| visitor.0.clone());
        let view = serde_json::json!({
            "code": self.status.as_u16(),
            "title_key": format!("error-{}-title", key(self.status)),
            "help_key": format!("error-{}-help", key(self.status)),
            "message": self.message,
            "fields": self.fields,
        });
        let body = app.templates.page(&actor, "error.html", &view);
        let mut response = match body {
            Ok(html) => (self.status, axum::response::Html(html)).into_response(),
            Err(error) => {
                tracing::error!(%error, "the error page failed");
                (self.status, "Something went wrong. Please try again.\n").into_response()
            }
        };
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from_static("5"));
        }
        // htmx swaps a failure into the page as a whole, not into a corner of it.
        response.headers_mut().insert(
            HeaderName::from_static("hx-retarget"),
            HeaderValue::from_static("body"),
        );
        response
    }
}

fn key(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 => "400",
        403 => "403",
        404 => "404",
        405 => "405",
        409 => "409",
        412 => "412",
        413 => "413",
        415 => "415",
        422 => "422",
        503 => "503",
        _ => "500",
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let mut failure = Self::status(match &error {
            Error::NotFound(_) => StatusCode::NOT_FOUND,
            Error::Forbidden => StatusCode::FORBIDDEN,
            Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::Conflict(_) => StatusCode::CONFLICT,
            Error::Stale => StatusCode::PRECONDITION_FAILED,
            Error::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        });
        match error {
            Error::Conflict(message) => failure.message = Some(message),
            Error::Invalid(fields) => failure.fields = fields,
            Error::Internal(why) => tracing::error!(%why, "internal error"),
            _ => {}
        }
        failure
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
