//! One's own account: language, password, second step, and where one is signed in.

use axum::extract::State;
use serde_json::json;

use super::super::error::Page;
use super::super::extract::{Fields, Form, PathId, Ticket, Visitor};
use super::super::render::{FormView, look_at};
use crate::accounts::{self, Language, SignInId, second_factor, sign_ins};
use crate::actor::Actor;
use crate::app::App;
use crate::error::{Error, FieldError, Message, Result};

const TEMPLATE: &str = "accounts/account.html";

/// The page.
pub async fn show(State(app): State<App>, Visitor(actor): Visitor, Ticket(ticket): Ticket) -> Page {
    let form = FormView::fresh([("language", actor.language.word().to_owned())]);
    let view = view(&app, &actor, &ticket, form).await?;
    app.page(&actor, TEMPLATE, &view)
}

async fn view(app: &App, actor: &Actor, ticket: &str, form: FormView) -> Result<serde_json::Value> {
    let person = actor.person.ok_or(Error::Forbidden)?;
    let work = app.read(actor).await?;
    Ok(json!({
        "form": form,
        "factor": second_factor::view(&work).await?,
        "sign_ins": sign_ins::list(&work, person, Some(ticket)).await?,
    }))
}

/// Ends one sign-in of one's own.
pub async fn end_sign_in(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
) -> Page {
    let person = actor.person.ok_or(Error::Forbidden)?;
    let work = app.write(&actor).await?;
    sign_ins::end_one(&work, person, SignInId(id)).await?;
    work.commit().await?;
    Ok(look_at("/account"))
}

/// Signs oneself out everywhere, here as well.
pub async fn end_everywhere(State(app): State<App>, Visitor(actor): Visitor) -> Page {
    let person = actor.person.ok_or(Error::Forbidden)?;
    let work = app.write(&actor).await?;
    sign_ins::end_everywhere(&work, person).await?;
    work.commit().await?;
    Ok(look_at("/sign-in"))
}

/// Chooses the language.
pub async fn language(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Ticket(ticket): Ticket,
    Form(fields): Form,
) -> Page {
    fields.only(|name| name == "language")?;
    let Some(language) = Language::from_word(fields.get("language")) else {
        let message = Message::new("field-choice");
        let errors = [FieldError {
            field: "language".into(),
            message,
        }];
        return refused(&app, &actor, &ticket, &errors).await;
    };
    let work = app.write(&actor).await?;
    accounts::set_language(&work, language).await?;
    work.commit().await?;
    Ok(look_at("/account"))
}

/// Sets the password.
pub async fn password(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Ticket(ticket): Ticket,
    Form(fields): Form,
) -> Page {
    fields.only(|name| name == "password")?;
    let set = accounts::set_password(&app.db, &actor, &ticket, fields.get("password")).await;
    match set {
        Ok(()) => Ok(look_at("/account")),
        Err(Error::Invalid(errors)) => refused(&app, &actor, &ticket, &errors).await,
        Err(other) => Err(other.into()),
    }
}

/// What was typed is not shown again: it may be a password.
async fn refused(app: &App, actor: &Actor, ticket: &str, errors: &[FieldError]) -> Page {
    let form = FormView::typed(actor.language, &Fields::default(), errors);
    let view = view(app, actor, ticket, form).await?;
    app.refused(actor, TEMPLATE, &view)
}
