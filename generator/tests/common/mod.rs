//! What several test files share: fixtures, and the documents beside the project.

#![allow(dead_code, reason = "each test file uses its part")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use rill_codegen::{Files, Input, Source};
use serde_json::Value;

/// The project's fixtures.
pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures")
}

/// A document as the generator takes it, named by its last path segments.
pub(crate) fn source(path: &Path) -> Source {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let name = path
        .file_name()
        .expect("a file has a name")
        .to_string_lossy()
        .into_owned();
    Source { name, bytes }
}

/// A document with the overlay and the files beside it, as far as it refers to them.
pub(crate) fn input(document: &Path) -> Input {
    let mut input = Input::from(source(document));
    let beside = |name: &str| document.with_file_name(name);
    let overlay = beside("overlay.yaml");
    if overlay.exists() {
        input.overlays.push(source(&overlay));
    }
    while let Some(name) = rill_codegen::missing(&input)
        .into_iter()
        .find(|name| beside(name).exists())
    {
        let other = source(&beside(&name));
        input.others.insert(name, other);
    }
    input
}

/// A text as a document.
pub(crate) fn text(name: &str, text: &str) -> Source {
    Source {
        name: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
    }
}

/// Folders of fixtures of one kind, sorted by name, with the document in each.
pub(crate) fn cases(kind: &str) -> Vec<(String, PathBuf, PathBuf)> {
    let mut cases: Vec<(String, PathBuf, PathBuf)> = fs::read_dir(fixtures().join(kind))
        .expect("fixtures are there")
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.is_dir())
        .map(|folder| {
            let name = folder
                .file_name()
                .expect("a folder has a name")
                .to_string_lossy()
                .into_owned();
            let document = fs::read_dir(&folder)
                .expect("a readable folder")
                .map(|entry| entry.expect("a readable entry").path())
                .find(|path| path.file_stem().is_some_and(|stem| stem == "document"))
                .unwrap_or_else(|| panic!("{} has no document", folder.display()));
            (name, folder, document)
        })
        .collect();
    cases.sort();
    cases
}

/// Rill's own documents, which stand beside the project where it is developed; a clone elsewhere
/// has none, and then the tests over them have nothing to do.
pub(crate) fn rill_documents() -> Vec<(String, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/rill");
    [
        "openapi.json",
        "openapi.wire.json",
        "openapi.yaml",
        "local-builtins.json",
        "quirks/openapi.json",
    ]
    .into_iter()
    .map(|name| (name.to_owned(), folder.join(name)))
    .filter(|(_, path)| path.exists())
    .collect()
}

/// One of Rill's documents, where it stands beside the project.
pub(crate) fn rill_document(name: &str) -> Option<Source> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/rill");
    let path = folder.join(name);
    path.exists().then(|| source(&path))
}

/// A value as JSON, with the keys of every object in an order that follows from the seed, but for several media types of
/// patches.
pub(crate) fn shuffled(value: &Value, seed: &mut u64, text: &mut String) {
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
                // The first of several media types is what a body is sent as.
                if key == "content" && has_patch(value) {
                    let _ = write!(text, "{value}");
                } else {
                    shuffled(value, seed, text);
                }
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

/// Returns `true` for media types of patches, which differ by name alone.
fn has_patch(content: &Value) -> bool {
    let content = content.as_object().into_iter().flatten();
    content.filter(|(name, _)| name.contains("patch")).count() > 1
}

/// The lines of a text in an order of their own, and the words of each: what stays when maps are shuffled. The arguments
/// of one call, and the derives of one type, stand in one line.
pub(crate) fn sorted_lines(text: &str) -> Vec<String> {
    let is_part = |c: char| c.is_whitespace() || ",()[]{}&:;".contains(c);
    let words = |line: &str| {
        let mut words: Vec<&str> = line
            .split(is_part)
            .filter(|word| !word.is_empty())
            .collect();
        words.sort_unstable();
        words.join(" ")
    };
    let mut lines: Vec<String> = text.lines().map(words).collect();
    lines.sort_unstable();
    lines
}

/// Checks that two crates have the same lines.
#[track_caller]
pub(crate) fn assert_same_lines(name: &str, left: &Files, right: &Files) {
    let paths = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(left), paths(right), "{name}");
    for (path, content) in left {
        let (left, right) = (sorted_lines(content), sorted_lines(&right[path]));
        let difference = left.iter().zip(&right).find(|(left, right)| left != right);
        assert_eq!(difference, None, "{name}: {path}");
        assert_eq!(left.len(), right.len(), "{name}: {path}");
    }
}

/// One of other people's documents, where they stand beside the project.
pub(crate) fn corpus_document(name: &str) -> Option<Source> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let path = folder.join(name);
    path.exists().then(|| source(&path))
}
