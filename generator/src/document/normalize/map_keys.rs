//! Keywords about the keys of objects: `propertyNames` and `patternProperties` (JSON
//! Schema 2020-12 core, 10.3.2.2 and 10.3.2.4). OpenAPI 3.0 has neither.

use serde_json::{Value, json};

use crate::diagnostic::Code;
use crate::document::private_keys::{KEY_PATTERN, KEYS};
use crate::document::rewrite::Rewrite;
use crate::document::value::Object;
use crate::pointer::Pointer;

/// Keeps a schema of keys that can be a type, where all properties are further ones.
pub(super) fn names(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    let Some(names) = map.get("propertyNames") else {
        return;
    };
    if *names == Value::Bool(true) || is_any_text(names) {
        map.remove("propertyNames");
        return;
    }
    let is_map = map.get("type").and_then(Value::as_str) == Some("object")
        && !has_properties(map)
        && map.get("additionalProperties") != Some(&Value::Bool(false));
    if is_map && is_typed(names) {
        let names = map.remove("propertyNames").unwrap_or_default();
        rewrite.moved(at.push(KEYS), at.push("propertyNames"));
        map.insert(KEYS.to_owned(), names);
    }
}

fn has_properties(map: &Object) -> bool {
    map.get("properties")
        .and_then(Value::as_object)
        .is_some_and(|properties| !properties.is_empty())
}

/// Returns `true` if a schema says no more of a key than that it is a text, which every key is.
fn is_any_text(names: &Value) -> bool {
    names.as_object().is_some_and(|names| {
        names.iter().all(|(keyword, value)| match keyword.as_str() {
            "type" => value == "string",
            "title" | "description" | "example" | "examples" | "deprecated" => true,
            other => other.starts_with("x-"),
        })
    })
}

/// Returns `true` if a schema has a keyword that can make a type of a text.
fn is_typed(names: &Value) -> bool {
    const TYPED: [&str; 7] = ["$ref", "enum", "const", "format", "allOf", "anyOf", "oneOf"];
    TYPED.iter().any(|keyword| names.get(keyword).is_some())
        || names.get("type").and_then(Value::as_str) == Some("integer")
}

/// Properties by pattern become further properties: by one pattern a map of its type, else any of
/// the types that a further property can have.
pub(super) fn patterns(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    let Some(Value::Object(patterns)) = map.get("patternProperties") else {
        return;
    };
    let is_object = map.get("type").and_then(Value::as_str) == Some("object");
    let mut texts: Vec<String> = patterns
        .iter()
        .filter(|(_, schema)| !is_nothing(schema))
        .map(|(pattern, _)| pattern.clone())
        .collect();
    texts.sort();
    if !is_object || texts.is_empty() || texts.len() < patterns.len() {
        return;
    }
    let others = map.get("additionalProperties");
    let is_only = !has_properties(map) && texts.len() == 1;
    match others {
        Some(Value::Bool(false) | Value::Object(_)) => {}
        None if is_only => {}
        _ => {
            apart(rewrite, at, "they are held with all further ones, untyped");
            map.remove("patternProperties");
            map.insert("additionalProperties".to_owned(), Value::Bool(true));
            return;
        }
    }
    let place = at.push("patternProperties");
    let target = at.push("additionalProperties");
    let Some(Value::Object(mut patterns)) = map.remove("patternProperties") else {
        return;
    };
    let mut members: Vec<(Pointer, Value)> = texts
        .iter()
        .filter_map(|text| Some((place.push(text), patterns.remove(text)?)))
        .collect();
    if let Some(others @ Value::Object(_)) = map.remove("additionalProperties") {
        members.push((target.clone(), others));
    }
    if let ([text], [_]) = (texts.as_slice(), members.as_slice()) {
        map.insert(KEY_PATTERN.to_owned(), Value::String(text.clone()));
        for (old, schema) in members {
            rewrite.moved(target.clone(), old);
            map.insert("additionalProperties".to_owned(), schema);
        }
        return;
    }
    apart(rewrite, at, "a further property is of any of their types");
    let any_of = rewrite.any_of(&target, members);
    map.insert("additionalProperties".to_owned(), any_of);
}

/// Returns `true` if a schema allows no value.
fn is_nothing(schema: &Value) -> bool {
    *schema == Value::Bool(false) || *schema == json!({"not": {}})
}

fn apart(rewrite: &mut Rewrite<'_>, at: &Pointer, held: &str) {
    rewrite.report(
        Code::IgnoredKeyword,
        &at.push("patternProperties"),
        format!("types do not hold properties apart by the pattern of their names; {held}"),
        "nothing; the server checks the names",
    );
}
