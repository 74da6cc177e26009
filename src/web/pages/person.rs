//! One person, as administrators see and change their access.

use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use super::super::error::Page;
use super::super::extract::{Form, PathId, PathIds, Visitor};
use super::super::render::{FormView, look_at};
use super::people::institute_of;
use crate::accounts::policy::{self, Action};
use crate::accounts::{
    self, PersonId, Role, SignInId, invitations, links, second_factor, sign_ins,
};
use crate::actor::Actor;
use crate::app::App;
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::{flows, institutes};

const TEMPLATE: &str = "people/show.html";

/// What they are, where they are signed in, how they come in.
pub async fn show(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.read(&actor).await?;
    let view = view(&work, PersonId(id), FormView::default(), None).await?;
    app.page(&actor, TEMPLATE, &view)
}

async fn view(
    work: &Work,
    id: PersonId,
    form: FormView,
    link: Option<String>,
) -> Result<serde_json::Value> {
    Ok(json!({
        "person": accounts::get(work, id).await?,
        "own": work.actor.person == Some(id),
        "invitation": invitations::of(work, id).await?,
        "sign_ins": sign_ins::list(work, id, None).await?,
        "institutes": institutes::list(work).await?,
        "form": form,
        "link": link,
    }))
}

/// Does something to the person, and looks at them again.
async fn change(
    app: &App,
    actor: &Actor,
    id: i64,
    what: impl AsyncFnOnce(&Work, PersonId) -> Result<()>,
) -> Result<Response> {
    let work = app.write(actor).await?;
    what(&work, PersonId(id)).await?;
    work.commit().await?;
    app.nudge();
    Ok(look_at(format!("/people/{id}")))
}

/// Makes a fresh single-use sign-in link, shown once.
pub async fn link(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.write(&actor).await?;
    policy::require_all(&work.actor, Action::ManagePeople)?;
    let person = PersonId(id);
    if accounts::actor_of(&work, person).await?.is_none() {
        return Err(Error::NotFound("person").into());
    }
    let secret = links::mint_sign_in(&work, person, work.now.plus(3 * 86_400)).await?;
    let address = format!("{}/link/{secret}", work.programme().public_url);
    work.commit().await?;
    let work = app.read(&actor).await?;
    let view = view(&work, person, FormView::default(), Some(address)).await?;
    app.page(&actor, TEMPLATE, &view)
}

/// Asks them in, or once more.
pub async fn invite(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    Ok(change(&app, &actor, id, flows::invite::ask_in).await?)
}

/// Takes the invitation back.
pub async fn uninvite(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    Ok(change(&app, &actor, id, invitations::withdraw).await?)
}

/// Shuts them out.
pub async fn disable(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    Ok(change(&app, &actor, id, accounts::disable).await?)
}

/// Lets them in again.
pub async fn enable(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    Ok(change(&app, &actor, id, accounts::enable).await?)
}

/// Gives a role.
pub async fn grant(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    fields.only(|name| matches!(name, "role" | "institute"))?;
    let given = change(&app, &actor, id, async |work, person| {
        let role = Role::from_word(fields.get("role"))
            .filter(|role| *role != Role::Trainer)
            .ok_or_else(|| Error::field("role", Message::new("accounts-role")))?;
        let institute = institute_of(work, &fields).await?;
        accounts::grant(work, person, role, institute).await
    });
    match given.await {
        Err(Error::Invalid(errors)) => {
            let work = app.read(&actor).await?;
            let form = FormView::typed(actor.language, &fields, &errors);
            app.refused(
                &actor,
                TEMPLATE,
                &view(&work, PersonId(id), form, None).await?,
            )
        }
        done => Ok(done?),
    }
}

/// Takes a role.
pub async fn revoke(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    fields.only(|name| matches!(name, "role" | "institute"))?;
    let taken = change(&app, &actor, id, async |work, person| {
        let role = Role::from_word(fields.get("role")).ok_or(Error::NotFound("role"))?;
        let institute = institute_of(work, &fields).await?;
        accounts::revoke(work, person, role, institute).await
    });
    Ok(taken.await?)
}

/// Takes the second step from them.
pub async fn reset_second_step(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
) -> Page {
    Ok(change(&app, &actor, id, second_factor::reset).await?)
}

/// Ends one of their sign-ins.
pub async fn end_sign_in(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathIds(id, sign_in): PathIds,
) -> Page {
    let end = async |work: &Work, person| sign_ins::end_one(work, person, SignInId(sign_in)).await;
    Ok(change(&app, &actor, id, end).await?)
}

/// Signs them out everywhere.
pub async fn end_everywhere(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
) -> Page {
    Ok(change(&app, &actor, id, sign_ins::end_everywhere).await?)
}
