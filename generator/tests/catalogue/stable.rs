//! The same document, the same bytes.

use std::fmt::Write as _;

use serde_json::Value;

use crate::{common, crate_of_input};

fn document(of: &str) -> rill_codegen::Source {
    common::source(&common::fixtures().join(of).join("client/openapi.json"))
}

/// The value as JSON, with the keys of every object in an order that follows from the seed.
fn shuffled(value: &Value, seed: &mut u64, text: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(u64, &String, &Value)> = map
                .iter()
                .map(|(key, value)| {
                    *seed = seed
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                    (*seed >> 33, key, value)
                })
                .collect();
            entries.sort_unstable_by_key(|(place, ..)| *place);
            text.push('{');
            for (index, (_, key, value)) in entries.into_iter().enumerate() {
                let comma = if index == 0 { "" } else { "," };
                let _ = write!(text, "{comma}{}:", Value::from(key.as_str()));
                shuffled(value, seed, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                shuffled(item, seed, text);
            }
            text.push(']');
        }
        other => {
            let _ = write!(text, "{other}");
        }
    }
}

#[test]
fn go06_fifty_orders_of_the_same_maps() {
    let source = document("petstore");
    let first = crate_of_input(&source.clone().into()).files;
    let value: Value = serde_json::from_slice(&source.bytes).expect("JSON");
    for round in 0..50 {
        let mut seed = round;
        let mut text = String::new();
        shuffled(&value, &mut seed, &mut text);
        let files = crate_of_input(&common::text("openapi.json", &text).into()).files;
        for (path, content) in &first {
            assert!(content == &files[path], "{path} differs in round {round}");
        }
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
