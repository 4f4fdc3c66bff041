//! Schemas that lowering reaches by pointer only: targets of references that are no components,
//! the positions of tuples, and the keys of maps, which OpenAPI 3.0 has no keywords for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Extra, component_key};
use crate::document::Document;
use crate::pointer::{Pointer, push_index, push_segment};

/// The private key under which the rewritten document keeps the positions of a tuple.
pub(super) const TUPLE: &str = "x-codegen-tuple";

/// The private key under which it keeps the schema of a map's keys.
pub(super) const KEYS: &str = "x-codegen-keys";

/// Reads all of them once, so that lowering can borrow.
pub(super) fn collect(document: &Document) -> Extra {
    let mut pointers = BTreeSet::new();
    walk(&document.value, &mut String::new(), &mut pointers);
    let mut extra = BTreeMap::new();
    // What is read here can hold further references, but those stand in the same value and the
    // walk has met them.
    for pointer in pointers {
        if component_key(&pointer).is_none()
            && let Some(schema) = document.schema_at(&pointer)
        {
            extra.insert(pointer, schema);
        }
    }
    extra
}

fn walk(value: &Value, at: &mut String, pointers: &mut BTreeSet<Pointer>) {
    let above = at.len();
    match value {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get("$ref")
                && !is_component(reference)
            {
                pointers.extend(Pointer::parse_fragment(reference));
            }
            if let Some(Value::Array(items)) = map.get(TUPLE) {
                let tuple = Pointer::of_canonical(at).push(TUPLE);
                pointers.extend((0..items.len()).map(|index| tuple.index(index)));
            }
            if map.contains_key(KEYS) {
                pointers.insert(Pointer::of_canonical(at).push(KEYS));
            }
            for (key, inner) in map.iter().filter(|(_, inner)| is_nest(inner)) {
                push_segment(at, key);
                walk(inner, at, pointers);
                at.truncate(above);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate().filter(|(_, inner)| is_nest(inner)) {
                push_index(at, index);
                walk(inner, at, pointers);
                at.truncate(above);
            }
        }
        _ => {}
    }
}

/// Most references are to a component, which is found by its name.
fn is_component(reference: &str) -> bool {
    let name = reference.strip_prefix("#/components/schemas/");
    name.is_some_and(|name| !name.contains(['/', '%', '~']))
}

fn is_nest(value: &Value) -> bool {
    value.is_object() || value.is_array()
}
