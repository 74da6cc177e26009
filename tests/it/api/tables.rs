//! Tables by programs.

use axum::http::Method;
use rostrum::bulk::FILE_LIMIT;

use crate::support::{TestApp, World, on_both};

on_both!(a_program_takes_a_table_out_and_in);

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
