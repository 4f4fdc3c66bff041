//! `type`: JSON Schema takes a list and has a type for null; OpenAPI 3.0 has one name.

use serde_json::{Value, json};

use crate::diagnostic::Code;
use crate::document::normalize::keyword::{Applies, Keyword, SCHEMA, format_applies};
use crate::document::normalize::nullable::only_null;
use crate::document::rewrite::Rewrite;
use crate::document::value::Object;
use crate::pointer::Pointer;

/// The types of OpenAPI 3.0. Null is one more in JSON Schema.
const TYPES: &[&str] = &["string", "number", "integer", "boolean", "array", "object"];

/// One type stays, null becomes `nullable`, several become `anyOf`.
pub(super) fn type_list(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    let place = at.push("type");
    let mut names: Vec<String> = match map.get("type") {
        Some(Value::String(name)) if TYPES.contains(&name.as_str()) => return,
        Some(Value::String(name)) => vec![name.clone()],
        Some(Value::Array(list)) => list
            .iter()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect(),
        _ => return,
    };
    map.remove("type");
    names.retain(|name| {
        let is_known = name == "null" || TYPES.contains(&name.as_str());
        if !is_known {
            rewrite.report(
                Code::UnknownType,
                &place,
                format!("`{name}` is no type; it is left out"),
                format!("use one of `{}`", TYPES.join("`, `")),
            );
        }
        is_known
    });
    let has_null = names.iter().any(|name| name == "null");
    // Every integer is a number, so beside `number` it adds nothing.
    let has_number = names.iter().any(|name| name == "number");
    let mut kinds: Vec<&str> = Vec::new();
    for name in names
        .iter()
        .filter(|name| *name != "null" && !(has_number && *name == "integer"))
    {
        if !kinds.contains(&name.as_str()) {
            kinds.push(name);
        }
    }
    if kinds.is_empty() {
        if has_null {
            only_null(map);
        }
        return;
    }
    if has_null {
        map.insert("nullable".to_owned(), Value::Bool(true));
    }
    match kinds.as_slice() {
        [only] => {
            map.insert("type".to_owned(), Value::String((*only).to_owned()));
        }
        several => split(rewrite, at, map, several),
    }
}

/// Several types become one branch each, unless the other keywords leave fewer of them.
fn split(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object, kinds: &[&str]) {
    if ["anyOf", "oneOf", "allOf"]
        .iter()
        .any(|name| map.contains_key(*name))
    {
        rewrite.report(
            Code::IgnoredKeyword,
            &at.push("type"),
            "ignored: a list of types beside other alternatives",
            "nothing; the alternatives say what the value can be",
        );
        return;
    }
    if is_anything(kinds, map) {
        return;
    }
    let Some(Value::Array(values)) = map.remove("enum") else {
        return branches(rewrite, at, map, kinds, &[]);
    };
    let is_possible = |kind: &&&str| values.iter().any(|value| fits(value, kind));
    let possible: Vec<&str> = kinds.iter().filter(is_possible).copied().collect();
    match possible.as_slice() {
        // The values contradict the types; they say more.
        [] => {
            map.insert("enum".to_owned(), json!(values));
        }
        [kind] => {
            map.insert("enum".to_owned(), fitting(&values, kind));
            map.insert("type".to_owned(), json!(kind));
        }
        several => branches(rewrite, at, map, several, &values),
    }
}

/// Returns `true` if a list of types allows every value and nothing else narrows it.
fn is_anything(kinds: &[&str], map: &Object) -> bool {
    let all = ["string", "number", "boolean", "array", "object"];
    let narrows = |name: &String| {
        let speaks_of_some =
            |known: &Keyword| known.name == name && known.applies != Applies::Always;
        name == "enum" || SCHEMA.iter().any(speaks_of_some)
    };
    all.iter().all(|kind| kinds.contains(kind)) && !map.keys().any(narrows)
}

fn branches(
    rewrite: &mut Rewrite<'_>,
    at: &Pointer,
    map: &mut Object,
    kinds: &[&str],
    values: &[Value],
) {
    let any_of = at.push("anyOf");
    let mut branches = Vec::new();
    let mut moves = Vec::new();
    for kind in kinds {
        let mut branch = Object::new();
        if !values.is_empty() {
            branch.insert("enum".to_owned(), fitting(values, kind));
        }
        let here = any_of.index(branches.len());
        moves.push((here.clone(), at.clone()));
        take(map, kind, &mut branch);
        moves.extend(branch.keys().map(|name| (here.push(name), at.push(name))));
        branch.insert("type".to_owned(), json!(kind));
        branches.push(Value::Object(branch));
    }
    map.retain(|name, value| !belongs(name, value, kinds));
    rewrite.origins.record_all(&moves);
    map.insert("anyOf".to_owned(), Value::Array(branches));
}

fn fitting(values: &[Value], kind: &str) -> Value {
    values
        .iter()
        .filter(|value| fits(value, kind))
        .cloned()
        .collect()
}

/// Copies the keywords that speak of one type.
fn take(map: &Object, kind: &str, branch: &mut Object) {
    for (name, value) in map {
        if belongs(name, value, &[kind]) {
            branch.insert(name.clone(), value.clone());
        }
    }
}

fn belongs(name: &str, value: &Value, kinds: &[&str]) -> bool {
    if name == "format" {
        let format = value.as_str().unwrap_or_default();
        return kinds.iter().any(|kind| format_applies(format, kind));
    }
    let keyword = SCHEMA.iter().find(|keyword| keyword.name == name);
    keyword.is_some_and(|keyword| kinds.iter().any(|kind| keyword.applies.to(kind)))
}

/// Returns `true` if a value is of a type.
pub(super) fn fits(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}
