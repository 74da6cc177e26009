//! Tokens of whoever asks: access for their programs.

use axum::extract::State;
use serde_json::{Value, json};

use super::super::error::Page;
use super::super::extract::{Form, PathId, Visitor};
use super::super::render::{FormView, look_at};
use crate::accounts::ApiTokenId;
use crate::accounts::policy::Action;
use crate::accounts::tokens::{self, NewToken};
use crate::app::App;
use crate::db::Work;
use crate::error::{Error, Message, Result};

/// The tokens, and a form for another.
pub async fn list(State(app): State<App>, Visitor(actor): Visitor) -> Page {
    let work = app.read(&actor).await?;
    let form = FormView::fresh([("days", "90".to_owned())]);
    app.page(
        &actor,
        "accounts/tokens.html",
        &view(&work, form, None).await?,
    )
}

async fn view(work: &Work, form: FormView, secret: Option<String>) -> Result<Value> {
    let scopes: Vec<&str> = tokens::scopes(&work.actor)
        .into_iter()
        .map(Action::word)
        .collect();
    Ok(json!({
        "tokens": tokens::list(work).await?,
        "scopes": scopes,
        "secret": secret,
        "form": form,
    }))
}

/// Makes a token and shows it, this once.
pub async fn create(State(app): State<App>, Visitor(actor): Visitor, Form(fields): Form) -> Page {
    fields.only(|name| matches!(name, "name" | "days" | "scope"))?;
    let work = app.write(&actor).await?;
    let scopes: Option<Vec<Action>> = fields.all("scope").map(Action::from_word).collect();
    let new = NewToken {
        name: fields.get("name").to_owned(),
        scopes: scopes.ok_or_else(|| Error::field("scope", Message::new("tokens-not-yours")))?,
        days: fields.parse("days").unwrap_or_default(),
    };
    match tokens::create(&work, new).await {
        Ok(secret) => {
            work.commit().await?;
            let work = app.read(&actor).await?;
            let form = FormView::fresh([("days", "90".to_owned())]);
            let view = view(&work, form, Some(secret)).await?;
            app.made(&actor, "accounts/tokens.html", &view)
        }
        Err(Error::Invalid(errors)) => {
            let form = FormView::typed(actor.language, &fields, &errors);
            let mut view = view(&work, form, None).await?;
            view["chosen"] = json!(fields.all("scope").collect::<Vec<_>>());
            app.refused(&actor, "accounts/tokens.html", &view)
        }
        Err(other) => Err(other.into()),
    }
}

/// Revokes a token.
pub async fn revoke(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.write(&actor).await?;
    tokens::revoke(&work, ApiTokenId(id)).await?;
    work.commit().await?;
    Ok(look_at("/tokens"))
}
