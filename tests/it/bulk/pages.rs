//! The way of a file through the pages.

use rostrum::bulk::FILE_LIMIT;

use crate::support::{TestApp, World, on_both};

on_both!(a_file_is_looked_at_and_taken_in);

const FILE: &str = "code,name,short,city\nnew-one,New <b>Institute</b>,New One,Lahore\n";

async fn a_file_is_looked_at_and_taken_in(app: TestApp) {
    let world = World::build(&app).await;
    let mut coordinator = world.coordinator.browse(&app).await;
    coordinator
        .get("/bulk")
        .await
        .ok()
        .shows("href=\"/bulk/institutes\"");
    let page = coordinator.get("/bulk/institutes").await;
    page.ok().shows("multipart/form-data").shows("nipa-lhr");
    for (format, begins) in [("csv", &b"\xEF\xBB\xBF\"code\""[..]), ("xlsx", b"PK")] {
        let address = format!("/bulk/institutes/file?template=yes&format={format}");
        let file = coordinator.get(&address).await;
        assert!(file.ok().bytes.starts_with(begins));
        let named = format!("attachment; filename=\"institutes-template.{format}\"");
        assert_eq!(file.header("content-disposition"), named);
    }
    let report = coordinator
        .upload(
            "/bulk/institutes",
            "..\\my <file>.csv",
            FILE.as_bytes(),
            &[],
        )
        .await;
    report
        .ok()
        .shows("my &lt;file&gt;.csv")
        .shows("New One")
        .shows("Take in 1 row");
    let (upload, seen) = (report.hidden("upload"), report.hidden("seen"));
    let fields = [("upload", upload.as_str()), ("seen", seen.as_str())];
    // Nobody else takes in what they did not send.
    let mut other = world.administrator.browse(&app).await;
    other
        .post("/bulk/institutes/import", &fields)
        .await
        .status(404);
    coordinator
        .post("/bulk/courses/import", &fields)
        .await
        .status(404);
    let done = coordinator.post("/bulk/institutes/import", &fields).await;
    done.leads_to("/bulk/institutes?new=1&changed=0&same=0");
    coordinator
        .get("/bulk/institutes?new=1&changed=0&same=0")
        .await
        .ok()
        .shows("1 new");
    coordinator
        .get("/institutes")
        .await
        .shows("New &lt;b&gt;Institute&lt;/b&gt;");
    // It is forgotten once it was taken in.
    coordinator
        .post("/bulk/institutes/import", &fields)
        .await
        .status(404);
}

#[tokio::test]
async fn what_changed_since_the_look_is_told() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let mut coordinator = world.coordinator.browse(&app).await;
    let report = coordinator
        .upload("/bulk/institutes", "a.csv", FILE.as_bytes(), &[])
        .await;
    let (upload, seen) = (report.hidden("upload"), report.hidden("seen"));
    // Somebody else is faster.
    super::take(
        &app,
        &world.administrator.actor,
        rostrum::bulk::Kind::Institutes,
        FILE.replace("New One", "Other"),
    )
    .await;
    let fields = [("upload", upload.as_str()), ("seen", seen.as_str())];
    let told = coordinator.post("/bulk/institutes/import", &fields).await;
    told.status(412)
        .shows("somebody was faster")
        .shows("Other")
        .shows("New One");
    let again = told.hidden("seen");
    let fields = [("upload", upload.as_str()), ("seen", again.as_str())];
    coordinator
        .post("/bulk/institutes/import", &fields)
        .await
        .leads_to("/bulk/institutes?new=0&changed=1&same=0");
    // An hour later a file is gone.
    let report = coordinator
        .upload(
            "/bulk/institutes",
            "b.csv",
            FILE.replace("new-one", "third")
                .replace("New One", "Third")
                .as_bytes(),
            &[],
        )
        .await;
    let (upload, seen) = (report.hidden("upload"), report.hidden("seen"));
    app.clock.advance(3601);
    let fields = [("upload", upload.as_str()), ("seen", seen.as_str())];
    coordinator
        .post("/bulk/institutes/import", &fields)
        .await
        .status(404);
}

#[tokio::test]
async fn a_form_without_a_file_or_with_too_much_of_one_says_so() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let mut coordinator = world.coordinator.browse(&app).await;
    let page = "/bulk/trainers";
    let empty = coordinator.upload(page, "a.csv", b"", &[]).await;
    empty.status(422).shows("Please choose a file");
    coordinator
        .post(page, &[])
        .await
        .status(422)
        .shows("Please choose a file");
    let large = vec![b'x'; FILE_LIMIT + 1];
    let answer = coordinator.upload(page, "a.csv", &large, &[]).await;
    answer.status(422).shows("larger than 5 MB");
    let larger = vec![b'x'; FILE_LIMIT + 200_000];
    let answer = coordinator.upload(page, "a.csv", &larger, &[]).await;
    answer.status(422).shows("larger than 5 MB");
    let odd = coordinator
        .upload(page, "a.csv", b"email\nx", &[("odd", "1")])
        .await;
    odd.status(422).shows("no field “odd”");
    let odd = coordinator
        .upload(page, "a.csv", b"email\nx", &[("encoding", "morse")])
        .await;
    odd.status(422);
    // Faults are told by cell, and there is nothing to press.
    let faulty = coordinator
        .upload(page, "a.csv", b"email,name\nx,<script>\n", &[])
        .await;
    faulty
        .status(422)
        .shows("The column “pool” is missing")
        .hides("/bulk/trainers/import");
}
