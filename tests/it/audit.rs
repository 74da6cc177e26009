//! The audit trail: nothing is missing from it, nothing can be bent, and every change of it is found.

use entity::audit_seal;
use rostrum::audit::{self, check};
use rostrum::i18n;
use rostrum::sessions;
use sea_orm::{ConnectionTrait, DatabaseBackend, EntityTrait, Statement};

use crate::support::{TestApp, Things, World, on_both};

on_both!(
    the_sealer_chains_all_that_was_done,
    sealers_and_writers_at_once_make_one_chain,
    every_change_of_the_trail_is_found,
    what_was_said_in_words_can_be_erased,
    administrators_read_filter_and_take_the_trail_out,
);

async fn walk(app: &TestApp, noted: Option<&str>) -> check::Report {
    app.read(async |work| check::check(work, noted).await).await
}

async fn run(app: &TestApp, sql: &str) {
    let done = app.app.db.connection().execute_unprepared(sql).await;
    done.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

async fn refused(app: &TestApp, sql: &str) {
    let done = app.app.db.connection().execute_unprepared(sql).await;
    assert!(done.is_err(), "{sql} was done");
}

/// Opens the doors that the database keeps shut, as somebody with its files could.
async fn unguard(app: &TestApp) {
    let drops: &[&str] = match app.app.db.engine() {
        DatabaseBackend::Postgres => &[
            "DROP TRIGGER audit_kept ON audit",
            "DROP TRIGGER audit_seal_kept ON audit_seal",
            "DROP TRIGGER audit_personal_immutable ON audit_personal",
            "ALTER TABLE audit_seal DROP CONSTRAINT audit_seal_audit_id_fkey",
            "ALTER TABLE audit_personal DROP CONSTRAINT audit_personal_audit_id_fkey",
        ],
        _ => &[
            "DROP TRIGGER audit_kept",
            "DROP TRIGGER audit_immutable",
            "DROP TRIGGER audit_seal_kept",
            "DROP TRIGGER audit_seal_immutable",
            "DROP TRIGGER audit_personal_immutable",
            "PRAGMA foreign_keys = OFF",
        ],
    };
    for sql in drops {
        run(app, sql).await;
    }
}

async fn the_sealer_chains_all_that_was_done(app: TestApp) {
    let world = World::build(&app).await;
    world.session(&app, "Lecture", 1).await;
    let before = walk(&app, None).await;
    assert!(before.sealed == 0 && before.waiting > 10, "{before:?}");
    assert_eq!(before.broken, None);
    let sealed = audit::seal(&app.app.db).await.unwrap();
    assert_eq!(u64::try_from(sealed).unwrap(), before.waiting);
    assert_eq!(audit::seal(&app.app.db).await.unwrap(), 0);
    let after = walk(&app, None).await;
    assert_eq!(after.sealed, i64::try_from(sealed).unwrap());
    assert_eq!((after.waiting, after.broken.clone()), (0, None));
    // The chain goes on where it ended, and still holds the head of before.
    world.session(&app, "Lecture", 2).await;
    app.app.tick().await.unwrap();
    let later = walk(&app, Some(&after.head)).await;
    assert_eq!(later.noted, Some(after.sealed));
    assert!(later.sealed > after.sealed && later.broken.is_none());
    // The database keeps the doors shut, for direct SQL as well.
    for sql in [
        "UPDATE audit SET detail = '{}'",
        "DELETE FROM audit",
        "UPDATE audit_seal SET hash = hash",
        "DELETE FROM audit_seal",
        "UPDATE audit_personal SET value = 'x'",
    ] {
        run(&app, "INSERT INTO audit_personal (audit_id, field, salt, value) SELECT id, 'f', 's', 'v' FROM audit WHERE NOT EXISTS (SELECT 1 FROM audit_personal) ORDER BY id LIMIT 1").await;
        refused(&app, sql).await;
    }
}

async fn sealers_and_writers_at_once_make_one_chain(app: TestApp) {
    let world = World::build(&app).await;
    let mut tasks = Vec::new();
    for n in 0..40 {
        let (inner, actor) = (app.app.clone(), world.officer.actor.clone());
        tasks.push(tokio::spawn(async move {
            let work = inner.write(&actor).await.unwrap();
            audit::append(&work, "request.draft", "request", n, serde_json::json!({}))
                .await
                .unwrap();
            // Those that begin first do not commit first.
            tokio::time::sleep(std::time::Duration::from_millis(((40 - n) % 7) as u64)).await;
            work.commit().await.unwrap();
        }));
        let inner = app.app.clone();
        tasks.push(tokio::spawn(async move {
            audit::seal(&inner.db).await.unwrap();
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    audit::seal(&app.app.db).await.unwrap();
    let report = walk(&app, None).await;
    assert_eq!((report.waiting, report.broken), (0, None));
    let links = app
        .read(async |work| Ok(audit_seal::Entity::find().all(work.db()).await?))
        .await;
    assert_eq!(links.len() as i64, report.sealed);
}

async fn every_change_of_the_trail_is_found(app: TestApp) {
    let world = World::build(&app).await;
    let (_, session) = world.session(&app, "Lecture", 1).await;
    app.write_as(&world.coordinator.actor, async |work| {
        sessions::cancel(work, session, "The hall is flooded").await
    })
    .await;
    audit::seal(&app.app.db).await.unwrap();
    let whole = walk(&app, None).await;
    assert_eq!(whole.broken, None);
    unguard(&app).await;
    let one = "(SELECT audit_id FROM audit_seal WHERE position = 5)";
    let last = whole.sealed;
    for (change, back) in [
        (
            format!("UPDATE audit SET at = at + 1 WHERE id = {one}"),
            format!("UPDATE audit SET at = at - 1 WHERE id = {one}"),
        ),
        (
            format!("UPDATE audit SET actor_kind = actor_kind || 'x' WHERE id = {one}"),
            format!(
                "UPDATE audit SET actor_kind = substr(actor_kind, 1, length(actor_kind) - 1) WHERE id = {one}"
            ),
        ),
        (
            format!("UPDATE audit SET actor_id = coalesce(actor_id, 0) + 1 WHERE id = {one}"),
            String::new(),
        ),
    ] {
        run(&app, &change).await;
        let found = walk(&app, None).await.broken.expect(&change);
        assert_eq!(found.position, 5, "{change}");
        if back.is_empty() {
            break;
        }
        run(&app, &back).await;
        assert_eq!(walk(&app, None).await.broken, None, "{back}");
    }
    // Each on a fresh copy of what was whole.
    for (change, position) in [
        (format!("UPDATE audit SET action = 'offer.recall' WHERE id = {one}"), 5),
        (format!("UPDATE audit SET object = 'slot' WHERE id = {one}"), 5),
        (format!("UPDATE audit SET object_id = object_id + 1 WHERE id = {one}"), 5),
        (format!("UPDATE audit SET detail = '{{\"x\":1}}' WHERE id = {one}"), 5),
        (format!("DELETE FROM audit WHERE id = {one}"), 5),
        ("DELETE FROM audit_seal WHERE position = 5".to_owned(), 5),
        ("UPDATE audit_seal SET hash = (SELECT hash FROM audit_seal WHERE position = 4) WHERE position = 5".to_owned(), 5),
        ("INSERT INTO audit (at, actor_kind, action, object, object_id, detail) VALUES (1, 'person', 'offer.accept', 'offer', 1, '{}')".to_owned(), last),
        ("UPDATE audit_personal SET value = 'The hall is dry'".to_owned(), 0),
    ] {
        if app.app.db.engine() == DatabaseBackend::Postgres {
            continue; // the walk is the same code; copies of a database are made on SQLite
        }
        let copy = app.copy().await;
        run(&copy, "PRAGMA foreign_keys = OFF").await;
        // The change of before is taken back in the copy.
        run(&copy, &format!("UPDATE audit SET actor_id = NULLIF(actor_id - 1, 0) WHERE id = {one}")).await;
        assert_eq!(walk(&copy, None).await.broken, None);
        run(&copy, &change).await;
        let found = walk(&copy, None).await.broken.expect(&change);
        assert!(position == 0 || found.position == position, "{change}: {found:?}");
    }
    // A tail that was cut off is found by a head that was noted.
    if app.app.db.engine() == DatabaseBackend::Sqlite {
        let copy = app.copy().await;
        run(&copy, "PRAGMA foreign_keys = OFF").await;
        run(
            &copy,
            &format!("UPDATE audit SET actor_id = NULLIF(actor_id - 1, 0) WHERE id = {one}"),
        )
        .await;
        run(&copy, &format!("DELETE FROM audit WHERE id = (SELECT audit_id FROM audit_seal WHERE position = {last})")).await;
        run(
            &copy,
            &format!("DELETE FROM audit_seal WHERE position = {last}"),
        )
        .await;
        assert_eq!(
            walk(&copy, None).await.broken,
            None,
            "by itself it looks whole"
        );
        let found = walk(&copy, Some(&whole.head)).await.broken.unwrap();
        assert!(found.what.contains("noted head"), "{found:?}");
    }
}

async fn what_was_said_in_words_can_be_erased(app: TestApp) {
    let world = World::build(&app).await;
    let (_, session) = world.session(&app, "Lecture", 1).await;
    app.write_as(&world.coordinator.actor, async |work| {
        sessions::cancel(work, session, "Dr. Tahira is ill").await
    })
    .await;
    audit::seal(&app.app.db).await.unwrap();
    let rows = app
        .app
        .db
        .connection()
        .query_all_raw(Statement::from_string(
            app.app.db.engine(),
            "SELECT detail FROM audit",
        ));
    for row in rows.await.unwrap() {
        let detail: String = row.try_get("", "detail").unwrap();
        assert!(!detail.contains("Tahira"), "{detail}");
    }
    let mut browser = world.administrator.browse(&app).await;
    let page = browser.get("/audit?action=session.cancel").await;
    page.ok()
        .shows("called a session off")
        .shows("Dr. Tahira is ill");
    run(&app, "DELETE FROM audit_personal").await;
    assert_eq!(walk(&app, None).await.broken, None);
    let page = browser.get("/audit?action=session.cancel").await;
    page.ok().hides("Tahira is ill").shows("sha256:");
}

async fn administrators_read_filter_and_take_the_trail_out(app: TestApp) {
    let world = World::build(&app).await;
    let (_, session) = world.session(&app, "Lecture", 1).await;
    app.app.tick().await.unwrap();
    let mut browser = world.administrator.browse(&app).await;
    let page = browser.get("/audit").await;
    page.ok()
        .shows("confirmed a session")
        .shows(&format!("session {session}"));
    let mine = format!("/audit?person={}&action=session", world.coordinator.id);
    browser
        .get(&mine)
        .await
        .ok()
        .shows("confirmed a session")
        .hides("sent an offer");
    let of_it = format!("/audit?object=session&object_id={session}");
    browser
        .get(&of_it)
        .await
        .ok()
        .shows("confirmed a session")
        .hides("accepted a request");
    browser
        .get("/audit?to=2025-12-31")
        .await
        .ok()
        .shows("Nothing of that kind");
    browser
        .get("/audit?from=yesterday")
        .await
        .status(422)
        .shows("2026-11-24");
    browser
        .get("/audit?action=%25")
        .await
        .ok()
        .shows("Nothing of that kind");
    // As a file; that it was taken out is in it the next time.
    let form = [("format", "csv"), ("action", "session")];
    let file = browser.post("/audit/export", &form).await;
    let text = file.ok().text();
    assert!(text.starts_with('\u{feff}') && text.contains("\"session.confirm\""));
    let form = [("format", "lines")];
    let file = browser.post("/audit/export", &form).await;
    let lines: Vec<serde_json::Value> = file
        .ok()
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["action"], "audit.export");
    assert!(lines.iter().any(|line| line["position"] == 1));
    // For programs, the oldest first, with every row once.
    let mut program = app.program(&world.administrator).await;
    let (mut after, mut seen) = (0, 0);
    loop {
        let part = program
            .get(&format!("/audit?after={after}&limit=7"))
            .await
            .ok()
            .json();
        seen += part["items"].as_array().unwrap().len();
        match part["next"].as_i64() {
            Some(next) => after = next,
            None => break,
        }
    }
    assert!(seen >= lines.len());
    world
        .coordinator
        .browse(&app)
        .await
        .get("/audit")
        .await
        .status(403);
}

/// Every action that the suite's things bring about has words of its own.
#[tokio::test]
async fn every_action_has_words() {
    let app = TestApp::sqlite().await;
    Things::build(&app).await;
    let rows = app
        .read(async |work| Ok(entity::audit::Entity::find().all(work.db()).await?))
        .await;
    assert!(rows.len() > 50);
    for row in rows {
        let key = format!("audit-{}", row.action.replace(['.', '_'], "-"));
        assert!(i18n::knows(&key), "{key}");
    }
}

/// Everything that is written down under `src/` after `audit::append(work,`.
fn actions(folder: &std::path::Path, found: &mut std::collections::BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            actions(&path, found);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for call in text.split("append(").skip(1) {
            let Some(first) = call.split('"').nth(1) else {
                continue;
            };
            let word = |part: &str| {
                !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_')
            };
            if first
                .split_once('.')
                .is_some_and(|(object, verb)| word(object) && word(verb))
            {
                found.insert(first.to_owned());
            }
        }
    }
}

#[test]
fn whatever_is_written_down_can_be_read_in_words() {
    let mut found = std::collections::BTreeSet::new();
    actions(
        &std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    assert!(found.len() > 40, "{found:?}");
    let wordless: Vec<&String> = found
        .iter()
        .filter(|action| !i18n::knows(&format!("audit-{}", action.replace(['.', '_'], "-"))))
        .collect();
    assert!(
        wordless.is_empty(),
        "say these in locales/en/audit.ftl: {wordless:?}"
    );
}
