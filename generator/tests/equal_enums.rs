//! Equal inline enums of one document are one type.

mod common;

use rill_codegen::ir::Shape;
use rill_codegen::{Config, dump_names, generate, model};

fn document(schemas: &str) -> rill_codegen::Source {
    let mut text = String::from(
        "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a: {get: {operationId: a, responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}
components:
  schemas:
",
    );
    for line in schemas.lines() {
        text.push_str("    ");
        text.push_str(line);
        text.push('\n');
    }
    common::text("document.yaml", &text)
}

/// The names of all enums, sorted, with the number of their values.
fn enums(schemas: &str) -> Vec<(String, usize)> {
    let (source, config) = (document(schemas), Config::new("case"));
    let api = model(&source, &config).expect("a model");
    let dump = dump_names(&source, &config).expect("names");
    let names = dump.lines().filter_map(|line| {
        let (name, _) = line.strip_prefix("type ")?.split_once(" = ")?;
        Some(name.to_owned())
    });
    let all = names
        .zip(&api.types)
        .filter_map(|(name, def)| match &def.shape {
            Shape::Enum(body) => Some((name, body.values.len())),
            _ => None,
        });
    let mut all: Vec<_> = all.collect();
    all.sort();
    all
}

#[track_caller]
fn check(schemas: &str, expected: &[(&str, usize)]) {
    let found = enums(schemas);
    let found: Vec<_> = found
        .iter()
        .map(|(name, len)| (name.as_str(), *len))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn equal_enums_of_one_property_have_its_name() {
    let schemas = "A: {type: object, properties: {sort: {type: string, enum: [asc, desc]}, b: {$ref: '#/components/schemas/B'}, also: {type: object, properties: {sort: {type: string, description: Words., enum: [asc, desc]}}}}}
B: {type: object, properties: {sort: {type: string, enum: [asc, desc]}, other: {type: string, enum: [desc, asc]}}}";
    check(schemas, &[("BOther", 2), ("Sort", 2)]);
    let generated = generate(&document(schemas), &Config::new("case")).expect("a crate");
    let text: String = generated.files.values().map(String::as_str).collect();
    assert_eq!(text.matches("pub sort: Option<Sort>,").count(), 3);
    // What a place says of it stands with the field.
    assert!(text.contains("    /// Words.\n    pub sort: Option<Sort>,"));
}

#[test]
fn equal_enums_of_several_properties_have_the_shortest_name() {
    check(
        "A: {type: object, properties: {state: {type: string, enum: [on, off]}, b: {$ref: '#/components/schemas/B'}, mode: {type: string, enum: [x, y]}}}
B: {type: object, properties: {status: {type: string, enum: [on, off]}, mode: {type: integer, enum: [1, 2]}, inner: {type: object, properties: {mode: {type: integer, enum: [1, 2]}}}}}",
        &[("AMode", 2), ("AState", 2), ("Mode", 2)],
    );
}

#[test]
fn a_name_that_others_want_stays_free() {
    // The component has the name, and of two groups none is the one that is meant.
    check(
        "A: {type: object, properties: {kind: {type: string, enum: [x, y]}, b: {$ref: '#/components/schemas/B'}, kinds: {$ref: '#/components/schemas/Kind'}}}
B: {type: object, properties: {kind: {type: string, enum: [x, y]}}}
Kind: {type: string, enum: [a, b]}",
        &[("AKind", 2), ("Kind", 2)],
    );
    check(
        "A: {type: object, properties: {kind: {type: string, enum: [x, y]}, b: {$ref: '#/components/schemas/B'}, c: {$ref: '#/components/schemas/C'}}}
B: {type: object, properties: {kind: {type: string, enum: [x, y]}, d: {$ref: '#/components/schemas/D'}}}
C: {type: object, properties: {kind: {type: string, enum: [z]}}}
D: {type: object, properties: {kind: {type: string, enum: [z]}, e: {$ref: '#/components/schemas/E'}}}
E: {type: object, properties: {kind: {type: string, enum: [p, q, r]}, f: {$ref: '#/components/schemas/F'}}}
F: {type: object, properties: {kind: {type: string, enum: [p, q, r]}}}",
        &[("AKind", 2), ("EKind", 3), ("KindZ", 1)],
    );
}

#[test]
fn alternatives_of_one_union_stay_apart() {
    check(
        "A: {oneOf: [{title: One, type: integer, enum: [1, 2]}, {type: object, properties: {a: {type: string}}}, {title: Two, type: integer, enum: [1, 2]}]}",
        &[("AOne", 2), ("ATwo", 2)],
    );
}
