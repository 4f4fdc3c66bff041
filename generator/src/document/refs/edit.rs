//! Changes to parts that lead to others.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::document::rewrite::Rewrite;
use crate::document::walk::ObjectKind;
use crate::pointer::Pointer;

/// Something to do to one part.
#[derive(Debug)]
pub(in crate::document) enum Edit {
    /// The reference, as it should be written.
    Point(String),
    /// The key `$ref` goes, what stands beside it stays.
    Unlink,
    /// The whole part goes.
    Remove,
    /// This takes its place.
    Replace(Value),
}

/// Edits by the places of the parts.
pub(in crate::document) type Edits = Vec<(Pointer, Edit)>;

/// Returns the edit for a part whose reference leads nowhere.
pub(super) fn unlinked(kind: ObjectKind, part: Option<&Value>) -> Edit {
    let has_more = part
        .and_then(Value::as_object)
        .is_some_and(|map| map.len() > 1);
    match kind {
        ObjectKind::Schema | ObjectKind::Document => Edit::Unlink,
        ObjectKind::PathItem if has_more => Edit::Unlink,
        _ => Edit::Remove,
    }
}

/// Makes the edits.
pub(in crate::document) fn apply(rewrite: &mut Rewrite<'_>, document: &mut Value, edits: Edits) {
    let mut gone = BTreeSet::new();
    for (at, edit) in edits {
        match (edit, at.find_mut(document)) {
            (Edit::Remove, _) => {
                gone.insert(at);
            }
            (Edit::Point(text), Some(Value::Object(map))) => {
                map.insert("$ref".to_owned(), Value::String(text));
            }
            (Edit::Unlink, Some(Value::Object(map))) => {
                map.remove("$ref");
            }
            (Edit::Replace(new), Some(value)) => *value = new,
            _ => {}
        }
    }
    remove(rewrite, document, &gone);
}

fn remove(rewrite: &mut Rewrite<'_>, document: &mut Value, gone: &BTreeSet<Pointer>) {
    let parents: BTreeSet<_> = gone.iter().filter_map(Pointer::parent).collect();
    for parent in parents {
        match parent.find_mut(document) {
            Some(Value::Array(list)) => {
                rewrite.retain(&parent, list, |_, place, _| !gone.contains(place));
            }
            Some(Value::Object(map)) => {
                rewrite.retain_members(&parent, map, |_, place, _| !gone.contains(place));
            }
            _ => {}
        }
    }
}
