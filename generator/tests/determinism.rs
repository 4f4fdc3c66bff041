//! One document gives the same bytes whatever form it is in, and the same types and names whatever the order of its maps.

mod common;

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

/// Every document at hand: the fixtures, and Rill's own and some of others' where they are.
fn documents() -> Vec<(String, Source)> {
    let mut documents: Vec<(String, Source)> = common::cases("cases")
        .into_iter()
        .map(|(name, _, document)| (name, common::source(&document)))
        .collect();
    for fixture in [
        "clients/rill/openapi.json",
        "clients/shapes/document.yaml",
        "clients/catalogue/document.yaml",
    ] {
        let path = common::fixtures().join(fixture);
        documents.push((fixture.to_owned(), common::source(&path)));
    }
    for (name, path) in common::rill_documents() {
        documents.push((name, common::source(&path)));
    }
    for name in [
        "oxide-nexus.json",
        "train-travel.json",
        "recurly.yaml",
        "petstore-20.json",
    ] {
        documents.extend(common::corpus_document(name).map(|source| (name.to_owned(), source)));
    }
    documents
}

/// The JSON of a document, but for what readers warn of: keys that stand twice.
fn value_of(source: &Source) -> Option<Value> {
    if source.name.ends_with("json") {
        serde_json::from_slice(&source.bytes).ok()
    } else {
        serde_yaml::from_slice(&source.bytes).ok()
    }
}

#[test]
fn repetition_changes_nothing() {
    for (name, source) in documents() {
        assert_same(&name, &files(&source), &files(&source));
    }
}

/// Which types, fields and methods there are and what they are called does not depend on the order of maps: shuffled
/// maps move lines, and nothing else.
#[test]
fn shuffled_maps_move_lines_and_nothing_else() {
    let mut compared = 0;
    for (name, source) in documents() {
        let Some(value) = value_of(&source) else {
            continue;
        };
        let first = files(&common::text("openapi.json", &value.to_string()));
        let sorted = |source: &Source| {
            let [ir, names] = [rill_codegen::dump_ir, rill_codegen::dump_names]
                .map(|dump| common::sorted_lines(&dump(source, &config()).expect("a model")));
            (ir, names)
        };
        let model = sorted(&common::text("openapi.json", &value.to_string()));
        for seed in 1..4 {
            let mut text = String::new();
            common::shuffled(&value, &mut { seed }, &mut text);
            let shuffled = common::text("openapi.json", &text);
            assert!(model == sorted(&shuffled), "{name}: the model differs");
            common::assert_same_lines(&name, &first, &files(&shuffled));
            compared += 1;
        }
    }
    assert!(compared >= 70, "{compared}");
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
    let document = common::source(&fixtures.join("clients/catalogue/document.yaml"));
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
