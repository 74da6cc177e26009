//! What somebody teaches: their claims, what shows them, and what a coordinator found.

use axum::extract::State;
use serde_json::{Value, json};

use super::super::error::Page;
use super::super::extract::{Fields, Form, PathId, Query, Visitor};
use super::super::render::{FormView, Pager, look_at};
use crate::accounts::policy::{self, Action, Owner};
use crate::app::App;
use crate::db::{Page as Part, Work};
use crate::error::{Error, Message, Result};
use crate::reference;
use crate::time::parse_date;
use crate::trainers::expertise::{
    self, Audience, Claim, EvidenceId, EvidenceKind, ExpertiseId, Finding, NewEvidence,
};
use crate::trainers::{self, Language, SubjectId, TrainerId};

/// Claims that wait for somebody to look at them, and findings that run out.
pub async fn queue(State(app): State<App>, Visitor(actor): Visitor, Query(query): Query) -> Page {
    let work = app.read(&actor).await?;
    let page = Part::shown(query.parse("after"));
    let (waiting, next, count) = expertise::waiting(&work, page).await?;
    let view = json!({ "waiting": waiting, "count": count,
        "pager": Pager::new("/expertise", &query, next) });
    app.page(&actor, "expertise/list.html", &view)
}

/// What one trainer teaches, with the form for another subject.
pub async fn list(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.read(&actor).await?;
    let form = FormView::fresh([("level", "2".to_owned()), ("preference", "0".to_owned())]);
    let view = of_trainer(&work, TrainerId(id), form).await?;
    app.page(&actor, "expertise/trainer.html", &view)
}

async fn of_trainer(work: &Work, id: TrainerId, form: FormView) -> Result<Value> {
    Ok(json!({
        "trainer": trainers::get(work, id).await?,
        "expertise": expertise::of(work, id).await?,
        "subjects": reference::subjects(work).await?,
        "edits": policy::allows(&work.actor, Action::EditTrainers, Owner::trainer(id)),
        "manages": policy::may_all(&work.actor, Action::ManageTrainers),
        "form": form,
    }))
}

/// Adds a subject to what they teach.
pub async fn claim(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    let id = TrainerId(id);
    let work = app.write(&actor).await?;
    let done = async {
        fields.only(|name| name == "subject" || is_claim(name))?;
        let subject = fields.parse("subject").map(SubjectId);
        let subject = subject.ok_or_else(|| choice("subject"))?;
        expertise::claim(&work, id, read_claim(&fields, subject)?).await
    };
    let done = done.await.map(|made| format!("/expertise/{made}"));
    app.settle(
        work,
        &fields,
        done,
        "expertise/trainer.html",
        async |work, form| of_trainer(work, id, form).await,
    )
    .await
}

/// One subject of one trainer.
pub async fn show(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.read(&actor).await?;
    let view = view(&work, ExpertiseId(id), None).await?;
    app.page(&actor, "expertise/show.html", &view)
}

/// The page; `typed` is a form of it that was refused.
async fn view(work: &Work, id: ExpertiseId, typed: Option<FormView>) -> Result<Value> {
    let detail = expertise::get(work, id).await?;
    let language = detail.language.map_or("", Language::word);
    let until = detail.until.unwrap_or_else(|| Finding::usual_end(work));
    let form = FormView::fresh([
        ("level", detail.claimed.to_string()),
        ("audience", detail.audience.word().to_owned()),
        ("language", language.to_owned()),
        ("preference", detail.preference.to_string()),
        (
            "found_level",
            detail.verified.unwrap_or(detail.claimed).to_string(),
        ),
        ("until", until.max(Finding::usual_end(work)).to_string()),
    ]);
    let owner = Owner::trainer(detail.trainer);
    Ok(json!({
        "trainer": trainers::get(work, detail.trainer).await?,
        "edits": policy::allows(&work.actor, Action::EditTrainers, owner),
        "manages": policy::may_all(&work.actor, Action::ManageTrainers),
        "form": form.beneath(typed.unwrap_or_default()),
        "expertise": detail,
    }))
}

/// Says it differently.
pub async fn amend(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    let id = ExpertiseId(id);
    let work = app.write(&actor).await?;
    let done = async {
        fields.only(|name| name == "version" || is_claim(name))?;
        let claim = read_claim(&fields, SubjectId(0))?;
        expertise::amend(&work, id, version(&fields)?, claim).await
    };
    let done = done.await;
    finish(&app, work, id, &fields, done).await
}

/// Takes the subject off what they teach.
pub async fn withdraw(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    fields.only(|name| name == "version")?;
    let work = app.write(&actor).await?;
    let trainer = expertise::get(&work, ExpertiseId(id)).await?.trainer;
    expertise::withdraw(&work, ExpertiseId(id), version(&fields)?).await?;
    work.commit().await?;
    Ok(look_at(format!("/trainers/{trainer}/expertise")))
}

/// Shows something for it.
pub async fn add_evidence(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    let id = ExpertiseId(id);
    let work = app.write(&actor).await?;
    let done = async {
        fields.only(|name| matches!(name, "kind" | "title" | "dated_on" | "reference"))?;
        let kind = EvidenceKind::from_word(fields.get("kind")).ok_or_else(|| choice("kind"))?;
        let day = fields.get("dated_on").trim();
        let dated_on = match day {
            "" => None,
            day => Some(
                parse_date(day)
                    .ok_or_else(|| Error::field("dated_on", Message::new("field-date")))?,
            ),
        };
        let new = NewEvidence {
            kind,
            title: fields.get("title").to_owned(),
            dated_on,
            reference: fields.get("reference").to_owned(),
        };
        expertise::add_evidence(&work, id, new).await.map(drop)
    };
    let done = done.await;
    finish(&app, work, id, &fields, done).await
}

/// Takes evidence back.
pub async fn remove_evidence(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    fields.only(|name| name == "evidence")?;
    let piece = fields.parse("evidence").map(EvidenceId);
    let piece = piece.ok_or(Error::NotFound("evidence"))?;
    let work = app.write(&actor).await?;
    expertise::remove_evidence(&work, ExpertiseId(id), piece).await?;
    work.commit().await?;
    Ok(look_at(format!("/expertise/{id}")))
}

/// Says what it is worth, until when and why.
pub async fn verify(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    let id = ExpertiseId(id);
    let work = app.write(&actor).await?;
    let done = async {
        fields.only(|name| matches!(name, "version" | "found_level" | "until" | "why"))?;
        let until = parse_date(fields.get("until"));
        let found = Finding {
            level: fields.parse("found_level").unwrap_or_default(),
            until: until.ok_or_else(|| Error::field("until", Message::new("field-date")))?,
            why: fields.get("why").to_owned(),
        };
        expertise::verify(&work, id, version(&fields)?, found)
            .await
            .map_err(|error| error.renamed(|field| field.replace("level", "found_level")))
    };
    let done = done.await;
    finish(&app, work, id, &fields, done).await
}

/// Takes a verification back.
pub async fn unverify(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    let id = ExpertiseId(id);
    let work = app.write(&actor).await?;
    let done = async {
        fields.only(|name| matches!(name, "version" | "back_why"))?;
        expertise::unverify(&work, id, version(&fields)?, fields.get("back_why"))
            .await
            .map_err(|error| error.renamed(|field| format!("back_{field}")))
    };
    let done = done.await;
    finish(&app, work, id, &fields, done).await
}

fn version(fields: &Fields) -> Result<i64> {
    fields.parse("version").ok_or(Error::Stale)
}

fn choice(field: &str) -> Error {
    Error::field(field, Message::new("field-choice"))
}

fn is_claim(name: &str) -> bool {
    matches!(name, "level" | "audience" | "language" | "preference")
}

fn read_claim(fields: &Fields, subject: SubjectId) -> Result<Claim> {
    let audience = match fields.get("audience") {
        "" => None,
        word => Some(Audience::from_word(word).ok_or_else(|| choice("audience"))?),
    };
    let language = match fields.get("language") {
        "" => None,
        word => Some(Language::from_word(word).ok_or_else(|| choice("language"))?),
    };
    Ok(Claim {
        subject,
        level: fields.parse("level").unwrap_or_default(),
        audience,
        language,
        preference: fields.parse("preference").unwrap_or(i32::MAX),
    })
}

async fn finish(app: &App, work: Work, id: ExpertiseId, fields: &Fields, done: Result<()>) -> Page {
    let done = done.map(|()| format!("/expertise/{id}"));
    app.settle(
        work,
        fields,
        done,
        "expertise/show.html",
        async |work, form| view(work, id, Some(form)).await,
    )
    .await
}
