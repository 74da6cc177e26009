//! What every request passes, whatever its route.

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{Extensions, HeaderMap, Method, StatusCode, Version};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;

use super::api;
use super::error::{Failure, problem};
use super::extract::Visitor;
use super::forms::{self, Shown};
use super::overtaken::{self, Typed};
use super::routes::Access;
use crate::accounts::{self, policy, tokens};
use crate::actor::{Actor, Via};
use crate::app::App;
use crate::error::Error;

/// Bytes that a form may have.
pub const BODY_LIMIT: usize = 256 * 1024;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Wraps the routes in the layers, innermost first.
pub fn wrap(router: Router<App>, app: App) -> Router {
    router
        .fallback(|| async { Failure::from(Error::NotFound("page")) })
        .method_not_allowed_fallback(|| async { Failure::status(StatusCode::METHOD_NOT_ALLOWED) })
        .layer(from_fn_with_state(app.clone(), forms::once))
        .layer(axum::middleware::from_fn(run_to_the_end))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(
            CsrfLayer::new().with_rejection_response(|_| {
                Failure::status(StatusCode::FORBIDDEN).into_response()
            }),
        )
        .layer(from_fn_with_state(app.clone(), worded))
        .layer(from_fn_with_state(app.clone(), identify))
        .layer(from_fn_with_state(app.clone(), right_host))
        .layer(from_fn_with_state(app.clone(), secured))
        .layer(CompressionLayer::new().compress_when(worth_it))
        .with_state(app)
}

/// What is made smaller on its way: pages, styles, scripts. Not what a secret opens or shows, whose length
/// would tell of it to whoever can have it said beside words of their own; nor the answers to programs, whose
/// marks name their exact bytes. Feeds hold no secret, and their marks are weak.
fn worth_it(_: StatusCode, _: Version, headers: &HeaderMap, extensions: &Extensions) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let kinds = ["text/html", "text/css", "text/javascript", "image/svg+xml"];
    if kind.starts_with("text/calendar") {
        return true;
    }
    kinds.iter().any(|known| kind.starts_with(known))
        && !headers.contains_key("x-robots-tag")
        && extensions.get::<Shown>().is_none()
}

/// Headers of every answer, errors included.
async fn secured(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let secret = [
        "/feeds/",
        "/answer/",
        "/link/",
        "/set-up/",
        "/invitation/",
        "/kept/",
    ]
    .iter()
    .any(|p| path.starts_with(p));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    // A page whose address is a secret must not tell it to anybody, not even to itself.
    set(
        header::REFERRER_POLICY,
        // With no-referrer older browsers send `Origin: null`, and the buttons of a page would not work.
        match secret {
            true if path.starts_with("/feeds/") => "no-referrer",
            true => "strict-origin",
            false => "same-origin",
        },
    );
    if secret {
        set(HeaderName::from_static("x-robots-tag"), "noindex");
    }
    if app.config.https {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000");
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Refuses a request that was meant for another host: links are built from the public address, and a
/// name that an attacker's DNS points here must not read anybody's pages.
async fn right_host(State(app): State<App>, request: Request, next: Next) -> Response {
    let host = request
        .uri()
        .authority()
        .map(|authority| authority.as_str())
        .or_else(|| {
            request
                .headers()
                .get(header::HOST)
                .and_then(|host| host.to_str().ok())
        });
    // Hosts know no capitals, and some clients name the scheme's own port.
    let own = if app.config.https { ":443" } else { ":80" };
    let host = host.map(|host| host.strip_suffix(own).unwrap_or(host));
    if host.is_some_and(|host| host.eq_ignore_ascii_case(&app.config.host)) {
        next.run(request).await
    } else {
        (
            StatusCode::MISDIRECTED_REQUEST,
            "421 This address is not served here.\n",
        )
            .into_response()
    }
}

/// Finds out who asks.
async fn identify(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if api::is(request.uri().path()) {
        return identify_program(app, request, next).await;
    }
    let token = CookieJar::from_headers(request.headers())
        .get(app.config.cookie())
        .map(|cookie| cookie.value().to_owned());
    let actor = match token {
        Some(token) => match who(&app, token).await {
            Ok(actor) => actor,
            // Outside of the layer that words failures: it would ask who is reading.
            Err(error) => return Failure::from(error).page(&app, None),
        },
        None => None,
    };
    request
        .extensions_mut()
        .insert(Visitor(actor.unwrap_or_else(Actor::nobody)));
    next.run(request).await
}

/// Finds out for whom a program asks. Cookies count for nothing here, so that no page of another site can
/// make a browser act.
async fn identify_program(app: App, mut request: Request, next: Next) -> Response {
    let token = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim().to_owned());
    let actor = match token {
        Some(token) => match program(&app, &token).await {
            Ok(actor) => actor,
            Err(error) => return problem(&Failure::from(error), None),
        },
        None => None,
    };
    request
        .extensions_mut()
        .insert(Visitor(actor.unwrap_or_else(Actor::nobody)));
    next.run(request).await
}

async fn program(app: &App, token: &str) -> crate::error::Result<Option<Actor>> {
    let work = app.read(&Actor::nobody()).await?;
    let Some((actor, due)) = tokens::holder(&work, token).await? else {
        return Ok(None);
    };
    if let (true, Via::Token(id)) = (due, actor.via) {
        let db = app.db.clone();
        tokio::spawn(async move {
            if let Err(error) = tokens::note(&db, id).await {
                tracing::debug!(%error, "the use of a token was not noted");
            }
        });
    }
    Ok(Some(actor))
}

async fn who(app: &App, token: String) -> crate::error::Result<Option<Actor>> {
    let work = app.read(&Actor::nobody()).await?;
    let Some((actor, due)) = accounts::ticket_holder(&work, &token).await? else {
        return Ok(None);
    };
    if due {
        let db = app.db.clone();
        tokio::spawn(async move {
            if let Err(error) = accounts::sign_ins::note(&db, &token).await {
                tracing::debug!(%error, "the use of a sign-in was not noted");
            }
        });
    }
    Ok(Some(actor))
}

/// Puts failures into words, in the language of whoever asks.
async fn worded(State(app): State<App>, request: Request, next: Next) -> Response {
    let visitor = request.extensions().get::<Visitor>().cloned();
    let program = api::is(request.uri().path());
    let response = next.run(request).await;
    match response.extensions().get::<Failure>() {
        Some(failure) => {
            let mut worded = match program {
                true => problem(failure, visitor.as_ref()),
                false => {
                    let typed = response.extensions().get::<Typed>();
                    overtaken::page(&app, visitor.as_ref(), failure, typed).await
                }
            };
            if let Some(allow) = response.headers().get(header::ALLOW) {
                worded.headers_mut().insert(header::ALLOW, allow.clone());
            }
            worded
        }
        None => response,
    }
}

/// A write goes to its end even when the client hangs up: it runs in its own task.
async fn run_to_the_end(request: Request, next: Next) -> Response {
    if request.method() == Method::GET || request.method() == Method::HEAD {
        return next.run(request).await;
    }
    match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(_) => Failure::status(StatusCode::INTERNAL_SERVER_ERROR).into_response(),
    }
}

fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response<Body> {
    tracing::error!("a handler panicked; its transaction was rolled back");
    Failure::status(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}

/// The door of a route: lets in who may come at all.
pub async fn door(
    State((app, access)): State<(App, Access)>,
    request: Request,
    next: Next,
) -> Response {
    let actor = request
        .extensions()
        .get::<Visitor>()
        .map_or_else(Actor::nobody, |v| v.0.clone());
    let program = matches!(actor.via, Via::Token(_));
    let signed_in = actor.via == Via::SignIn || program;
    let half = actor.via == Via::FirstStep;
    let may = match access {
        Access::Public | Access::Token => true,
        Access::FirstStep => half || actor.via == Via::SignIn,
        Access::SignedIn => signed_in,
        Access::Needs(action) => signed_in && policy::may(&actor, action),
    };
    if may {
        next.run(request).await
    } else if signed_in {
        Failure::from(Error::Forbidden).into_response()
    } else if api::is(request.uri().path()) {
        Failure::status(StatusCode::UNAUTHORIZED).into_response()
    } else if request.method() == Method::GET {
        let here = request.uri().path_and_query().map_or("/", |p| p.as_str());
        let next: String = serde_urlencoded::to_string([("next", here)]).unwrap_or_default();
        let step = if half { "/second-step" } else { "/sign-in" };
        Redirect::to(&format!("{step}?{next}")).into_response()
    } else {
        // What was typed waits until they have signed in again, in both steps.
        let step = if half { "/second-step" } else { "/sign-in" };
        let next = match forms::keep(&app, request).await {
            Some(place) => serde_urlencoded::to_string([("next", place)]).unwrap_or_default(),
            None => return Redirect::to(step).into_response(),
        };
        Redirect::to(&format!("{step}?{next}")).into_response()
    }
}
