//! A trainer's membership in the programme: how it stands, how it came about, and the next step.

use axum::extract::State;
use serde_json::{Value, json};

use super::super::error::Page;
use super::super::extract::{Fields, Form, PathId, Visitor};
use super::super::render::FormView;
use crate::accounts::policy::{self, Action};
use crate::app::App;
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::time::parse_date;
use crate::trainers::membership::{self, MembershipId, Step};
use crate::trainers::{self, TrainerId};

/// All memberships of a trainer, newest first.
pub async fn show(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.read(&actor).await?;
    let view = view(&work, TrainerId(id), None, FormView::default()).await?;
    app.page(&actor, "trainers/membership.html", &view)
}

/// The page; `taking` is the membership whose form was refused, since each has the same fields.
async fn view(
    work: &Work,
    id: TrainerId,
    taking: Option<MembershipId>,
    form: FormView,
) -> Result<Value> {
    Ok(json!({
        "trainer": trainers::get(work, id).await?,
        "memberships": membership::of(work, id).await?,
        "manages": policy::may_all(&work.actor, Action::ManageTrainers),
        "taking": taking,
        "form": form,
    }))
}

/// Puts the trainer forward.
pub async fn nominate(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    let id = TrainerId(id);
    let work = app.write(&actor).await?;
    let done = async {
        fields.only(|name| name == "nominate_reason")?;
        membership::nominate(&work, id, fields.get("nominate_reason")).await
    };
    let done = done.await.map(drop);
    let done = done.map_err(|error| error.renamed(|_| "nominate_reason".to_owned()));
    finish(&app, work, (id, None), &fields, done).await
}

/// Takes the step that a button stands for.
pub async fn step(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    let id = MembershipId(id);
    let work = app.write(&actor).await?;
    policy::require_all(&actor, Action::ManageTrainers)?;
    let trainer = membership::trainer(&work, id).await?;
    let done = async {
        fields.only(|name| matches!(name, "version" | "step" | "reason" | "from" | "until"))?;
        let version = fields.parse("version").ok_or(Error::Stale)?;
        membership::step(&work, id, version, read(&fields)?, fields.get("reason")).await
    };
    let done = done.await;
    finish(&app, work, (trainer, Some(id)), &fields, done).await
}

fn read(fields: &Fields) -> Result<Step> {
    let day = |name: &str| {
        let day = parse_date(fields.get(name));
        day.ok_or_else(|| Error::field(name, Message::new("field-date")))
    };
    Ok(match fields.get("step") {
        "vet" => Step::Vet,
        "refuse" => Step::Refuse,
        "designate" => Step::Designate(day("from")?, day("until")?),
        "extend" => Step::Extend(day("until")?),
        "suspend" => Step::Suspend,
        "reinstate" => Step::Reinstate,
        "end" => Step::End,
        _ => return Err(Error::field("step", Message::new("field-choice"))),
    })
}

async fn finish(
    app: &App,
    work: Work,
    (id, taking): (TrainerId, Option<MembershipId>),
    fields: &Fields,
    done: Result<()>,
) -> Page {
    let done = done.map(|()| format!("/trainers/{id}/membership"));
    app.settle(
        work,
        fields,
        done,
        "trainers/membership.html",
        async |work, form| view(work, id, taking, form).await,
    )
    .await
}
