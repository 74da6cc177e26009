//! Failures as pages that say what happened, why, and what to do.

use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};

use super::api::problem::{self, Fault, Problem};
use super::extract::Visitor;
use crate::accounts::Language;
use crate::actor::Actor;
use crate::app::App;
use crate::error::{Error, FieldError, Message};
use crate::i18n;

/// A failure on its way out; a layer puts it into words.
#[derive(Clone, Debug)]
pub struct Failure {
    status: StatusCode,
    message: Option<Message>,
    fields: Vec<FieldError>,
    /// Seconds after which it is worth trying again, if that is known.
    retry: i64,
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
            retry: if status == StatusCode::SERVICE_UNAVAILABLE {
                5
            } else {
                0
            },
        }
    }

    /// Its status.
    pub fn code(&self) -> StatusCode {
        self.status
    }

    /// The page, in the visitor's language.
    pub fn page(&self, app: &App, visitor: Option<&Visitor>) -> Response {
        let actor = visitor.map_or_else(Actor::nobody, |visitor| visitor.0.clone());
        self.page_with(app, &actor, &serde_json::Value::Null)
    }

    /// The page, with what was typed and what came between.
    pub fn page_with(
        &self,
        app: &App,
        actor: &Actor,
        came_between: &serde_json::Value,
    ) -> Response {
        let view = serde_json::json!({
            "code": self.status.as_u16(),
            "title_key": format!("error-{}-title", key(self.status)),
            "help_key": format!("error-{}-help", key(self.status)),
            "message": self.message,
            "fields": self.fields,
            "came_between": came_between,
        });
        let body = app.templates.page(actor, "error.html", &view, "");
        let mut response = match body {
            Ok(html) => (self.status, axum::response::Html(html)).into_response(),
            Err(error) => {
                tracing::error!(%error, "the error page failed");
                (self.status, "Something went wrong. Please try again.\n").into_response()
            }
        };
        if self.retry > 0 {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(self.retry));
        }
        whole_page(&mut response);
        response
    }
}

/// htmx puts such an answer into the page as a whole, not into a corner of it.
fn whole_page(response: &mut Response) {
    for (name, value) in [
        ("hx-retarget", "main"),
        ("hx-reselect", "main"),
        ("hx-reswap", "outerHTML"),
    ] {
        let value = HeaderValue::from_static(value);
        response
            .headers_mut()
            .insert(HeaderName::from_static(name), value);
    }
}

/// A failure as a problem document, in the language of whoever asks.
pub fn problem(failure: &Failure, visitor: Option<&Visitor>) -> Response {
    let language = visitor.map_or(Language::English, |visitor| visitor.0.language);
    let words = |part: &str| {
        let key = format!("error-{}-{part}", key(failure.status));
        i18n::t(language, &key, &[])
    };
    let kind = problem::kind(failure.status);
    let detail = match &failure.message {
        Some(message) => i18n::say(language, message),
        None => i18n::t(language, &format!("problem-{kind}"), &[]),
    };
    let errors = failure.fields.iter().map(|fault| {
        let parameter = fault.field.strip_prefix('?');
        Fault {
            pointer: parameter.is_none().then(|| {
                let place = fault.field.trim_start_matches('/');
                if place.is_empty() {
                    "#".into()
                } else {
                    format!("#/{place}")
                }
            }),
            parameter: parameter.map(str::to_owned),
            detail: i18n::say(language, &fault.message),
            code: fault.message.key.clone(),
        }
    });
    let body = Problem {
        kind: format!("urn:rostrum:problem:{kind}"),
        title: words("title"),
        status: failure.status.as_u16(),
        detail,
        code: failure.message.as_ref().map(|message| message.key.clone()),
        errors: errors.collect(),
    };
    let mut response = (failure.status, axum::response::Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    if failure.status == StatusCode::UNAUTHORIZED {
        headers.insert(
            WWW_AUTHENTICATE,
            HeaderValue::from_static("Bearer realm=\"rostrum\""),
        );
    }
    if failure.retry > 0 {
        headers.insert(RETRY_AFTER, HeaderValue::from(failure.retry));
    }
    response
}

fn key(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 => "400",
        401 => "401",
        403 => "403",
        404 => "404",
        405 => "405",
        409 => "409",
        412 => "412",
        413 => "413",
        415 => "415",
        422 => "422",
        428 => "428",
        429 => "429",
        503 => "503",
        _ => "500",
    }
}

/// How long somebody has to wait after too many wrong tries.
pub fn wait(seconds: i64) -> Message {
    let minutes = (seconds + 59) / 60;
    Message::new("accounts-throttled").with("minutes", minutes)
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
            Error::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        });
        match error {
            Error::Conflict(message) => failure.message = Some(message),
            Error::Invalid(fields) => failure.fields = fields,
            Error::TooMany(seconds) => {
                failure.message = Some(wait(seconds));
                failure.retry = seconds;
            }
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
