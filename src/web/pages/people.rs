//! The administrator's list of people, and asking one more in.

use axum::extract::State;
use serde_json::json;

use super::super::error::Page;
use super::super::extract::{Fields, Form, Query, Visitor};
use super::super::render::{FormView, Pager, look_at};
use crate::accounts::{self, InstituteId, Language, NewPerson, PersonId, Role};
use crate::app::App;
use crate::db::{Page as Part, Work};
use crate::error::{Error, Message, Result};
use crate::{flows, institutes};

/// People on a page.
const PAGE: u64 = 100;

/// Everybody, and a form for one more.
pub async fn list(State(app): State<App>, Visitor(actor): Visitor, Query(query): Query) -> Page {
    let work = app.read(&actor).await?;
    let view = view(&work, &query, FormView::default()).await?;
    app.page(&actor, "people/list.html", &view)
}

/// Asks somebody in.
pub async fn create(State(app): State<App>, Visitor(actor): Visitor, Form(fields): Form) -> Page {
    fields.only(|name| matches!(name, "name" | "email" | "role" | "institute" | "language"))?;
    let work = app.write(&actor).await?;
    match add(&work, &fields).await {
        Ok(person) => {
            work.commit().await?;
            app.nudge();
            Ok(look_at(format!("/people/{person}")))
        }
        Err(Error::Invalid(errors)) => {
            let form = FormView::typed(actor.language, &fields, &errors);
            let view = view(&work, &Fields::default(), form).await?;
            app.refused(&actor, "people/list.html", &view)
        }
        Err(other) => Err(other.into()),
    }
}

async fn view(work: &Work, query: &Fields, form: FormView) -> Result<serde_json::Value> {
    let after = query.parse("after").unwrap_or_default();
    let page = Part { after, limit: PAGE };
    let (people, next) = accounts::page(work, query.get("q"), page).await?;
    Ok(json!({
        "people": people,
        "pager": Pager::new("/people", query, next),
        "q": query.get("q"),
        "institutes": institutes::list(work).await?,
        "form": form,
    }))
}

async fn add(work: &Work, fields: &Fields) -> Result<PersonId> {
    let role = Role::from_word(fields.get("role"))
        .filter(|role| *role != Role::Trainer) // a trainer is taken in with campus and subjects
        .ok_or_else(|| Error::field("role", Message::new("accounts-role")))?;
    let language = Language::from_word(fields.get("language"))
        .ok_or_else(|| Error::field("language", Message::new("field-choice")))?;
    let institute = institute_of(work, fields).await?;
    let who = NewPerson {
        name: fields.get("name").to_owned(),
        email: Some(fields.get("email").to_owned()),
        language,
        invented: false,
    };
    flows::invite::invite(work, who, role, institute).await
}

/// The institute that a form names, if it names one.
pub(super) async fn institute_of(work: &Work, fields: &Fields) -> Result<Option<InstituteId>> {
    if fields.get("institute").is_empty() {
        return Ok(None);
    }
    let id = fields.parse("institute").map(InstituteId);
    let known = institutes::list(work).await?;
    let id = id.filter(|id| known.iter().any(|row| row.id == *id));
    let fault = || Error::field("institute", Message::new("field-choice"));
    Ok(Some(id.ok_or_else(fault)?))
}
