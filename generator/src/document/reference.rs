//! References: every `$ref` becomes a pointer from the top of the document to a place that
//! exists, or goes.
//!
//! In OpenAPI 3.0 a reference starts at the document. In JSON Schema it starts at the schema
//! around it, and Rill takes its authors' schemas into the document with most references as they
//! are. So what does not lead anywhere from the top is tried from each schema around it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::discriminator;
use super::rewrite::Rewrite;
use super::scope::{Lost, Scope};
use super::walk::{Kind, parts};
use crate::diagnostic::Code;
use crate::pointer::Pointer;

/// Something to do to one `$ref`.
enum Edit {
    /// The reference, as it should be written.
    Point(String),
    /// The key `$ref` goes, what stands beside it stays.
    Unlink,
    /// The whole part goes.
    Remove,
}

/// Resolves every reference of the author's document. Nothing may have moved yet.
pub(super) fn resolve(rewrite: &mut Rewrite<'_>, document: &mut Value) {
    loop {
        let known = rewrite.extra.len();
        let scope = Scope::new(document, rewrite.rill, &rewrite.extra);
        let mut edits = Vec::new();
        for (kind, at) in parts(document, &rewrite.extra) {
            let Some(reference) = scope.reference_at(&at) else {
                continue;
            };
            if let Some(edit) = edit(rewrite, &scope, kind, &at, reference) {
                edits.push((at, edit));
            }
        }
        apply(rewrite, document, edits);
        // A target outside the usual places can hold references of its own.
        if rewrite.extra.len() == known {
            break;
        }
    }
    break_circles(rewrite, document);
    discriminator::resolve(rewrite, document);
}

fn edit(
    rewrite: &mut Rewrite<'_>,
    scope: &Scope<'_>,
    kind: Kind,
    at: &Pointer,
    reference: &str,
) -> Option<Edit> {
    let found = if kind == Kind::Schema {
        scope.resolve(at, reference)
    } else {
        scope.resolve_exactly(reference)
    };
    match found {
        Ok(found) => {
            if kind == Kind::Schema
                && !scope.is_schema(&found.at)
                && !rewrite.extra.contains(&found.at)
            {
                rewrite.extra.push(found.at.clone());
            }
            if found.is_guess {
                rewrite.report(
                    Code::AmbiguousReference,
                    &at.push("$ref"),
                    "Rill moved this schema out of the one that `#` means; it is taken to mean this one",
                    "give the schema that is meant a name under `$defs` and refer to that",
                );
            }
            let text = found.at.to_reference();
            (text != reference).then_some(Edit::Point(text))
        }
        Err(lost) => {
            report_lost(rewrite, kind, &at.push("$ref"), reference, &lost);
            Some(if kind == Kind::Schema {
                Edit::Unlink
            } else {
                Edit::Remove
            })
        }
    }
}

/// Reports the reference of a part that leads nowhere.
fn report_lost(rewrite: &mut Rewrite<'_>, kind: Kind, at: &Pointer, reference: &str, lost: &Lost) {
    let rest = if kind == Kind::Schema {
        "any value is taken"
    } else {
        "it is left out"
    };
    match lost {
        Lost::Dangling => rewrite.report(
            Code::DanglingReference,
            at,
            format!("`{reference}` names nothing in the document; {rest}"),
            "refer to a schema that is there",
        ),
        Lost::External => rewrite.report(
            Code::ExternalReference,
            at,
            format!("`{reference}` is outside the document and nothing is fetched; {rest}"),
            "copy what it names into the document",
        ),
    }
}

fn apply(rewrite: &mut Rewrite<'_>, document: &mut Value, edits: Vec<(Pointer, Edit)>) {
    let mut gone = BTreeSet::new();
    for (at, edit) in edits {
        match edit {
            Edit::Remove => {
                gone.insert(at);
            }
            Edit::Point(text) => {
                if let Some(Value::Object(map)) = document.pointer_mut(at.as_str()) {
                    map.insert("$ref".to_owned(), Value::String(text));
                }
            }
            Edit::Unlink => {
                if let Some(Value::Object(map)) = document.pointer_mut(at.as_str()) {
                    map.remove("$ref");
                }
            }
        }
    }
    let parents: BTreeSet<_> = gone.iter().filter_map(Pointer::parent).collect();
    for parent in parents {
        match document.pointer_mut(parent.as_str()) {
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

/// Unlinks references that lead back to themselves and so never reach anything.
fn break_circles(rewrite: &mut Rewrite<'_>, document: &mut Value) {
    let mut circular = Vec::new();
    for (_, at) in parts(document, &rewrite.extra) {
        let mut seen = BTreeSet::new();
        let mut here = at.clone();
        while let Some(next) = target(document, &here) {
            if next == at {
                circular.push(at);
                break;
            }
            if !seen.insert(next.clone()) {
                break;
            }
            here = next;
        }
    }
    for at in circular {
        let Some(Value::Object(map)) = document.pointer_mut(at.as_str()) else {
            continue;
        };
        let reference = map.remove("$ref");
        let reference = reference
            .as_ref()
            .and_then(Value::as_str)
            .unwrap_or_default();
        rewrite.report(
            Code::CircularReference,
            &at.push("$ref"),
            format!("`{reference}` leads back here and never to a schema; any value is taken"),
            "let one of the schemas in the circle say what it is",
        );
    }
}

/// Where the `$ref` at a place leads.
fn target(document: &Value, at: &Pointer) -> Option<Pointer> {
    let reference = document.pointer(at.as_str())?.get("$ref")?.as_str()?;
    Pointer::parse_fragment(reference)
}

/// Points references to where rewriting put what they name. Every `$ref` still has the author's
/// pointer when this starts.
pub(super) fn relink(rewrite: &mut Rewrite<'_>, document: &mut Value) {
    for (_, at) in parts(document, &rewrite.extra) {
        discriminator::relink(rewrite, document, &at);
        let Some(old) = target(document, &at) else {
            continue;
        };
        let new = moved_to(rewrite, document, &old);
        if let Some(new) = new.filter(|new| *new != old)
            && let Some(Value::Object(map)) = document.pointer_mut(at.as_str())
        {
            map.insert("$ref".to_owned(), Value::String(new.to_reference()));
        }
    }
    drop_dangling(rewrite, document);
}

/// Takes out references to what rewriting left out. What goes can be what others refer to.
pub(super) fn drop_dangling(rewrite: &mut Rewrite<'_>, document: &mut Value) {
    loop {
        let mut edits = Vec::new();
        for (kind, at) in parts(document, &rewrite.extra) {
            let Some(target) = target(document, &at) else {
                continue;
            };
            let found = document.pointer(target.as_str());
            if found.is_some_and(Value::is_object) {
                continue;
            }
            report_lost(
                rewrite,
                kind,
                &at.push("$ref"),
                &target.to_string(),
                &Lost::Dangling,
            );
            let edit = if kind == Kind::Schema {
                Edit::Unlink
            } else {
                Edit::Remove
            };
            edits.push((at, edit));
        }
        if edits.is_empty() {
            break;
        }
        apply(rewrite, document, edits);
    }
}

/// Where the author's place is now; `None` when it is gone.
pub(super) fn moved_to(
    rewrite: &Rewrite<'_>,
    document: &Value,
    author: &Pointer,
) -> Option<Pointer> {
    let places = rewrite.origins.rewritten(author);
    places.into_iter().find(|place| {
        document
            .pointer(place.as_str())
            .is_some_and(Value::is_object)
    })
}
