//! A form that is sent twice is acted on once, on every route that makes something.

use super::{fields, hidden};
use crate::support::{TestApp, Things, on_both};

on_both!(two_clicks_make_one_request, two_clicks_make_one_link);

async fn two_clicks_make_one_request(app: TestApp) {
    let things = Things::build(&app).await;
    let world = &things.world;
    let mut officer = world.officer.browse(&app).await;
    let page = officer
        .get(&format!("/requests/new?cohort={}", world.cohort))
        .await;
    let mut form = things.form("/requests");
    form.retain(|(name, _)| *name != "version");
    form.push(("do", "draft".into()));
    form.push(("once", hidden(page.ok(), "/requests", "once")));
    let form = fields(&form);
    // Both at once, as from a double click; then once more, as after going back.
    let mut second = officer.clone();
    let (one, two) = tokio::join!(
        officer.post("/requests", &form),
        second.post("/requests", &form)
    );
    let three = officer.post("/requests", &form).await;
    let path = one.status(303).header("location").to_owned();
    two.leads_to(&path);
    three.leads_to(&path);
    let list = officer.get("/requests").await;
    assert_eq!(list.ok().text().matches("Phishing").count(), 1);
    // Another person's form with the same key is another form.
    let mut other = world.coordinator.browse(&app).await;
    let answer = other.post("/requests", &form).await;
    assert_ne!(answer.status(303).header("location"), path);
}

async fn two_clicks_make_one_link(app: TestApp) {
    let things = Things::build(&app).await;
    let mut trainer = things.world.trainer.browse(&app).await;
    for (path, shown) in [("/tokens", "id=\"secret\">"), ("/calendar", "id=\"link\">")] {
        let page = trainer.get(path).await;
        let mut form = things.form(path);
        form.push(("once", hidden(page.ok(), path, "once")));
        let form = fields(&form);
        let one = trainer.post(path, &form).await;
        let two = trainer.post(path, &form).await;
        // The second answer is the one that the reader sees, so the secret stands in it too.
        assert!(one.ok().text().contains(shown), "{}", one.words());
        assert_eq!(one.text(), two.ok().text());
    }
}

#[tokio::test]
async fn what_was_refused_may_be_sent_again() {
    let app = TestApp::sqlite().await;
    let things = Things::build(&app).await;
    let mut officer = things.world.officer.browse(&app).await;
    let page = officer.get("/cohorts/new").await;
    let mut form = things.form("/cohorts");
    form.push(("once", hidden(page.ok(), "/cohorts", "once")));
    let mut wrong = form.clone();
    wrong.retain(|(name, _)| *name != "alias");
    officer.post("/cohorts", &fields(&wrong)).await.status(422);
    officer.post("/cohorts", &fields(&form)).await.status(303);
    officer.post("/cohorts", &fields(&form)).await.status(303);
    // Without the key the second is told that there is one already.
    form.retain(|(name, _)| *name != "once");
    officer.post("/cohorts", &fields(&form)).await.status(422);
}

#[tokio::test]
async fn looking_at_times_first_is_not_handing_in() {
    let app = TestApp::sqlite().await;
    let things = Things::build(&app).await;
    let mut officer = things.world.officer.browse(&app).await;
    let page = officer.get(&things.fill("/requests/new")).await;
    let mut form = things.form("/requests");
    form.retain(|(name, _)| *name != "version");
    form.push(("once", hidden(page.ok(), "/requests", "once")));
    let mut check = form.clone();
    check.push(("do", "check".into()));
    officer.post("/requests", &fields(&check)).await.ok();
    form.push(("do", "submit".into()));
    officer.post("/requests", &fields(&form)).await.status(303);
}

#[tokio::test]
async fn every_form_that_writes_carries_a_key() {
    let app = TestApp::sqlite().await;
    let things = Things::build(&app).await;
    let mut coordinator = things.world.coordinator.browse(&app).await;
    let mut forms = 0;
    for route in rostrum::web::routes() {
        let page = coordinator.get(&things.fill(route.path)).await;
        if !page.header("content-type").starts_with("text/html") {
            continue;
        }
        for form in page.text().split("<form method=\"post\"").skip(1) {
            let form = form.split("</form>").next().unwrap();
            assert!(
                form.contains("name=\"once\" value=\"") || form.contains("enctype"),
                "{}: {form}",
                route.path
            );
            forms += 1;
        }
    }
    assert!(forms > 50, "{forms}");
}
