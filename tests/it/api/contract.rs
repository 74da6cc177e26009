//! The contract: what the document says is what there is.

use rostrum::web::Access;
use rostrum::web::api::document::DOCUMENT;
use rostrum::web::api::operations;
use serde_json::Value;

use crate::support::TestApp;

const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/openapi.json");

#[test]
fn a_change_of_the_contract_is_seen() {
    let kept = std::fs::read_to_string(KEPT).unwrap();
    let is = DOCUMENT.to_pretty_json().unwrap();
    let (mut old, mut new) = (kept.lines(), is.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (old.next(), new.next()) {
            (None, None) => break,
            (was, is) => assert_eq!(
                was, is,
                "docs/openapi.json, line {number}: if the change is meant, run \
                 `cargo run -- openapi > docs/openapi.json`"
            ),
        }
    }
}

#[test]
fn every_operation_is_named_described_and_guarded() {
    let document = serde_json::to_value(&*DOCUMENT).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let mut names = Vec::new();
    for operation in operations() {
        let method = operation.method.as_str().to_lowercase();
        let described = &document["paths"][&operation.path][&method];
        let name = &operation.name;
        assert_eq!(described["operationId"], *name);
        assert!(!names.contains(name), "{name} twice");
        names.push(name.clone());
        assert!(
            described["summary"]
                .as_str()
                .is_some_and(|s| s.ends_with('.')),
            "{name}"
        );
        let guarded = described["security"].is_array();
        assert_eq!(guarded, operation.access != Access::Public, "{name}");
        let verb = name.split('_').next().unwrap();
        assert!(
            !verb.is_empty() && described["tags"][0].is_string(),
            "{name} begins with a verb and has a tag"
        );
    }
    let paths = document["paths"].as_object().unwrap();
    let count: usize = paths
        .values()
        .map(|item| item.as_object().unwrap().len())
        .sum();
    assert_eq!(count, names.len());
}

#[test]
fn nothing_refers_to_what_is_not_there() {
    let document = serde_json::to_value(&*DOCUMENT).unwrap();
    let mut waiting = vec![&document];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(map) => {
                if let Some(place) = map.get("$ref").and_then(Value::as_str) {
                    let there = document.pointer(place.trim_start_matches('#')).is_some();
                    assert!(there, "{place}");
                }
                waiting.extend(map.values());
            }
            Value::Array(list) => waiting.extend(list),
            _ => {}
        }
    }
}

#[tokio::test]
async fn the_document_and_its_reader_are_served_to_everybody() {
    let app = TestApp::sqlite().await;
    let served = app.stranger().get("/openapi.json").await;
    assert_eq!(served.ok().json()["info"]["title"], "Rostrum");
    let page = app.visitor().get("/api").await;
    page.ok()
        .shows("accept_request")
        .shows("requests:decide")
        .shows("shape-Request");
    for operation in operations() {
        page.shows(&operation.path);
    }
}
