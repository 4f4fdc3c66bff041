//! Null: a type of its own in JSON Schema, `nullable: true` in OpenAPI 3.0.

use serde_json::{Value, json};

use crate::document::private_keys::{CONST, NULL};
use crate::document::rewrite::Rewrite;
use crate::document::value::Object;
use crate::pointer::Pointer;

/// Makes a schema one whose only value is null.
pub(super) fn only_null(map: &mut Object) {
    map.remove("type");
    map.insert("nullable".to_owned(), Value::Bool(true));
    map.insert(NULL.to_owned(), Value::Bool(true));
}

/// A null among the values of an `enum`.
pub(super) fn enumeration(_: &mut Rewrite<'_>, _: &Pointer, map: &mut Object) {
    let Some(Value::Array(values)) = map.get_mut("enum") else {
        return;
    };
    let before = values.len();
    let Some(place) = values.iter().position(Value::is_null) else {
        return;
    };
    values.retain(|value| !value.is_null());
    let is_empty = values.is_empty();
    // What others say of null by its place.
    for (_, said) in map.iter_mut().filter(|(key, _)| key.starts_with("x-enum")) {
        if let Value::Array(labels) = said
            && labels.len() == before
        {
            labels.remove(place);
        }
    }
    if is_empty {
        map.remove("enum");
        map.remove(CONST);
        only_null(map);
    } else {
        map.insert("nullable".to_owned(), Value::Bool(true));
    }
}

/// A branch of `anyOf` or `oneOf` that is null. One branch is no choice.
pub(super) fn alternatives(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    for name in ["anyOf", "oneOf"] {
        let place = at.push(name);
        let Some(Value::Array(branches)) = map.get_mut(name) else {
            continue;
        };
        let before = branches.len();
        rewrite.retain(&place, branches, |_, _, branch| !is_null(branch));
        let has_null = branches.len() < before;
        if !has_null && branches.len() != 1 {
            continue;
        }
        if has_null {
            map.insert("nullable".to_owned(), Value::Bool(true));
        }
        let Some(Value::Array(mut branches)) = map.remove(name) else {
            continue;
        };
        match branches.len() {
            0 => only_null(map),
            1 => {
                let all_of = at.push("allOf");
                let members = map.entry("allOf").or_insert_with(|| json!([]));
                let Value::Array(members) = members else {
                    continue;
                };
                rewrite.moved(all_of.index(members.len()), place.index(0));
                members.append(&mut branches);
            }
            _ => {
                map.insert(name.to_owned(), Value::Array(branches));
            }
        }
    }
}

/// Returns `true` if a schema, not yet rewritten, allows null and nothing else.
fn is_null(schema: &Value) -> bool {
    let only = |value: &Value, null: &Value| {
        value == null
            || value
                .as_array()
                .is_some_and(|list| list.len() == 1 && list.first() == Some(null))
    };
    schema
        .get("type")
        .is_some_and(|kind| only(kind, &json!("null")))
        || schema.get("const").is_some_and(Value::is_null)
        || schema
            .get("enum")
            .is_some_and(|values| values.is_array() && only(values, &Value::Null))
        || schema.get(NULL).is_some()
}
