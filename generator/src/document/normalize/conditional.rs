//! Properties that an object has on a condition: `then`, `else`, `dependentSchemas`, and `dependencies` of old drafts
//! (JSON Schema 2020-12 core, section 10.2.2). As properties of the object they may be left out.

use serde_json::{Value, json};

use crate::document::private_keys::{CONDITIONAL, UNEVALUATED};
use crate::document::rewrite::Rewrite;
use crate::document::value::Object;
use crate::pointer::Pointer;

/// Keywords that say what a value is. What only narrows a property says nothing of it to others.
const DESCRIBING: &str = "$ref type format properties items allOf anyOf oneOf";

/// The conditional properties of an object, with their keys and places.
type Found = Vec<(String, Pointer, Value)>;

/// Adds the properties of conditional schemas to an object, those of all members of `allOf` at once.
pub(super) fn properties(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    let is_object = match map.get("type").and_then(Value::as_str) {
        Some(kind) => kind == "object",
        None => map.contains_key("properties") || map.contains_key("allOf"),
    };
    let mut found = Found::new();
    if is_object {
        conditions(at, map, &mut found);
    }
    let own = map.get("properties").and_then(Value::as_object);
    found.retain(|(key, ..)| own.is_none_or(|own| !own.contains_key(key)));
    let place = at.push("properties");
    while let Some((key, ..)) = found.first() {
        let key = key.clone();
        let (same, others) = found.into_iter().partition(|(other, ..)| *other == key);
        found = others;
        let new = place.push(&key);
        let schema = any_of(rewrite, &new, same);
        if let Value::Object(own) = map.entry("properties").or_insert_with(|| json!({})) {
            own.insert(key, schema);
        }
    }
}

/// Returns the schema of a property that has one of several schemas, or none.
fn any_of(rewrite: &mut Rewrite<'_>, at: &Pointer, found: Found) -> Value {
    if let [(_, place, Value::Object(only))] = found.as_slice() {
        let mut only = only.clone();
        rewrite.moved(at.clone(), place.clone());
        only.insert(CONDITIONAL.to_owned(), Value::Bool(true));
        return Value::Object(only);
    }
    let mut members: Vec<(Pointer, Value)> = Vec::new();
    for (_, place, schema) in found {
        if members.iter().all(|(_, known)| *known != schema) {
            members.push((place, schema));
        }
    }
    let mut any_of = rewrite.any_of(at, members);
    if let Value::Object(map) = &mut any_of {
        map.insert(CONDITIONAL.to_owned(), Value::Bool(true));
    }
    any_of
}

/// Takes the properties of the conditional schemas of an object.
fn conditions(at: &Pointer, map: &mut Object, found: &mut Found) {
    let condition = map
        .get("if")
        .and_then(|condition| condition.get("properties"));
    let condition = condition.cloned().unwrap_or_default();
    let first = found.len();
    for keyword in ["then", "else"] {
        if let Some(branch) = map.get_mut(keyword) {
            take(&at.push(keyword), branch, found);
        }
    }
    for keyword in ["dependentSchemas", "dependencies"] {
        let schemas = map.get_mut(keyword).and_then(Value::as_object_mut);
        for (key, branch) in schemas.into_iter().flatten() {
            take(&at.push(keyword).push(key), branch, found);
        }
    }
    let mut index = 0;
    found.retain(|(key, ..)| {
        index += 1;
        index <= first || condition.get(key).is_none()
    });
    let members = map.get_mut("allOf").and_then(Value::as_array_mut);
    for (index, member) in members.into_iter().flatten().enumerate() {
        if let Value::Object(member) = member {
            conditions(&at.push("allOf").index(index), member, found);
        }
    }
}

/// Takes the properties of a schema that holds on a condition.
fn take(at: &Pointer, branch: &mut Value, found: &mut Found) {
    let Value::Object(map) = branch else { return };
    let place = at.push("properties");
    if let Some(Value::Object(properties)) = map.get_mut("properties") {
        properties.retain(|key, schema| {
            let mut words = DESCRIBING.split(' ');
            let describes = words.any(|word| schema.get(word).is_some());
            if describes {
                found.push((key.clone(), place.push(key), schema.take()));
            }
            !describes
        });
    }
    let members = map.get_mut("allOf").and_then(Value::as_array_mut);
    for (index, member) in members.into_iter().flatten().enumerate() {
        take(&at.push("allOf").index(index), member, found);
    }
    conditions(at, map, found);
}

/// Further properties are those that no schema of the object describes: `unevaluatedProperties` says that of all
/// schemas of `allOf`, which become one. Where nothing is left, that is for later, when those are known.
pub(super) fn unevaluated(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    let has = |keywords: &[&str]| keywords.iter().any(|keyword| map.contains_key(*keyword));
    let is_object = map.get("type").and_then(Value::as_str) == Some("object")
        || has(&["properties", "allOf", "oneOf", "anyOf"]);
    // A property that a condition names is taken, and not described by it.
    if !is_object || has(&["additionalProperties", "if"]) {
        return;
    }
    let is_nothing = match map.get("unevaluatedProperties") {
        Some(said) => *said == json!(false) || *said == json!({"not": {}}),
        None => return,
    };
    let key = if is_nothing && has(&["allOf", "oneOf", "anyOf"]) {
        UNEVALUATED
    } else {
        "additionalProperties"
    };
    let said = map
        .shift_remove("unevaluatedProperties")
        .unwrap_or_default();
    rewrite.moved(at.push(key), at.push("unevaluatedProperties"));
    let said = if key == UNEVALUATED {
        json!(true)
    } else {
        said
    };
    map.insert(key.to_owned(), said);
}
