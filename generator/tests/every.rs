//! Every field of every version of the specification: without it, the crate or what is said of the document differs.
//! The places of which that does not hold are listed beside each document, with the reason.

mod common;

use common::fixtures;
use expect_test::expect_file;
use rill_codegen::{Config, Source, generate};
use serde_json::Value;

/// Fields that neither calls nor types nor documentation hold, by a key that they stand under and their own, with the
/// reason.
const SILENT: &[(&str, &str, &str)] = &[
    ("X-Shared", "$ref", "a header without a schema is a text"),
    ("Shared", "schema", "a header without a schema is a text"),
    ("X-Part", "schema", "headers of parts are reported"),
    (
        "",
        "version",
        "stands in openapi.json, so that a new one changes one line",
    ),
    (
        "",
        "jsonSchemaDialect",
        "the words of all dialects are read",
    ),
    (
        "",
        "type",
        "follows from the other words, or from the security scheme's",
    ),
    ("parameters", "required", "a parameter of a path always is"),
    (
        "X-Rate",
        "required",
        "headers of responses are read leniently",
    ),
    ("", "explode", "is the default of the style"),
    ("", "style", "is the default of the place"),
    ("", "allowEmptyValue", "an empty text is a value"),
    ("", "schemes", "the client's address counts"),
    (
        "parameters",
        "name",
        "a body of Swagger 2.0 is not sent by a name",
    ),
    (
        "",
        "example",
        "is shown where a type has one, and changes none",
    ),
    (
        "",
        "examples",
        "is shown where a type has one, and changes none",
    ),
    ("", "xml", "JSON is sent and read"),
    (
        "",
        "unevaluatedProperties",
        "what an object has beside its properties is not read",
    ),
    (
        "",
        "summary",
        "the operation's own counts, and responses of successes have none",
    ),
    (
        "",
        "description",
        "the operation's own counts; of responses those of errors are shown",
    ),
    (
        "",
        "minContains",
        "stands beside `contains`, which is reported",
    ),
    (
        "",
        "maxContains",
        "stands beside `contains`, which is reported",
    ),
    ("Cond", "then", "stands beside `if`, which is reported"),
    ("Cond", "else", "stands beside `if`, which is reported"),
    (
        "post",
        "responses",
        "of a webhook or callback, which is no call",
    ),
    ("", "scopes", "of a flow without any"),
    ("", "nullable", "follows from the enum"),
];

/// Fields whose members are data, or of which it is only reported that they are there.
const OPAQUE: &[&str] = &[
    "example",
    "examples",
    "xml",
    "if",
    "then",
    "else",
    "contains",
    "dependentRequired",
    "dependentSchemas",
    "prefixEncoding",
    "itemEncoding",
];

/// Returns what is made of a document, and what is said of it; the document itself is not looked at.
fn outcome(document: &Value) -> String {
    let source = Source {
        name: "openapi.json".to_owned(),
        bytes: document.to_string().into_bytes(),
    };
    match generate(&source, &Config::new("every")) {
        Err(error) => error.to_string(),
        Ok(generated) => {
            let files = generated
                .files
                .iter()
                .filter(|(path, _)| *path != "openapi.json");
            let files: Vec<String> = files
                .map(|(path, text)| format!("{path}\n{text}"))
                .collect();
            let found = generated.diagnostics.iter();
            let found: Vec<String> = found
                .map(|found| format!("{} {} {}", found.code, found.at, found.message))
                .collect();
            format!("{}\n{}", files.join("\n"), found.join("\n"))
        }
    }
}

/// Lists the places of all members of objects.
fn members(value: &Value, at: &str, places: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let place = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
                places.push(place.clone());
                // Examples are data, and of some words it is only reported that they are there.
                let is_opaque = OPAQUE.contains(&key.as_str());
                let is_sent_by_server = at.contains("/callbacks/") || at.contains("/webhooks/");
                let is_skipped = is_opaque || (is_sent_by_server && key == "responses");
                if !is_skipped {
                    members(inner, &place, places);
                }
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                members(inner, &format!("{at}/{index}"), places);
            }
        }
        _ => {}
    }
}

fn without(document: &Value, place: &str) -> Value {
    let mut document = document.clone();
    let (above, key) = place.rsplit_once('/').expect("a member");
    let key = key.replace("~1", "/").replace("~0", "~");
    let above = document.pointer_mut(above).and_then(Value::as_object_mut);
    above.expect("an object").remove(&key);
    document
}

fn check(name: &str) {
    let path = fixtures().join("../generator/tests/every").join(name);
    let text = std::fs::read_to_string(&path).expect("a document");
    let document: Value = serde_yaml::from_str(&text).expect("YAML");
    let whole = outcome(&document);
    let mut places = Vec::new();
    members(&document, "", &mut places);
    assert!(places.len() > 100, "{name}");
    let silent = places
        .iter()
        .filter(|place| outcome(&without(&document, place)) == whole);
    let silent: Vec<String> = silent
        .map(|place| format!("{place}: {}\n", reason(place)))
        .collect();
    let list = path.with_extension("silent.txt");
    expect_file![list].assert_eq(&silent.concat());
}

/// Returns the reason why a field may change nothing.
fn reason(place: &str) -> &'static str {
    let mut keys = place.rsplit('/');
    let key = keys.next().unwrap_or_default();
    let owners: Vec<&str> = keys.take(2).collect();
    let known = SILENT
        .iter()
        .find(|(owner, name, _)| *name == key && (owner.is_empty() || owners.contains(owner)));
    known.map_or("NOBODY HAS SAID WHY", |(.., reason)| *reason)
}

#[test]
fn openapi_3_2() {
    check("openapi-3.2.yaml");
}

#[test]
fn openapi_3_1() {
    check("openapi-3.1.yaml");
}

#[test]
fn openapi_3_0() {
    check("openapi-3.0.yaml");
}

#[test]
fn swagger_2_0() {
    check("swagger-2.0.yaml");
}
