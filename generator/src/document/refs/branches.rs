//! References behind a condition (`then: {$ref: X}`): the properties of X, each by a reference of its own, since an
//! object that has them on a condition alone is no X.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::edit::{Edit, Edits};
use super::reference_graph::{ReferenceGraph, target};
use crate::document::rewrite::Rewrite;
use crate::pointer::Pointer;

/// Returns the edits that put properties in the place of references behind conditions.
pub(super) fn edits(rewrite: &mut Rewrite<'_>, document: &Value, links: &ReferenceGraph) -> Edits {
    let mut edits = Edits::new();
    for link in &links.references {
        let Some(Value::Object(branch)) = link.at.find(document).filter(|_| is_branch(&link.at))
        else {
            continue;
        };
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        properties(document, link.target(), &mut found, &mut seen);
        let mut branch = branch.clone();
        branch.remove("$ref");
        let own = branch.entry("properties").or_insert_with(|| json!({}));
        let Value::Object(own) = own else { continue };
        let place = link.at.push("properties");
        for (key, at, schema) in found {
            rewrite.moved(place.push(key), at);
            own.entry(key).or_insert(schema);
        }
        edits.push((link.at.clone(), Edit::Replace(Value::Object(branch))));
    }
    edits
}

/// Returns a schema of the same values, with references to what has a type of its own.
fn referring(at: &Pointer, schema: &Value) -> Value {
    let kind = schema.get("type").and_then(Value::as_str);
    let is_plain = matches!(kind, Some("string" | "number" | "integer" | "boolean"));
    match schema.get("items") {
        _ if schema.get("enum").is_some() => {}
        _ if is_plain || schema.get("$ref").is_some() => return schema.clone(),
        Some(items) if kind == Some("array") && schema.get("prefixItems").is_none() => {
            let mut list = schema.clone();
            if let Some(place) = list.get_mut("items") {
                *place = referring(&at.push("items"), items);
            }
            return list;
        }
        _ => {}
    }
    json!({"$ref": at.to_reference()})
}

/// Returns `true` if a schema holds on a condition, or is a member of `allOf` of one.
fn is_branch(at: &Pointer) -> bool {
    let segments: Vec<_> = at.segments().collect();
    let mut segments = segments.as_slice();
    while let [rest @ .., keyword, _] = segments
        && keyword == "allOf"
    {
        segments = rest;
    }
    match segments {
        [.., parent, keyword] if keyword == "then" || keyword == "else" => {
            !["properties", "$defs", "definitions", "schemas"].contains(&parent.as_ref())
        }
        [.., keyword, _] => keyword == "dependentSchemas",
        _ => false,
    }
}

/// Collects the properties of a schema, of its members and of what it refers to.
fn properties<'a>(
    document: &'a Value,
    at: Option<Pointer>,
    found: &mut Vec<(&'a str, Pointer, Value)>,
    seen: &mut BTreeSet<Pointer>,
) {
    let Some(at) = at.filter(|at| seen.insert(at.clone())) else {
        return;
    };
    let Some(schema) = at.find(document) else {
        return;
    };
    let place = at.push("properties");
    let own = schema.get("properties").and_then(Value::as_object);
    for (key, property) in own.into_iter().flatten() {
        let at = place.push(key);
        found.push((key, at.clone(), referring(&at, property)));
    }
    properties(document, target(schema), found, seen);
    let members = schema.get("allOf").and_then(Value::as_array);
    for index in 0..members.map_or(0, Vec::len) {
        properties(document, Some(at.push("allOf").index(index)), found, seen);
    }
}
