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

/// Blocks, and what they decide: of a `get` the rows, and the parameters below; of a `post` the schema of the body.
///
/// Right in a schema, what stands beside a reference stays; below, it goes.
const BLOCKS: &str = r##"
~ => get {"items": {"type": "object"}}
{request_schema: {}} => get {"items": {"type": "object"}}
{response_schema: {}} => get {"items": {"type": "object"}}
{parameters: []} => get {"items": {"type": "object"}}
{request_schema: {type: object}} => post {"type": "object"}
{request_schema: {type: [string]}} => post {"type": "string"}
{request_schema: {1: x, type: object}} => post {"1": "x", "type": "object"}
{request_schema: {$ref: '#/$defs/X', description: d, $defs: {X: {}}}}
  => post {"$ref": "#/components/schemas/AX", "description": "d"}
{request_schema: {items: {$ref: '#/$defs/X', description: d}, $defs: {X: {}}}}
  => post {"items": {"$ref": "#/components/schemas/AX"}}
{defs_prefix: 7, request_schema: {$ref: '#/$defs/X', $defs: {X: {}}}} => post {"$ref": "#/components/schemas/7X"}
{defs_prefix: ~, request_schema: {$ref: '#/$defs/X', $defs: {X: {}}}} => post {"$ref": "#/components/schemas/AX"}
{request_schema: {minLength: 5.0, maxItems: 0}} => post {"minLength": 5, "maxItems": 0}
{request_schema: {Type: string}} => post {"Type": "string", "type": "string"}
{request_schema: {discriminator: {mapping: {}}, xml: {}}} => post {"discriminator": {"propertyName": ""}, "xml": {}}
{request_schema: {externalDocs: {url: '', x: 1}}} => post {"externalDocs": {"x": 1}}
"##;

#[test]
fn what_an_openapi_block_becomes() {
    for case in BLOCKS.trim().replace("\n  ", " ").lines() {
        let (block, expected) = case.split_once(" => ").unwrap();
        let (method, schema) = expected.split_once(' ').unwrap();
        let schema: Value = serde_json::from_str(schema).unwrap();
        let expected = match method {
            "get" => json!({"get": schema}),
            _ => json!({"post": {"schema": schema}}),
        };
        check_block(block, &expected);
    }
    let block = "{parameters: [{name: n, explode: false, examples: {}, content: {a/b: {schema: {$ref: '#/x', title: t}}}}]}";
    let parameter =
        json!({"name": "n", "explode": false, "content": {"a/b": {"schema": {"$ref": "#/x"}}}});
    let expected = json!({"get": {"items": {"type": "object"}, "parameters": [parameter]}});
    check_block(block, &expected);
}

/// Blocks that cost the API, and a part of the reason.
const REFUSED: &str = "
{summary: [a]} => `summary` has to be a text
{parameters: {}} => `parameters` has to be a list
{parameters: [x]} => invalid openapi.parameters
{parameters: [{name: n, explode: x}]} => Parameter.explode
{parameters: [{name: n, schema: {exclusiveMinimum: 1}}]} => Schema.exclusiveMinimum
{parameters: [{name: n, schema: {x: {1: a}}}]} => a key is no text
{request_schema: [a]} => `request_schema` has to be a map
{response_schema: {properties: {a: {pattern: '(?=x)'}}}} => regex
{response_schema: {allOf: [{$ref: '#'}]}} => infinite loop
{response_schema: {properties: {$ref: {type: string}}}} => expected string value for $ref
{response_schema: {$defs: {X: true}}} => expected map, got bool
{response_schema: {$defs: {X: {not: true}}}} => failed to convert def
{response_schema: {maximum: .inf}} => a number is infinite
{response_schema: {discriminator: {mapping: {a: 1}}}} => Discriminator.mapping
{response_schema: {xml: {name: 1}}} => XML.name
{response_schema: {externalDocs: x}} => Schema.externalDocs
";

#[test]
fn what_an_openapi_block_must_not_hold() {
    for case in REFUSED.trim().lines() {
        let (block, reason) = case.split_once(" => ").unwrap();
        let made = api(&format!("openapi: {block}"));
        let said: String = made.diagnostics.iter().map(ToString::to_string).collect();
        assert_eq!(made.rejected, 1, "{block}: {said}");
        assert!(said.contains(reason), "{block}: {said}");
        assert!(said.contains("a.yaml:3:"), "{block}: {said}");
    }
}
