//! Rows through the types that were inferred from them.

use std::fs;
use std::path::Path;

use rill_codegen::pointer::Pointer;
use rill_codegen::{Config, Dialect, Source};
use serde_json::{Value, json};

use super::observations::Observations;
use crate::verify::rows::RowSchema;

/// Infers a row from rows and reads them by it. Gives the last keys of the untyped places.
fn through(rows: &[Value]) -> Vec<String> {
    let mut seen = Observations::default();
    for row in rows {
        seen.add(row);
    }
    let document = json!({
        "openapi": "3.0.3", "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": {"description": "d", "content": {"application/json": {"schema": {
            "type": "array", "items": seen.schema(),
        }}}}}}}},
    });
    let source = Source {
        name: "openapi.json".to_owned(),
        bytes: document.to_string().into_bytes(),
    };
    let config = Config {
        dialect: Dialect::Rill,
        ..Config::new("a")
    };
    let model = rill_codegen::model(&source, &config).unwrap();
    let schema = "/paths/~1a/get/responses/200/content/application~1json/schema/items";
    let schema = RowSchema::new(&document, &Pointer::parse(schema).unwrap()).unwrap();
    assert_eq!(schema.check(rows), []);
    let places = model.untyped.iter();
    places
        .map(|place| place.last().unwrap_or_default().into_owned())
        .collect()
}

#[test]
fn rows_that_rill_cloud_sent_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/rill/responses");
    let Ok(files) = fs::read_dir(folder) else {
        eprintln!("skipped: there is no ../shared beside the project");
        return;
    };
    let mut count = 0;
    for file in files {
        let path = file.unwrap().path();
        let rows = super::recorded(&path).unwrap();
        let untyped = through(&rows);
        // Of one answer without rows nothing can be told.
        assert_eq!(untyped.is_empty(), !rows.is_empty(), "{}", path.display());
        count += rows.len();
    }
    assert!(count > 100, "{count}");
}

#[test]
fn rows_of_the_fixture_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/clients/undeclared/rows");
    let mut untyped = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        untyped.extend(through(&super::recorded(&file.unwrap().path()).unwrap()));
    }
    assert_eq!(untyped, ["last_vacuum"]);
}

/// Whatever rows come: the types that are inferred from them read them.
#[test]
fn made_up_rows_are_read() {
    let values = [
        json!(null),
        json!(true),
        json!(1),
        json!(-1),
        json!(u64::MAX),
        json!(0.5),
        json!(""),
        json!("word"),
        json!("2026-01-01"),
        json!("2026-01-01T00:00:00Z"),
        json!("2026-01-01T01:02:03.123456789Z"),
        json!("1c9e6679-7425-40de-944b-e07fc1f90ae7"),
        json!("AAECA/8="),
        json!([]),
        json!([null]),
        json!([1, "a"]),
        json!([[1], [null]]),
        json!({}),
        json!({"a": 1}),
        json!({"a": null, "b": [{"c": 1}]}),
        json!({"2024": 1, "2025": "x"}),
    ];
    for (at, one) in values.iter().enumerate() {
        for other in &values[at..] {
            for third in [&json!(null), &json!("2026-01-02"), &json!(7)] {
                through(&[
                    json!({"x": one}),
                    json!({"x": other}),
                    json!({"x": third, "y": 1}),
                ]);
            }
        }
    }
}
