//! The same document, the same bytes.

use serde_json::Value;

use crate::{common, crate_of_input};

fn document(of: &str) -> rill_codegen::Source {
    common::source(
        &common::fixtures()
            .join("clients")
            .join(of)
            .join("client/openapi.json"),
    )
}

#[test]
fn go06_fifty_orders_of_the_same_maps() {
    let source = document("petstore");
    let first = crate_of_input(&source.clone().into()).files;
    let value: Value = serde_json::from_slice(&source.bytes).expect("JSON");
    for round in 0..50 {
        let mut seed = round;
        let mut text = String::new();
        common::shuffled(&value, &mut seed, &mut text);
        let files = crate_of_input(&common::text("openapi.json", &text).into()).files;
        common::assert_same_lines(&format!("round {round}"), &first, &files);
    }
}

#[test]
fn ts21_a_new_version_of_the_document_changes_one_line() {
    let source = document("catalogue");
    let text = String::from_utf8(source.bytes.clone()).expect("UTF-8");
    let bumped = text.replace("\"version\": \"1.0.0\"", "\"version\": \"1.0.1\"");
    assert_ne!(text, bumped);
    let before = crate_of_input(&source.into()).files;
    let after = crate_of_input(&common::text("openapi.json", &bumped).into()).files;
    let changed: Vec<&String> = before
        .iter()
        .filter(|(path, text)| *text != &after[*path])
        .map(|(path, _)| path)
        .collect();
    assert_eq!(changed, ["openapi.json"]);
    let lines = before["openapi.json"]
        .lines()
        .zip(after["openapi.json"].lines());
    assert_eq!(lines.filter(|(before, after)| before != after).count(), 1);
}
