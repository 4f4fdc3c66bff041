//! Listed values and defaults of another type than the schema's, as YAML without quotes has them:
//! `{type: string, enum: [1, 2]}` lists the texts `1` and `2`.

use serde_json::Value;

use crate::diagnostic::Code;
use crate::document::rewrite::Rewrite;
use crate::document::value::Object;
use crate::pointer::Pointer;

/// Reads single values as the schema's `type` where they can be.
pub(super) fn listed_values(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    let Some(kind) = map.get("type").and_then(Value::as_str).map(str::to_owned) else {
        return;
    };
    if kind == "array" {
        listed_elements(rewrite, at, map);
        return;
    }
    if kind != "object" {
        tell_alternatives(map, &kind);
    }
    if let Some(value) = map.get_mut("default") {
        let before = value.clone();
        if believe_type(value, &kind) && !map.contains_key("enum") {
            rewrite.report(
                Code::DefaultInvalid,
                &at.push("default"),
                format!(
                    "{before} is not of the schema's `type`; it is read as a value of `{kind}`"
                ),
                "let `type` and `default` agree, with quotes around texts in YAML",
            );
        }
    }
    let Some(Value::Array(values)) = map.get_mut("enum") else {
        return;
    };
    let mut changed = values.iter_mut().filter_map(|value| {
        let before = value.clone();
        believe_type(value, &kind).then_some(before)
    });
    let first = changed.next();
    changed.for_each(drop);
    if let Some(value) = first {
        rewrite.report(
            Code::EnumConflict,
            &at.push("enum"),
            format!("{value} is not of the schema's `type`; it is read as a value of `{kind}`"),
            "let `type` and `enum` agree, with quotes around texts in YAML",
        );
    }
}

/// Lets alternatives that only list values have the type beside them.
fn tell_alternatives(map: &mut Object, kind: &str) {
    for keyword in ["oneOf", "anyOf"] {
        let branches = map.get_mut(keyword).and_then(Value::as_array_mut);
        let branches = branches.into_iter().flatten();
        for branch in branches.filter_map(Value::as_object_mut) {
            let lists = branch.contains_key("const") || branch.contains_key("enum");
            if lists && !["type", "$ref"].iter().any(|key| branch.contains_key(*key)) {
                branch.insert("type".to_owned(), kind.into());
            }
        }
    }
}

/// Moves single values that are listed beside `type: array` to the elements, of which they were meant.
fn listed_elements(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    let is_single = |value: &Value| !value.is_array() && !value.is_object();
    let values = map.get("enum").and_then(Value::as_array);
    if !values.is_some_and(|values| values.iter().all(is_single)) {
        return;
    }
    rewrite.report(
        Code::EnumConflict,
        &at.push("enum"),
        "no list is one of these values; they are read as values of its elements",
        "write `enum` under `items`",
    );
    let values = map.remove("enum").unwrap_or_default();
    if let Some(Value::Object(items)) = map.get_mut("items")
        && !items.contains_key("enum")
        && !items.contains_key("$ref")
    {
        rewrite.moved(at.push("items").push("enum"), at.push("enum"));
        items.insert("enum".to_owned(), values);
    }
}

/// Replaces a value by the one of a type that has the same text; returns `true` if there is one.
fn believe_type(value: &mut Value, kind: &str) -> bool {
    let read = match (kind, &*value) {
        ("string", Value::Number(_) | Value::Bool(_)) => Value::String(value.to_string()),
        ("integer", Value::String(text)) => match text.parse::<i64>() {
            Ok(number) => number.into(),
            Err(_) => return false,
        },
        ("number", Value::String(text)) => match text.parse::<serde_json::Number>() {
            Ok(number) => Value::Number(number),
            Err(_) => return false,
        },
        ("boolean", Value::String(text)) => match text.parse::<bool>() {
            Ok(truth) => Value::Bool(truth),
            Err(_) => return false,
        },
        _ => return false,
    };
    *value = read;
    true
}
