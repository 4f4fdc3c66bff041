//! References: every `$ref` becomes a pointer from the top of the document to a place that
//! exists, or goes.
//!
//! In OpenAPI 3.0 a reference starts at the document. In JSON Schema it starts at the schema
//! around it, and Rill takes its authors' schemas into the document with most references as they
//! are. So what does not lead anywhere from the top is tried from each schema around it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::origin::Places;
use super::rewrite::Rewrite;
use super::scope::{Lost, Scope};
use super::walk::{Kind, Part, each_part};
use super::{discriminator, hoist, path_item};
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
        let extra = rewrite.extra.clone();
        let scope = Scope::new(document, rewrite.rill, &extra);
        let mut edits = Vec::new();
        each_part(document, &extra, &mut |part| {
            if reference_of(part.value).is_some()
                && let Some(edit) = edit(rewrite, &scope, part)
            {
                edits.push((part.at.pointer(), edit));
            }
        });
        apply(rewrite, document, edits);
        // A target outside the usual places can hold references of its own.
        if rewrite.extra.len() == extra.len() {
            break;
        }
    }
    break_circles(rewrite, document);
    discriminator::resolve(rewrite, document);
    hoist::hoist(rewrite, document);
    path_item::inline(rewrite, document);
}

fn edit(rewrite: &mut Rewrite<'_>, scope: &Scope<'_>, part: Part<'_, '_>) -> Option<Edit> {
    let reference = reference_of(part.value)?;
    let (kind, at) = (part.kind, &part.at.pointer());
    let found = if kind == Kind::Schema {
        scope.resolve(at, reference)
    } else {
        scope.resolve_exactly(kind, reference)
    };
    match found {
        Ok(found) => {
            if kind == Kind::Schema && !scope.is_schema(&found.at) {
                rewrite.add_extra(&found.at);
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
            Some(unlinked(part.kind, part.value))
        }
    }
}

/// What becomes of a part whose reference leads nowhere.
fn unlinked(kind: Kind, part: &Value) -> Edit {
    let has_more = part.as_object().is_some_and(|map| map.len() > 1);
    match kind {
        Kind::Schema | Kind::Document => Edit::Unlink,
        Kind::PathItem if has_more => Edit::Unlink,
        _ => Edit::Remove,
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
        // Taking in other files said why already.
        Lost::External if rewrite.cx.covers(&rewrite.origins.author(at)) => {}
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
                if let Some(Value::Object(map)) = at.find_mut(document) {
                    map.insert("$ref".to_owned(), Value::String(text));
                }
            }
            Edit::Unlink => {
                if let Some(Value::Object(map)) = at.find_mut(document) {
                    map.remove("$ref");
                }
            }
        }
    }
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

/// Unlinks references that lead back to themselves and so never reach anything.
fn break_circles(rewrite: &mut Rewrite<'_>, document: &mut Value) {
    let mut circular = Vec::new();
    // Places from which references are known to end.
    let mut ending = BTreeSet::new();
    each_part(document, &rewrite.extra, &mut |part| {
        let Some(first) = target(part.value) else {
            return;
        };
        let at = part.at.pointer();
        let mut seen = BTreeSet::new();
        let mut next = Some(first);
        let mut ends = true;
        while let Some(here) = next.filter(|here| !ending.contains(here)) {
            if here == at {
                circular.push((at, unlinked(part.kind, part.value)));
                ends = false;
                break;
            }
            next = here.find(document).and_then(target);
            if !seen.insert(here) {
                ends = false;
                break;
            }
        }
        if ends {
            ending.extend(seen);
        }
    });
    let mut edits = Vec::new();
    for (at, edit) in circular {
        let reference = at.find(document).and_then(reference_of);
        let reference = reference.unwrap_or_default();
        let (what, rest) = match edit {
            Edit::Remove => ("part", "it is left out"),
            _ => ("schema", "any value is taken"),
        };
        rewrite.report(
            Code::CircularReference,
            &at.push("$ref"),
            format!("`{reference}` leads back here and never to a {what}; {rest}"),
            format!("let one of the {what}s in the circle say what it is"),
        );
        edits.push((at, edit));
    }
    apply(rewrite, document, edits);
}

/// The `$ref` of a part.
fn reference_of(part: &Value) -> Option<&str> {
    part.get("$ref")?.as_str()
}

/// Where the `$ref` of a part leads.
pub(super) fn target(part: &Value) -> Option<Pointer> {
    Pointer::parse_fragment(reference_of(part)?)
}

/// Points references to where rewriting put what they name. Every `$ref` still has the author's
/// pointer when this starts.
pub(super) fn relink(rewrite: &mut Rewrite<'_>, document: &mut Value) {
    let places = rewrite.origins.places();
    let mut edits = Vec::new();
    each_part(document, &rewrite.extra, &mut |part| {
        if let Some(mapping) = discriminator::mapping_of(part.value) {
            let moved = discriminator::relinked(&places, document, mapping);
            if moved != *mapping {
                let place = part.at.pointer().push("discriminator").push("mapping");
                edits.push((place, Value::Object(moved)));
            }
        }
        if let Some(old) = target(part.value)
            && let Some(new) = moved_to(&places, document, &old).filter(|new| *new != old)
        {
            let place = part.at.pointer().push("$ref");
            edits.push((place, Value::String(new.to_reference())));
        }
    });
    for (at, new) in edits {
        if let Some(value) = at.find_mut(document) {
            *value = new;
        }
    }
    drop_dangling(rewrite, document);
}

/// Takes out references to what rewriting left out. What goes can be what others refer to.
pub(super) fn drop_dangling(rewrite: &mut Rewrite<'_>, document: &mut Value) {
    loop {
        let mut edits = Vec::new();
        let extra = rewrite.extra.clone();
        each_part(document, &extra, &mut |part| {
            let Some(target) = target(part.value) else {
                return;
            };
            if target.find(document).is_some_and(Value::is_object) {
                return;
            }
            let at = part.at.pointer();
            let place = at.push("$ref");
            report_lost(
                rewrite,
                part.kind,
                &place,
                &target.to_string(),
                &Lost::Dangling,
            );
            edits.push((at, unlinked(part.kind, part.value)));
        });
        if edits.is_empty() {
            break;
        }
        apply(rewrite, document, edits);
    }
}

/// Where the author's place is now; `None` when it is gone.
pub(super) fn moved_to(places: &Places<'_>, document: &Value, author: &Pointer) -> Option<Pointer> {
    places
        .rewritten(author)
        .into_iter()
        .find(|place| place.find(document).is_some_and(Value::is_object))
}
