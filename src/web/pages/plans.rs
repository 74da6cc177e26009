//! Match runs: order one, look at what it proposes and why, accept all or some.

use axum::extract::State;
use chrono::Days;
use serde_json::{Value, json};

use super::super::error::Page;
use super::super::extract::{Fields, Form, PathId, Query, Visitor};
use super::super::render::{FormView, look_at};
use crate::app::App;
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::flows;
use crate::planning::{self, EPOCHS, MatchRunId, Order};
use crate::slots::SlotId;
use crate::time::parse_date;

/// The runs, and a form for another.
pub async fn list(State(app): State<App>, Visitor(actor): Visitor) -> Page {
    let work = app.read(&actor).await?;
    let today = work.zone().date(work.now.0);
    let form = FormView::fresh([
        ("from", (today + Days::new(1)).to_string()),
        ("to", (today + Days::new(120)).to_string()),
    ]);
    app.page(&actor, "plans/list.html", &view(&work, form).await?)
}

async fn view(work: &Work, form: FormView) -> Result<Value> {
    Ok(json!({ "runs": planning::runs(work).await?, "form": form }))
}

/// Runs the matcher and leads to its proposals.
pub async fn run(State(app): State<App>, Visitor(actor): Visitor, Form(fields): Form) -> Page {
    let ran = match order(&fields) {
        Ok(order) => planning::run(&app.db, &actor, order, planning::carry_on).await,
        Err(error) => Err(error),
    };
    match ran {
        Ok(id) => Ok(look_at(format!("/plans/{id}"))),
        Err(Error::Invalid(errors)) => {
            let form = FormView::typed(actor.language, &fields, &errors);
            let work = app.read(&actor).await?;
            app.refused(&actor, "plans/list.html", &view(&work, form).await?)
        }
        Err(other) => Err(other.into()),
    }
}

fn order(fields: &Fields) -> Result<Order> {
    fields.only(|name| matches!(name, "from" | "to"))?;
    let read = |name: &str| {
        parse_date(fields.get(name)).ok_or_else(|| FieldError {
            field: name.into(),
            message: Message::new("field-date"),
        })
    };
    match (read("from"), read("to")) {
        (Ok(from), Ok(to)) => Ok(Order {
            from,
            to,
            seed: 1,
            epochs: EPOCHS,
        }),
        (from, to) => Err(Error::Invalid(
            [from.err(), to.err()].into_iter().flatten().collect(),
        )),
    }
}

/// One run, slot by slot, with reasons.
pub async fn show(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Query(query): Query,
) -> Page {
    let work = app.read(&actor).await?;
    let (run, slots) = planning::review(&work, MatchRunId(id)).await?;
    let open = slots.iter().filter(|slot| slot.filled && slot.open).count();
    let unfilled = slots.iter().filter(|slot| !slot.filled).count();
    let shown: Vec<_> = match query.get("show") {
        "unfilled" => slots.into_iter().filter(|slot| !slot.filled).collect(),
        "open" => slots
            .into_iter()
            .filter(|slot| slot.open && slot.filled)
            .collect(),
        _ => slots,
    };
    app.page(
        &actor,
        "plans/show.html",
        &json!({
            "run": run, "slots": shown, "open": open, "unfilled": unfilled,
            "prepared": query.parse::<usize>("prepared"), "left": query.parse::<usize>("left"),
        }),
    )
}

/// Accepts the ticked slots, or all, and prepares their offers.
pub async fn accept(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    fields.only(|name| matches!(name, "slot" | "all"))?;
    let work = app.write(&actor).await?;
    let run = MatchRunId(id);
    let slots: Vec<SlotId> = if fields.get("all") == "yes" {
        let (_, slots) = planning::review(&work, run).await?;
        slots
            .into_iter()
            .filter(|slot| slot.filled && slot.open)
            .map(|slot| slot.slot)
            .collect()
    } else {
        fields
            .all("slot")
            .filter_map(|id| id.parse().ok())
            .map(SlotId)
            .collect()
    };
    if slots.is_empty() {
        return Err(Error::conflict("plans-none-chosen").into());
    }
    let accepted = flows::accept_plan(&work, run, &slots).await?;
    work.commit().await?;
    Ok(look_at(format!(
        "/plans/{id}?prepared={}&left={}",
        accepted.offers,
        accepted.left.len()
    )))
}
