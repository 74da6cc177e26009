//! A trainer's profile as its trainer sees it: the words, the photo, what the public would see, and the agreement.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::super::error::Page;
use super::super::extract::{Fields, Form, PathId, Visitor};
use super::super::render::FormView;
use super::super::upload::Upload;
use super::stale;
use crate::actor::Actor;
use crate::app::App;
use crate::db::Work;
use crate::error::{Error, Result};
use crate::trainers::profile::{self, Photo, ProfileView, photo as picture};
use crate::trainers::{self, TrainerId};

/// The page.
pub async fn show(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.read(&actor).await?;
    let view = view(&work, TrainerId(id), FormView::default()).await?;
    app.page(&actor, "profiles/edit.html", &view)
}

async fn view(work: &Work, id: TrainerId, mut form: FormView) -> Result<Value> {
    let profile = profile::get(work, id).await?;
    // Another form of the page was refused: the words stand there as they are.
    if !form.has("biography") {
        form = form.with(stale::with_was(values(&profile)));
    }
    Ok(json!({
        "profile": profile,
        "longest": profile::BIOGRAPHY,
        "mb": picture::FILE_LIMIT >> 20,
        "million": picture::MEGAPIXELS,
        "form": form,
    }))
}

/// The form of the words, as they are.
fn values(profile: &ProfileView) -> Vec<(String, String)> {
    vec![
        ("biography".to_owned(), profile.biography.clone()),
        ("version".to_owned(), profile.version.to_string()),
    ]
}

/// Changes the words.
pub async fn edit(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    let id = TrainerId(id);
    let work = app.write(&actor).await?;
    let done = async {
        trainers::changeable(&work, id).await?;
        fields.only(|name| matches!(name, "version" | "biography" | stale::WAS))?;
        profile::edit(&work, id, version(&fields), fields.get("biography")).await
    };
    match done.await {
        Err(Error::Stale) => {
            let now = values(&profile::get(&work, id).await?);
            let words = |field: &str, value: &str| (field.to_owned(), value.to_owned());
            let form = stale::form(&work, ("trainer", id.0), &fields, now, words).await?;
            let view = view(&work, id, form).await?;
            app.overtaken(&actor, "profiles/edit.html", &view)
        }
        done => finish(&app, work, id, &fields, done).await,
    }
}

/// The version that a form's writer has read; none was there before anything was written.
fn version(fields: &Fields) -> i64 {
    fields.parse("version").unwrap_or_default()
}

/// The photo, public or not, for those who write the profile.
pub async fn photo(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.read(&actor).await?;
    let bytes = profile::picture(&work, TrainerId(id)).await?;
    let headers = [
        (CONTENT_TYPE, "image/jpeg"),
        (CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, bytes).into_response())
}

/// Puts a photo in.
pub async fn set_photo(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    mut upload: Upload,
) -> Page {
    let id = TrainerId(id);
    let work = app.read(&actor).await?;
    trainers::changeable(&work, id).await?;
    // Reading a picture takes a while; nobody shall wait for it with a transaction.
    drop(work);
    let photo = read(&mut upload).await;
    let work = app.write(&actor).await?;
    let done = match photo {
        Ok(photo) => profile::set_photo(&work, id, version(&upload.fields), photo).await,
        Err(error) => Err(error),
    };
    // The place of the remark is the field of the file.
    let done = done.map_err(|error| {
        error.renamed(|field| match field {
            "photo" => "file".to_owned(),
            other => other.to_owned(),
        })
    });
    finish(&app, work, id, &upload.fields, done).await
}

async fn read(upload: &mut Upload) -> Result<Photo> {
    upload.fields.only(|name| name == "version")?;
    if upload.too_large {
        return Err(picture::too_large());
    }
    let bytes = upload.file.take().map(|(_, bytes)| bytes);
    picture::read(bytes.unwrap_or_default()).await
}

/// Takes the photo out.
pub async fn remove_photo(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    press(app, actor, id, fields, profile::remove_photo).await
}

/// Agrees that the public sees it.
pub async fn consent(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    press(app, actor, id, fields, async |work, id, version| {
        profile::consent(work, id, version).await.map(drop)
    })
    .await
}

/// Takes that back.
pub async fn withdraw(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    press(app, actor, id, fields, profile::withdraw).await
}

/// A button that says nothing but which version was seen.
async fn press(
    app: App,
    actor: Actor,
    id: i64,
    fields: Fields,
    action: impl AsyncFnOnce(&Work, TrainerId, i64) -> Result<()>,
) -> Page {
    let id = TrainerId(id);
    let work = app.write(&actor).await?;
    let done = async {
        trainers::changeable(&work, id).await?;
        fields.only(|name| name == "version")?;
        action(&work, id, version(&fields)).await
    };
    let done = done.await;
    finish(&app, work, id, &fields, done).await
}

async fn finish(app: &App, work: Work, id: TrainerId, fields: &Fields, done: Result<()>) -> Page {
    let done = done.map(|()| format!("/trainers/{id}/profile"));
    app.settle(
        work,
        fields,
        done,
        "profiles/edit.html",
        async |work, form| view(work, id, form).await,
    )
    .await
}
