//! Tables by programs.

use axum::http::Method;
use rostrum::bulk::FILE_LIMIT;

use crate::support::{TestApp, World, on_both};

on_both!(
    a_program_takes_a_table_out_and_in,
    a_program_takes_expertise_out_and_in,
);

async fn a_program_takes_a_table_out_and_in(app: TestApp) {
    let world = World::build(&app).await;
    let mut program = app.program(&world.coordinator).await;
    let out = program.get("/institutes/export").await;
    assert_eq!(out.ok().header("content-type"), "text/csv; charset=utf-8");
    let text = String::from_utf8(out.bytes.clone()).unwrap();
    let workbook = program.get("/institutes/export?format=xlsx").await;
    assert!(workbook.ok().bytes.starts_with(b"PK"));
    let changed = text.replace("\"NIPA Lahore\"", "\"NIPA, Lahore\"");
    let mut send = async |path: &str, body: &str| {
        let body = Some(body.to_owned());
        program.send(Method::POST, path, "text/csv", body).await
    };
    let seen = send("/institutes/import/check", &changed).await;
    let report = seen.ok().json();
    assert_eq!(
        (&report["new"], &report["changed"], &report["imported"]),
        (&0.into(), &1.into(), &false.into())
    );
    let row = report["outcomes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["done"] == "changed")
        .unwrap();
    assert_eq!(row["changes"][0]["becomes"], "NIPA, Lahore");
    let done = send("/institutes/import", &changed).await;
    assert_eq!(done.ok().json()["imported"], true);
    let again = send("/institutes/import", &changed).await;
    assert_eq!(again.ok().json()["changed"], 0);
    // What is wrong is a report of the look, and a problem of the deed.
    let wrong = "code,name,short,city\nx-1,X,,Atlantis\n";
    let seen = send("/institutes/import/check", wrong).await;
    let faults = &seen.ok().json()["faults"];
    assert_eq!(
        (&faults[0]["cell"], &faults[0]["code"]),
        (&"C2".into(), &"field-empty".into())
    );
    let refused = send("/institutes/import", wrong).await;
    let problem = refused.problem(422, "invalid");
    let text = problem.to_string();
    assert!(
        text.contains("D2 city") && text.contains("Atlantis"),
        "{text}"
    );
    send("/institutes/import?encoding=morse", wrong)
        .await
        .status(422);
    send("/institutes/export?cohort=1", wrong).await.status(405);
    program
        .get("/trainers/export?cohort=1")
        .await
        .problem(422, "invalid");
    program
        .send(
            Method::POST,
            "/institutes/import",
            "image/png",
            Some("x".into()),
        )
        .await
        .status(415);
    let large = "x".repeat(FILE_LIMIT + 1);
    program
        .send(Method::POST, "/institutes/import", "text/csv", Some(large))
        .await
        .status(413);
}

async fn a_program_takes_expertise_out_and_in(app: TestApp) {
    let world = World::build(&app).await;
    let mut program = app.program(&world.coordinator).await;
    let mut send = async |path: &str, body: &str| {
        let body = Some(body.to_owned());
        program.send(Method::POST, path, "text/csv", body).await
    };
    let head =
        "email,subject,level,evidence_kind,evidence,evidence_on,verified_level,verified_until,why";
    let row = "tahira@example.org,IR-04,3,paper,On custody,2025-03-01,2,2028-03-01,Read";
    let file = format!("{head}\n{row}\n");
    let seen = send("/expertise/import/check", &file).await.ok().json();
    assert_eq!(
        (&seen["new"], &seen["imported"]),
        (&1.into(), &false.into())
    );
    let done = send("/expertise/import", &file).await.ok().json();
    assert_eq!((&done["new"], &done["imported"]), (&1.into(), &true.into()));
    let wrong = file.replace("IR-04", "IR-99");
    let seen = send("/expertise/import/check", &wrong).await.ok().json();
    assert_eq!(
        (&seen["faults"][0]["cell"], &seen["faults"][0]["code"]),
        (&"B2".into(), &"bulk-no-such-subject".into())
    );
    let refused = send("/expertise/import", &wrong).await;
    let problem = refused.problem(422, "invalid").to_string();
    assert!(problem.contains("B2 subject"), "{problem}");
    // What goes out comes in again, once all of it has run out as well.
    app.clock.advance(4 * 366 * 86_400);
    let mut program = app.program(&world.coordinator).await;
    let out = program.get("/expertise/export").await;
    let text = out.ok().text().to_owned();
    assert!(text.contains("\"2028-03-01\",\"Read\""), "{text}");
    let body = Some(text);
    let again = program
        .send(Method::POST, "/expertise/import", "text/csv", body)
        .await;
    let again = again.ok().json();
    assert_eq!((&again["new"], &again["changed"]), (&0.into(), &0.into()));
    let workbook = program.get("/expertise/export?format=xlsx").await;
    assert!(workbook.ok().bytes.starts_with(b"PK"));
    // An officer's program has no such table.
    let mut officer = app.program(&world.officer).await;
    officer.get("/expertise/export").await.status(403);
}
