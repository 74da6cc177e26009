//! One's own account: language and password.

use axum::extract::State;
use axum_extra::extract::CookieJar;
use serde_json::json;

use super::super::error::Page;
use super::super::extract::{Fields, Form, Visitor};
use super::super::render::{FormView, look_at};
use crate::accounts::{self, Language};
use crate::actor::Actor;
use crate::app::App;
use crate::error::{Error, FieldError, Message};

/// The page.
pub async fn show(State(app): State<App>, Visitor(actor): Visitor) -> Page {
    let form = FormView::fresh([("language", actor.language.word().to_owned())]);
    app.page(&actor, "accounts/account.html", &json!({ "form": form }))
}

/// Chooses the language.
pub async fn language(State(app): State<App>, Visitor(actor): Visitor, Form(fields): Form) -> Page {
    fields.only(|name| name == "language")?;
    let Some(language) = Language::from_word(fields.get("language")) else {
        let message = Message::new("field-choice");
        return refused(
            &app,
            &actor,
            &[FieldError {
                field: "language".into(),
                message,
            }],
        );
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
    jar: CookieJar,
    Form(fields): Form,
) -> Page {
    fields.only(|name| name == "password")?;
    let token = jar
        .get(app.config.cookie())
        .map(|cookie| cookie.value().to_owned());
    let set = accounts::set_password(
        &app.db,
        &actor,
        &token.unwrap_or_default(),
        fields.get("password"),
    )
    .await;
    match set {
        Ok(()) => Ok(look_at("/account")),
        Err(Error::Invalid(errors)) => refused(&app, &actor, &errors),
        Err(other) => Err(other.into()),
    }
}

/// What was typed is not shown again: it may be a password.
fn refused(app: &App, actor: &Actor, errors: &[FieldError]) -> Page {
    let form = FormView::typed(actor.language, &Fields::default(), errors);
    app.refused(actor, "accounts/account.html", &json!({ "form": form }))
}
