//! Unit tests of sampling.

use super::*;

fn check(schema: &Value, expect: &[Value]) {
    assert_eq!(
        samples(&json!({"A": schema}), schema, false),
        expect,
        "{schema}"
    );
}

#[test]
fn each_kind_of_value_is_made_once() {
    check(&json!({"enum": ["a", "b"]}), &[json!("a"), json!("b")]);
    check(
        &json!({"type": ["boolean", "null"]}),
        &[json!(true), json!(false), json!(null)],
    );
    check(
        &json!({"type": "object", "required": ["a"], "properties": {"a": {"const": 1}, "b": {"type": "boolean"}}}),
        &[
            json!({"a": 1}),
            json!({"a": 1, "b": true}),
            json!({"a": 1, "b": false}),
        ],
    );
    check(
        &json!({"anyOf": [{"const": "a"}, {"type": "array", "items": {"const": 1}}]}),
        &[json!("a"), json!([]), json!([1])],
    );
    let of =
        |key: &str| json!({"type": "object", "required": [key], "properties": {key: {"const": 1}}});
    check(
        &json!({"anyOf": [of("a"), of("b")]}),
        &[json!({"a": 1}), json!({"b": 1}), json!({"a": 1, "b": 1})],
    );
    check(&json!(false), &[]);
}

#[test]
fn a_schema_that_needs_itself_has_no_value_but_one_that_may_do_without_has() {
    check(
        &json!({"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#/A"}}}),
        &[],
    );
    check(
        &json!({"type": "array", "items": {"$ref": "#/A"}, "maxItems": 1}),
        &[
            json!([]),
            json!([[]]),
            json!([[[]]]),
            json!([[[[]]]]),
            json!([[[[[]]]]]),
            json!([[[[[[]]]]]]),
        ],
    );
}

#[test]
fn more_values_have_lists_of_equals_and_all_properties_where_there_is_little_room() {
    let leaf = json!({"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}});
    let schema = json!({"type": "array", "items": {"type": "array", "items": leaf}});
    let values = samples(&json!({}), &schema, true);
    assert!(values.contains(&json!([[{}, {}]])), "{values:?}");
    assert!(
        values.contains(&json!([[{"a": 1, "b": "text"}]])),
        "{values:?}"
    );
}

#[test]
fn members_of_all_of_hold_together() {
    let schema = json!({"allOf": [
        {"properties": {"a": {"type": "integer", "minimum": 3}}},
        {"properties": {"a": {"maximum": 4}}, "required": ["a"]},
    ]});
    check(&schema, &[json!({"a": 3}), json!({"a": 4})]);
}
