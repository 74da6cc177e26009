//! Coming in by an invitation: a page with a form, since mail scanners fetch links but press no buttons.

use axum::extract::State;
use serde_json::json;

use super::super::error::Page;
use super::super::extract::{Agent, Fields, Form, PathText, Visitor};
use super::super::render::{FormView, look_at};
use super::sign_in::with_cookie;
use crate::accounts::invitations;
use crate::app::App;
use crate::error::Error;

const TEMPLATE: &str = "accounts/invitation.html";

/// Whom the link asks in, and the form for a password.
pub async fn show(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathText(secret): PathText,
) -> Page {
    let work = app.read(&actor).await?;
    let (name, email) = invitations::whom(&work, &secret).await?;
    let view = json!({ "name": name, "email": email });
    app.page(&actor, TEMPLATE, &view)
}

/// Sets the password and signs in.
pub async fn accept(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Agent(agent): Agent,
    PathText(secret): PathText,
    Form(fields): Form,
) -> Page {
    // `email` only helps a password manager: whom the link asks in is known.
    fields.only(|name| matches!(name, "password" | "email"))?;
    match invitations::accept(&app.db, &secret, fields.get("password"), &agent).await {
        Ok(token) => Ok(with_cookie(&app, &token, look_at("/"))),
        Err(Error::Invalid(errors)) => {
            let work = app.read(&actor).await?;
            let (name, email) = invitations::whom(&work, &secret).await?;
            let form = FormView::typed(actor.language, &Fields::default(), &errors);
            let view = json!({ "name": name, "email": email, "form": form });
            app.refused(&actor, TEMPLATE, &view)
        }
        Err(other) => Err(other.into()),
    }
}
