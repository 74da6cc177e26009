//! Tables in and out: what can be taken, a look at what a file would do, and the press that does it.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::super::error::Page;
use super::super::extract::{Fields, Form, Query, Visitor};
use super::super::render::{FormView, look_at};
use super::super::upload::Upload;
use crate::actor::Actor;
use crate::app::App;
use crate::bulk::{self, Encoding, Format, Kind, Order, Report, UploadId, uploads};
use crate::courses::{self, CohortId};
use crate::error::{Error, Message, Result};

/// Rows of a report that a page shows.
const SHOWN: usize = 200;

/// What there is for whoever looks.
pub async fn list(State(app): State<App>, Visitor(actor): Visitor) -> Page {
    let kinds = Kind::ALL.into_iter().filter(|kind| kind.open_to(&actor));
    let kinds: Vec<Kind> = kinds.collect();
    app.page(&actor, "bulk/list.html", &json!({ "kinds": kinds }))
}

/// One kind: its columns, a file to be sent, files to be had.
pub async fn show(
    kind: Kind,
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query,
) -> Page {
    let mut view = view(&app, &actor, kind, FormView::default()).await?;
    let counts = ["new", "changed", "same"].map(|name| query.parse::<u32>(name));
    if let [Some(new), Some(changed), Some(same)] = counts {
        view["done"] = json!({ "new": new, "changed": changed, "same": same });
    }
    app.page(&actor, "bulk/show.html", &view)
}

async fn view(app: &App, actor: &Actor, kind: Kind, form: FormView) -> Result<Value> {
    let work = app.read(actor).await?;
    let cohorts = match kind {
        Kind::Timetable => courses::cohorts(&work).await?,
        _ => Vec::new(),
    };
    let columns: Vec<Value> = kind
        .columns()
        .iter()
        .map(|column| {
            // What is said of the first of several holds for the others.
            let general = column.name.replace(|c: char| c.is_ascii_digit(), "n");
            let about = format!("bulk-{}-{}", kind.word(), general.replace('_', "-"));
            json!({ "name": column.name, "needed": column.needed, "example": column.example, "about": about })
        })
        .collect();
    Ok(json!({
        "kind": kind,
        "columns": columns,
        "cohorts": cohorts,
        "encodings": Encoding::ALL.map(Encoding::word),
        "mb": bulk::FILE_LIMIT >> 20,
        "rows": bulk::ROWS,
        "form": form,
    }))
}

/// Looks at what a file would do. Nothing is written but the file itself, for an hour.
pub async fn check(
    kind: Kind,
    State(app): State<App>,
    Visitor(actor): Visitor,
    upload: Upload,
) -> Page {
    let order = match order(kind, upload) {
        Ok(order) => order,
        Err(Error::Invalid(errors)) => {
            let form = FormView::typed(actor.language, &Fields::default(), &errors);
            let view = view(&app, &actor, kind, form).await?;
            return app.refused(&actor, "bulk/show.html", &view);
        }
        Err(other) => return Err(other.into()),
    };
    let report = bulk::dry_run(&app.db, &actor, order.clone()).await?;
    let id = match report.clean() {
        true => {
            let work = app.write(&actor).await?;
            let id = uploads::keep(&work, &order).await?;
            work.commit().await?;
            Some(id)
        }
        false => None,
    };
    let view = reported(&report, &order, id, false);
    match report.clean() {
        true => app.page(&actor, "bulk/report.html", &view),
        false => app.refused(&actor, "bulk/report.html", &view),
    }
}

fn order(kind: Kind, upload: Upload) -> Result<Order> {
    let known = ["file", "encoding", "submit", "form_key"];
    upload.fields.only(|name| known.contains(&name))?;
    if upload.too_large {
        let message = Message::new("bulk-file-large").with("mb", bulk::FILE_LIMIT >> 20);
        return Err(Error::field("file", message));
    }
    let (name, bytes) = upload
        .file
        .filter(|(_, bytes)| !bytes.is_empty())
        .ok_or_else(|| Error::field("file", Message::new("bulk-choose")))?;
    let encoding = Encoding::from_word(upload.fields.get("encoding"))
        .ok_or_else(|| Error::field("encoding", Message::new("field-choice")))?;
    Ok(Order {
        kind,
        name,
        bytes,
        encoding,
        submit: upload.fields.get("submit") == "yes",
    })
}

/// A report as its page shows it; `again` where it is not what was seen before.
fn reported(report: &Report, order: &Order, id: Option<UploadId>, again: bool) -> Value {
    let acts = |row: &&bulk::report::Outcome| row.done != bulk::report::Done::Same;
    let acting: Vec<_> = report.outcomes.iter().filter(acts).take(SHOWN).collect();
    json!({
        "kind": report.kind,
        "name": order.name,
        "rows": report.rows,
        "new": report.new,
        "changed": report.changed,
        "same": report.same,
        "clean": report.clean(),
        "nothing": report.new + report.changed == 0,
        "faults": report.faults.iter().take(SHOWN).collect::<Vec<_>>(),
        "fault_count": report.fault_count,
        "outcomes": acting,
        "more": (report.new + report.changed).saturating_sub(SHOWN),
        "digest": report.digest,
        "upload": id,
        "submit": order.submit,
        "again": again,
    })
}

/// Does it, if it would still do what was seen.
pub async fn import(
    kind: Kind,
    State(app): State<App>,
    Visitor(actor): Visitor,
    Form(fields): Form,
) -> Page {
    fields.only(|name| matches!(name, "upload" | "seen" | "submit"))?;
    let id = fields.parse("upload").map(UploadId);
    let id = id.ok_or(Error::NotFound("page"))?;
    let work = app.read(&actor).await?;
    let mut order = uploads::find(&work, id).await?;
    drop(work);
    if order.kind != kind {
        return Err(Error::NotFound("page").into());
    }
    order.submit = fields.get("submit") == "yes";
    let report = bulk::import(&app.db, &actor, order.clone(), Some(fields.get("seen"))).await?;
    if !report.imported {
        let view = reported(&report, &order, report.clean().then_some(id), true);
        return app.overtaken(&actor, "bulk/report.html", &view);
    }
    if let Some(person) = actor.person {
        let work = app.write(&actor).await?;
        uploads::forget(&work, person, kind).await?;
        work.commit().await?;
    }
    app.nudge();
    let counts = format!(
        "new={}&changed={}&same={}",
        report.new, report.changed, report.same
    );
    Ok(look_at(format!("/bulk/{}?{counts}", kind.word())))
}

/// A file: all there is, the slots of one cohort, or the headings alone.
pub async fn file(
    kind: Kind,
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query,
) -> Page {
    let format = match query.get("format") {
        "" => Format::Csv,
        word => Format::from_word(word).ok_or(Error::NotFound("page"))?,
    };
    let cohort = query.parse("cohort").map(CohortId);
    let (name, bytes) = if query.get("template") == "yes" {
        let name = format!("{}-template", kind.word());
        (name, bulk::template(kind, format)?)
    } else {
        let work = app.read(&actor).await?;
        if let Some(id) = cohort {
            courses::cohort(&work, id).await?;
        }
        let bytes = bulk::export(&work, kind, cohort, format).await?;
        (kind.word().to_owned(), bytes)
    };
    let headers = [
        (CONTENT_TYPE, format.media().to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.{}\"", format.word()),
        ),
    ];
    Ok((headers, bytes).into_response())
}
