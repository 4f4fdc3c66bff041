//! Documents beside the project, where they are.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rill_codegen::{Config, dump_document, dump_ir};
use serde_json::Value;

use crate::common;

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Operations of a rewritten document, as the dump begins their blocks.
fn declared(document: &Value) -> BTreeSet<String> {
    let mut operations = BTreeSet::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            if item.get(method).is_some() {
                operations.insert(format!("{} {path:?} ", method.to_uppercase()));
            }
        }
    }
    operations
}

#[test]
fn no_operation_is_missing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.extension().is_some_and(|kind| kind != "tsv"))
        // Large ones take long in this profile, and have nothing that others have not.
        .filter(|path| path.metadata().is_ok_and(|data| data.len() < 700_000))
        .collect();
    paths.sort();
    for path in paths {
        let source = common::source(&path);
        let config = Config::new("case");
        // What is no document of a known version is another test's business.
        let Ok(document) = dump_document(&source, &config) else {
            continue;
        };
        let document: Value = serde_json::from_str(&document).expect("JSON");
        let dump = dump_ir(&source, &config).expect("a valid document");
        for operation in declared(&document) {
            let is_there = dump.lines().any(|line| line.starts_with(&operation));
            assert!(is_there, "{}: {operation}", path.display());
        }
    }
}
