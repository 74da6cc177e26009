//! Institutes: who they are, their rooms and what they run.

use axum::extract::State;
use serde_json::{Value, json};

use super::super::error::Page;
use super::super::extract::{Fields, Form, PathId, Visitor};
use super::super::render::{FormView, look_at};
use crate::accounts::InstituteId;
use crate::accounts::policy::{self, Action, Owner};
use crate::app::App;
use crate::courses::{self, CohortView};
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::institutes::{self, NewVenue, VenueId};

/// Institutes by name; an officer of one is led to it.
pub async fn list(State(app): State<App>, Visitor(actor): Visitor) -> Page {
    let work = app.read(&actor).await?;
    let institutes = institutes::list(&work).await?;
    if let [own] = &institutes[..] {
        return Ok(look_at(format!("/institutes/{}", own.id)));
    }
    app.page(
        &actor,
        "institutes/list.html",
        &json!({ "institutes": institutes }),
    )
}

/// One institute with its rooms and cohorts.
pub async fn show(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.read(&actor).await?;
    let view = view(&work, InstituteId(id), FormView::default()).await?;
    app.page(&actor, "institutes/show.html", &view)
}

async fn view(work: &Work, id: InstituteId, form: FormView) -> Result<Value> {
    let cohorts: Vec<CohortView> = courses::cohorts(work)
        .await?
        .into_iter()
        .filter(|cohort| cohort.institute == id)
        .collect();
    let writes = policy::allows(&work.actor, Action::WriteRequests, Owner::institute(id));
    Ok(json!({
        "institute": institutes::get(work, id).await?,
        "venues": institutes::venues(work, id).await?,
        "cohorts": cohorts,
        "writes": writes,
        "form": form,
    }))
}

/// Adds a room.
pub async fn add_venue(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    let id = InstituteId(id);
    let work = app.write(&actor).await?;
    let added = async { institutes::create_venue(&work, id, read(&fields)?).await };
    match added.await {
        Ok(_) => {
            work.commit().await?;
            Ok(look_at(format!("/institutes/{id}")))
        }
        Err(Error::Invalid(errors)) => {
            let form = FormView::typed(actor.language, &fields, &errors);
            let view = view(&work, id, form).await?;
            app.refused(&actor, "institutes/show.html", &view)
        }
        Err(other) => Err(other.into()),
    }
}

/// The form of one room.
pub async fn venue_form(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
) -> Page {
    let work = app.read(&actor).await?;
    let (_, venue) = institutes::venue(&work, VenueId(id)).await?;
    let form = FormView::fresh([
        ("name", venue.name),
        (
            "capacity",
            venue.capacity.map(|n| n.to_string()).unwrap_or_default(),
        ),
        (
            "exclusive",
            if venue.exclusive { "yes" } else { "" }.to_owned(),
        ),
    ]);
    let view = venue_view(&work, VenueId(id), form).await?;
    app.page(&actor, "institutes/venue.html", &view)
}

async fn venue_view(work: &Work, id: VenueId, form: FormView) -> Result<Value> {
    let (institute, venue) = institutes::venue(work, id).await?;
    let institute = institutes::get(work, institute).await?;
    Ok(json!({ "institute": institute, "venue": venue, "form": form }))
}

/// Renames a room or changes its seats.
pub async fn revise_venue(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    let id = VenueId(id);
    let work = app.write(&actor).await?;
    let (institute, _) = institutes::venue(&work, id).await?;
    let revised = async { institutes::revise_venue(&work, id, read(&fields)?).await };
    match revised.await {
        Ok(()) => {
            work.commit().await?;
            app.nudge();
            Ok(look_at(format!("/institutes/{institute}")))
        }
        Err(Error::Invalid(errors)) => {
            let form = FormView::typed(actor.language, &fields, &errors);
            let view = venue_view(&work, id, form).await?;
            app.refused(&actor, "institutes/venue.html", &view)
        }
        Err(other) => Err(other.into()),
    }
}

fn read(fields: &Fields) -> Result<NewVenue> {
    fields.only(|name| matches!(name, "name" | "capacity" | "exclusive"))?;
    let capacity = match fields.get("capacity").trim() {
        "" => None,
        text => Some(
            text.parse()
                .map_err(|_| Error::field("capacity", Message::new("field-number")))?,
        ),
    };
    Ok(NewVenue {
        name: fields.get("name").to_owned(),
        capacity,
        exclusive: fields.get("exclusive") == "yes",
    })
}
