//! Nothing is lost: every path has a method that calls it, and what is untyped is untyped because
//! the document says nothing.

mod common;

use rill_codegen::{Code, Config, Source, generate};
use serde_json::Value;

/// The fixture project's document, and Rill's own where they are.
fn documents() -> Vec<(String, Source, Value)> {
    let mut paths = vec![(
        "fixtures/clients/rill".to_owned(),
        common::fixtures().join("clients/rill/openapi.json"),
    )];
    paths.extend(common::rill_documents());
    paths
        .into_iter()
        .filter_map(|(name, path)| {
            let source = common::source(&path);
            let value = serde_json::from_slice(&source.bytes).ok()?;
            Some((name, source, value))
        })
        .collect()
}

fn config() -> Config {
    Config {
        builtins: true,
        ..Config::new("acme-ads")
    }
}

#[test]
fn every_path_has_a_method_that_calls_it() {
    for (name, source, document) in documents() {
        let generated = generate(&source, &config()).expect("a valid document");
        let paths = document["paths"].as_object().expect("paths");
        assert_eq!(generated.census.operations, paths.len(), "{name}");
        let apis: Vec<&String> = generated
            .files
            .iter()
            .filter(|(path, _)| path.starts_with("src/apis/"))
            .map(|(_, content)| content)
            .collect();
        for (path, item) in paths {
            let api = path.strip_prefix('/').expect("paths begin with a slash");
            let via = if item.get("get").is_some() {
                "Query"
            } else {
                "Body"
            };
            let literal = format!("{api:?}");
            let callers = apis
                .iter()
                .filter(|content| {
                    let content: String = content.split_whitespace().collect::<Vec<_>>().join(" ");
                    [
                        format!("custom_api({literal}, Via::{via}"),
                        format!("custom_api_with({literal}, Via::{via}"),
                        format!("custom_api( {literal}, Via::{via}"),
                        format!("custom_api_with( {literal}, Via::{via}"),
                    ]
                    .iter()
                    .any(|call| content.contains(call))
                })
                .count();
            assert_eq!(callers, 1, "{name}: {path}");
        }
    }
}

#[test]
fn only_what_the_document_leaves_open_is_untyped() {
    for (name, source, document) in documents() {
        let generated = generate(&source, &config()).expect("a valid document");
        let untyped: Vec<_> = generated
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.code == Code::Untyped)
            .collect();
        for diagnostic in &untyped {
            let schema = document
                .pointer(diagnostic.at.as_str())
                .expect("findings name places of the document");
            assert!(
                says_nothing(schema),
                "{name}: {} is untyped but says {schema}",
                diagnostic.at
            );
        }
        // A place that another finding explains is counted, and not reported again.
        let explained = generated.diagnostics.iter().filter(|diagnostic| {
            matches!(
                diagnostic.code,
                Code::RequiredUndeclared | Code::RowNotObject | Code::DanglingReference
            )
        });
        let counted = generated.census.untyped;
        assert!(
            counted >= untyped.len() && counted <= untyped.len() + explained.count(),
            "{name}"
        );
    }
}

/// Whether a schema leaves open what its value is, or what is inside.
fn says_nothing(schema: &Value) -> bool {
    let has = |keyword: &str| schema.get(keyword).is_some();
    let silent = [
        "properties",
        "$ref",
        "allOf",
        "oneOf",
        "anyOf",
        "enum",
        "const",
        "format",
        "prefixItems",
    ];
    if silent.iter().any(|keyword| has(keyword)) {
        return false;
    }
    match schema.get("type").and_then(Value::as_str) {
        None => !has("type") && !has("items"),
        Some("object") => !schema
            .get("additionalProperties")
            .is_some_and(Value::is_object),
        Some("array") => !has("items"),
        Some(_) => false,
    }
}
