//! Where somebody is signed in, too many wrong tries, and what ends when a person is shut out.

use axum::http::Method;
use axum::http::header::USER_AGENT;
use rostrum::accounts::{self, links};
use rostrum::feeds;

use crate::support::{TestApp, World, on_both};

on_both!(
    too_many_wrong_passwords_cost_time_alike_for_everybody,
    sign_ins_are_seen_and_ended,
    shutting_somebody_out_ends_every_way_in,
    roles_are_given_and_taken,
);

async fn too_many_wrong_passwords_cost_time_alike_for_everybody(app: TestApp) {
    let world = World::build(&app).await;
    // By a link, so that there is a fresh sign-in to set a password with.
    let mut browser = world.officer.browse(&app).await;
    let phrase = "seven green kettles whistle";
    let set = browser
        .post("/account/password", &[("password", phrase)])
        .await;
    set.leads_to("/account");
    let mut said = Vec::new();
    for email in ["omar@example.org", "nobody@example.org"] {
        let mut visitor = app.visitor();
        let mut statuses = Vec::new();
        for _ in 0..7 {
            let form = [
                ("email", email),
                ("password", "not the phrase"),
                ("next", "/"),
            ];
            statuses.push(visitor.post("/sign-in", &form).await.status.as_u16());
        }
        said.push(statuses);
    }
    assert_eq!(said[0], [422, 422, 422, 422, 422, 429, 429]);
    assert_eq!(said[0], said[1], "an unknown account answers alike");
    // Another browser has to wait, too: it is the account that is tried. Capitals change nothing.
    let right = [
        ("email", " Omar@Example.org"),
        ("password", phrase),
        ("next", "/"),
    ];
    let refused = app.visitor().post("/sign-in", &right).await;
    refused
        .status(429)
        .shows("Too many tries. Please wait a minute");
    assert_eq!(refused.header("retry-after"), "8");
    // Nobody else does, and a link still works.
    world.officer.browse(&app).await.get("/requests").await.ok();
    app.clock.advance(8);
    app.visitor().post("/sign-in", &right).await.leads_to("/");
    // Success forgets the wrong tries.
    for _ in 0..4 {
        let form = [
            ("email", "omar@example.org"),
            ("password", "wrong"),
            ("next", "/"),
        ];
        app.visitor().post("/sign-in", &form).await.status(422);
    }
    app.visitor().post("/sign-in", &right).await.leads_to("/");
}

async fn sign_ins_are_seen_and_ended(app: TestApp) {
    let world = World::build(&app).await;
    let link = app.sign_in_link(world.officer.id).await;
    let mut phone = app.visitor();
    let request = phone
        .request(Method::POST, &link)
        .header("origin", &app.app.config.public_url)
        .header("sec-fetch-site", "same-origin")
        .header(
            USER_AGENT,
            "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
        )
        .body(axum::body::Body::empty())
        .unwrap();
    phone.send(request).await.leads_to("/");
    let mut desk = world.officer.browse(&app).await;
    let page = desk.get("/account").await;
    page.ok().shows("Firefox, Android").shows("this one");
    // One of them ends.
    let id = page.text().split("/account/sign-ins/").nth(1).unwrap();
    let id: i64 = id.split('/').next().unwrap().parse().unwrap();
    let mut stranger = world.trainer.browse(&app).await;
    let path = format!("/account/sign-ins/{id}/end");
    stranger.post(&path, &[]).await.status(404);
    phone.get("/requests").await.ok();
    desk.post(&path, &[]).await.leads_to("/account");
    phone.get("/requests").await.status(303);
    desk.get("/requests").await.ok();
    // All of them end.
    let mut third = world.officer.browse(&app).await;
    desk.post("/account/sign-out-everywhere", &[])
        .await
        .leads_to("/sign-in");
    desk.get("/requests").await.status(303);
    third.get("/requests").await.status(303);
    // An administrator sees and ends them, too.
    let mut fourth = world.officer.browse(&app).await;
    let mut administrator = world.administrator.browse(&app).await;
    let page = format!("/people/{}", world.officer.id);
    administrator.get(&page).await.ok().shows("Sign out there");
    let end = format!("{page}/sign-out-everywhere");
    administrator.post(&end, &[]).await.leads_to(&page);
    fourth.get("/requests").await.status(303);
}

async fn shutting_somebody_out_ends_every_way_in(app: TestApp) {
    let world = World::build(&app).await;
    world.offered(&app, "Lecture", 1).await;
    let letters = app.letters().await;
    let offer = letters.iter().find_map(|letter| {
        let after = letter.text.split("/answer/").nth(1)?;
        let to = letter.to == "tahira@example.org";
        to.then(|| format!("/answer/{}", after.split_whitespace().next().unwrap()))
    });
    let offer = offer.unwrap();
    let who = &world.trainer;
    let feed = app
        .write_as(&who.actor, async |work| {
            let scope = format!("trainer:{}", who.trainer());
            feeds::create(work, &scope, "My phone", false).await
        })
        .await;
    let feed = format!("/feeds/{}/rostrum.ics", feed.1);
    let link = app
        .write(async |work| links::mint_sign_in(work, who.id, work.now.plus(3600)).await)
        .await;
    let link = format!("/link/{link}");
    let mut program = app.program(who).await;
    let mut browser = who.browse(&app).await;
    browser.get("/offers").await.ok();
    program.get("/offers").await.ok();
    app.visitor().get(&feed).await.ok();
    app.visitor().get(&offer).await.ok();

    let mut administrator = world.administrator.browse(&app).await;
    let page = format!("/people/{}", who.id);
    let disable = administrator.post(&format!("{page}/disable"), &[]).await;
    disable.leads_to(&page);
    browser.get("/offers").await.status(303);
    program.get("/offers").await.problem(401, "unauthorized");
    app.visitor().get(&feed).await.status(404);
    app.visitor().get(&offer).await.status(404);
    app.visitor()
        .post(&format!("{offer}/accept"), &[])
        .await
        .status(404);
    app.visitor().post(&link, &[]).await.status(404);

    // Let in again, nothing of before comes back.
    let enable = administrator.post(&format!("{page}/enable"), &[]).await;
    enable.leads_to(&page);
    browser.get("/offers").await.status(303);
    program.get("/offers").await.problem(401, "unauthorized");
    app.visitor().get(&feed).await.status(404);
    app.visitor().post(&link, &[]).await.status(404);
    app.visitor()
        .post(&format!("{offer}/accept"), &[])
        .await
        .status(404);
    who.browse(&app).await.get("/offers").await.ok();
}

async fn roles_are_given_and_taken(app: TestApp) {
    let world = World::build(&app).await;
    let mut administrator = world.administrator.browse(&app).await;
    let page = format!("/people/{}", world.officer.id);
    let grant = format!("{page}/grant");
    let form = [("role", "coordinator"), ("institute", "")];
    administrator.post(&grant, &form).await.leads_to(&page);
    let mut browser = world.officer.browse(&app).await;
    browser.get("/plans").await.ok();
    let revoke = format!("{page}/revoke");
    administrator.post(&revoke, &form).await.leads_to(&page);
    browser.get("/plans").await.status(403);
    let here = world.institute.to_string();
    let officer = [("role", "officer"), ("institute", here.as_str())];
    browser.get("/requests").await.ok();
    administrator.post(&revoke, &officer).await.leads_to(&page);
    browser.get("/requests").await.status(403);
    administrator.post(&revoke, &officer).await.status(404);
    // An officer without an institute, and the last administrator.
    let form = [("role", "officer"), ("institute", "")];
    administrator
        .post(&grant, &form)
        .await
        .status(422)
        .shows("needs an institute");
    let own = format!("/people/{}/revoke", world.administrator.id);
    let form = [("role", "administrator"), ("institute", "")];
    administrator
        .post(&own, &form)
        .await
        .status(409)
        .shows("last administrator");
    let still = app
        .read(async |work| accounts::actor_of(work, world.administrator.id).await)
        .await;
    assert_eq!(still.unwrap().grants.len(), 1);
}
