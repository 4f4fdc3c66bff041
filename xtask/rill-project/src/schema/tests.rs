//! Tests of the module `schema`.

use serde_json::json;

use super::{parameter, whole};

#[test]
fn what_says_nothing_is_dropped() {
    let value = json!({
        "type": "object", "required": [], "properties": {}, "minLength": 0, "maxLength": 0,
        "uniqueItems": false, "default": null, "description": "", "minimum": 0, "x-keep": null,
        "additionalProperties": false, "const": "c"
    });
    assert_eq!(
        whole(&value).unwrap(),
        json!({
            "type": "object", "maxLength": 0, "minimum": 0, "x-keep": null,
            "additionalProperties": false, "const": "c"
        })
    );
}

#[test]
fn beside_a_reference_nothing_is_kept() {
    let value = json!({"properties": {"a": {"$ref": "#/x", "description": "gone", "x-a": 1}}});
    assert_eq!(
        whole(&value).unwrap(),
        json!({"properties": {"a": {"$ref": "#/x"}}})
    );
}

#[test]
fn numbers_pass_through_floats() {
    let value = json!({"enum": [1, 9_007_199_254_740_993_i64, 1.5], "maximum": 3.0});
    assert_eq!(
        whole(&value).unwrap(),
        json!({"enum": [1, 9_007_199_254_740_992_i64, 1.5], "maximum": 3})
    );
}

#[test]
fn keywords_of_another_kind_are_refused_with_their_field() {
    for (value, reason) in [
        (
            json!({"properties": {"n": {"exclusiveMinimum": 0}}}),
            "json: cannot unmarshal number into field Schema.exclusiveMinimum of type bool",
        ),
        (
            json!({"properties": {"n": true}}),
            "json: cannot unmarshal bool into field Schema.properties of type openapi3.Schema",
        ),
        (
            json!({"minLength": -1}),
            "json: cannot unmarshal number into field Schema.minLength of type uint64",
        ),
    ] {
        assert_eq!(whole(&value).unwrap_err(), reason);
    }
    assert_eq!(
        parameter(&json!({"name": "n", "required": "yes"})).unwrap_err(),
        "json: cannot unmarshal string into field Parameter.required of type bool"
    );
}
