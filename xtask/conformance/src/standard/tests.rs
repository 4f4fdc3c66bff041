//! Tests of the module `standard`.

use super::*;

fn check(schema: &Value, expect: &Value) {
    let author = json!({"openapi": "3.0.3", "components": {"schemas": {"A": schema, "B": {}}}});
    let standard = standard(&author, BTreeSet::new());
    assert_eq!(standard.document["components"]["schemas"]["A"], *expect);
    assert_eq!(standard.components["A"], "/components/schemas/A");
}

#[test]
fn what_constrains_stays_and_the_rest_goes() {
    check(
        &json!({"type": "string", "description": "x", "x-a": 1, "example": "e", "default": "d"}),
        &json!({"type": "string", "x-samples": ["e", "d"]}),
    );
    check(
        &json!({"properties": {"a": {"required": true, "type": "any"}}, "required": ["a", "a"]}),
        &json!({"properties": {"a": {}}, "required": ["a"]}),
    );
    check(
        &json!({"type": "integer", "format": "int32", "minimum": 0, "exclusiveMinimum": true}),
        &json!({"type": "integer", "format": "int32", "exclusiveMinimum": 0, "maximum": i32::MAX}),
    );
    check(
        &json!({"pattern": "(", "minLength": 2.0}),
        &json!({"minLength": 2}),
    );
    check(
        &json!({"items": [{"type": "string"}]}),
        &json!({"prefixItems": [{"type": "string"}]}),
    );
}

#[test]
fn null_counts_whatever_stands_beside_it() {
    let nothing = json!({"type": "null"});
    check(
        &json!({"type": "string", "enum": ["a"], "nullable": true}),
        &json!({"type": ["null", "string"], "enum": ["a", null]}),
    );
    let reference = json!({"$ref": "#/components/schemas/B"});
    check(
        &json!({"$ref": "#/components/schemas/B", "nullable": true, "type": "string"}),
        &json!({"anyOf": [reference, nothing]}),
    );
    check(
        &json!({"allOf": [reference], "x-nullable": true}),
        &json!({"anyOf": [{"allOf": [reference]}, nothing]}),
    );
    check(&json!({"nullable": true}), &json!(true));
}

#[test]
fn a_discriminator_says_which_alternative_is_meant() {
    let by = json!({"propertyName": "k", "mapping": {"b": "#/components/schemas/B"}});
    let reference = json!({"$ref": "#/components/schemas/B"});
    let tag = json!({"required": ["k"], "properties": {"k": {"enum": ["b"]}}});
    check(
        &json!({"oneOf": [reference], "discriminator": by}),
        &json!({"oneOf": [{"allOf": [reference, tag]}]}),
    );
}

#[test]
fn references_that_lead_nowhere_take_any_value() {
    check(&json!({"$ref": "#/components/schemas/C"}), &json!({}));
    check(&json!({"$ref": "https://example.com/a"}), &json!({}));
}
