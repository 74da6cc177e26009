//! The way of a request once through, by programs alone.

use serde_json::{Value, json};

use crate::support::{TestApp, World, on_both};

on_both!(
    a_request_becomes_a_session_by_programs_alone,
    a_stale_program_is_told_and_changes_nothing,
    lists_come_in_pages_without_gap_or_twin,
);

fn wish(world: &World) -> Value {
    json!({
        "cohort": world.cohort,
        "note": "By import",
        "slots": [{
            "title": "Incident response", "mode": "in_person", "language": "en", "priority": 3,
            "seats": [{ "subject": world.subject, "level": 2, "pool": "academic", "required": true }],
            "options": [{
                "starts": "2026-05-20T11:00:00+05:00", "ends": "2026-05-20T12:30:00+05:00",
                "venue": world.venue,
            }],
        }],
    })
}

async fn a_request_becomes_a_session_by_programs_alone(app: TestApp) {
    let world = World::build(&app).await;
    let mut officer = app.program(&world.officer).await;
    let mut coordinator = app.program(&world.coordinator).await;
    let mut trainer = app.program(&world.trainer).await;

    let checked = officer.post("/requests/check", Some(wish(&world))).await;
    assert_eq!(checked.ok().json()["doubts"][0]["code"], "warning-break");
    let made = officer.post("/requests", Some(wish(&world))).await;
    let request = made.status(201).json();
    let place = format!("/requests/{}", request["id"]);
    assert_eq!(made.header("location"), format!("/api/v1{place}"));
    assert_eq!(made.header("etag"), "\"1\"");
    assert_eq!(
        request["slots"][0]["options"][0]["starts"],
        "2026-05-20T06:00:00Z"
    );
    let mut changed = wish(&world);
    changed.as_object_mut().unwrap().remove("cohort");
    changed["slots"][0]["title"] = json!("Incident response, revised");
    let blind = officer
        .ask(axum::http::Method::PUT, &place, Some(changed.clone()))
        .await;
    blind.problem(428, "version-required");
    let revised = officer
        .seen(1)
        .ask(axum::http::Method::PUT, &place, Some(changed))
        .await;
    assert_eq!(
        revised.ok().json()["slots"][0]["title"],
        "Incident response, revised"
    );
    officer.post(&format!("{place}/submit"), None).await.ok();

    let waiting = coordinator
        .get("/requests?state=submitted")
        .await
        .ok()
        .json();
    assert_eq!(waiting["items"][0]["id"], request["id"]);
    let accepted = coordinator.post(&format!("{place}/accept"), None).await;
    assert_eq!(accepted.ok().json()["state"], "accepted");
    let days = json!({ "from": "2026-05-18", "to": "2026-05-24" });
    let plan = coordinator
        .post("/plans", Some(days))
        .await
        .status(201)
        .json();
    assert_eq!((&plan["slots"], &plan["covered"]), (&json!(1), &json!(1)));
    let plan = format!("/plans/{}", plan["id"]);
    let proposed = coordinator.get(&format!("{plan}/slots")).await.ok().json();
    let seat = &proposed["items"][0]["seats"][0];
    assert_eq!(seat["trainer"], json!(world.trainer.trainer()));
    assert!(!seat["reasons"].as_array().unwrap().is_empty());
    let prepared = coordinator
        .post(&format!("{plan}/accept"), Some(json!({})))
        .await;
    assert_eq!(prepared.ok().json()["offers"], 1);
    let none: Value = trainer.get("/offers").await.ok().json();
    assert_eq!(
        none["items"],
        json!([]),
        "an offer in preparation is nobody's business"
    );
    let sent = coordinator.post("/offers/send", None).await;
    assert_eq!(sent.ok().json()["sent"], 1);

    let asked = trainer.get("/offers?state=sent").await.ok().json();
    let offer = format!("/offers/{}", asked["items"][0]["id"]);
    let yes = trainer.post(&format!("{offer}/accept"), None).await;
    assert_eq!(yes.ok().json()["state"], "accepted");
    let slot = asked["items"][0]["slot"].to_string();
    let session = coordinator
        .post(&format!("/slots/{slot}/confirm"), None)
        .await
        .ok()
        .json();
    assert_eq!(
        session["trainers"][0]["trainer"],
        json!(world.trainer.trainer())
    );
    for program in [&mut officer, &mut trainer, &mut coordinator] {
        let roster = program
            .get("/sessions?from=2026-05-20T00:00:00Z&to=2026-05-21T00:00:00Z")
            .await;
        assert_eq!(roster.ok().json()["items"][0]["id"], session["id"]);
    }
    let scope = json!({ "name": "Phone", "scope": "trainer", "of": world.trainer.trainer() });
    let feed = trainer.post("/feeds", Some(scope)).await.status(201).json();
    let address = feed["url"].as_str().unwrap();
    let path = address.strip_prefix(&app.app.config.public_url).unwrap();
    app.visitor()
        .get(path)
        .await
        .ok()
        .shows("Incident response\\, revised");
    let gone = trainer
        .ask(
            axum::http::Method::DELETE,
            &format!("/feeds/{}", feed["id"]),
            None,
        )
        .await;
    gone.status(204);
    app.visitor().get(path).await.status(404);

    let reason = json!({ "reason": "The hall is flooded" });
    let off = coordinator
        .post(&format!("/sessions/{}/cancel", session["id"]), Some(reason))
        .await;
    assert_eq!(off.ok().json()["state"], "cancelled");
}

async fn a_stale_program_is_told_and_changes_nothing(app: TestApp) {
    let world = World::build(&app).await;
    let id = world.submitted(&app, "Lecture", 0).await;
    let mut coordinator = app.program(&world.coordinator).await;
    let version = coordinator.get(&format!("/requests/{id}")).await.json()["version"]
        .as_i64()
        .unwrap();
    let path = format!("/requests/{id}/accept");
    let problem = coordinator.seen(version - 1).post(&path, None).await;
    problem.problem(412, "changed");
    coordinator.seen(version).post(&path, None).await.ok();
    coordinator.post(&path, None).await.problem(409, "conflict");

    let (_, offers) = world.drafts(&app, "Offered", 1).await;
    let path = format!("/offers/{}", offers[0]);
    let read = coordinator.get(&path).await;
    let version: i64 = read.json()["version"].as_i64().unwrap();
    assert_eq!(read.header("etag"), format!("\"{version}\""));
    coordinator
        .seen(version + 1)
        .post(&format!("{path}/send"), None)
        .await
        .problem(412, "changed");
    assert_eq!(coordinator.get(&path).await.json()["state"], "draft");
    coordinator
        .seen(version)
        .post(&format!("{path}/send"), None)
        .await
        .ok();

    let (slot, session) = world.session(&app, "Confirmed", 2).await;
    let path = format!("/slots/{slot}");
    let seen = coordinator.get(&path).await.json()["version"]
        .as_i64()
        .unwrap();
    let reason = Some(json!({ "reason": "Flood" }));
    let cancel = format!("/sessions/{session}/cancel");
    coordinator
        .seen(7)
        .post(&cancel, reason.clone())
        .await
        .problem(412, "changed");
    coordinator.seen(1).post(&cancel, reason).await.ok();
    assert!(
        coordinator.get(&path).await.json()["version"]
            .as_i64()
            .unwrap()
            > seen
    );
}

async fn lists_come_in_pages_without_gap_or_twin(app: TestApp) {
    let world = World::build(&app).await;
    for week in 0..5 {
        world.submitted(&app, "Lecture", week).await;
    }
    let mut coordinator = app.program(&world.coordinator).await;
    let (mut after, mut seen) = (0, Vec::new());
    loop {
        let page = coordinator
            .get(&format!("/requests?limit=2&after={after}"))
            .await
            .ok()
            .json();
        for item in page["items"].as_array().unwrap() {
            seen.push(item["id"].as_i64().unwrap());
        }
        match page["next"].as_i64() {
            Some(next) => after = next,
            None => break,
        }
    }
    let mut sorted = seen.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!((seen.len(), &seen), (5, &sorted));
    for wrong in [
        "limit=0",
        "limit=201",
        "limit=x",
        "after=-1",
        "limit=1&limit=2",
        "who=me",
        "limit=",
    ] {
        let problem = coordinator
            .get(&format!("/requests?{wrong}"))
            .await
            .problem(422, "invalid");
        assert!(
            problem["errors"][0]["parameter"].is_string(),
            "{wrong}: {problem}"
        );
    }
}
