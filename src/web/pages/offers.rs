//! Offers: the coordinator's board, the trainer's list, one offer with its buttons.

use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use super::super::error::Page;
use super::super::extract::{Form, PathId, Query, Visitor};
use super::super::render::{FormView, Pager, look_at};
use crate::accounts::policy::{self, Action};
use crate::app::App;
use crate::error::Error;
use crate::flows;
use crate::offers::{self, DECLINE_REASONS, Filter, OfferId, OfferState};
use crate::reports::desk;
use crate::trainers::TrainerId;

/// Boards that are more than one state: what a coordinator works off.
const BOARDS: [&str; 2] = ["expiring", "refused"];

/// Offers, newest first (those that wait for an answer by their deadline), filtered in the address.
pub async fn list(State(app): State<App>, Visitor(actor): Visitor, Query(query): Query) -> Page {
    let work = app.read(&actor).await?;
    let sends = policy::may_all(&actor, Action::SendOffers);
    let board = BOARDS
        .into_iter()
        .find(|board| sends && query.get("show") == *board);
    let state = OfferState::from_word(query.get("state"));
    let of = |states: Vec<OfferState>| Filter {
        states,
        trainer: query.parse("trainer").map(TrainerId),
        ..Filter::default()
    };
    let after = query.parse("after").map(OfferId);
    let (offers, next) = match board {
        None => offers::listed(&work, &of(state.into_iter().collect()), after).await?,
        Some("expiring") => desk::page(desk::expiring(&work).await?, after),
        Some(_) => desk::page(desk::refused(&work).await?, after),
    };
    let drafts = if sends {
        offers::list(&work, &of(vec![OfferState::Draft]))
            .await?
            .len()
    } else {
        0
    };
    app.page(
        &actor,
        "offers/list.html",
        &json!({
            "offers": offers, "pager": Pager::new("/offers", &query, next), "states": OfferState::ALL, "chosen": state, "sends": sends,
            "boards": if sends { &BOARDS[..] } else { &[] }, "board": board,
            "drafts": drafts, "sent": query.parse::<usize>("sent"), "left": query.parse::<usize>("left"),
        }),
    )
}

/// One offer.
pub async fn show(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.read(&actor).await?;
    let offer = offers::get(&work, OfferId(id)).await?;
    app.page(
        &actor,
        "offers/show.html",
        &view(&actor, &offer, FormView::default()),
    )
}

fn view(
    actor: &crate::actor::Actor,
    offer: &offers::OfferView,
    form: FormView,
) -> serde_json::Value {
    let behalf = policy::may_all(actor, Action::AnswerOffers);
    json!({
        "offer": offer,
        "answerable": offer.state == OfferState::Sent && !offer.overdue,
        "behalf": behalf,
        "portal": true,
        "sends": policy::may_all(actor, Action::SendOffers),
        "reasons": DECLINE_REASONS,
        "base": format!("/offers/{}", offer.id),
        "form": form,
    })
}

/// Sends one prepared offer.
pub async fn send(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.write(&actor).await?;
    offers::send(&work, OfferId(id)).await?;
    work.commit().await?;
    app.nudge();
    Ok(back(id))
}

/// Sends every prepared offer that can be.
pub async fn send_all(State(app): State<App>, Visitor(actor): Visitor) -> Page {
    let (sent, left) = flows::send_drafts(&app.db, &actor).await?;
    app.nudge();
    Ok(look_at(format!("/offers?sent={sent}&left={}", left.len())))
}

/// Takes an offer back.
pub async fn recall(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.write(&actor).await?;
    offers::recall(&work, OfferId(id)).await?;
    work.commit().await?;
    app.nudge();
    Ok(back(id))
}

/// Yes, by the trainer in the portal or by a coordinator on behalf.
pub async fn accept(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let mut work = app.write(&actor).await?;
    flows::accept_offer(&mut work, OfferId(id)).await?;
    work.commit().await?;
    app.nudge();
    Ok(back(id))
}

/// No, with a reason.
pub async fn decline(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    fields.only(|name| matches!(name, "reason" | "note"))?;
    let work = app.write(&actor).await?;
    match offers::decline(&work, OfferId(id), fields.get("reason"), fields.get("note")).await {
        Ok(()) => {
            work.commit().await?;
            app.nudge();
            Ok(back(id))
        }
        Err(Error::Invalid(errors)) => {
            let form = FormView::typed(actor.language, &fields, &errors);
            let offer = offers::get(&work, OfferId(id)).await?;
            app.refused(&actor, "offers/show.html", &view(&actor, &offer, form))
        }
        Err(other) => Err(other.into()),
    }
}

fn back(id: i64) -> Response {
    look_at(format!("/offers/{id}"))
}
