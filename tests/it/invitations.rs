//! Asking somebody in: by letter, once, and never over an account that is in use.

use crate::support::world::person;
use crate::support::{TestApp, World, on_both};

const PHRASE: &str = "seven green kettles whistle";

on_both!(
    an_invitation_lets_somebody_in_once,
    of_fifty_that_redeem_an_invitation_at_once_one_comes_in,
    an_invitation_never_changes_an_account_in_use,
    a_newer_letter_and_a_withdrawal_end_the_older_link,
);

/// The newest letter's link, as a path.
async fn link(app: &TestApp) -> String {
    let letters = app.letters().await;
    let letter = letters
        .iter()
        .rev()
        .find(|l| l.text.contains("/invitation/"));
    let text = &letter.unwrap().text;
    let secret = text.split("/invitation/").nth(1).unwrap();
    let secret = secret.split_whitespace().next().unwrap();
    format!("/invitation/{secret}")
}

async fn invite(app: &TestApp, world: &World, email: &str) -> i64 {
    let form = [
        ("name", "Nida Newcomer"),
        ("email", email),
        ("role", "officer"),
        ("institute", &world.institute.to_string()),
        ("language", "en"),
    ];
    let mut browser = world.administrator.browse(app).await;
    let answer = browser.post("/people", &form).await;
    let place = answer.status(303).header("location").to_owned();
    place.rsplit('/').next().unwrap().parse().unwrap()
}

async fn an_invitation_lets_somebody_in_once(app: TestApp) {
    let world = World::build(&app).await;
    let id = invite(&app, &world, "nida@example.org").await;
    let mut administrator = world.administrator.browse(&app).await;
    let page = administrator.get(&format!("/people/{id}")).await;
    page.ok().shows("Invited on");
    administrator.get("/people").await.ok().shows("invited");
    let path = link(&app).await;
    // Looking is not coming: scanners of mail look at every link.
    let mut browser = app.visitor();
    for _ in 0..3 {
        let page = browser.get(&path).await;
        page.ok()
            .shows("Welcome, Nida Newcomer")
            .shows("nida@example.org");
    }
    for (wrong, why) in [
        ("short", "at least 12 characters"),
        ("passwordpassword", "a guesser would try"),
        ("nida@example.org", "a guesser would try"),
    ] {
        let answer = browser.post(&path, &[("password", wrong)]).await;
        answer
            .status(422)
            .shows(why)
            .hides(&format!("value=\"{wrong}\" autocomplete"));
    }
    browser
        .post(&path, &[("password", PHRASE)])
        .await
        .leads_to("/");
    browser.get("/requests").await.ok();
    // Once.
    app.visitor().get(&path).await.status(404);
    let again = [("password", "another phrase of seven mice")];
    app.visitor().post(&path, &again).await.status(404);
    // And from now on by the password.
    let form = [
        ("email", "nida@example.org"),
        ("password", PHRASE),
        ("next", "/requests"),
    ];
    let mut browser = app.visitor();
    browser.post("/sign-in", &form).await.leads_to("/requests");
    administrator.get("/people").await.ok().hides(">invited<");
}

async fn of_fifty_that_redeem_an_invitation_at_once_one_comes_in(app: TestApp) {
    let world = World::build(&app).await;
    invite(&app, &world, "nida@example.org").await;
    let path = link(&app).await;
    let tries = (0..50).map(|n| {
        let (mut browser, path) = (app.visitor(), path.clone());
        tokio::spawn(async move {
            let phrase = format!("{n} green kettles whistle");
            browser
                .post(&path, &[("password", &phrase)])
                .await
                .status
                .as_u16()
        })
    });
    let mut came = 0;
    for one in Vec::from_iter(tries) {
        match one.await.unwrap() {
            303 => came += 1,
            404 | 503 => {}
            other => panic!("{other}"),
        }
    }
    assert_eq!(came, 1);
}

async fn an_invitation_never_changes_an_account_in_use(app: TestApp) {
    let world = World::build(&app).await;
    // An address that somebody has.
    let form = [
        ("name", "Eve"),
        ("email", "OMAR@example.org"),
        ("role", "administrator"),
        ("institute", ""),
        ("language", "en"),
    ];
    let mut administrator = world.administrator.browse(&app).await;
    let answer = administrator.post("/people", &form).await;
    answer.status(422).shows("is there already");
    // A person with a password is not asked in.
    let id = invite(&app, &world, "nida@example.org").await;
    let path = link(&app).await;
    app.visitor()
        .post(&path, &[("password", PHRASE)])
        .await
        .leads_to("/");
    let again = format!("/people/{id}/invite");
    administrator
        .post(&again, &[])
        .await
        .status(409)
        .shows("has a password already");
    // A coordinator sees that a letter left, but not its link.
    invite(&app, &world, "other@example.org").await;
    app.letters().await;
    let mut coordinator = world.coordinator.browse(&app).await;
    let list = coordinator.get("/messages").await;
    list.ok().shows("an invitation");
    let newest = list.text().split("/messages/").nth(1).unwrap();
    let newest = newest.split('/').next().unwrap();
    let read = coordinator
        .post(&format!("/messages/{newest}/read"), &[])
        .await;
    read.status(403).hides("/invitation/");
}

async fn a_newer_letter_and_a_withdrawal_end_the_older_link(app: TestApp) {
    let world = World::build(&app).await;
    let id = invite(&app, &world, "nida@example.org").await;
    let first = link(&app).await;
    let mut administrator = world.administrator.browse(&app).await;
    let path = format!("/people/{id}");
    let again = administrator.post(&format!("{path}/invite"), &[]).await;
    again.leads_to(&path);
    let second = link(&app).await;
    assert_ne!(first, second);
    app.visitor().get(&first).await.status(404);
    app.visitor().get(&second).await.ok();
    let back = administrator.post(&format!("{path}/uninvite"), &[]).await;
    back.leads_to(&path);
    app.visitor()
        .post(&second, &[("password", PHRASE)])
        .await
        .status(404);
    // An invitation ends by itself after a week.
    administrator
        .post(&format!("{path}/invite"), &[])
        .await
        .leads_to(&path);
    let third = link(&app).await;
    app.clock.advance(7 * 86_400);
    app.visitor().get(&third).await.status(404);
    // Somebody without an address can't be asked in by letter.
    let nobody = person(&app, "Zaid Zero", None, None).await;
    app.clock.advance(1);
    let mut administrator = world.administrator.browse(&app).await;
    let page = administrator.get(&format!("/people/{}", nobody.id)).await;
    page.ok().shows("Send an invitation");
}
