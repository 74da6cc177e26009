//! The second step of signing in: who owes it, how it is set up, and that each code counts once.

use rostrum::accounts::Role;

use crate::support::world::person;
use crate::support::{Answer, Browser, Phone, TestApp, World, on_both};

on_both!(
    a_coordinator_owes_the_second_step_before_anything_else,
    a_code_counts_once,
    of_fifty_that_spend_a_recovery_code_at_once_one_comes_in,
    wrong_codes_cost_time,
    an_administrator_resets_a_lost_second_step,
    others_may_have_it_and_do_without_again,
);

/// A browser in which this person took the first step.
async fn first_step(app: &TestApp, world: &World) -> Browser {
    let mut browser = app.visitor();
    let link = app.sign_in_link(world.coordinator.id).await;
    // On, or to what they had typed.
    browser.post(&link, &[]).await.status(303);
    browser
}

async fn code(browser: &mut Browser, code: &str) -> Answer {
    let form = [("code", code), ("next", "/requests?state=submitted")];
    browser.post("/second-step", &form).await
}

/// The secret that a page writes out for typing.
fn secret(page: &Answer) -> String {
    let after = page.text().split("id=\"secret\"><bdi>").nth(1).unwrap();
    after.split('<').next().unwrap().to_owned()
}

async fn a_coordinator_owes_the_second_step_before_anything_else(app: TestApp) {
    let app = app.strictly().await;
    let world = World::build(&app).await;
    let mut browser = first_step(&app, &world).await;
    let step = "/second-step?next=%2Frequests%3Fstate%3Dsubmitted";
    browser.get("/").await.leads_to("/second-step");
    browser
        .get("/requests?state=submitted")
        .await
        .leads_to(step);
    for path in ["/desk", "/account", "/tokens", "/roster.csv", "/people"] {
        browser.get(path).await.status(303);
    }
    browser
        .post("/offers/send", &[])
        .await
        .leads_to("/second-step");
    // What was typed waits behind the second step.
    let kept = browser.post("/tokens", &[("name", "x")]).await;
    assert!(
        kept.header("location")
            .starts_with("/second-step?next=%2Fkept%2F")
    );
    // Setting it up.
    browser
        .get(step)
        .await
        .ok()
        .shows("Coordinators and administrators")
        .hides("/account\"");
    browser
        .post("/second-step/begin", &[])
        .await
        .leads_to("/second-step");
    let page = browser.get(step).await;
    page.ok().shows("data:image/svg+xml;base64,");
    let phone = Phone::with(&secret(&page));
    let wrong = browser
        .post("/second-step/confirm", &[("code", "000000")])
        .await;
    wrong.status(422).shows("not right");
    let before = browser.cookies.clone();
    let form = [("code", phone.code(&app)), ("next", "/requests".to_owned())];
    let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let page = browser.post("/second-step/confirm", &form).await;
    page.ok()
        .shows("Your recovery codes")
        .shows("href=\"/requests\"");
    assert_ne!(browser.cookies, before, "a passed step brings a new token");
    browser.get("/requests").await.ok();
    // The token that owed the step is worth nothing any more.
    let mut old = app.visitor();
    old.cookies = before;
    old.get("/requests")
        .await
        .leads_to("/sign-in?next=%2Frequests");
    // Next time it is asked for.
    app.clock.advance(60);
    let mut browser = first_step(&app, &world).await;
    browser
        .get("/desk")
        .await
        .leads_to("/second-step?next=%2Fdesk");
    browser
        .get("/second-step")
        .await
        .ok()
        .hides("data:image/svg");
    let passed = code(&mut browser, &phone.code(&app)).await;
    passed.leads_to("/requests?state=submitted");
    browser.get("/requests").await.ok();
    // Whoever becomes a coordinator owes it at once.
    let newcomer = person(&app, "Nadia Newcomer", None, None).await;
    let mut theirs = newcomer.browse(&app).await;
    theirs.get("/account").await.ok();
    app.write(async |work| {
        rostrum::accounts::grant(work, newcomer.id, Role::Coordinator, None).await
    })
    .await;
    theirs
        .get("/account")
        .await
        .leads_to("/second-step?next=%2Faccount");
}

async fn a_code_counts_once(app: TestApp) {
    let app = app.strictly().await;
    let world = World::build(&app).await;
    let (phone, codes) = Phone::of(&app, world.coordinator.id).await;
    let shown = phone.code(&app);
    let (mut one, mut other) = (
        first_step(&app, &world).await,
        first_step(&app, &world).await,
    );
    code(&mut one, &shown).await.status(303);
    code(&mut other, &shown)
        .await
        .status(422)
        .shows("used already");
    // Typed as people type it.
    app.clock.advance(30);
    let spaced = phone.code(&app);
    let spaced = format!(" {} {}", &spaced[..3], &spaced[3..]);
    code(&mut other, &spaced).await.status(303);
    // A recovery code works once, and only for its owner.
    let mut third = first_step(&app, &world).await;
    code(&mut third, &codes[0].to_lowercase()).await.status(303);
    let mut fourth = first_step(&app, &world).await;
    code(&mut fourth, &codes[0])
        .await
        .status(422)
        .shows("not right");
    code(&mut fourth, &codes[1].replace('-', " "))
        .await
        .status(303);
    fourth
        .get("/account")
        .await
        .ok()
        .shows("8 recovery codes are left");
    // New ones end the old ones.
    app.clock.advance(30);
    let now = phone.code(&app);
    let renewed = fourth.post("/second-step/codes", &[("code", &now)]).await;
    renewed.ok().shows("Your recovery codes");
    let mut fifth = first_step(&app, &world).await;
    code(&mut fifth, &codes[2]).await.status(422);
}

async fn of_fifty_that_spend_a_recovery_code_at_once_one_comes_in(app: TestApp) {
    let app = app.strictly().await;
    let world = World::build(&app).await;
    let (_, codes) = Phone::of(&app, world.coordinator.id).await;
    let mut browsers = Vec::new();
    for _ in 0..50 {
        browsers.push(first_step(&app, &world).await);
    }
    let tries = browsers.into_iter().map(|mut browser| {
        let spent = codes[0].clone();
        tokio::spawn(async move { code(&mut browser, &spent).await.status.as_u16() })
    });
    let mut came = 0;
    for one in Vec::from_iter(tries) {
        match one.await.unwrap() {
            303 => came += 1,
            // Not right any more, or not heard among so many.
            422 | 429 | 503 => {}
            other => panic!("{other}"),
        }
    }
    assert_eq!(came, 1);
}

async fn wrong_codes_cost_time(app: TestApp) {
    let app = app.strictly().await;
    let world = World::build(&app).await;
    let (phone, _) = Phone::of(&app, world.coordinator.id).await;
    let mut browser = first_step(&app, &world).await;
    for _ in 0..4 {
        code(&mut browser, "000000").await.status(422);
    }
    code(&mut browser, "000000").await.status(422);
    let right = phone.code(&app);
    let refused = code(&mut browser, &right).await;
    refused.status(429).shows("Too many tries");
    assert_eq!(refused.header("retry-after"), "8");
    app.clock.advance(8);
    code(&mut browser, &phone.code(&app)).await.status(303);
}

async fn an_administrator_resets_a_lost_second_step(app: TestApp) {
    let app = app.strictly().await;
    let world = World::build(&app).await;
    let (phone, _) = Phone::of(&app, world.coordinator.id).await;
    let (theirs, _) = Phone::of(&app, world.administrator.id).await;
    let mut coordinator = first_step(&app, &world).await;
    code(&mut coordinator, &phone.code(&app)).await.status(303);
    coordinator.get("/requests").await.ok();
    let mut administrator = world.administrator.browse(&app).await;
    let shown = theirs.code(&app);
    administrator
        .post("/second-step", &[("code", &shown)])
        .await
        .status(303);
    let page = format!("/people/{}", world.coordinator.id);
    administrator
        .get(&page)
        .await
        .ok()
        .shows("A code of their app is asked for");
    let path = format!("{page}/reset-second-step");
    administrator.post(&path, &[]).await.leads_to(&page);
    coordinator
        .get("/requests")
        .await
        .leads_to("/sign-in?next=%2Frequests");
    let mut again = first_step(&app, &world).await;
    again.get("/second-step").await.ok().shows("Set it up");
    // The secret lies sealed: a copy of it to another row opens nothing.
    let rows = sea_orm::ConnectionTrait::query_all_raw(
        app.app.db.connection(),
        sea_orm::Statement::from_string(app.app.db.engine(), "SELECT secret FROM second_factor"),
    );
    let rows = rows.await.unwrap();
    let sealed: String = rows[0].try_get("", "secret").unwrap();
    assert!(sealed.len() > 60, "{sealed}");
}

async fn others_may_have_it_and_do_without_again(app: TestApp) {
    let app = app.strictly().await;
    let world = World::build(&app).await;
    let mut browser = world.trainer.browse(&app).await;
    browser.get("/account").await.ok().shows("Set it up");
    let (phone, _) = Phone::of(&app, world.trainer.id).await;
    // A sign-in of before ended when it was turned on.
    browser.get("/account").await.status(303);
    let mut browser = world.trainer.browse(&app).await;
    browser
        .get("/offers")
        .await
        .leads_to("/second-step?next=%2Foffers");
    let shown = phone.code(&app);
    browser
        .post("/second-step", &[("code", &shown)])
        .await
        .status(303);
    browser
        .get("/second-step")
        .await
        .ok()
        .shows("Do without it");
    app.clock.advance(30);
    let shown = phone.code(&app);
    let removed = browser
        .post("/second-step/remove", &[("code", &shown)])
        .await;
    removed.leads_to("/account");
    world.trainer.browse(&app).await.get("/offers").await.ok();
}
