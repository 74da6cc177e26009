//! What was counted is told again until something changes, and never longer.

use std::sync::atomic::{AtomicU32, Ordering};

use rostrum::actor::Actor;
use rostrum::audit;
use rostrum::db::Work;
use rostrum::error::Result;
use serde_json::json;

use crate::support::{TestApp, on_both};

on_both! {
    what_was_counted_is_told_until_something_changes,
    what_an_action_takes_back_is_told_to_nobody,
}

/// Asks, and says how often it was counted until now.
async fn ask(app: &TestApp, counted: &AtomicU32) -> u32 {
    app.read(async |work| {
        let count = async { Ok(counted.fetch_add(1, Ordering::Relaxed)) };
        work.remembered("how often".to_owned(), count).await
    })
    .await;
    counted.load(Ordering::Relaxed)
}

async fn change(work: &Work) -> Result<()> {
    audit::append(work, "cohort.create", "cohort", 1, json!({})).await
}

async fn come_in(work: &Work) -> Result<()> {
    audit::append(work, "sign_in.end", "person", 1, json!({})).await
}

async fn what_was_counted_is_told_until_something_changes(app: TestApp) {
    let counted = AtomicU32::new(0);
    assert_eq!(ask(&app, &counted).await, 1);
    app.write(async |work| come_in(work).await).await;
    assert_eq!(ask(&app, &counted).await, 1);
    app.write(async |work| change(work).await).await;
    assert_eq!(ask(&app, &counted).await, 2);
    assert_eq!(ask(&app, &counted).await, 2);
    app.clock.advance(360);
    assert_eq!(ask(&app, &counted).await, 3);
}

async fn what_an_action_takes_back_is_told_to_nobody(app: TestApp) {
    let counted = AtomicU32::new(0);
    assert_eq!(ask(&app, &counted).await, 1);
    let work = app.app.write(&Actor::system("test")).await.unwrap();
    change(&work).await.unwrap();
    let told = work
        .remembered("how often".to_owned(), async { Ok(99_u32) })
        .await;
    assert_eq!(told.unwrap(), 99);
    drop(work);
    assert_eq!(ask(&app, &counted).await, 1);
    // The next change takes the number of the one that was taken back.
    app.write(async |work| change(work).await).await;
    assert_eq!(ask(&app, &counted).await, 2);
}

/// Of two lines that are written at once, the one with the smaller number may come later.
#[tokio::test]
async fn a_change_with_a_smaller_number_is_not_overlooked_on_postgres() {
    let name = "memo::a_change_with_a_smaller_number_is_not_overlooked_on_postgres";
    let Some(app) = TestApp::postgres(name).await else {
        return;
    };
    let counted = AtomicU32::new(0);
    let slow = app.app.write(&Actor::system("test")).await.unwrap();
    change(&slow).await.unwrap();
    app.write(async |work| change(work).await).await;
    assert_eq!(ask(&app, &counted).await, 1);
    slow.commit().await.unwrap();
    assert_eq!(ask(&app, &counted).await, 2);
}
