//! Responses: a schema of 2.0 is one of each media type that the operation produces.

use serde_json::{Value, json};

use super::parameter;
use crate::document::rewrite::Rewrite;
use crate::document::value::Object;
use crate::pointer::Pointer;

/// Rewrites one response.
pub(super) fn response(
    rewrite: &mut Rewrite<'_>,
    at: &Pointer,
    map: &mut Object,
    produces: &[String],
) {
    if map.contains_key("$ref") || map.contains_key("content") {
        return;
    }
    let headers = at.push("headers");
    let members = map.get_mut("headers").and_then(Value::as_object_mut);
    for (name, header) in members.into_iter().flatten() {
        if let Value::Object(header) = header {
            parameter::plain(rewrite, &headers.push(name), header);
        }
    }
    let examples = match map.remove("examples") {
        Some(Value::Object(examples)) => examples,
        _ => Object::new(),
    };
    let Some(mut schema) = map.remove("schema") else {
        return;
    };
    let is_file = schema.as_object_mut().is_some_and(parameter::rewrite_file);
    let default = if is_file {
        "application/octet-stream"
    } else {
        "application/json"
    };
    let mut content = Object::new();
    let from = at.push("schema");
    for media_type in or_default(produces, default) {
        let mut media = Object::new();
        media.insert("schema".to_owned(), schema.clone());
        if let Some(example) = examples.get(&media_type) {
            media.insert("example".to_owned(), example.clone());
        }
        let place = at.push("content").push(&media_type);
        rewrite.moved(place.push("example"), at.push("examples").push(&media_type));
        rewrite.moved(place.push("schema"), from.clone());
        content.insert(media_type, Value::Object(media));
    }
    map.insert("content".to_owned(), json!(content));
}

/// Media types, without ones that are written twice.
pub(super) fn or_default(listed: &[String], default: &str) -> Vec<String> {
    let mut types: Vec<String> = Vec::new();
    for media_type in listed {
        if !types.contains(media_type) {
            types.push(media_type.clone());
        }
    }
    if types.is_empty() {
        types.push(default.to_owned());
    }
    types
}
