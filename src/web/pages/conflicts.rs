//! Conflicts of interest: all that somebody may see, those of a trainer or an institute with a form for one more,
//! and one of them with the form that lifts it.

use axum::extract::State;
use serde_json::{Value, json};

use super::super::error::Page;
use super::super::extract::{Fields, Form, PathId, Query, Visitor};
use super::super::render::{FormView, Pager};
use crate::accounts::InstituteId;
use crate::accounts::policy::{self, Action, Owner};
use crate::app::App;
use crate::db::{Page as Part, Work};
use crate::error::{Error, FieldError, Message, Result};
use crate::institutes;
use crate::time::parse_date;
use crate::trainers::conflicts::{self, ConflictId, ConflictKind, NewConflict, Search};
use crate::trainers::{self, TrainerId};

/// Conflicts on a page.
const PAGE: u64 = 100;

/// Those that hold today, or all.
pub async fn list(State(app): State<App>, Visitor(actor): Visitor, Query(query): Query) -> Page {
    let work = app.read(&actor).await?;
    let search = Search {
        now: query.get("show") != "all",
        institute: query.parse("institute").map(InstituteId),
        ..Search::default()
    };
    let after = query.parse("after").unwrap_or_default();
    let (conflicts, next) = conflicts::page(&work, &search, Part { after, limit: PAGE }).await?;
    let form = FormView::fresh([
        ("show", query.get("show").to_owned()),
        ("institute", query.get("institute").to_owned()),
    ]);
    let view = json!({
        "conflicts": conflicts,
        "pager": Pager::new("/conflicts", &query, next),
        "institutes": conflicts::institutes(&work).await?,
        "form": form,
    });
    app.page(&actor, "conflicts/list.html", &view)
}

/// One conflict.
pub async fn show(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.read(&actor).await?;
    let view = one(&work, ConflictId(id), FormView::default()).await?;
    app.page(&actor, "conflicts/show.html", &view)
}

async fn one(work: &Work, id: ConflictId, form: FormView) -> Result<Value> {
    let conflict = conflicts::get(work, id).await?;
    let back = place(work, conflict.kind, conflict.trainer, conflict.institute);
    Ok(json!({ "conflict": conflict, "back": back, "form": form }))
}

/// Where whoever looks finds it among others.
fn place(work: &Work, kind: ConflictKind, trainer: TrainerId, institute: InstituteId) -> String {
    let at_institute =
        kind == ConflictKind::InstituteWish && !policy::may_all(&work.actor, Action::ViewConflicts);
    match at_institute {
        true => format!("/institutes/{institute}/conflicts"),
        false => format!("/trainers/{trainer}/conflicts"),
    }
}

/// Lifts it, with a reason.
pub async fn lift(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    let id = ConflictId(id);
    let work = app.write(&actor).await?;
    let conflict = conflicts::get(&work, id).await?;
    let lifted = async {
        fields.only(|name| matches!(name, "why" | "version"))?;
        let version = fields.parse("version").unwrap_or_default();
        conflicts::lift(&work, id, version, fields.get("why")).await
    };
    let back = place(&work, conflict.kind, conflict.trainer, conflict.institute);
    let done = lifted.await.map(|()| back);
    app.settle(
        work,
        &fields,
        done,
        "conflicts/show.html",
        async |work, form| one(work, id, form).await,
    )
    .await
}

/// A trainer's, with the form for one more: their own wishes for themselves, all for coordinators.
pub async fn of_trainer(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
) -> Page {
    let work = app.read(&actor).await?;
    let view = trainer_view(&work, TrainerId(id), fresh(&work)).await?;
    app.page(&actor, "conflicts/trainer.html", &view)
}

fn fresh(work: &Work) -> FormView {
    let today = work.zone().date(work.now.0);
    FormView::fresh([("from_on", today.to_string())])
}

async fn trainer_view(work: &Work, id: TrainerId, form: FormView) -> Result<Value> {
    let owner = Owner::trainer(id);
    policy::require(&work.actor, Action::ViewConflicts, owner, "trainer")?;
    let kinds: Vec<&str> = ConflictKind::ALL.iter().map(|kind| kind.word()).collect();
    Ok(json!({
        "trainer": trainers::get(work, id).await?,
        "conflicts": conflicts::of_trainer(work, id).await?,
        "suggested": conflicts::suggestions(work, id).await?,
        "institutes": conflicts::institutes(work).await?,
        "today": work.zone().date(work.now.0),
        "kinds": kinds,
        "all": policy::may_all(&work.actor, Action::NoteConflicts),
        "form": form,
    }))
}

/// Notes one about a trainer; a trainer's own wish where no kind is named.
pub async fn note_of_trainer(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    let id = TrainerId(id);
    let work = app.write(&actor).await?;
    policy::require(&actor, Action::NoteConflicts, Owner::trainer(id), "trainer")?;
    let noted = async {
        fields
            .only(|name| matches!(name, "institute" | "kind" | "note" | "from_on" | "until_on"))?;
        let all = policy::may_all(&work.actor, Action::NoteConflicts);
        let kind = match all {
            true => ConflictKind::from_word(fields.get("kind")),
            false => Some(ConflictKind::TrainerWish),
        };
        let institute = fields.parse("institute").map(InstituteId);
        let new = read(&fields, Some(id), institute, kind)?;
        conflicts::note(&work, new).await
    };
    let done = noted.await.map(|_| format!("/trainers/{id}/conflicts"));
    app.settle(
        work,
        &fields,
        done,
        "conflicts/trainer.html",
        async |work, form| trainer_view(work, id, form).await,
    )
    .await
}

/// An institute's, with the form for one more.
pub async fn of_institute(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
) -> Page {
    let work = app.read(&actor).await?;
    let view = institute_view(&work, InstituteId(id), fresh(&work)).await?;
    app.page(&actor, "conflicts/institute.html", &view)
}

async fn institute_view(work: &Work, id: InstituteId, form: FormView) -> Result<Value> {
    let owner = Owner::institute(id);
    policy::require(&work.actor, Action::ViewConflicts, owner, "institute")?;
    Ok(json!({
        "institute": institutes::get(work, id).await?,
        "conflicts": conflicts::of_institute(work, id).await?,
        "known": conflicts::known_at(work, id).await?,
        "form": form,
    }))
}

/// Notes that an institute would rather not have a trainer.
pub async fn note_at_institute(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    let id = InstituteId(id);
    let work = app.write(&actor).await?;
    let owner = Owner::institute(id);
    policy::require(&actor, Action::NoteConflicts, owner, "institute")?;
    let noted = async {
        fields.only(|name| matches!(name, "trainer" | "note" | "from_on" | "until_on"))?;
        let trainer = fields.parse("trainer").map(TrainerId);
        let new = read(
            &fields,
            trainer,
            Some(id),
            Some(ConflictKind::InstituteWish),
        )?;
        conflicts::note(&work, new).await
    };
    let done = noted.await.map(|_| format!("/institutes/{id}/conflicts"));
    app.settle(
        work,
        &fields,
        done,
        "conflicts/institute.html",
        async |work, form| institute_view(work, id, form).await,
    )
    .await
}

/// The fields of both forms.
fn read(
    fields: &Fields,
    trainer: Option<TrainerId>,
    institute: Option<InstituteId>,
    kind: Option<ConflictKind>,
) -> Result<NewConflict> {
    let mut errors: Vec<FieldError> = Vec::new();
    let mut wrong = |field: &str, key: &str| {
        errors.push(FieldError {
            field: field.into(),
            message: Message::new(key),
        });
    };
    let from = parse_date(fields.get("from_on"));
    let until = match fields.get("until_on").trim() {
        "" => Some(None),
        text => parse_date(text).map(Some),
    };
    for (field, missing, key) in [
        ("trainer", trainer.is_none(), "field-choice"),
        ("institute", institute.is_none(), "field-choice"),
        ("kind", kind.is_none(), "field-choice"),
        ("from_on", from.is_none(), "field-date"),
        ("until_on", until.is_none(), "field-date"),
    ] {
        if missing {
            wrong(field, key);
        }
    }
    match (trainer, institute, kind, from, until) {
        (Some(trainer), Some(institute), Some(kind), Some(from_on), Some(until_on)) => {
            Ok(NewConflict {
                trainer,
                institute,
                kind,
                note: fields.get("note").to_owned(),
                from_on,
                until_on,
            })
        }
        _ => Err(Error::Invalid(errors)),
    }
}
