//! One's own telephone.

use axum::extract::State;
use serde_json::json;

use super::super::error::Page;
use super::super::extract::{Form, Visitor};
use super::super::render::FormView;
use crate::accounts;
use crate::app::App;

/// The form.
pub async fn form(State(app): State<App>, Visitor(actor): Visitor) -> Page {
    let work = app.read(&actor).await?;
    let form = FormView::fresh([("phone", accounts::phone(&work).await?)]);
    app.page(&actor, "accounts/phone.html", &json!({ "form": form }))
}

/// Sets it.
pub async fn submit(State(app): State<App>, Visitor(actor): Visitor, Form(fields): Form) -> Page {
    fields.only(|name| name == "phone")?;
    let work = app.write(&actor).await?;
    let done = accounts::set_phone(&work, fields.get("phone"))
        .await
        .map(|()| "/account".to_owned());
    app.settle(
        work,
        &fields,
        done,
        "accounts/phone.html",
        async |_, form| Ok(json!({ "form": form })),
    )
    .await
}
