//! The mail link: a page with buttons, no sign-in. Only a button changes anything; a mail scanner that
//! opens the link answers nothing.

use axum::extract::State;
use serde_json::json;

use super::super::error::Page;
use super::super::extract::{Form, PathText, Visitor};
use super::super::render::{FormView, look_at};
use crate::accounts::links;
use crate::actor::Actor;
use crate::app::App;
use crate::error::{Error, Result};
use crate::flows;
use crate::offers::{self, DECLINE_REASONS, OfferId, OfferState, OfferView};

/// Whoever holds the link, and what it is about.
async fn holder(app: &App, secret: &str) -> Result<(Actor, OfferId)> {
    let work = app.read(&Actor::nobody()).await?;
    let id = links::open_offer(&work, secret).await?;
    Ok((offers::link_actor(&work, id).await?, id))
}

fn view(offer: &OfferView, secret: &str, form: FormView) -> serde_json::Value {
    json!({
        "offer": offer,
        "answerable": offer.state == OfferState::Sent && !offer.overdue,
        "behalf": false,
        "portal": false,
        "sends": false,
        "reasons": DECLINE_REASONS,
        "base": format!("/answer/{secret}"),
        "form": form,
    })
}

/// The offer, with buttons while it can be answered, and what became of it afterwards.
pub async fn show(State(app): State<App>, Visitor(_): Visitor, PathText(secret): PathText) -> Page {
    let (actor, id) = holder(&app, &secret).await?;
    let work = app.read(&actor).await?;
    let offer = offers::get(&work, id).await?;
    app.page(
        &actor,
        "offers/show.html",
        &view(&offer, &secret, FormView::default()),
    )
}

/// Yes.
pub async fn accept(State(app): State<App>, PathText(secret): PathText) -> Page {
    let (actor, id) = holder(&app, &secret).await?;
    let mut work = app.write(&actor).await?;
    flows::accept_offer(&mut work, id).await?;
    work.commit().await?;
    app.nudge();
    Ok(look_at(format!("/answer/{secret}")))
}

/// No, with a reason.
pub async fn decline(
    State(app): State<App>,
    PathText(secret): PathText,
    Form(fields): Form,
) -> Page {
    fields.only(|name| matches!(name, "reason" | "note"))?;
    let (actor, id) = holder(&app, &secret).await?;
    let work = app.write(&actor).await?;
    match offers::decline(&work, id, fields.get("reason"), fields.get("note")).await {
        Ok(()) => {
            work.commit().await?;
            app.nudge();
            Ok(look_at(format!("/answer/{secret}")))
        }
        Err(Error::Invalid(errors)) => {
            let form = FormView::typed(actor.language, &fields, &errors);
            let offer = offers::get(&work, id).await?;
            app.refused(&actor, "offers/show.html", &view(&offer, &secret, form))
        }
        Err(other) => Err(other.into()),
    }
}
