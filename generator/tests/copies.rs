//! A reference with keywords beside it that its target satisfies is the target, and no copy of it.

mod common;

use rill_codegen::ir::TypeOrigin;
use rill_codegen::{Config, Source, generate, model};
use serde_json::Value;

/// The places of types that are made where the document refers to a component.
fn copies(source: &Source) -> Vec<String> {
    let value: Value = serde_yaml::from_slice(&source.bytes).expect("a document");
    let api = model(source, &Config::new("case")).expect("a model");
    let made = api.types.iter().filter(|def| {
        let is_inline = !matches!(def.origin, TypeOrigin::Component(_));
        let place = def.pointer.find(&value);
        is_inline && place.is_some_and(|place| place.get("$ref").is_some())
    });
    made.map(|def| def.pointer.to_string()).collect()
}

fn document(schemas: &str) -> Source {
    let mut text = String::from(
        "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a: {get: {operationId: a, responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}
components:
  schemas:
    X: {type: object, required: [id], properties: {id: {type: string}, n: {type: integer}}}
    Color: {type: string, enum: [red, green]}
    A:
      type: object
      properties:
",
    );
    for line in schemas.lines() {
        text.push_str("        ");
        text.push_str(&line.replace('<', "#/components/schemas/"));
        text.push('\n');
    }
    common::text("document.yaml", &text)
}

/// The type of each property, as the generated struct has it.
fn fields(schemas: &str) -> Vec<String> {
    let generated = generate(&document(schemas), &Config::new("case")).expect("a crate");
    let all = generated.files.values();
    let body = all
        .filter_map(|text| text.split_once("pub struct A {"))
        .map(|(_, body)| body.split_once("\n}\n").map_or(body, |(body, _)| body))
        .next()
        .expect("the struct");
    let lines = body
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("pub "));
    lines.map(str::to_owned).collect()
}

#[test]
fn id1_what_the_target_says_already_makes_no_type() {
    let schemas = "a: {type: object, $ref: '<X'}
b: {type: array, items: {type: object, $ref: '<X'}}
c: {type: object, additionalProperties: {type: object, $ref: '<X'}}
d: {$ref: '<X', type: object, title: T, description: D, deprecated: false, nullable: false, readOnly: true, example: {id: x}}
e: {$ref: '<X', required: [id]}
f: {allOf: [{$ref: '<X'}, {description: Said beside it.}]}
g: {type: object, allOf: [{$ref: '<X'}]}
h: {$ref: '<X', type: object, nullable: true}
i: {$ref: '<Color', type: string, default: red}
j: {$ref: '<Color', enum: [red, green, blue]}
k: {$ref: '<X', properties: {id: {type: string}}, required: [], additionalProperties: true}
l: {$ref: '<X', minProperties: 0}
m: {anyOf: [{$ref: '<Color'}, {$ref: '<Color'}]}
n: {anyOf: [{$ref: '<Color'}, {type: string}]}
o: {type: object, oneOf: [{$ref: '<X'}]}
p: {allOf: [{oneOf: [{type: string}, {type: integer}]}, {anyOf: [{type: integer}, {type: boolean}]}]}";
    assert_eq!(copies(&document(schemas)), Vec::<String>::new());
    assert_eq!(
        fields(schemas),
        [
            "pub a: Option<X>,",
            "pub b: Option<Vec<X>>,",
            "pub c: Option<BTreeMap<String, X>>,",
            "pub d: Option<X>,",
            "pub e: Option<X>,",
            "pub f: Option<X>,",
            "pub g: Option<X>,",
            "pub h: Option<X>,",
            "pub i: Option<Color>,",
            "pub j: Option<Color>,",
            "pub k: Option<X>,",
            "pub l: Option<X>,",
            "pub m: Option<Color>,",
            "pub n: Option<Color>,",
            "pub o: Option<X>,",
            "pub p: Option<i64>,",
        ]
    );
}

#[test]
fn id1_what_narrows_the_target_makes_a_type() {
    let schemas = "a: {$ref: '<X', required: [n]}
b: {$ref: '<X', properties: {more: {type: string}}}
c: {$ref: '<Color', enum: [red]}";
    assert_eq!(
        copies(&document(schemas)),
        [
            "#/components/schemas/A/properties/a",
            "#/components/schemas/A/properties/b",
            "#/components/schemas/A/properties/c",
        ]
    );
}

#[test]
fn id1_rills_own_documents_have_no_copies() {
    for name in [
        "runtime-v1-runtime.swagger.yaml",
        "admin-v1-admin.swagger.yaml",
        "admin-v1-public.openapi.yaml",
        "admin-v1-openapi.yaml",
    ] {
        let Some(source) = common::rill_document(name) else {
            eprintln!("{name} is not beside the project; nothing to count");
            continue;
        };
        assert_eq!(copies(&source), Vec::<String>::new(), "{name}");
    }
}
