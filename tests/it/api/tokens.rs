//! Tokens: made by people, narrowed, ended.

use axum::http::Method;
use rostrum::accounts::policy::Action;
use rostrum::accounts::{self, tokens};
use serde_json::json;

use crate::support::{Program, TestApp, World, on_both};

on_both!(
    a_token_does_what_it_was_made_for_and_nothing_else,
    a_token_ends_with_its_time_its_revocation_and_its_person,
    a_token_makes_no_token_and_opens_no_page,
);

async fn a_token_does_what_it_was_made_for_and_nothing_else(app: TestApp) {
    let world = World::build(&app).await;
    let id = world.submitted(&app, "Lecture", 0).await;
    let mut reads = app
        .narrow(&world.coordinator, &[Action::ViewRequests])
        .await;
    reads.get(&format!("/requests/{id}")).await.ok();
    let refused = reads.post(&format!("/requests/{id}/accept"), None).await;
    refused.problem(403, "forbidden");
    reads.get("/sessions").await.problem(403, "forbidden");
    let me = reads.get("/me").await.ok().json();
    assert_eq!(me["scopes"], json!(["requests:read"]));
    // What a change answers with is read, too.
    let mut decides = app
        .narrow(&world.coordinator, &[Action::DecideRequests])
        .await;
    let accepted = decides.post(&format!("/requests/{id}/accept"), None).await;
    assert_eq!(accepted.ok().json()["state"], "accepted");
    // Nobody gives away what they don't have.
    let made = app
        .try_as(&world.officer.actor, async |work| {
            let new = tokens::NewToken {
                name: "Plan".into(),
                scopes: vec![Action::Plan],
                days: 1,
            };
            tokens::create(work, new).await
        })
        .await;
    assert!(made.is_err());
}

async fn a_token_ends_with_its_time_its_revocation_and_its_person(app: TestApp) {
    let world = World::build(&app).await;
    let mut first = app.program(&world.officer).await;
    let mut second = app.program(&world.officer).await;
    let mut third = app.program(&world.other_officer).await;
    for program in [&mut first, &mut second, &mut third] {
        program.get("/me").await.ok();
    }
    let mut browser = world.officer.browse(&app).await;
    let scope = json!({"scope": "institute", "of": world.institute.0, "name": "Wall"});
    let made = second.post("/feeds", Some(scope)).await;
    let wall = made.json()["url"]
        .as_str()
        .unwrap()
        .replace(&app.address(""), "");
    browser.get(&wall).await.ok();
    let newest = app
        .read_as(&world.officer.actor, async |work| tokens::list(work).await)
        .await
        .unwrap()[0]
        .id;
    browser
        .post(&format!("/tokens/{newest}/revoke"), &[])
        .await
        .leads_to("/tokens");
    second.get("/me").await.problem(401, "unauthorized");
    first.get("/me").await.ok();
    // What a program opened is shut with it.
    browser.get(&wall).await.status(404);
    app.write_as(&world.administrator.actor, async |work| {
        accounts::disable(work, world.officer.id).await
    })
    .await;
    first.get("/me").await.problem(401, "unauthorized");
    app.clock.advance(91 * 86_400);
    third.get("/me").await.problem(401, "unauthorized");
}

async fn a_token_makes_no_token_and_opens_no_page(app: TestApp) {
    let world = World::build(&app).await;
    let program = app.program(&world.coordinator).await;
    let token = program.token.clone().unwrap();
    let mut browser = app.visitor();
    for (method, path) in [(Method::GET, "/desk"), (Method::POST, "/tokens")] {
        let request = browser
            .request(method, path)
            .header("authorization", format!("Bearer {token}"))
            .body(axum::body::Body::empty())
            .unwrap();
        browser.send(request).await.status(303);
    }
    // And a browser that is signed in opens nothing for programs: no other site can make it act.
    let mut signed_in = world.coordinator.browse(&app).await;
    let answer = signed_in.get("/api/v1/me").await;
    answer.problem(401, "unauthorized");
    assert_eq!(
        answer.header("www-authenticate"),
        "Bearer realm=\"rostrum\""
    );
    assert!(answer.header("set-cookie").is_empty());
    let mut wrong: Program = program.clone();
    wrong.token = Some(format!("{token}x"));
    wrong.get("/me").await.problem(401, "unauthorized");
}
