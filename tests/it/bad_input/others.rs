//! What is another's answers as what is not there: the same status and the same page, on every route.

use axum::http::Method;
use rostrum::accounts::tokens;
use rostrum::web::routes;

use super::fields;
use crate::support::{Answer, Browser, TestApp, Things};

/// The answer without what tells the requests apart: keys of forms, and the path itself.
fn plain(answer: &Answer, id: &str) -> (u16, String) {
    let text = answer.text().replace(id, "N");
    let mut parts = text.split("name=\"form_key\" value=\"");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('"').map_or("", |(_, rest)| rest));
    }
    (answer.status.as_u16(), plain)
}

#[tokio::test]
async fn what_is_anothers_answers_as_what_is_not_there() {
    let app = TestApp::sqlite().await;
    let things = Things::build(&app).await;
    let mut compared = 0;
    for (name, who) in [
        ("other officer", &things.world.other_officer),
        ("other trainer", &things.bystander),
    ] {
        let mut browser = who.browse(&app).await;
        for route in routes().iter().filter(|route| route.path.contains("{id}")) {
            // The catalogue and the vocabulary are everybody's.
            if matches!(route.path, "/courses/{id}" | "/subjects/{id}") {
                continue;
            }
            let form = things.form(route.path);
            let theirs = things.fill(route.path);
            let id = theirs.split('/').nth(2).unwrap().split('?').next().unwrap();
            let missing = route.path.replace("{id}", "987654");
            let one = ask(&mut browser, &route.method, &theirs, &fields(&form)).await;
            let two = ask(&mut browser, &route.method, &missing, &fields(&form)).await;
            assert!(
                [403, 404].contains(&one.status.as_u16()),
                "{name} {theirs}: {}",
                one.words()
            );
            let (one, two) = (plain(&one, id), plain(&two, "987654"));
            // A short id may stand anywhere in a page: compare what both have lost.
            assert_eq!(one.0, two.0, "{name} {} {}", route.method, route.path);
            let strip = |text: &str| text.replace(id, "").replace('N', "");
            assert_eq!(
                strip(&one.1),
                strip(&two.1),
                "{name} {} {}",
                route.method,
                route.path
            );
            compared += 1;
        }
    }
    assert!(compared > 60, "{compared}");
}

async fn ask(browser: &mut Browser, method: &Method, path: &str, form: &[(&str, &str)]) -> Answer {
    match *method {
        Method::GET => browser.get(path).await,
        _ => browser.post(path, form).await,
    }
}

#[tokio::test]
async fn a_token_reaches_nothing_of_another_institute() {
    let app = TestApp::sqlite().await;
    let things = Things::build(&app).await;
    let token = |who: rostrum::actor::Actor| {
        let app = &app;
        async move {
            app.write_as(&who, async |work| {
                let new = tokens::NewToken {
                    name: "All of mine".into(),
                    scopes: tokens::scopes(&work.actor),
                    days: 30,
                };
                tokens::create(work, new).await
            })
            .await
        }
    };
    let other = token(things.world.other_officer.actor.clone()).await;
    let mut program = app.visitor();
    for theirs in ["requests", "cohorts", "venues", "institutes", "sessions"] {
        let path = things.fill(&format!("/{theirs}/{{id}}"));
        let mut answers = Vec::new();
        for path in [path, format!("/{theirs}/987654")] {
            let request = program
                .request(Method::GET, &format!("/api/v1{path}"))
                .header("authorization", format!("Bearer {other}"))
                .body(axum::body::Body::empty())
                .unwrap();
            let answer = program.send(request).await;
            answers.push((answer.status.as_u16(), answer.text().to_owned()));
        }
        assert_eq!(answers[0].0, 404, "{theirs}: {}", answers[0].1);
        assert_eq!(answers[0], answers[1], "{theirs}");
    }
}
