//! Tests of `openapi` blocks, and of mistakes that cost the API.

use serde_json::{Value, json};

use super::api;

/// Compares the method, and of the operation what the block decides.
fn check_block(block: &str, expected: &Value) {
    let made = api(&format!("openapi: {block}"));
    assert!(
        made.diagnostics.is_empty(),
        "{block}: {:?}",
        made.diagnostics
    );
    let item = made.document["paths"]["/a"].as_object().unwrap();
    let (method, operation) = item.iter().next().unwrap();
    let mut found = match method.as_str() {
        "post" => {
            json!({"schema": operation["requestBody"]["content"]["application/json"]["schema"]})
        }
        _ => {
            json!({"items": operation["responses"]["200"]["content"]["application/json"]["schema"]["items"]})
        }
    };
    if let Some(parameters) = operation.get("parameters") {
        found["parameters"] = parameters.clone();
    }
    assert_eq!(&json!({method: found}), expected, "{block}");
}

#[test]
fn what_an_openapi_block_becomes() {
    let get = |schema: Value| json!({"get": schema});
    let post = |schema: Value| json!({"post": {"schema": schema}});
    for (block, expected) in [
        ("~", get(json!({"items": {"type": "object"}}))),
        (
            "{request_schema: {}}",
            get(json!({"items": {"type": "object"}})),
        ),
        (
            "{response_schema: {}}",
            get(json!({"items": {"type": "object"}})),
        ),
        (
            "{parameters: []}",
            get(json!({"items": {"type": "object"}})),
        ),
        (
            "{request_schema: {type: object}}",
            post(json!({"type": "object"})),
        ),
        (
            "{request_schema: {type: [string]}}",
            post(json!({"type": "string"})),
        ),
        (
            "{request_schema: {1: x, type: object}}",
            post(json!({"1": "x", "type": "object"})),
        ),
    ] {
        check_block(block, &expected);
    }
}

#[test]
fn what_rills_library_makes_of_a_schema() {
    let get = |schema: Value| json!({"get": schema});
    let post = |schema: Value| json!({"post": {"schema": schema}});
    for (block, expected) in [
        // Right in a schema, what stands beside a reference stays; below, it goes.
        (
            "{request_schema: {$ref: '#/$defs/X', description: d, $defs: {X: {}}}}",
            post(json!({"$ref": "#/components/schemas/AX", "description": "d"})),
        ),
        (
            "{request_schema: {items: {$ref: '#/$defs/X', description: d}, $defs: {X: {}}}}",
            post(json!({"items": {"$ref": "#/components/schemas/AX"}})),
        ),
        (
            "{defs_prefix: 7, request_schema: {$ref: '#/$defs/X', $defs: {X: {}}}}",
            post(json!({"$ref": "#/components/schemas/7X"})),
        ),
        (
            "{defs_prefix: ~, request_schema: {$ref: '#/$defs/X', $defs: {X: {}}}}",
            post(json!({"$ref": "#/components/schemas/AX"})),
        ),
        (
            "{request_schema: {minLength: 5.0, maxItems: 0}}",
            post(json!({"minLength": 5, "maxItems": 0})),
        ),
        (
            "{request_schema: {Type: string}}",
            post(json!({"Type": "string", "type": "string"})),
        ),
        (
            "{request_schema: {discriminator: {mapping: {}}, xml: {}, externalDocs: {url: '', x: 1}}}",
            post(
                json!({"discriminator": {"propertyName": ""}, "xml": {}, "externalDocs": {"x": 1}}),
            ),
        ),
        (
            "{parameters: [{name: n, explode: false, examples: {}, content: {a/b: {schema: {$ref: '#/x', title: t}}}}]}",
            get(json!({
                "items": {"type": "object"},
                "parameters": [{"name": "n", "explode": false, "content": {"a/b": {"schema": {"$ref": "#/x"}}}}],
            })),
        ),
    ] {
        check_block(block, &expected);
    }
}

#[test]
fn what_an_openapi_block_must_not_hold() {
    for (block, reason) in [
        ("{summary: [a]}", "`summary` has to be a text"),
        ("{parameters: {}}", "`parameters` has to be a list"),
        ("{parameters: [x]}", "invalid openapi.parameters"),
        ("{parameters: [{name: n, explode: x}]}", "Parameter.explode"),
        (
            "{parameters: [{name: n, schema: {exclusiveMinimum: 1}}]}",
            "Schema.exclusiveMinimum",
        ),
        (
            "{parameters: [{name: n, schema: {x: {1: a}}}]}",
            "a key is no text",
        ),
        ("{request_schema: [a]}", "`request_schema` has to be a map"),
        (
            "{response_schema: {properties: {a: {pattern: '(?=x)'}}}}",
            "regex",
        ),
        ("{response_schema: {allOf: [{$ref: '#'}]}}", "infinite loop"),
        (
            "{response_schema: {properties: {$ref: {type: string}}}}",
            "expected string value for $ref",
        ),
        (
            "{response_schema: {$defs: {X: true}}}",
            "expected map, got bool",
        ),
        (
            "{response_schema: {$defs: {X: {not: true}}}}",
            "failed to convert def",
        ),
        ("{response_schema: {maximum: .inf}}", "a number is infinite"),
        (
            "{response_schema: {discriminator: {mapping: {a: 1}}}}",
            "Discriminator.mapping",
        ),
        ("{response_schema: {xml: {name: 1}}}", "XML.name"),
        (
            "{response_schema: {externalDocs: x}}",
            "Schema.externalDocs",
        ),
    ] {
        let made = api(&format!("openapi: {block}"));
        let said = made
            .diagnostics
            .iter()
            .map(ToString::to_string)
            .collect::<String>();
        assert_eq!(made.rejected, 1, "{block}: {said}");
        assert!(said.contains(reason), "{block}: {said}");
        assert!(said.contains("a.yaml:3:"), "{block}: {said}");
    }
}
