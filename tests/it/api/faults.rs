//! What programs send wrongly, and how they are told.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{TestApp, World};

fn wish(world: &World) -> Value {
    let slot = |day: &str| {
        json!({
            "title": "Phishing", "mode": "in_person", "language": "en", "priority": 3,
            "seats": [{ "subject": world.subject, "level": 2, "pool": "academic", "required": true }],
            "options": [{
                "starts": format!("2026-05-{day}T06:00:00Z"), "ends": format!("2026-05-{day}T07:30:00Z"),
                "venue": world.venue,
            }],
        })
    };
    json!({ "cohort": world.cohort, "slots": [slot("20"), slot("21")] })
}

/// Changes one place of a body.
fn with(mut body: Value, place: &str, value: Value) -> Value {
    *body.pointer_mut(place).unwrap() = value;
    body
}

#[tokio::test]
async fn every_fault_is_told_with_its_place() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let mut officer = app.program(&world.officer).await;
    for (place, value, told) in [
        ("/slots/1/title", json!(""), "#/slots/1/title"),
        ("/slots/1/title", json!("x".repeat(2000)), "#/slots/1/title"),
        ("/slots/0/title", json!("a\u{202e}b"), "#/slots/0/title"),
        ("/slots/0/title", json!(7), "#/slots/0/title"),
        ("/slots/1/mode", json!("by post"), "#/slots/1/mode"),
        ("/slots/1/priority", json!(6), "#/slots/1/priority"),
        (
            "/slots/1/seats/0/subject",
            json!(999_999),
            "#/slots/1/seats/0/subject",
        ),
        (
            "/slots/1/seats/0/level",
            json!(99_999_999_999_i64),
            "#/slots/1/seats/0/level",
        ),
        (
            "/slots/0/options/0/ends",
            json!("2026-05-20T05:00:00Z"),
            "#/slots/0/options/0/ends",
        ),
        (
            "/slots/1/options/0/starts",
            json!("1969-12-31T23:59:59Z"),
            "#/slots/1/options/0/starts",
        ),
        (
            "/slots/1/options/0/starts",
            json!("2026-05-21T06:00:00.5Z"),
            "#/slots/1/options/0/starts",
        ),
        (
            "/slots/1/options/0/starts",
            json!("tomorrow"),
            "#/slots/1/options/0/starts",
        ),
        (
            "/slots/1/options/0/venue",
            json!(999_999),
            "#/slots/1/options/0/venue",
        ),
        ("/slots", json!([]), "#/slots"),
        ("/slots/0", json!({}), "#/slots/0"),
        ("", json!([]), "#"),
    ] {
        let body = with(wish(&world), place, value.clone());
        let problem = officer
            .post("/requests", Some(body))
            .await
            .problem(422, "invalid");
        let places: Vec<&str> = problem["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| fault["pointer"].as_str().unwrap())
            .collect();
        assert!(places.contains(&told), "{place} {value}: {problem}");
    }
    let mut strange = wish(&world);
    strange["state"] = json!("accepted");
    let problem = officer
        .post("/requests", Some(strange))
        .await
        .problem(422, "invalid");
    assert!(
        problem["errors"][0]["detail"]
            .as_str()
            .unwrap()
            .contains("state")
    );
    let none = officer.get("/requests").await.ok().json();
    assert_eq!(none["items"], json!([]), "nothing was made");
}

#[tokio::test]
async fn bodies_that_are_none_are_refused() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let mut officer = app.program(&world.officer).await;
    let whole = wish(&world).to_string();
    let post = Method::POST;
    for (kind, body, status, problem) in [
        ("application/json", "{", 400, "bad-request"),
        ("application/json", "", 400, "bad-request"),
        ("application/json", "{} {}", 422, "invalid"),
        (
            "application/json",
            "{\"slots\":[],\"slots\":[]}",
            422,
            "invalid",
        ),
        ("text/plain", whole.as_str(), 415, "media-type"),
        (
            "application/x-www-form-urlencoded",
            "cohort=1",
            415,
            "media-type",
        ),
        ("application/json; charset=utf-8", "[]", 422, "invalid"),
    ] {
        let answer = officer
            .send(post.clone(), "/requests", kind, Some(body.to_owned()))
            .await;
        answer.problem(status, problem);
    }
    let long = format!("{{\"note\": \"{}\"}}", "x".repeat(300_000));
    let answer = officer
        .send(post.clone(), "/requests", "application/json", Some(long))
        .await;
    answer.problem(413, "too-large");
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let answer = officer
        .send(post, "/requests", "application/json", Some(deep))
        .await;
    assert!(answer.status.is_client_error());
}

#[tokio::test]
async fn another_institutes_things_are_as_if_they_were_not() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let id = world.submitted(&app, "Lecture", 0).await;
    let mut other = app.program(&world.other_officer).await;
    let theirs = other
        .get(&format!("/requests/{id}"))
        .await
        .problem(404, "not-found");
    let missing = other
        .get("/requests/999999")
        .await
        .problem(404, "not-found");
    assert_eq!(theirs, missing);
    let theirs = other.post(&format!("/requests/{id}/withdraw"), None).await;
    let missing = other.post("/requests/999999/withdraw", None).await;
    assert_eq!(
        theirs.problem(404, "not-found"),
        missing.problem(404, "not-found")
    );
    let listed = other
        .get(&format!("/requests?cohort={}", world.cohort))
        .await
        .ok()
        .json();
    assert_eq!(listed["items"], json!([]));
    let mut body = wish(&world);
    let theirs = other
        .post("/requests", Some(body.clone()))
        .await
        .problem(404, "not-found");
    body["cohort"] = json!(999_999);
    let missing = other
        .post("/requests", Some(body))
        .await
        .problem(404, "not-found");
    assert_eq!(theirs, missing);
}

#[tokio::test]
async fn wrong_addresses_and_methods_are_problems_too() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let mut officer = app.program(&world.officer).await;
    for path in [
        "",
        "/",
        "/nothing",
        "/requests/x",
        "/requests/01",
        "/requests/0",
        "/requests/-1",
    ] {
        officer.get(path).await.problem(404, "not-found");
    }
    let answer = officer.ask(Method::DELETE, "/requests", None).await;
    answer.problem(405, "method-not-allowed");
    assert!(
        answer.header("allow").contains("POST"),
        "{}",
        answer.header("allow")
    );
    let mut stranger = app.stranger();
    stranger.get("/requests").await.problem(401, "unauthorized");
}

#[tokio::test]
async fn problems_are_worded_in_the_owners_language_and_coded_in_none() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let mut coordinator = app.program(&world.coordinator).await;
    let (slot, _) = world.offered(&app, "Lecture", 0).await;
    let path = format!("/slots/{slot}/confirm");
    let problem = coordinator.post(&path, None).await.problem(409, "conflict");
    assert!(problem["code"].is_string(), "{problem}");
}
