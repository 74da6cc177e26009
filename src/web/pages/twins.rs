//! People who may be there twice: the list, saying that two are not the same, and making one of two, after a look
//! at what would go over.

use axum::extract::State;
use serde_json::{Value, json};

use super::super::error::Page;
use super::super::extract::{Form, PathIds, Visitor};
use super::super::render::{FormView, look_at};
use crate::accounts::faces::{self, Pair};
use crate::accounts::policy::{self, Action};
use crate::accounts::{PersonId, Role};
use crate::app::App;
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::{flows, institutes};

/// Pairs on the page; the surest stand first, and what is settled makes room.
const SHOWN: usize = 100;

/// Who may be there twice.
pub async fn list(State(app): State<App>, Visitor(actor): Visitor) -> Page {
    let work = app.read(&actor).await?;
    let pairs = faces::pairs(&work).await?;
    let count = pairs.len();
    let pairs: Vec<Pair> = pairs.into_iter().take(SHOWN).collect();
    let view = json!({ "pairs": pairs, "count": count });
    app.page(&actor, "people/twins.html", &view)
}

/// Says that two are not the same.
pub async fn distinct(State(app): State<App>, Visitor(actor): Visitor, Form(fields): Form) -> Page {
    fields.only(|name| matches!(name, "first" | "second"))?;
    let of = |field: &str| {
        let id = fields.parse(field).map(PersonId);
        id.ok_or_else(|| Error::field(field, Message::new("field-choice")))
    };
    let (first, second) = (of("first")?, of("second")?);
    let work = app.write(&actor).await?;
    faces::distinct(&work, first, second).await?;
    work.commit().await?;
    Ok(look_at("/people/twins"))
}

/// What would go over.
pub async fn look(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathIds(keep, drop): PathIds,
) -> Page {
    let work = app.read(&actor).await?;
    let view = view(&work, PersonId(keep), PersonId(drop), FormView::default()).await?;
    app.page(&actor, "people/merge.html", &view)
}

async fn view(work: &Work, keep: PersonId, drop: PersonId, form: FormView) -> Result<Value> {
    let plan = flows::plan_merge(work, keep, drop).await?;
    let known = institutes::list(work).await?;
    let roles: Vec<(Role, Option<String>)> = plan
        .access
        .roles
        .iter()
        .map(|(role, at)| {
            let place = at.and_then(|id| known.iter().find(|row| row.id == id));
            (*role, place.map(|row| row.short.clone()))
        })
        .collect();
    let people = policy::may_all(&work.actor, Action::ManagePeople);
    Ok(json!({ "plan": plan, "roles": roles, "people": people, "form": form }))
}

/// Makes one of two.
pub async fn merge(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathIds(keep, drop): PathIds,
    Form(fields): Form,
) -> Page {
    let (keep, drop) = (PersonId(keep), PersonId(drop));
    let work = app.write(&actor).await?;
    let merged = async {
        fields.only(|name| matches!(name, "reason" | "version"))?;
        let version = fields.parse("version").unwrap_or_default();
        flows::merge_people(&work, keep, drop, version, fields.get("reason")).await
    };
    match merged.await {
        Ok(()) => {
            work.commit().await?;
            app.nudge();
            Ok(look_at("/people/twins"))
        }
        Err(Error::Invalid(errors)) => {
            let form = FormView::typed(actor.language, &fields, &errors);
            let view = view(&work, keep, drop, form).await?;
            app.refused(&actor, "people/merge.html", &view)
        }
        Err(other) => Err(other.into()),
    }
}
