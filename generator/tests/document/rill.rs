//! Documents as Rill really serves them. They lie beside the project; without them the tests
//! say so and pass.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use expect_test::expect;
use rill_codegen::Dialect;
use rill_codegen::diagnostic::Diagnostics;
use rill_codegen::document::{self, Source};
use rill_codegen::pointer::Pointer;
use serde_json::Value;

use crate::{load, snapshot};

fn source(name: &str) -> Option<Source> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/rill")
        .join(name);
    let Ok(bytes) = fs::read(&path) else {
        eprintln!("skipped: {name} is not beside the project");
        return None;
    };
    Some(Source {
        name: name.to_owned(),
        bytes,
    })
}

#[test]
fn all_forms_of_one_document_are_one_value() {
    let Some(pretty) = source("openapi.json") else {
        return;
    };
    let (document, cx) = load(&pretty);
    assert!(cx.is_empty(), "{}", cx.render(&pretty));
    assert!(document.rill);
    for name in ["openapi.wire.json", "openapi.yaml"] {
        let Some(other) = source(name) else { return };
        let (same, cx) = load(&other);
        assert!(cx.is_empty(), "{}", cx.render(&other));
        assert_eq!(same.value, document.value, "{name}");
        assert_eq!(same.model, document.model, "{name}");
    }
}

#[test]
fn a_snapshot_loads_as_the_document_it_was_made_of() {
    for name in ["openapi.json", "openapi.yaml", "quirks/openapi.json"] {
        let Some(source) = source(name) else { return };
        let text = snapshot(&source, Dialect::Auto).expect("a document");
        let taken = Source {
            name: "snapshot".to_owned(),
            bytes: text.clone().into_bytes(),
        };
        assert_eq!(snapshot(&taken, Dialect::Auto).as_ref(), Ok(&text));
        let (mut from_source, cx) = load(&source);
        let (from_snapshot, snapshot_cx) = load(&taken);
        from_source.value["servers"] = from_snapshot.value["servers"].clone();
        assert_eq!(from_snapshot.value, from_source.value);
        assert_eq!(snapshot_cx, cx);
    }
}

#[test]
fn the_built_ins_alone_are_a_document() {
    let Some(source) = source("local-builtins.json") else {
        return;
    };
    let (document, cx) = load(&source);
    assert!(cx.is_empty(), "{}", cx.render(&source));
    assert_eq!(document.model.operations().count(), 3);
}

#[test]
fn every_quirk_is_read() {
    let Some(source) = source("quirks/openapi.json") else {
        return;
    };
    let (document, cx) = load(&source);
    let mut found = String::new();
    for diagnostic in cx.iter() {
        let _ = writeln!(found, "{} {}", diagnostic.code, diagnostic.at);
    }
    expect![[r#"
        dangling-reference #/paths/~133-param-ref/get/parameters/0/$ref
        parameter-location #/paths/~135-param-dup-and-nonames/get/parameters/0
    "#]]
    .assert_eq(&found);
    let at = |text: &str| Pointer::parse(text).expect("a pointer");
    let request = "/paths/~107-self-ref/post/requestBody/content/application~1json/schema";
    let child = document
        .value
        .pointer(&format!("{request}/properties/child/$ref"));
    assert_eq!(
        child.and_then(|value| value.as_str()),
        Some(format!("#{request}").as_str())
    );
    assert!(document.schema_at(&at(request)).is_some());
}

#[test]
fn rills_own_api_is_plain_and_stays_as_it_is() {
    let Some(source) = source("admin-v1-openapi.yaml") else {
        return;
    };
    let text = snapshot(&source, Dialect::Rill).expect("a document");
    let mut as_written: Value = serde_json::from_str(&text).expect("JSON");
    let mut cx = Diagnostics::new();
    let document = document::load(&mut cx, &source, Dialect::Rill).expect("a document");
    assert!(cx.is_empty(), "{}", cx.render(&source));
    // A snapshot replaces the servers, and this document has none.
    as_written.as_object_mut().map(|map| map.remove("servers"));
    assert!(
        document.value == as_written,
        "a plain document was rewritten"
    );
}
