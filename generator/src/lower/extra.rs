//! Schemas that lowering reaches by pointer only: targets of references that are no components,
//! the positions of tuples, and the keys of maps, which OpenAPI 3.0 has no keywords for.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Extra, component_key};
use crate::document::Document;
use crate::pointer::Pointer;

/// The private key under which the rewritten document keeps the positions of a tuple.
pub(super) const TUPLE: &str = "x-codegen-tuple";

/// The private key under which it keeps the schema of a map's keys.
pub(super) const KEYS: &str = "x-codegen-keys";

/// Reads all of them once, so that lowering can borrow.
pub(super) fn collect(document: &Document) -> Extra {
    let mut pointers = Vec::new();
    walk(&document.value, &Pointer::root(), &mut pointers);
    let mut extra = BTreeMap::new();
    // What is read here can hold further references, but those stand in the same value and the
    // walk has met them.
    for pointer in pointers {
        if component_key(&pointer).is_none()
            && !extra.contains_key(&pointer)
            && let Some(schema) = document.schema_at(&pointer)
        {
            extra.insert(pointer, schema);
        }
    }
    extra
}

fn walk(value: &Value, at: &Pointer, pointers: &mut Vec<Pointer>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get("$ref") {
                pointers.extend(Pointer::parse_fragment(reference));
            }
            if let Some(Value::Array(items)) = map.get(TUPLE) {
                let tuple = at.push(TUPLE);
                pointers.extend((0..items.len()).map(|index| tuple.index(index)));
            }
            if map.contains_key(KEYS) {
                pointers.push(at.push(KEYS));
            }
            for (key, inner) in map {
                walk(inner, &at.push(key), pointers);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                walk(inner, &at.index(index), pointers);
            }
        }
        _ => {}
    }
}
