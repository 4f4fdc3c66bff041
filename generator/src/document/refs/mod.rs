//! References: every `$ref` becomes a pointer from the top of the document to a place that
//! exists, or goes.
//!
//! In OpenAPI 3.0 a reference starts at the document. In JSON Schema it starts at the schema
//! around it, and Rill takes its authors' schemas into the document with most references as they
//! are. So what does not lead anywhere from the top is tried from each schema around it.
//!
//! In most documents every reference is as it should be, so what leads where is listed once and
//! anew only after a change.

pub(super) mod addresses;
mod branches;
mod components;
mod discriminator;
mod dynamic;
pub(super) mod edit;
pub(super) mod own;
mod path_item;
pub(super) mod reference_graph;
pub(super) mod scope;

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use self::edit::{Edit, Edits, apply, unlinked};
use self::reference_graph::{Reference, ReferenceGraph, mapping_of, reference_of};
use self::scope::{ReferenceScope, UnresolvedReference};
use crate::diagnostic::Code;
use crate::document::origin::MovedPlaces;
use crate::document::rewrite::Rewrite;
use crate::document::walk::ObjectKind;
use crate::pointer::Pointer;

/// Resolves every reference of the author's document. Nothing may have moved yet.
pub(super) fn resolve(rewrite: &mut Rewrite<'_>, document: &mut Value) {
    dynamic::mark(rewrite, document);
    let mut links = ReferenceGraph::of(document, &rewrite.extra);
    loop {
        let known = rewrite.extra.len();
        let edits = pointing(rewrite, document, &links);
        // A target outside the usual places can hold references of its own.
        let has_more = rewrite.extra.len() > known;
        change(rewrite, document, &mut links, edits);
        if !has_more {
            break;
        }
        links = ReferenceGraph::of(document, &rewrite.extra);
    }
    if dynamic::copy_generics(rewrite, document) {
        rewrite.origins.begin_stage();
        links = ReferenceGraph::of(document, &rewrite.extra);
    }
    let edits = circles(rewrite, document, &links);
    change(rewrite, document, &mut links, edits);
    let edits = branches::edits(rewrite, document, &links);
    change(rewrite, document, &mut links, edits);
    // Where a mapping leads is no link of its own.
    let edits = discriminator::edits(rewrite, document, &links);
    apply(rewrite, document, edits);
    let plan = components::ComponentPlan::of(document, &links);
    if !plan.is_empty() {
        plan.carry_out(rewrite, document);
        links = ReferenceGraph::of(document, &rewrite.extra);
    }
    path_item::inline(rewrite, document, &links);
}

fn change(
    rewrite: &mut Rewrite<'_>,
    document: &mut Value,
    links: &mut ReferenceGraph,
    edits: Edits,
) {
    if !edits.is_empty() {
        apply(rewrite, document, edits);
        *links = ReferenceGraph::of(document, &rewrite.extra);
    }
}

/// Returns the edits that point references to their targets, and unlink those that have none.
fn pointing(rewrite: &mut Rewrite<'_>, document: &Value, links: &ReferenceGraph) -> Edits {
    let extra = rewrite.extra.clone();
    let scope = ReferenceScope::new(document, rewrite.rill, &extra);
    // One that is written as it should be from the top means the same wherever it stands.
    let mut settled = HashSet::new();
    let mut edits = Edits::new();
    for link in &links.references {
        let known = (link.kind, link.text.as_str());
        if settled.contains(&known) {
            continue;
        }
        match pointed(rewrite, &scope, link) {
            Some(edit) => edits.push((link.at.clone(), edit)),
            None => {
                settled.insert(known);
            }
        }
    }
    edits
}

fn pointed(
    rewrite: &mut Rewrite<'_>,
    scope: &ReferenceScope<'_>,
    link: &Reference,
) -> Option<Edit> {
    let (kind, at, reference) = (link.kind, &link.at, link.text.as_str());
    let found = if kind == ObjectKind::Schema {
        scope.resolve(at, reference)
    } else {
        scope.resolve_exactly(kind, reference)
    };
    match found {
        Ok(found) => {
            if kind == ObjectKind::Schema && !scope.is_schema(&found.at) {
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
            Some(unlinked(kind, at.find(scope.document())))
        }
    }
}

/// Reports the reference of a part that leads nowhere.
fn report_lost(
    rewrite: &mut Rewrite<'_>,
    kind: ObjectKind,
    at: &Pointer,
    reference: &str,
    lost: &UnresolvedReference,
) {
    let rest = if kind == ObjectKind::Schema {
        "any value is taken"
    } else {
        "it is left out"
    };
    match lost {
        UnresolvedReference::Dangling => rewrite.report(
            Code::DanglingReference,
            at,
            format!("`{reference}` names nothing in the document; {rest}"),
            "refer to a schema that is there",
        ),
        // Taking in other files said why already.
        UnresolvedReference::External if rewrite.cx.covers(&rewrite.origins.author(at)) => {}
        UnresolvedReference::External => rewrite.report(
            Code::ExternalReference,
            at,
            format!("`{reference}` is outside the document and nothing is fetched; {rest}"),
            "copy what it names into the document",
        ),
    }
}

/// Returns the edits that unlink references in circles, which never reach a part.
fn circles(rewrite: &mut Rewrite<'_>, document: &Value, links: &ReferenceGraph) -> Edits {
    // References that are known to end.
    let mut ending: HashSet<&str> = HashSet::new();
    let mut edits = Edits::new();
    for link in &links.references {
        let mut seen = HashSet::new();
        let mut next = Some(link.text.as_str());
        let mut ends = true;
        while let Some(reference) = next.filter(|reference| !ending.contains(reference)) {
            let Some(here) = Pointer::parse_fragment(reference) else {
                break;
            };
            if here == link.at {
                let edit = unlinked(link.kind, here.find(document));
                report_circle(rewrite, link, &edit);
                edits.push((here, edit));
                ends = false;
                break;
            }
            next = here.find(document).and_then(reference_of);
            if !seen.insert(reference) {
                ends = false;
                break;
            }
        }
        if ends {
            ending.extend(seen);
        }
    }
    edits
}

fn report_circle(rewrite: &mut Rewrite<'_>, link: &Reference, edit: &Edit) {
    let (what, rest) = match edit {
        Edit::Remove => ("part", "it is left out"),
        _ => ("schema", "any value is taken"),
    };
    rewrite.report(
        Code::CircularReference,
        &link.at.push("$ref"),
        format!(
            "`{}` leads back here and never to a {what}; {rest}",
            link.text
        ),
        format!("let one of the {what}s in the circle say what it is"),
    );
}

/// Points references to where rewriting put what they name, and lists what leads where then.
/// Every `$ref` still has the author's pointer when this starts.
pub(super) fn relink(rewrite: &mut Rewrite<'_>, document: &mut Value) -> ReferenceGraph {
    let mut links = ReferenceGraph::of(document, &rewrite.extra);
    let edits = following(rewrite, document, &links);
    change(rewrite, document, &mut links, edits);
    drop_dangling(rewrite, document, links)
}

/// Returns the edits that make references follow the parts that moved.
fn following(rewrite: &Rewrite<'_>, document: &Value, links: &ReferenceGraph) -> Edits {
    let places = rewrite.origins.places();
    let mut edits = Edits::new();
    for at in &links.mappings {
        let Some(mapping) = at.find(document).and_then(mapping_of) else {
            continue;
        };
        let moved = discriminator::relinked(&places, document, mapping);
        if moved != *mapping {
            let place = at.push("discriminator").push("mapping");
            edits.push((place, Edit::Replace(Value::Object(moved))));
        }
    }
    let mut known: HashMap<&str, Option<String>> = HashMap::new();
    for link in &links.references {
        let moved = known.entry(&link.text).or_insert_with(|| {
            let old = link.target()?;
            let new = moved_to(&places, document, &old)?;
            (new != old).then(|| new.to_reference())
        });
        if let Some(new) = moved {
            edits.push((link.at.clone(), Edit::Point(new.clone())));
        }
    }
    edits
}

/// Takes out references to what rewriting left out. What goes can be what others refer to.
pub(super) fn drop_dangling(
    rewrite: &mut Rewrite<'_>,
    document: &mut Value,
    mut links: ReferenceGraph,
) -> ReferenceGraph {
    loop {
        let edits = dangling(rewrite, document, &links);
        if edits.is_empty() {
            return links;
        }
        change(rewrite, document, &mut links, edits);
    }
}

fn dangling(rewrite: &mut Rewrite<'_>, document: &Value, links: &ReferenceGraph) -> Edits {
    let mut known: HashMap<&str, bool> = HashMap::new();
    let mut edits = Edits::new();
    for link in &links.references {
        let is_there = known.entry(&link.text).or_insert_with(|| {
            let target = link.target();
            target.is_none_or(|target| target.find(document).is_some_and(Value::is_object))
        });
        if !*is_there {
            let target = link.target().unwrap_or_default().to_string();
            let place = link.at.push("$ref");
            report_lost(
                rewrite,
                link.kind,
                &place,
                &target,
                &UnresolvedReference::Dangling,
            );
            edits.push((link.at.clone(), unlinked(link.kind, link.at.find(document))));
        }
    }
    edits
}

/// Returns the present place of an author's place; `None` when it is gone.
pub(super) fn moved_to(
    places: &MovedPlaces<'_>,
    document: &Value,
    author: &Pointer,
) -> Option<Pointer> {
    places
        .rewritten(author)
        .into_iter()
        .find(|place| place.find(document).is_some_and(Value::is_object))
}
