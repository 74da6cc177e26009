//! Giving a slot up: by the coordinator who found nobody, or by the institute that needs it no more.

use axum::extract::State;

use super::super::error::Page;
use super::super::extract::{Fields, Form, PathId, Visitor};
use super::super::render::{FormView, look_at};
use super::requests;
use crate::actor::Actor;
use crate::app::App;
use crate::error::Error;
use crate::flows;
use crate::slots::{self, GivenUp, SlotId};

/// The coordinator closes it without trainers.
pub async fn close(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    give_up(&app, &actor, SlotId(id), GivenUp::Unfilled, &fields).await
}

/// The institute takes it back.
pub async fn cancel(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    give_up(&app, &actor, SlotId(id), GivenUp::NotNeeded, &fields).await
}

async fn give_up(app: &App, actor: &Actor, id: SlotId, by: GivenUp, fields: &Fields) -> Page {
    fields.only(|name| name == "reason")?;
    let mut work = app.write(actor).await?;
    let request = slots::get_slot(&work, id).await?.0.id;
    match flows::give_up_slot(&mut work, id, by, fields.get("reason")).await {
        Ok(()) => {
            work.commit().await?;
            app.nudge();
            Ok(look_at(format!("/requests/{request}")))
        }
        Err(Error::Invalid(errors)) => {
            let form = FormView::typed(actor.language, fields, &errors);
            let mut view = requests::show_view(&work, request, form).await?;
            view["giving_up"] = serde_json::json!(id);
            app.refused(actor, "requests/show.html", &view)
        }
        Err(other) => Err(other.into()),
    }
}
