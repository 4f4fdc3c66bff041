//! Documents beside the project, where they are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rill_codegen::{Config, Diagnostics, document, dump_document, dump_ir, ir, lower};
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

/// Other people's documents, but for the largest.
fn documents() -> Vec<PathBuf> {
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
    paths
}

#[test]
fn no_operation_is_missing() {
    for path in documents() {
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

/// Returns the part at a key, or the component that stands for it.
fn part<'a>(document: &'a Value, owner: &'a Value, key: &str) -> Option<&'a Value> {
    let part = owner.get(key)?;
    match part.get("$ref").and_then(Value::as_str) {
        Some(reference) => document.pointer(reference.strip_prefix('#')?),
        None => Some(part),
    }
}

fn content(part: Option<&Value>) -> impl Iterator<Item = &String> {
    let content = part
        .and_then(|part| part.get("content"))
        .and_then(Value::as_object);
    content.into_iter().flatten().map(|(name, _)| name)
}

fn essence(name: &str) -> String {
    name.split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// Media types that are declared and cannot be sent, or are not asked for, with their number.
#[derive(Debug, Default)]
struct Lost {
    sent: BTreeMap<String, usize>,
    asked: BTreeMap<String, usize>,
    bodies: usize,
    responses: usize,
}

impl Lost {
    fn count(&mut self, document: &Value, operation: &ir::Operation) {
        let Some(http) = operation.http() else { return };
        let place = &document["paths"][&operation.path][operation.method.to_lowercase()];
        if let Some(body) = &http.body {
            let sent = body.media.iter();
            let sent: BTreeSet<String> = sent
                .flat_map(|media| media.others.iter().chain([&media.media_type]))
                .map(|name| essence(name))
                .collect();
            for name in content(part(document, place, "requestBody")) {
                self.bodies += 1;
                if !sent.contains(&essence(name)) && !name.contains('*') && name.contains('/') {
                    *self.sent.entry(essence(name)).or_default() += 1;
                }
            }
        }
        let cases = http.success.cases.iter().chain(&http.failure.cases);
        let asked: BTreeSet<String> = cases
            .flat_map(|case| &case.accepted)
            .map(|name| essence(name))
            .collect();
        if operation.method == "HEAD" {
            return;
        }
        let responses = place["responses"].as_object().into_iter().flatten();
        for (status, _) in
            responses.filter(|(status, _)| !status.starts_with('1') && *status != "204")
        {
            for name in content(part(document, &place["responses"], status)) {
                self.responses += 1;
                if !asked.contains(&essence(name)) && !name.contains('*') && name.contains('/') {
                    *self.asked.entry(essence(name)).or_default() += 1;
                }
            }
        }
    }
}

#[test]
fn declared_media_types_are_sent_and_asked_for() {
    let mut lost = Lost::default();
    for path in documents() {
        let source = common::source(&path);
        let config = Config::new("case");
        let mut cx = Diagnostics::default();
        let Ok(document) = document::load(&mut cx, &source, config.dialect) else {
            continue;
        };
        let api = lower::lower(&mut cx, &document, &config);
        let operations = api.operations.iter().filter(|one| one.variation.is_none());
        operations.for_each(|operation| lost.count(&document.value, operation));
    }
    if lost.bodies > 0 {
        // XML, and text that repeats JSON: it is the JSON that is sent and asked for.
        expect_test::expect![[r#"
            Lost {
                sent: {
                    "application/xml": 7,
                },
                asked: {
                    "application/problem+xml": 38,
                    "application/xml": 26,
                    "text/plain": 121,
                },
                bodies: 579,
                responses: 3797,
            }"#]]
        .assert_eq(&format!("{lost:#?}"));
    }
}
