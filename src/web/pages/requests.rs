//! Requests: the institute's form, the coordinator's inbox, one request with its slots.

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use super::super::error::Page;
use super::super::extract::{Fields, Form, PathId, Query, Visitor};
use super::super::render::{FormView, Pager, look_at};
use super::{request_form, stale};
use crate::accounts::policy::{self, Action};
use crate::actor::Actor;
use crate::app::App;
use crate::courses::{self, CohortId};
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::slots::{self, RequestId, RequestState, RequestView, SubjectId};
use crate::{institutes, offers, reference};

/// The inbox: what waits for a decision first.
pub async fn list(State(app): State<App>, Visitor(actor): Visitor, Query(query): Query) -> Page {
    let work = app.read(&actor).await?;
    let state = RequestState::from_word(query.get("state"));
    let after = query.parse("after").map(RequestId);
    let (requests, next) = slots::inbox(&work, state, after).await?;
    app.page(
        &actor,
        "requests/list.html",
        &json!({
            "requests": requests,
            "pager": Pager::new("/requests", &query, next),
            "states": RequestState::ALL,
            "chosen": state,
            "may_write": policy::may(&actor, Action::WriteRequests),
        }),
    )
}

/// The form for a new request of a cohort.
pub async fn form(State(app): State<App>, Visitor(actor): Visitor, Query(query): Query) -> Page {
    let work = app.read(&actor).await?;
    let cohort = query
        .parse("cohort")
        .map(CohortId)
        .ok_or(Error::NotFound("cohort"))?;
    let form = FormView::fresh(
        request_form::FRESH
            .iter()
            .map(|(k, v)| (*k, (*v).to_owned())),
    );
    app.page(
        &actor,
        "requests/form.html",
        &form_view(&work, cohort, form, None, &[]).await?,
    )
}

/// Writes a draft, or only says what the calendar has against its times.
pub async fn create(State(app): State<App>, Visitor(actor): Visitor, Form(fields): Form) -> Page {
    let cohort = fields
        .parse("cohort")
        .map(CohortId)
        .ok_or(Error::NotFound("cohort"))?;
    if fields.get("do") == "check" {
        let work = app.read(&actor).await?;
        return checked(&app, &actor, &work, cohort, &fields, None).await;
    }
    let work = app.write(&actor).await?;
    let made = async {
        let new = request_form::read(&work, cohort, &fields, None).await?;
        let id = slots::draft(&work, new).await?;
        if fields.get("do") == "submit" {
            slots::submit(&work, id).await?;
        }
        Ok(id)
    };
    let done = made.await.map(|id| format!("/requests/{id}"));
    app.settle(
        work,
        &fields,
        done,
        "requests/form.html",
        async |work, form| form_view(work, cohort, form, None, &[]).await,
    )
    .await
}

/// The form of one slot of a draft or returned request.
pub async fn edit(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Query(query): Query,
) -> Page {
    let work = app.read(&actor).await?;
    let request = slots::get_request(&work, RequestId(id)).await?;
    let number = slot_number(&request, &query)?;
    let values = request_form::of(&request, number, work.zone());
    let form = FormView::fresh([]).with(stale::with_was(values));
    let view = form_view(&work, request.cohort, form, Some(&request), &[]).await?;
    app.page(&actor, "requests/form.html", &view)
}

/// Rewrites it; the request's other slots stay as they are.
pub async fn revise(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    if fields.get("do") == "check" {
        let work = app.read(&actor).await?;
        let request = slots::get_request(&work, RequestId(id)).await?;
        return checked(&app, &actor, &work, request.cohort, &fields, Some(&request)).await;
    }
    let work = app.write(&actor).await?;
    let request = slots::get_request(&work, RequestId(id)).await?;
    let version = fields.parse("version").unwrap_or_default();
    // Somebody may have taken away the very slot that the form is of: that it has changed is said first, and
    // what was typed is shown.
    let number = match slot_number(&request, &fields) {
        Err(_) if version != request.version => return Err(Error::Stale.into()),
        other => other?,
    };
    let revised = async {
        let one = request_form::read(&work, request.cohort, &fields, Some(request.id)).await?;
        let mut new = slots::wish_of(&request);
        new.note = one.note;
        new.slots.splice(number - 1..number, one.slots);
        let revised = slots::revise(&work, request.id, version, new).await;
        // The form's own faults are named by now; these are of slots that it does not show.
        revised.map_err(|error| match error {
            Error::Invalid(_) => Error::field("form", Message::new("requests-other-slot")),
            other => other,
        })?;
        if fields.get("do") == "submit" {
            slots::submit(&work, request.id).await?;
        }
        Ok(())
    };
    match revised.await {
        Ok(()) => {
            work.commit().await?;
            Ok(look_at(format!("/requests/{id}")))
        }
        Err(Error::Invalid(errors)) => {
            let form = FormView::typed(actor.language, &fields, &errors);
            let view = form_view(&work, request.cohort, form, Some(&request), &[]).await?;
            app.refused(&actor, "requests/form.html", &view)
        }
        Err(Error::Stale) => {
            let now = request_form::of(&request, number, work.zone());
            let words = request_form::words(&work, &request).await?;
            let form = stale::form(&work, ("request", id), &fields, now, words).await?;
            let view = form_view(&work, request.cohort, form, Some(&request), &[]).await?;
            app.overtaken(&actor, "requests/form.html", &view)
        }
        Err(other) => Err(other.into()),
    }
}

/// Which slot the form is of, counted from 1: the first, where none is named.
fn slot_number(request: &RequestView, fields: &Fields) -> Result<usize> {
    let number = match fields.get("slot") {
        "" => Some(1),
        text => text.parse().ok(),
    };
    number
        .filter(|n| (1..=request.slots.len()).contains(n))
        .ok_or(Error::NotFound("slot"))
}

async fn checked(
    app: &App,
    actor: &Actor,
    work: &Work,
    cohort: CohortId,
    fields: &Fields,
    request: Option<&RequestView>,
) -> Page {
    let old = request.map(|request| request.id);
    let errors = match request_form::read(work, cohort, fields, old).await {
        Err(Error::Invalid(errors)) => errors,
        Err(other) => return Err(other.into()),
        Ok(_) => Vec::new(),
    };
    let warnings = request_form::warnings(work, cohort, fields).await?;
    let form = FormView::typed(actor.language, fields, &errors);
    let view = form_view(work, cohort, form, request, &warnings).await?;
    app.page(actor, "requests/form.html", &view)
}

async fn form_view(
    work: &Work,
    cohort: CohortId,
    form: FormView,
    request: Option<&RequestView>,
    warnings: &[Value],
) -> Result<Value> {
    let cohort = courses::cohort(work, cohort).await?;
    let ends = cohort.ends_on;
    let slots = request.iter().flat_map(|request| &request.slots);
    let chosen: Vec<_> = slots
        .flat_map(|slot| slot.seats.iter().map(|seat| seat.subject))
        .collect();
    // Whom a joint lecture could be for: cohorts that are there at the same time.
    let others: Vec<_> = courses::cohorts(work)
        .await?
        .into_iter()
        .filter(|other| {
            other.institute == cohort.institute
                && other.id != cohort.id
                && other.starts_on <= cohort.ends_on
                && cohort.starts_on <= other.ends_on
        })
        .collect();
    Ok(json!({
        "others": others,
        "venues": institutes::venues(work, cohort.institute).await?,
        "cohort": cohort,
        "subjects": reference::subjects_with(work, &chosen).await?,
        "request": request,
        "stale_calendar": reference::freshness(work, ends).await?,
        "warnings": warnings,
        "checked": !warnings.is_empty(),
        "form": form,
    }))
}

/// One request, with every option's warnings and, for coordinators, its offers.
pub async fn show(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Query(query): Query,
) -> Page {
    let work = app.read(&actor).await?;
    let mut view = show_view(&work, RequestId(id), FormView::default()).await?;
    for name in ["copied", "left"] {
        view[name] = json!(query.parse::<usize>(name));
    }
    app.page(&actor, "requests/show.html", &view)
}

pub(super) async fn show_view(work: &Work, id: RequestId, form: FormView) -> Result<Value> {
    let request = slots::get_request(work, id).await?;
    let place = slots::place_of(work, request.cohort).await?;
    let calendar = reference::Calendar::load(work).await?;
    let lead = work.programme().lead_days;
    let joining = request.slots.iter().flat_map(|slot| &slot.also);
    let cohorts = joining.map(|cohort| cohort.id).chain([request.cohort]);
    let audiences = slots::Audiences::load(work, cohorts).await?;
    let mut shown = Vec::new();
    for slot in &request.slots {
        let also: Vec<CohortId> = slot.also.iter().map(|cohort| cohort.id).collect();
        let place = place.joined_by(work, &also).await?;
        let options: Vec<Value> = slot
            .options
            .iter()
            .map(|option| {
                let times = (option.starts, option.ends);
                let warnings =
                    slots::warnings(&calendar, work.zone(), &place, work.now, lead, times);
                json!({ "option": option, "warnings": warnings })
            })
            .collect();
        let offers = if policy::may_all(&work.actor, Action::ViewOffers) {
            offers::of_slot(work, slot.id).await?
        } else {
            Vec::new()
        };
        let subjects: Vec<SubjectId> = slot.seats.iter().map(|seat| seat.subject).collect();
        let sits = also.into_iter().chain([request.cohort]);
        let unfit = audiences.unfit(sits, &subjects).into_iter();
        shown.push(json!({
            "slot": slot, "options": options, "offers": offers,
            "unfit": unfit.map(|(_, warning)| warning).collect::<Vec<_>>(),
        }));
    }
    let decides = policy::may_all(&work.actor, Action::DecideRequests);
    let writes = policy::may(&work.actor, Action::WriteRequests);
    let accepted = request.state == RequestState::Accepted;
    let next = |event| slots::lifecycle::next(request.state, event).is_some();
    use slots::lifecycle::Event;
    Ok(json!({
        "may_edit": slots::lifecycle::editable(request.state),
        "may_submit": next(Event::Submit),
        "may_withdraw": next(Event::Withdraw),
        "may_decide": decides && next(Event::Accept),
        "may_close": decides && accepted,
        "may_cancel": writes && accepted,
        "may_confirm": policy::may_all(&work.actor, Action::ManageSessions),
        "slots": shown,
        "request": request,
        "form": form,
    }))
}

/// A press is for the request as its page showed it, and not for what somebody has made of it since.
async fn as_seen(work: &Work, id: i64, fields: &Fields) -> Result<()> {
    let Some(version) = fields.parse::<i64>("version") else {
        return Ok(());
    };
    match slots::get_request(work, RequestId(id)).await?.version == version {
        true => Ok(()),
        false => Err(Error::Stale),
    }
}

/// The institute hands it in.
pub async fn submit(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    fields.only(|name| name == "version")?;
    let work = app.write(&actor).await?;
    as_seen(&work, id, &fields).await?;
    slots::submit(&work, RequestId(id)).await?;
    work.commit().await?;
    Ok(back(id))
}

/// The institute takes it back.
pub async fn withdraw(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    fields.only(|name| name == "version")?;
    let work = app.write(&actor).await?;
    as_seen(&work, id, &fields).await?;
    slots::withdraw(&work, RequestId(id)).await?;
    work.commit().await?;
    Ok(back(id))
}

/// The coordinator takes it on.
pub async fn accept(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    fields.only(|name| name == "version")?;
    let work = app.write(&actor).await?;
    as_seen(&work, id, &fields).await?;
    slots::accept(&work, RequestId(id)).await?;
    work.commit().await?;
    Ok(back(id))
}

/// The coordinator asks back.
pub async fn return_with(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    decide(&app, &actor, id, &fields, false).await
}

/// The coordinator says no.
pub async fn refuse(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    decide(&app, &actor, id, &fields, true).await
}

async fn decide(app: &App, actor: &Actor, id: i64, fields: &Fields, refuse: bool) -> Page {
    fields.only(|name| matches!(name, "reason" | "version"))?;
    let work = app.write(actor).await?;
    as_seen(&work, id, fields).await?;
    let reason = fields.get("reason");
    let done = if refuse {
        slots::refuse(&work, RequestId(id), reason).await
    } else {
        slots::return_with(&work, RequestId(id), reason).await
    };
    match done {
        Ok(()) => {
            work.commit().await?;
            Ok(back(id))
        }
        Err(Error::Invalid(errors)) => {
            let form = FormView::typed(actor.language, fields, &errors);
            let view = show_view(&work, RequestId(id), form).await?;
            app.refused(actor, "requests/show.html", &view)
        }
        Err(other) => Err(other.into()),
    }
}

fn back(id: i64) -> Response {
    look_at(format!("/requests/{id}"))
}
