//! Path items, and media types (OpenAPI 3.2), that are references: what they name is copied to
//! where they stand.
//!
//! Neither has a name of its own and each path's operations are operations of their own, so a copy
//! says the same. `openapiv3` knows no components for them.

use serde_json::Value;

use super::reference::target;
use super::rewrite::{Object, Rewrite};
use super::walk::{Kind, each_part};
use crate::diagnostic::Code;
use crate::pointer::Pointer;

/// How many values all copies may have together. Real documents stay below a thousand.
const MAX_COPIED: usize = 500_000;

/// Copies what the path items of paths and webhooks, and all media types, refer to. Every reference leads somewhere
/// when this starts, and none in a circle.
pub(super) fn inline(rewrite: &mut Rewrite<'_>, document: &mut Value) {
    let mut copied = 0;
    let mut edits = Vec::new();
    let extra = rewrite.extra.clone();
    each_part(document, &extra, &mut |part| {
        if !matches!(part.kind, Kind::MediaType | Kind::PathItem) {
            return;
        }
        // One that leads to what was left out is reported with all others of its kind.
        let leads = target(part.value).is_some_and(|to| to.find(document).is_some());
        let at = part.at.pointer();
        if !(leads && is_copied(part.kind, &at)) {
            return;
        }
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
            return;
        }
        edits.push((at, copy));
    });
    for (at, copy) in edits {
        rewrite.origins.record(&copy.moves);
        if let Some(value) = at.find_mut(document) {
            *value = Value::Object(copy.fields);
        }
    }
}

/// Media types anywhere, and path items that are no components.
fn is_copied(kind: Kind, at: &Pointer) -> bool {
    match kind {
        Kind::MediaType => true,
        Kind::PathItem => {
            let section = at.segments().next();
            matches!(section.as_deref(), Some("paths" | "webhooks")) && at.segments().count() == 2
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
        let found = from.find(document);
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
