//! The administrator's list of people.

use axum::extract::State;
use serde_json::json;

use super::super::error::Page;
use super::super::extract::{Fields, Form, PathId, Visitor};
use super::super::render::{FormView, look_at};
use crate::accounts::policy::{self, Action};
use crate::accounts::{self, InstituteId, Language, NewPerson, PersonId, Role, links};
use crate::app::App;
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::institutes;

/// Everybody, and a form for one more.
pub async fn list(State(app): State<App>, Visitor(actor): Visitor) -> Page {
    let work = app.read(&actor).await?;
    app.page(
        &actor,
        "people/list.html",
        &view(&work, FormView::default(), None).await?,
    )
}

/// Adds a person with a role, and shows their sign-in link once.
pub async fn create(State(app): State<App>, Visitor(actor): Visitor, Form(fields): Form) -> Page {
    fields.only(|name| matches!(name, "name" | "email" | "role" | "institute" | "language"))?;
    let work = app.write(&actor).await?;
    match add(&work, &fields).await {
        Ok(link) => {
            work.commit().await?;
            let work = app.read(&actor).await?;
            app.made(
                &actor,
                "people/list.html",
                &view(&work, FormView::default(), Some(link)).await?,
            )
        }
        Err(Error::Invalid(errors)) => {
            let form = FormView::typed(actor.language, &fields, &errors);
            app.refused(&actor, "people/list.html", &view(&work, form, None).await?)
        }
        Err(other) => Err(other.into()),
    }
}

/// Makes a fresh single-use sign-in link, shown once.
pub async fn link(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.write(&actor).await?;
    let address = sign_in_link(&work, PersonId(id)).await?;
    work.commit().await?;
    let work = app.read(&actor).await?;
    app.made(
        &actor,
        "people/list.html",
        &view(&work, FormView::default(), Some(address)).await?,
    )
}

/// Shuts a person out.
pub async fn disable(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.write(&actor).await?;
    accounts::disable(&work, PersonId(id)).await?;
    work.commit().await?;
    Ok(look_at("/people"))
}

async fn view(work: &Work, form: FormView, link: Option<String>) -> Result<serde_json::Value> {
    Ok(json!({
        "people": accounts::list(work).await?,
        "institutes": institutes::list(work).await?,
        "form": form,
        "link": link,
    }))
}

async fn add(work: &Work, fields: &Fields) -> Result<String> {
    let role = Role::from_word(fields.get("role"))
        .filter(|role| *role != Role::Trainer) // a trainer is taken in with campus and subjects
        .ok_or_else(|| Error::field("role", Message::new("accounts-role")))?;
    let language = Language::from_word(fields.get("language"))
        .ok_or_else(|| Error::field("language", Message::new("field-choice")))?;
    let institute = match fields.get("institute") {
        "" => None,
        _ => {
            let id = fields.parse("institute").map(InstituteId);
            let known = institutes::list(work).await?;
            let id = id.filter(|id| known.iter().any(|row| row.id == *id));
            Some(id.ok_or_else(|| Error::field("institute", Message::new("field-choice")))?)
        }
    };
    let person = accounts::create(
        work,
        NewPerson {
            name: fields.get("name").to_owned(),
            email: Some(fields.get("email").to_owned()),
            language,
            invented: false,
        },
    )
    .await?;
    accounts::grant(work, person, role, institute).await?;
    sign_in_link(work, person).await
}

async fn sign_in_link(work: &Work, person: PersonId) -> Result<String> {
    policy::require_all(&work.actor, Action::ManagePeople)?;
    if accounts::actor_of(work, person).await?.is_none() {
        return Err(Error::NotFound("person"));
    }
    let secret = links::mint_sign_in(work, person, work.now.plus(3 * 86_400)).await?;
    Ok(format!("{}/link/{secret}", work.programme().public_url))
}
