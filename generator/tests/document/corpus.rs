//! Documents of the world: each loads, and no operation of its author's is lost.

use std::fs;
use std::path::{Path, PathBuf};

use rill_codegen::Dialect;
use rill_codegen::diagnostic::Diagnostics;
use rill_codegen::document::{self, Source};
use serde_json::Value;

const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Documents beside the project where it is developed; a clone elsewhere has none.
fn documents() -> Vec<PathBuf> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let mut found = Vec::new();
    for folder in ["corpus", "rill"] {
        let entries = fs::read_dir(shared.join(folder)).into_iter().flatten();
        found.extend(entries.flatten().map(|entry| entry.path()).filter(|path| {
            let end = path.extension().and_then(|end| end.to_str());
            matches!(end, Some("json" | "yaml"))
        }));
    }
    found.sort();
    if found.is_empty() {
        eprintln!("no documents at {}: nothing is checked", shared.display());
    }
    found
}

/// The author's document as a plain value.
fn plain(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes)
        .or_else(|_| {
            let documents = serde_yaml::Deserializer::from_slice(bytes);
            documents
                .map(serde::Deserialize::deserialize)
                .next()
                .expect("one document")
        })
        .expect("JSON or YAML")
}

fn operations(document: &Value) -> usize {
    let items = document["paths"].as_object().into_iter().flatten();
    items
        .filter(|(path, _)| path.starts_with('/'))
        .flat_map(|(_, item)| METHODS.iter().filter(|method| item.get(method).is_some()))
        .count()
}

#[test]
fn every_document_loads_with_all_its_operations() {
    for path in documents() {
        let name = path.file_name().expect("a name").to_string_lossy();
        let source = Source {
            name: name.clone().into_owned(),
            bytes: fs::read(&path).expect("a readable file"),
        };
        let mut cx = Diagnostics::new();
        let start = std::time::Instant::now();
        let loaded = document::load(&mut cx, &source, Dialect::Auto)
            .unwrap_or_else(|refusal| panic!("{name}: {}", refusal.render(&source)));
        let counts: Vec<_> = cx
            .count_by_code()
            .into_iter()
            .map(|(code, count)| format!("{code} {count}"))
            .collect();
        eprintln!("{name} {:?}: {}", start.elapsed(), counts.join(", "));
        let kept = loaded.model.operations().count();
        assert_eq!(kept, operations(&plain(&source.bytes)), "{name}");
    }
}
