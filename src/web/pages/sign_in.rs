//! Coming in: by password, by a single-use link, by the set-up link of the first start.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, RETRY_AFTER, SET_COOKIE};
use axum::response::Response;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde_json::json;

use super::super::error::{Page, wait};
use super::super::extract::{Agent, Fields, Form, PathText, Query, Visitor};
use super::super::render::{FormView, look_at};
use crate::accounts::{self, kept_forms};
use crate::actor::Actor;
use crate::app::App;
use crate::error::{Error, FieldError, Message};

/// The form.
pub async fn form(State(app): State<App>, Visitor(actor): Visitor, Query(query): Query) -> Page {
    let form = FormView::fresh([("next", local(query.get("next")))]);
    app.page(&actor, "accounts/sign_in.html", &json!({ "form": form }))
}

/// Signs in by password.
pub async fn submit(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Agent(agent): Agent,
    Form(fields): Form,
) -> Page {
    fields.only(|name| matches!(name, "email" | "password" | "next"))?;
    match accounts::by_password(&app.db, fields.get("email"), fields.get("password"), &agent).await
    {
        Ok(token) => Ok(with_cookie(
            &app,
            &token,
            look_at(local(fields.get("next"))),
        )),
        Err(Error::Conflict(message)) => refused(&app, &actor, fields, message, None),
        Err(Error::TooMany(seconds)) => refused(&app, &actor, fields, wait(seconds), Some(seconds)),
        Err(other) => Err(other.into()),
    }
}

/// The form again, without the password. After too many tries it says when the next one is heard.
fn refused(
    app: &App,
    actor: &Actor,
    fields: Fields,
    message: Message,
    seconds: Option<i64>,
) -> Page {
    let errors = [FieldError {
        field: "email".into(),
        message,
    }];
    let mut values = fields.values();
    values.remove("password");
    let form = FormView::typed(actor.language, &Fields::of(values), &errors);
    let mut page = app.refused(actor, "accounts/sign_in.html", &json!({ "form": form }))?;
    if let Some(seconds) = seconds {
        *page.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        page.headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(page)
}

/// Signs this browser out.
pub async fn end(State(app): State<App>, Visitor(actor): Visitor, jar: CookieJar) -> Page {
    if let Some(cookie) = jar.get(app.config.cookie()) {
        let work = app.write(&actor).await?;
        accounts::end(&work, cookie.value()).await?;
        work.commit().await?;
    }
    let mut gone = cookie(&app, "");
    gone.make_removal();
    let mut response = look_at("/sign-in");
    set(&mut response, &gone);
    Ok(response)
}

/// A sign-in link opens a page with a button: mail scanners fetch links, they don't press buttons.
pub async fn link(State(app): State<App>, Visitor(actor): Visitor) -> Page {
    app.page(&actor, "accounts/link.html", &json!({}))
}

/// Spends the sign-in link.
pub async fn redeem(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Agent(agent): Agent,
    PathText(secret): PathText,
) -> Page {
    let work = app.write(&actor).await?;
    let token = accounts::by_link(&work, &secret, &agent).await?;
    let kept = kept_forms::newest(&work, &secret).await?;
    work.commit().await?;
    let place = kept.map_or_else(|| "/".to_owned(), |secret| format!("/kept/{secret}"));
    Ok(with_cookie(&app, &token, look_at(place)))
}

/// The first administrator's form.
pub async fn set_up_form(State(app): State<App>, Visitor(actor): Visitor) -> Page {
    app.page(&actor, "accounts/set_up.html", &json!({}))
}

/// Makes the first administrator.
pub async fn set_up(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathText(secret): PathText,
    Form(fields): Form,
) -> Page {
    fields.only(|name| matches!(name, "name" | "email" | "password"))?;
    let work = app.write(&actor).await?;
    let made = accounts::set_up(
        &work,
        &secret,
        fields.get("name"),
        fields.get("email"),
        fields.get("password"),
    )
    .await;
    let done = made.map(|_| "/sign-in".to_owned());
    app.settle(
        work,
        &fields,
        done,
        "accounts/set_up.html",
        async |_, form| Ok(json!({ "form": form })),
    )
    .await
}

fn cookie(app: &App, token: &str) -> Cookie<'static> {
    Cookie::build((app.config.cookie(), token.to_owned()))
        .path("/")
        .http_only(true)
        .secure(app.config.https)
        .same_site(SameSite::Lax)
        .build()
}

pub(super) fn with_cookie(app: &App, token: &str, mut response: Response) -> Response {
    set(&mut response, &cookie(app, token));
    response
}

fn set(response: &mut Response, cookie: &Cookie<'_>) {
    if let Ok(value) = cookie.to_string().parse() {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

/// Only a path of ours: neither another host (`//evil`, `/\evil`) nor a scheme.
pub(super) fn local(next: &str) -> String {
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\r', '\n', '\t'])
        && next.is_ascii();
    if ours {
        next.to_owned()
    } else {
        "/".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn next_leads_nowhere_else() {
        for evil in [
            "//evil",
            "/\\evil",
            "https://evil",
            "evil",
            "",
            "/a\nb",
            "javascript:alert(1)",
        ] {
            assert_eq!(local(evil), "/", "{evil}");
        }
        assert_eq!(local("/requests/3?x=1"), "/requests/3?x=1");
    }
}
