//! Path items, and media types (OpenAPI 3.2), that are references: what they name is copied to
//! where they stand.
//!
//! Neither has a name of its own and each path's operations are operations of their own, so a copy
//! says the same. `openapiv3` knows no components for them.

use serde_json::Value;

use super::reference::target;
use super::rewrite::{Object, Rewrite};
use super::walk::{Kind, Part, parts};
use crate::diagnostic::Code;
use crate::pointer::Pointer;

/// How many values all copies may have together. Real documents stay below a thousand.
const MAX_COPIED: usize = 500_000;

/// Copies what the path items of paths and webhooks, and all media types, refer to. Every reference leads somewhere
/// when this starts, and none in a circle.
pub(super) fn inline(rewrite: &mut Rewrite<'_>, document: &mut Value) {
    let mut copied = 0;
    let mut edits = Vec::new();
    for part in parts(document, &rewrite.extra) {
        // One that leads to what was left out is reported with all others of its kind.
        let leads = target(part.value).is_some_and(|to| document.pointer(to.as_str()).is_some());
        if !(leads && is_copied(&part)) {
            continue;
        }
        let at = part.at;
        let copy = copy(document, &at, part.value);
        copied += copy.fields.values().map(size).sum::<usize>();
        if copied > MAX_COPIED {
            rewrite.report(
                Code::NestedTooDeep,
                &at,
                "references make the document too large; this one is left out",
                "write the operations where they belong",
            );
            edits.push((at, Copy::default()));
            continue;
        }
        edits.push((at, copy));
    }
    for (at, copy) in edits {
        rewrite.origins.record(&copy.moves);
        if let Some(value) = document.pointer_mut(at.as_str()) {
            *value = Value::Object(copy.fields);
        }
    }
}

/// Media types anywhere, and path items that are no components.
fn is_copied(part: &Part<'_>) -> bool {
    match part.kind {
        Kind::MediaType => true,
        Kind::PathItem => {
            let section = part.at.segments().next();
            matches!(section.as_deref(), Some("paths" | "webhooks"))
                && part.at.segments().count() == 2
        }
        _ => false,
    }
}

/// The fields of a part and those it refers to, and where they came from.
#[derive(Default)]
struct Copy {
    fields: Object,
    moves: Vec<(Pointer, Pointer)>,
}

/// What stands beside a `$ref` counts more than what the reference leads to.
fn copy(document: &Value, at: &Pointer, item: &Value) -> Copy {
    let mut copy = Copy {
        fields: item.as_object().cloned().unwrap_or_default(),
        moves: Vec::new(),
    };
    copy.fields.remove("$ref");
    let mut next = target(item);
    while let Some(from) = next {
        let found = document.pointer(from.as_str());
        next = found.and_then(target);
        for (name, field) in found.and_then(Value::as_object).into_iter().flatten() {
            if name != "$ref" && !copy.fields.contains_key(name) {
                copy.fields.insert(name.clone(), field.clone());
                copy.moves.push((at.push(name), from.push(name)));
            }
        }
    }
    copy
}

/// How many values a value holds.
fn size(value: &Value) -> usize {
    match value {
        Value::Object(map) => 1 + map.values().map(size).sum::<usize>(),
        Value::Array(list) => 1 + list.iter().map(size).sum::<usize>(),
        _ => 1,
    }
}
