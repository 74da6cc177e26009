//! Institutes: who they are, their rooms and what they run.

use axum::extract::State;
use serde_json::{Value, json};

use super::super::error::Page;
use super::super::extract::{Fields, Form, PathId, Visitor};
use super::super::render::{FormView, look_at};
use super::stale;
use crate::accounts::InstituteId;
use crate::accounts::policy::{self, Action, Owner};
use crate::app::App;
use crate::courses::{self, CohortView};
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::i18n;
use crate::institutes::{self, NewVenue, VenueId, VenueView};

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
    let done = added.await.map(|_| format!("/institutes/{id}"));
    app.settle(
        work,
        &fields,
        done,
        "institutes/show.html",
        async |work, form| view(work, id, form).await,
    )
    .await
}

/// The form of one room.
pub async fn venue_form(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
) -> Page {
    let work = app.read(&actor).await?;
    let (_, venue) = institutes::venue(&work, VenueId(id)).await?;
    let form = FormView::fresh([]).with(stale::with_was(values(&venue)));
    let view = venue_view(&work, VenueId(id), form).await?;
    app.page(&actor, "institutes/venue.html", &view)
}

fn values(venue: &VenueView) -> Vec<(String, String)> {
    let seats = venue.capacity.map(|n| n.to_string()).unwrap_or_default();
    let exclusive = if venue.exclusive { "yes" } else { "" };
    vec![
        ("name".to_owned(), venue.name.clone()),
        ("capacity".to_owned(), seats),
        ("exclusive".to_owned(), exclusive.to_owned()),
    ]
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
    let (institute, venue) = institutes::venue(&work, id).await?;
    let revised = async {
        let new = read(&fields)?;
        // The writer of this transaction is alone, so what is compared is what is overwritten.
        if stale::overtaken(&fields, &values(&venue)) {
            return Err(Error::Stale);
        }
        institutes::revise_venue(&work, id, new).await
    };
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
        Err(Error::Stale) => {
            let yes = i18n::t(actor.language, "yes", &[]);
            let words = |field: &str, value: &str| match field {
                "exclusive" => (field.to_owned(), yes.clone()),
                _ => (field.to_owned(), value.to_owned()),
            };
            let form = stale::form(&work, ("venue", id.0), &fields, values(&venue), words).await?;
            let view = venue_view(&work, id, form).await?;
            app.overtaken(&actor, "institutes/venue.html", &view)
        }
        Err(other) => Err(other.into()),
    }
}

fn read(fields: &Fields) -> Result<NewVenue> {
    fields.only(|name| matches!(name, "name" | "capacity" | "exclusive" | stale::WAS))?;
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
