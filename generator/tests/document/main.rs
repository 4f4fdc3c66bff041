//! The document stage from outside: bytes in, rewritten value and findings out.
#![allow(
    clippy::too_many_lines,
    reason = "a table of documents and what becomes of them reads best in one piece"
)]

mod corpus;
mod external;
mod found;
mod overlays;
mod parts;
mod references;
mod refused;
mod resolved;
mod rill;
mod robust;
mod schemas;
mod swagger2;

use std::fmt::Write as _;

use expect_test::Expect;
use rill_codegen::Dialect;
use rill_codegen::diagnostic::{Diagnostics, FatalError};
use rill_codegen::document::{self, Document, Source};
use serde_json::{Value, json};

/// Where [`document_with`] puts a schema.
const REQUEST: &str = "/paths/~1my-api/post/requestBody/content/application~1json/schema";

/// A Rill document with one API that takes a body of a schema.
fn document_with(schema: &Value) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1.0.0"},
        "servers": [{"url": "http://localhost:9009/v1/instances/default/api"}],
        "paths": {"/my-api": {"post": {
            "requestBody": {"content": {"application/json": {"schema": schema}}},
            "responses": {}
        }}}
    })
}

/// The text to commit of a document.
fn snapshot(source: &Source, dialect: Dialect) -> Result<String, FatalError> {
    document::load(&mut Diagnostics::new(), source, dialect).map(|document| document.snapshot)
}

fn source_of(document: &Value) -> Source {
    Source {
        name: "openapi.json".to_owned(),
        bytes: document.to_string().into_bytes(),
    }
}

fn load(source: &Source) -> (Document, Diagnostics) {
    let mut cx = Diagnostics::new();
    let document = document::load(&mut cx, source, Dialect::Auto)
        .unwrap_or_else(|refusal| panic!("{}", refusal.render(source)));
    (document, cx)
}

/// Loads a document, checks that loading the result again changes nothing, and compares what
/// stands at a place, with the findings below it.
fn check_at(document: &Value, place: &str, expect: &Expect) {
    let (loaded, cx) = load(&source_of(document));
    let (again, _) = load(&source_of(&loaded.value));
    assert_eq!(
        again.value, loaded.value,
        "rewriting twice is not the same as once"
    );
    let mut text = format!(
        "{:#}\n",
        loaded.value.pointer(place).expect("the place is there")
    );
    for found in cx.iter() {
        let _ = writeln!(text, "{} {}: {}", found.code, found.at, found.message);
    }
    if !place.is_empty() {
        text = text.replace(&format!("#{place}"), "#…");
    }
    expect.assert_eq(&text);
}

/// The same for one schema.
fn check(schema: &Value, expect: &Expect) {
    check_at(&document_with(schema), REQUEST, expect);
}
