//! Who is shown to the public, under which address, with which subjects.

use rostrum::accounts;
use rostrum::error::Error;
use rostrum::slots::Pool;
use rostrum::trainers::profile::{self, public};
use rostrum::trainers::{self, Standing};

use super::{publish, sql};
use crate::support::world::trainer;
use crate::support::{TestApp, World, on_both};

on_both!(
    whoever_takes_no_part_is_not_shown,
    addresses_are_made_once_and_of_names,
    subjects_are_those_that_hold_today,
    the_list_goes_on_by_parts,
);

async fn whoever_takes_no_part_is_not_shown(app: TestApp) {
    let world = World::build(&app).await;
    let id = world.trainer.trainer();
    let slug = publish(&app, &world.trainer).await;
    let address = format!("/profiles/{slug}");
    let mut anybody = app.visitor();
    anybody.get(&address).await.ok();
    app.write(async |work| trainers::set_standing(work, id, Standing::Paused).await)
        .await;
    anybody.get(&address).await.ok();
    app.write(async |work| accounts::disable(work, world.trainer.id).await)
        .await;
    anybody.get(&address).await.status(404);
    anybody.get("/profiles").await.ok().hides("Tahira");
    app.write(async |work| accounts::enable(work, world.trainer.id).await)
        .await;
    anybody.get(&address).await.ok();
    sql(
        &app,
        &format!("UPDATE trainer SET standing = 'guest' WHERE id = {id}"),
    )
    .await;
    anybody.get(&address).await.status(404);
    let done = app
        .try_as(&world.trainer.actor, async |work| {
            profile::edit(work, id, 1, "Words").await
        })
        .await;
    assert!(matches!(done, Err(Error::Conflict(message)) if message.key == "trainers-guest"));
}

async fn addresses_are_made_once_and_of_names(app: TestApp) {
    let names = [
        "Amna Khan",
        "Amna  Khan",
        "Amna Khanum",
        "آمنہ خان",
        "AMNA-KHAN",
    ];
    let slugs = [
        "amna-khan",
        "amna-khan-2",
        "amna-khanum",
        "trainer",
        "amna-khan-3",
    ];
    for (n, (name, slug)) in names.into_iter().zip(slugs).enumerate() {
        let who = trainer(&app, &format!("Person{n} Trainer"), Pool::Cert).await;
        sql(
            &app,
            &format!("UPDATE person SET name = '{name}' WHERE id = {}", who.id),
        )
        .await;
        assert_eq!(publish(&app, &who).await, slug, "{name}");
        sql(
            &app,
            &format!("UPDATE person SET name = 'Renamed' WHERE id = {}", who.id),
        )
        .await;
        assert_eq!(publish(&app, &who).await, slug, "{name}");
    }
}

async fn subjects_are_those_that_hold_today(app: TestApp) {
    let world = World::build(&app).await;
    let id = world.trainer.trainer();
    let slug = publish(&app, &world.trainer).await;
    let card = async || app.read(async |work| public::find(work, &slug).await).await;
    let count = |card: &profile::Card| {
        card.subjects
            .iter()
            .map(|a| a.subjects.len())
            .sum::<usize>()
    };
    assert_eq!(count(&card().await), 4);
    let subject = world.subject;
    // A claim alone, a subject out of use, and what has run out are not told.
    let of = format!("trainer_id = {id} AND subject_id");
    sql(
        &app,
        &format!(
            "UPDATE expertise SET verified_level = NULL, expires_on = NULL WHERE {of} = {subject}"
        ),
    )
    .await;
    assert_eq!(count(&card().await), 3);
    let last = format!("SELECT max(subject_id) FROM expertise WHERE trainer_id = {id}");
    sql(
        &app,
        &format!("UPDATE expertise SET expires_on = '2026-04-05' WHERE {of} = ({last})"),
    )
    .await;
    assert_eq!(count(&card().await), 2);
    sql(
        &app,
        &format!("UPDATE subject SET valid_to = '2026-01-31' WHERE id > {subject}"),
    )
    .await;
    assert_eq!(count(&card().await), 0);
}

async fn the_list_goes_on_by_parts(app: TestApp) {
    for n in 0..53 {
        let who = trainer(&app, &format!("Trainer{n:02} Of Many"), Pool::Cert).await;
        publish(&app, &who).await;
    }
    let mut anybody = app.visitor();
    let first = anybody.get("/profiles").await;
    first
        .ok()
        .shows("Trainer49 Of Many")
        .hides("Trainer50 Of Many");
    let next = first.text().split("rel=\"next\" href=\"").nth(1).unwrap();
    let next = next.split('"').next().unwrap().to_owned();
    anybody
        .get(&next)
        .await
        .ok()
        .hides("Trainer49 Of Many")
        .shows("Trainer52 Of Many");
    anybody
        .get("/profiles?after=nobody")
        .await
        .ok()
        .shows("Trainer00 Of Many");
}
