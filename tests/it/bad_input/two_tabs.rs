//! Two people, or two tabs, on one thing: the second is told what the first did, and keeps what they typed.

use rostrum::slots;

use super::hidden;
use crate::support::{Answer, TestApp, Things, World, on_both};

on_both!(
    a_request_that_was_rewritten_meanwhile,
    a_trainer_who_was_changed_meanwhile
);

/// The fields that a form shows, as a browser would send them.
fn shown(page: &Answer, action: &str) -> Vec<(String, String)> {
    let html = page.text();
    let form = html.split(&format!("action=\"{action}\"")).nth(1).unwrap();
    let form = form.split("</form>").next().unwrap();
    let attribute = |tag: &str, name: &str| {
        let found = tag.split(&format!(" {name}=\"")).nth(1)?;
        Some(super::unescaped(found.split('"').next().unwrap()))
    };
    let mut fields = Vec::new();
    for piece in form.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap();
        let name = attribute(tag, "name");
        match (tag.split(' ').next().unwrap(), name) {
            // Some belong to another form of the page.
            ("input", Some(_)) if tag.contains(" form=\"") => {}
            ("input", Some(name)) => {
                let ticked = !tag.contains("type=\"checkbox\"") || tag.ends_with(" checked");
                if ticked {
                    fields.push((name, attribute(tag, "value").unwrap_or_default()));
                }
            }
            ("textarea", Some(name)) => fields.push((name, super::unescaped(text))),
            ("select", Some(name)) => {
                let rest = form.split(&format!("name=\"{name}\"")).nth(1).unwrap();
                let options = rest.split("</select>").next().unwrap();
                let chosen = options
                    .split("<option")
                    .find(|option| option.contains(" selected"))
                    .or_else(|| options.split("<option").nth(1))
                    .unwrap();
                fields.push((name, attribute(chosen, "value").unwrap_or_default()));
            }
            _ => {}
        }
    }
    fields
}

fn set(form: &mut [(String, String)], name: &str, value: &str) {
    let field = form.iter_mut().find(|(known, _)| known == name).unwrap();
    value.clone_into(&mut field.1);
}

fn get<'a>(form: &'a [(String, String)], name: &str) -> &'a str {
    &form.iter().find(|(known, _)| known == name).unwrap().1
}

fn pairs(form: &[(String, String)]) -> Vec<(&str, &str)> {
    form.iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

async fn a_request_that_was_rewritten_meanwhile(app: TestApp) {
    let world = World::build(&app).await;
    let id = world.submitted(&app, "Old title", 0).await;
    app.write_as(&world.coordinator.actor, async |work| {
        slots::return_with(work, id, "Which hall?").await
    })
    .await;
    let path = format!("/requests/{id}/edit");
    let mut officer = world.officer.browse(&app).await;
    let mut coordinator = world.coordinator.browse(&app).await;
    let mut one = shown(officer.get(&path).await.ok(), &path);
    let mut two = shown(coordinator.get(&path).await.ok(), &path);
    set(&mut one, "title", "Title of the first");
    set(&mut one, "priority", "5");
    officer
        .post(&path, &pairs(&one))
        .await
        .leads_to(&format!("/requests/{id}"));
    set(&mut two, "title", "Title of the second");
    set(&mut two, "note", "Typed by the second\r\nin two lines");
    let page = coordinator.post(&path, &pairs(&two)).await;
    page.status(412)
        .shows("Omar Officer changed this on 2026-")
        .shows("Changed meanwhile from “Old title” to “Title of the first”; your own entry")
        .shows("from “normal” to “urgent”, which is taken over");
    let again = shown(&page, &path);
    assert_eq!(get(&again, "title"), "Title of the second");
    assert_eq!(get(&again, "priority"), "5", "theirs is taken over");
    assert!(get(&again, "note").contains("in two lines"));
    // Saved again it stands, and nothing of what the first did beside it is lost.
    coordinator
        .post(&path, &pairs(&again))
        .await
        .leads_to(&format!("/requests/{id}"));
    let slot = world.request(&app, id).await.slots.remove(0);
    assert_eq!(
        (slot.title.as_str(), slot.priority),
        ("Title of the second", 5)
    );
}

async fn a_trainer_who_was_changed_meanwhile(app: TestApp) {
    let world = World::build(&app).await;
    let path = format!("/trainers/{}/edit", world.trainer.trainer());
    let mut coordinator = world.coordinator.browse(&app).await;
    let mut trainer = world.trainer.browse(&app).await;
    let mut one = shown(coordinator.get(&path).await.ok(), &path);
    let mut two = shown(trainer.get(&path).await.ok(), &path);
    set(&mut one, "cap_week", "4");
    coordinator.post(&path, &pairs(&one)).await.status(303);
    set(&mut two, "cap_month", "9");
    let page = trainer.post(&path, &pairs(&two)).await;
    // A trainer is not told who of the programme it was.
    page.status(412)
        .hides("Coral")
        .shows("Changed meanwhile from “5” to “4”");
    let again = shown(&page, &path);
    trainer.post(&path, &pairs(&again)).await.status(303);
    let now = shown(trainer.get(&path).await.ok(), &path);
    assert_eq!((get(&now, "cap_week"), get(&now, "cap_month")), ("4", "9"));
}

#[tokio::test]
async fn a_room_that_was_renamed_meanwhile() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let path = format!("/venues/{}", world.venue);
    let mut officer = world.officer.browse(&app).await;
    let mut one = shown(officer.get(&path).await.ok(), &path);
    let mut two = shown(officer.get(&path).await.ok(), &path);
    set(&mut one, "name", "Hall A");
    officer.post(&path, &pairs(&one)).await.status(303);
    set(&mut two, "capacity", "44");
    let page = officer.post(&path, &pairs(&two)).await;
    page.status(412).shows("to “Hall A”, which is taken over");
    let again = shown(&page, &path);
    officer.post(&path, &pairs(&again)).await.status(303);
    let now = shown(officer.get(&path).await.ok(), &path);
    assert_eq!((get(&now, "name"), get(&now, "capacity")), ("Hall A", "44"));
}

#[tokio::test]
async fn a_profile_that_was_changed_meanwhile() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let path = format!("/trainers/{}/profile", world.trainer.trainer());
    let mut coordinator = world.coordinator.browse(&app).await;
    let mut trainer = world.trainer.browse(&app).await;
    let words = [("version", "0"), ("biography", "Of before.")];
    trainer.post(&path, &words).await.status(303);
    let mut one = shown(trainer.get(&path).await.ok(), &path);
    let two = shown(coordinator.get(&path).await.ok(), &path);
    let mut three = two.clone();
    set(&mut one, "biography", "By the trainer.");
    trainer.post(&path, &pairs(&one)).await.status(303);
    // Both wrote: the writer's own words stand, beside what the trainer has made of them.
    set(&mut three, "biography", "By the\r\ncoordinator.");
    let page = coordinator.post(&path, &pairs(&three)).await;
    page.status(412)
        .shows("Tahira Trainer changed this on 2026-")
        .shows("Changed meanwhile from “Of before.” to “By the trainer.”; your own entry");
    let again = shown(&page, &path);
    assert_eq!(get(&again, "biography"), "By the\ncoordinator.");
    // Whoever changed nothing themselves is shown what the trainer wrote.
    let page = coordinator.post(&path, &pairs(&two)).await;
    page.status(412)
        .shows("to “By the trainer.”, which is taken over");
    assert_eq!(get(&shown(&page, &path), "biography"), "By the trainer.");
    coordinator.post(&path, &pairs(&again)).await.status(303);
    let now = shown(trainer.get(&path).await.ok(), &path);
    assert_eq!(get(&now, "biography"), "By the\ncoordinator.");
    // A trainer is not told who of the programme it was.
    set(&mut one, "biography", "Once more.");
    trainer
        .post(&path, &pairs(&one))
        .await
        .status(412)
        .hides("Coral")
        .shows("your own entry");
    // A fault of the photo leaves the form as it can be sent.
    let broken = [("version", get(&now, "version"))];
    let photo = format!("{path}/photo");
    let page = trainer.upload(&photo, "a.png", b"", &broken).await;
    let fields = shown(page.status(422), &path);
    assert_eq!(fields, now);
}

#[tokio::test]
async fn a_week_that_was_changed_meanwhile() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let page = format!("/trainers/{}", world.trainer.trainer());
    let path = format!("{page}/weekly");
    let mut trainer = world.trainer.browse(&app).await;
    let mut one = shown(trainer.get(&page).await.ok(), &path);
    let mut two = shown(trainer.get(&page).await.ok(), &path);
    set(&mut one, "day_0_0_from", "09:00");
    trainer.post(&path, &pairs(&one)).await.status(303);
    set(&mut two, "day_1_0_from", "10:00");
    let answer = trainer.post(&path, &pairs(&two)).await;
    answer.status(412).shows("from “08:00” to “09:00”");
    let again = shown(&answer, &path);
    trainer.post(&path, &pairs(&again)).await.status(303);
    let now = shown(trainer.get(&page).await.ok(), &path);
    assert_eq!(
        (get(&now, "day_0_0_from"), get(&now, "day_1_0_from")),
        ("09:00", "10:00")
    );
}

#[tokio::test]
async fn a_fault_in_an_exception_leaves_the_week_as_it_is() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let page = format!("/trainers/{}", world.trainer.trainer());
    let mut trainer = world.trainer.browse(&app).await;
    let refused = trainer
        .post(
            &format!("{page}/exceptions"),
            &[("date", "never"), ("kind", "busy")],
        )
        .await;
    refused.status(422);
    let week = shown(&refused, &format!("{page}/weekly"));
    assert_eq!(get(&week, "day_0_0_from"), "08:00");
}

#[tokio::test]
async fn a_decision_is_for_what_was_seen() {
    let app = TestApp::sqlite().await;
    let things = Things::build(&app).await;
    let world = &things.world;
    let id = things.submitted;
    let path = format!("/requests/{id}");
    let mut coordinator = world.coordinator.browse(&app).await;
    let page = coordinator.get(&path).await;
    let seen = hidden(page.ok(), &format!("{path}/return"), "version");
    // Meanwhile it is returned, and the institute changes it and hands it in again.
    let mut officer = world.officer.browse(&app).await;
    coordinator
        .clone()
        .post(&format!("{path}/return"), &[("reason", "Please move it")])
        .await
        .status(303);
    let edit = format!("{path}/edit");
    let form = shown(officer.get(&edit).await.ok(), &edit);
    let mut form = form;
    form.push(("do".into(), "submit".into()));
    officer.post(&edit, &pairs(&form)).await.status(303);
    for verb in ["accept", "return", "refuse"] {
        let mut fields = vec![("version", seen.as_str())];
        if verb != "accept" {
            fields.push(("reason", "Please name a second time"));
        }
        let body = serde_urlencoded::to_string(&fields).unwrap();
        let request = coordinator
            .request(axum::http::Method::POST, &format!("{path}/{verb}"))
            .header("origin", &app.app.config.public_url)
            .header("sec-fetch-site", "same-origin")
            .header("referer", app.address(&path))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.into())
            .unwrap();
        let answer = coordinator.send(request).await;
        answer
            .status(412)
            .shows("last changed by Omar Officer on")
            .shows(&format!("href=\"{path}\""));
        if verb != "accept" {
            answer.shows("Please name a second time");
        }
    }
    let page = coordinator.get(&path).await;
    let seen = hidden(page.ok(), &format!("{path}/accept"), "version");
    let accept = format!("{path}/accept");
    coordinator
        .post(&accept, &[("version", &seen)])
        .await
        .status(303);
    // Two coordinators: the second is told who was first.
    coordinator
        .post(&accept, &[])
        .await
        .status(409)
        .shows("last changed by Coral Coordinator");
}
