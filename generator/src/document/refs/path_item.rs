//! Path items, and media types (OpenAPI 3.2), that are references: what they name is copied to
//! where they stand.
//!
//! Neither has a name of its own and each path's operations are operations of their own, so a copy
//! says the same. `openapiv3` knows no components for them.

use serde_json::Value;

use crate::diagnostic::Code;
use crate::document::refs::reference_graph::target;
use crate::document::refs::reference_graph::{Reference, ReferenceGraph};
use crate::document::rewrite::Rewrite;
use crate::document::value::{Object, count};
use crate::document::walk::ObjectKind;
use crate::pointer::Pointer;

/// The most values that all copies may have together. Real documents stay below a thousand.
const MAX_COPIED: usize = 500_000;

/// Copies what the path items of paths and webhooks, and all media types, refer to. Every reference leads somewhere
/// when this starts, and none in a circle.
pub(super) fn inline(rewrite: &mut Rewrite<'_>, document: &mut Value, links: &ReferenceGraph) {
    let mut size_of_all = 0;
    let mut copies = Vec::new();
    for link in copied(document, links) {
        let copy = copy(document, &link.at);
        size_of_all += copy
            .fields
            .values()
            .filter_map(|field| count(field, MAX_COPIED))
            .sum::<usize>();
        if size_of_all > MAX_COPIED {
            rewrite.report(
                Code::NestedTooDeep,
                &link.at,
                "references make the document too large; this one is left out",
                "write the operations where they belong",
            );
            copies.push((link.at.clone(), PathItemCopy::default()));
        } else {
            copies.push((link.at.clone(), copy));
        }
    }
    for (at, copy) in copies {
        rewrite.origins.record_all(&copy.moves);
        if let Some(value) = at.find_mut(document) {
            *value = Value::Object(copy.fields);
        }
    }
}

/// The references that a copy takes the place of.
pub(super) fn copied<'a>(
    document: &Value,
    links: &'a ReferenceGraph,
) -> impl Iterator<Item = &'a Reference> {
    links.references.iter().filter(|link| {
        // One that leads to what was left out is reported with all others of its kind.
        is_copied(link.kind, &link.at)
            && link.target().is_some_and(|to| to.find(document).is_some())
    })
}

/// Media types anywhere, and path items that are no components.
fn is_copied(kind: ObjectKind, at: &Pointer) -> bool {
    match kind {
        ObjectKind::MediaType => true,
        ObjectKind::PathItem => {
            let section = at.segments().next();
            matches!(section.as_deref(), Some("paths" | "webhooks")) && at.segments().count() == 2
        }
        _ => false,
    }
}

/// The fields of a part and those it refers to, and where they came from.
#[derive(Default)]
struct PathItemCopy {
    fields: Object,
    moves: Vec<(Pointer, Pointer)>,
}

/// Copies the fields of the target; those beside the `$ref` win.
fn copy(document: &Value, at: &Pointer) -> PathItemCopy {
    let item = at.find(document);
    let fields = item.and_then(Value::as_object);
    let mut copy = PathItemCopy {
        fields: fields.cloned().unwrap_or_default(),
        moves: Vec::new(),
    };
    copy.fields.remove("$ref");
    let mut next = item.and_then(target);
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
