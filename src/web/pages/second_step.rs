//! The second step of signing in: a code of the authenticator app, or a recovery code; and setting it up.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, RETRY_AFTER};
use serde_json::json;

use super::super::error::{Page, wait};
use super::super::extract::{Fields, Form, Query, Ticket, Visitor};
use super::super::qr;
use super::super::render::{FormView, look_at};
use super::sign_in::{local, with_cookie};
use crate::accounts::second_factor;
use crate::actor::{Actor, Via};
use crate::app::App;
use crate::error::{Error, FieldError, Message};

const TEMPLATE: &str = "accounts/second_step.html";

/// How the second step of whoever asks stands.
pub async fn show(State(app): State<App>, Visitor(actor): Visitor, Query(query): Query) -> Page {
    let form = FormView::fresh([("next", local(query.get("next")))]);
    view(&app, &actor, form, &[], StatusCode::OK).await
}

/// Passes it.
pub async fn pass(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Ticket(ticket): Ticket,
    Form(fields): Form,
) -> Page {
    fields.only(|name| matches!(name, "code" | "next"))?;
    match second_factor::pass(&app.db, &actor, &ticket, fields.get("code")).await {
        Ok(token) => {
            let next = look_at(local(fields.get("next")));
            Ok(with_cookie(&app, &token, next))
        }
        Err(error) => refused(&app, &actor, &fields, error).await,
    }
}

/// Makes a secret for the app.
pub async fn begin(State(app): State<App>, Visitor(actor): Visitor) -> Page {
    let work = app.write(&actor).await?;
    second_factor::begin(&work).await?;
    work.commit().await?;
    Ok(look_at("/second-step"))
}

/// The first code of the app; shows the recovery codes, this once.
pub async fn confirm(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Ticket(ticket): Ticket,
    Form(fields): Form,
) -> Page {
    fields.only(|name| matches!(name, "code" | "next"))?;
    match second_factor::confirm(&app.db, &actor, &ticket, fields.get("code")).await {
        Ok((token, codes)) => {
            let form = FormView::fresh([("next", local(fields.get("next")))]);
            let whole = Actor {
                via: Via::SignIn,
                ..actor
            };
            let page = view(&app, &whole, form, &codes, StatusCode::OK).await?;
            Ok(with_cookie(&app, &token, page))
        }
        Err(error) => refused(&app, &actor, &fields, error).await,
    }
}

/// New recovery codes, shown this once.
pub async fn codes(State(app): State<App>, Visitor(actor): Visitor, Form(fields): Form) -> Page {
    fields.only(|name| name == "code")?;
    match second_factor::renew_codes(&app.db, &actor, fields.get("code")).await {
        Ok(codes) => view(&app, &actor, FormView::default(), &codes, StatusCode::OK).await,
        Err(error) => refused(&app, &actor, &fields, error).await,
    }
}

/// Does without from now on.
pub async fn remove(State(app): State<App>, Visitor(actor): Visitor, Form(fields): Form) -> Page {
    fields.only(|name| name == "code")?;
    match second_factor::remove(&app.db, &actor, fields.get("code")).await {
        Ok(()) => Ok(look_at("/account")),
        Err(error) => refused(&app, &actor, &fields, error).await,
    }
}

/// The page again with what is wrong beside the code, which is not shown again.
async fn refused(app: &App, actor: &Actor, fields: &Fields, error: Error) -> Page {
    let beside = |message: Message| {
        vec![FieldError {
            field: "code".into(),
            message,
        }]
    };
    let (errors, status, seconds) = match error {
        Error::Invalid(errors) => (errors, StatusCode::UNPROCESSABLE_ENTITY, None),
        Error::TooMany(seconds) => (
            beside(wait(seconds)),
            StatusCode::TOO_MANY_REQUESTS,
            Some(seconds),
        ),
        other => return Err(other.into()),
    };
    let typed = Fields::of([("next".to_owned(), local(fields.get("next")))]);
    let form = FormView::typed(actor.language, &typed, &errors);
    let mut page = view(app, actor, form, &[], status).await?;
    if let Some(seconds) = seconds {
        page.headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(page)
}

async fn view(
    app: &App,
    actor: &Actor,
    form: FormView,
    codes: &[String],
    status: StatusCode,
) -> Page {
    let work = app.read(actor).await?;
    let factor = second_factor::view(&work).await?;
    let picture = factor.address.as_deref().map(qr::picture).transpose()?;
    let view = json!({
        "form": form,
        "factor": factor,
        "picture": picture,
        "codes": codes,
        "owes": actor.via == Via::FirstStep,
    });
    let mut page = app.page(actor, TEMPLATE, &view)?;
    *page.status_mut() = status;
    Ok(page)
}
