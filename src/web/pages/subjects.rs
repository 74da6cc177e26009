//! The vocabulary: found by whatever words, read by everybody, kept by those who keep the catalogue.

use axum::extract::State;
use serde_json::{Value, json};

use super::super::error::Page;
use super::super::extract::{Fields, Form, PathId, Query, Visitor};
use super::super::render::{FormView, look_at};
use super::stale;
use crate::accounts::policy::{self, Action};
use crate::accounts::{InstituteId, Language};
use crate::app::App;
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::flows;
use crate::institutes;
use crate::reference::vocabulary::ids::Known;
use crate::reference::vocabulary::{self, AUDIENCES, NewSubject, SubjectSynonymId, SubjectView};
use crate::reference::{self, SubjectId};
use crate::slots;
use crate::time::parse_date;

/// Hits that are shown.
const HITS: u64 = 12;

/// Areas and subjects, or what was asked for. With `for`, also the field of a form with what was found on top.
pub async fn list(State(app): State<App>, Visitor(actor): Visitor, Query(query): Query) -> Page {
    let work = app.read(&actor).await?;
    let question = query.get("q").trim();
    let found = vocabulary::search(&work, question, HITS).await?;
    let field = query.get("for");
    let known = [
        "subject",
        "seat_1_subject",
        "seat_2_subject",
        "seat_3_subject",
    ];
    let field = known.contains(&field).then_some(field);
    // What stands in the field already stays there, unless something was found.
    let chosen = field.and_then(|field| query.parse(field).map(SubjectId));
    let all = match field {
        Some(_) => reference::subjects_with(&work, chosen.as_slice()).await?,
        None => Vec::new(),
    };
    let view = json!({
        "areas": vocabulary::areas(&work).await?, "asked": !question.is_empty(), "found": found,
        "field": field, "all": all, "chosen": chosen.filter(|_| found.is_empty()),
        "keeps": policy::may_all(&actor, Action::ManageCatalogue),
        "form": FormView::fresh([("q", question.to_owned())]),
    });
    app.page(&actor, "subjects/list.html", &view)
}

/// One subject, or one area.
pub async fn show(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.read(&actor).await?;
    let view = view(&work, SubjectId(id), FormView::default()).await?;
    app.page(&actor, "subjects/show.html", &view)
}

async fn view(work: &Work, id: SubjectId, form: FormView) -> Result<Value> {
    let keeps = policy::may_all(&work.actor, Action::ManageCatalogue);
    let subject = vocabulary::get(work, id).await?;
    let merged = match subject.merged_into {
        Some(into) => Some(vocabulary::get(work, into).await?.name),
        None => None,
    };
    Ok(json!({
        "subject": subject,
        "merged_name": merged,
        "keeps": keeps,
        "asking": slots::asking(work, id).await?,
        "institutes": match keeps {
            true => institutes::list(work).await?,
            false => Vec::new(),
        },
        "others": reference::subjects(work).await?,
        "today": work.zone().date(work.now.0),
        "form": form,
    }))
}

/// The form for another subject; in `?area=`.
pub async fn new(State(app): State<App>, Visitor(actor): Visitor, Query(query): Query) -> Page {
    let work = app.read(&actor).await?;
    let form = FormView::fresh([
        ("area", query.get("area").to_owned()),
        ("audience", "all".to_owned()),
    ]);
    let view = form_view(&work, None, form).await?;
    app.page(&actor, "subjects/form.html", &view)
}

async fn form_view(work: &Work, subject: Option<SubjectView>, form: FormView) -> Result<Value> {
    Ok(json!({
        "subject": subject, "areas": vocabulary::areas(work).await?, "audiences": AUDIENCES,
        "form": form,
    }))
}

/// Adds a subject or an area.
pub async fn add(State(app): State<App>, Visitor(actor): Visitor, Form(fields): Form) -> Page {
    let work = app.write(&actor).await?;
    let done = async {
        fields.only(is_field)?;
        vocabulary::add(&work, read(&fields)?).await
    };
    let done = done.await.map(|id| format!("/subjects/{id}"));
    app.settle(
        work,
        &fields,
        done,
        "subjects/form.html",
        async |work, form| form_view(work, None, form).await,
    )
    .await
}

/// The form of one that is there.
pub async fn edit(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.read(&actor).await?;
    let subject = vocabulary::get(&work, SubjectId(id)).await?;
    let form = FormView::fresh([("version", subject.version.to_string())])
        .with(stale::with_was(values(&subject)));
    let view = form_view(&work, Some(subject), form).await?;
    app.page(&actor, "subjects/form.html", &view)
}

fn values(subject: &SubjectView) -> Vec<(String, String)> {
    let ids = |known: &[Known]| {
        let ids: Vec<&str> = known.iter().map(|known| known.id.as_str()).collect();
        ids.join("; ")
    };
    let area = subject.area.map(|id| id.to_string()).unwrap_or_default();
    [
        ("area", area),
        ("name", subject.name.clone()),
        ("name_ur", subject.name_ur.clone().unwrap_or_default()),
        ("description", subject.description.clone()),
        ("audience", subject.audience.clone()),
        ("cybok", ids(&subject.cybok)),
        ("nice", ids(&subject.nice)),
        ("ecsf", ids(&subject.ecsf)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}

/// Writes it anew.
pub async fn revise(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    let work = app.write(&actor).await?;
    let subject = vocabulary::get(&work, SubjectId(id)).await?;
    let now = values(&subject);
    if stale::overtaken(&fields, &now) {
        policy::require_all(&actor, Action::ManageCatalogue)?;
        let words = |field: &str, value: &str| (field.to_owned(), value.to_owned());
        let form = stale::form(&work, ("subject", id), &fields, now, words).await?;
        let form = form.with(vec![("version".to_owned(), subject.version.to_string())]);
        let view = form_view(&work, Some(subject), form).await?;
        return app.overtaken(&actor, "subjects/form.html", &view);
    }
    let done = async {
        fields.only(|name| matches!(name, "version" | stale::WAS) || is_field(name))?;
        vocabulary::revise(&work, SubjectId(id), subject.version, read(&fields)?).await
    };
    let done = done.await.map(|()| format!("/subjects/{id}"));
    app.settle(
        work,
        &fields,
        done,
        "subjects/form.html",
        async |work, form| form_view(work, Some(subject), form).await,
    )
    .await
}

fn is_field(name: &str) -> bool {
    matches!(
        name,
        "code"
            | "area"
            | "name"
            | "name_ur"
            | "description"
            | "audience"
            | "cybok"
            | "nice"
            | "ecsf"
    )
}

fn read(fields: &Fields) -> Result<NewSubject> {
    let text = |name: &str| fields.get(name).to_owned();
    let area = match fields.get("area").trim() {
        "" => None,
        _ => Some(SubjectId(fields.parse("area").ok_or_else(|| {
            Error::field("area", Message::new("field-choice"))
        })?)),
    };
    Ok(NewSubject {
        code: text("code"),
        area,
        name: text("name"),
        name_ur: text("name_ur"),
        description: text("description"),
        audience: text("audience"),
        cybok: text("cybok"),
        nice: text("nice"),
        ecsf: text("ecsf"),
    })
}

/// Makes it part of another.
pub async fn merge(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    let id = SubjectId(id);
    let work = app.write(&actor).await?;
    let done = async {
        fields.only(|name| matches!(name, "version" | "into" | "merge_reason"))?;
        let into = fields.parse("into").map(SubjectId);
        let into = into.ok_or_else(|| Error::field("into", Message::new("field-choice")))?;
        let reason = fields.get("merge_reason");
        flows::merge_subjects(&work, (id, version(&fields)?), into, reason)
            .await
            .map(drop)
            .map_err(|error| said(error, "merge_reason"))
    };
    let done = done.await;
    finish(&app, work, id, &fields, done).await
}

/// Takes it out of use after a day.
pub async fn retire(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    let id = SubjectId(id);
    let work = app.write(&actor).await?;
    let done = async {
        fields.only(|name| matches!(name, "version" | "last" | "retire_reason"))?;
        let last = parse_date(fields.get("last"));
        let last = last.ok_or_else(|| Error::field("last", Message::new("field-date")))?;
        let reason = fields.get("retire_reason");
        vocabulary::retire(&work, (id, version(&fields)?), last, reason)
            .await
            .map_err(|error| said(error, "retire_reason"))
    };
    let done = done.await;
    finish(&app, work, id, &fields, done).await
}

/// Takes it back into use.
pub async fn restore(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    let id = SubjectId(id);
    let work = app.write(&actor).await?;
    let done = async {
        fields.only(|name| matches!(name, "version" | "restore_reason"))?;
        let reason = fields.get("restore_reason");
        vocabulary::restore(&work, (id, version(&fields)?), reason)
            .await
            .map_err(|error| said(error, "restore_reason"))
    };
    let done = done.await;
    finish(&app, work, id, &fields, done).await
}

/// Adds words for it.
pub async fn add_synonym(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    let id = SubjectId(id);
    let work = app.write(&actor).await?;
    let done = async {
        fields.only(|name| matches!(name, "words" | "words_language" | "institute"))?;
        let language = Language::from_word(fields.get("words_language"));
        let language =
            language.ok_or_else(|| Error::field("words_language", Message::new("field-choice")))?;
        let institute = match fields.get("institute").trim() {
            "" => None,
            _ => Some(InstituteId(fields.parse("institute").ok_or_else(|| {
                Error::field("institute", Message::new("field-choice"))
            })?)),
        };
        let words = (fields.get("words"), language);
        vocabulary::add_synonym(&work, id, words, institute)
            .await
            .map(drop)
    };
    let done = done.await;
    finish(&app, work, id, &fields, done).await
}

/// Takes words away.
pub async fn remove_synonym(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    fields.only(|name| name == "synonym")?;
    let synonym = fields.parse("synonym").map(SubjectSynonymId);
    let synonym = synonym.ok_or(Error::NotFound("synonym"))?;
    let work = app.write(&actor).await?;
    vocabulary::remove_synonym(&work, SubjectId(id), synonym).await?;
    work.commit().await?;
    Ok(look_at(format!("/subjects/{id}")))
}

fn version(fields: &Fields) -> Result<i64> {
    fields.parse("version").ok_or(Error::Stale)
}

/// The feature's `reason`, under the name that it has on a page with several.
fn said(error: Error, name: &str) -> Error {
    error.renamed(|field| match field {
        "reason" => name.to_owned(),
        other => other.to_owned(),
    })
}

async fn finish(app: &App, work: Work, id: SubjectId, fields: &Fields, done: Result<()>) -> Page {
    let done = done.map(|()| format!("/subjects/{id}"));
    app.settle(
        work,
        fields,
        done,
        "subjects/show.html",
        async |work, form| view(work, id, form).await,
    )
    .await
}
