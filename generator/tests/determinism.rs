//! The same document gives the same bytes, whatever the order of its maps and the form it is in.

mod common;

use std::fmt::Write as _;

use rill_codegen::{Config, Files, Source, generate};
use serde_json::Value;

fn config() -> Config {
    Config {
        builtins: true,
        ..Config::new("acme-ads")
    }
}

fn files(source: &Source) -> Files {
    generate(source, &config())
        .unwrap_or_else(|refusal| panic!("{}", refusal.render(source)))
        .files
}

/// The value as JSON with the keys of every object in reverse.
fn reversed(value: &Value, text: &mut String) {
    match value {
        Value::Object(map) => {
            text.push('{');
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|a, b| b.0.cmp(a.0));
            for (index, (key, inner)) in entries.into_iter().enumerate() {
                let comma = if index == 0 { "" } else { "," };
                let _ = write!(text, "{comma}{}:", Value::from(key.as_str()));
                reversed(inner, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (index, inner) in items.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                reversed(inner, text);
            }
            text.push(']');
        }
        other => {
            let _ = write!(text, "{other}");
        }
    }
}

fn assert_same(name: &str, left: &Files, right: &Files) {
    assert_eq!(
        left.keys().collect::<Vec<_>>(),
        right.keys().collect::<Vec<_>>(),
        "{name}"
    );
    for (path, content) in left {
        assert!(content == &right[path], "{name}: {path} differs");
    }
}

/// Every JSON document at hand: the fixtures, and Rill's own where they are.
fn documents() -> Vec<(String, Source)> {
    let mut documents: Vec<(String, Source)> = common::cases("cases")
        .into_iter()
        .filter(|(_, _, document)| {
            document
                .extension()
                .is_some_and(|extension| extension == "json")
        })
        .map(|(name, _, document)| (name, common::source(&document)))
        .collect();
    let fixture = common::fixtures().join("rill/openapi.json");
    documents.push(("fixtures/rill".to_owned(), common::source(&fixture)));
    for (name, path) in common::rill_documents() {
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            documents.push((name, common::source(&path)));
        }
    }
    documents
}

#[test]
fn order_of_maps_and_repetition_change_nothing() {
    for (name, source) in documents() {
        let first = files(&source);
        assert_same(&name, &first, &files(&source));
        let Ok(value) = serde_json::from_slice::<Value>(&source.bytes) else {
            continue;
        };
        let mut text = String::new();
        reversed(&value, &mut text);
        assert_same(&name, &first, &files(&common::text(&source.name, &text)));
    }
}

#[test]
fn the_snapshot_of_a_crate_gives_the_same_crate() {
    for (name, source) in documents() {
        let first = files(&source);
        let again = files(&common::text("openapi.json", &first["openapi.json"]));
        assert_same(&name, &first, &again);
    }
}

#[test]
fn json_as_sent_json_indented_and_yaml_give_the_same_crate() {
    let documents = common::rill_documents();
    let find = |wanted: &str| {
        documents
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, path)| common::source(path))
    };
    let (Some(pretty), Some(wire), Some(yaml)) = (
        find("openapi.json"),
        find("openapi.wire.json"),
        find("openapi.yaml"),
    ) else {
        eprintln!("Rill's own documents are not beside the project; nothing to compare");
        return;
    };
    let first = files(&pretty);
    assert_same("wire", &first, &files(&wire));
    assert_same("yaml", &first, &files(&yaml));
}

/// Files are written on as many threads as there are processors to see.
#[cfg(target_os = "linux")]
#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    let fixtures = common::fixtures();
    let document = common::source(&fixtures.join("catalogue/document.yaml"));
    let all = files(&document);
    let seen = sched_getaffinity(None).expect("the processors of this thread");
    let processors: Vec<usize> = (0..CpuSet::MAX_CPU)
        .filter(|cpu| seen.is_set(*cpu))
        .collect();
    if processors.len() == 1 {
        eprintln!("this machine has one processor; nothing to compare");
    }
    for number in 1..processors.len() {
        let document = document.clone();
        let mut some = CpuSet::new();
        processors[..number].iter().for_each(|cpu| some.set(*cpu));
        // A thread of its own, so that no other test is held to them.
        let held = std::thread::spawn(move || {
            sched_setaffinity(None, &some).expect("fewer processors");
            let threads = std::thread::available_parallelism()
                .expect("a number")
                .get();
            (threads, files(&document))
        });
        let (threads, files) = held.join().expect("a crate");
        assert!(
            threads <= number,
            "{threads} threads on {number} processors"
        );
        assert_same(&format!("{number} processors"), &all, &files);
    }
}
