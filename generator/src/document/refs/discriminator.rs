//! Discriminators (OpenAPI 3.0.3, section 4.7.25): the values of `mapping` become pointers to
//! schemas that exist.

use serde_json::{Map, Value};

use crate::diagnostic::Code;
use crate::document::origin::MovedPlaces;
use crate::document::refs::edit::{Edit, Edits};
use crate::document::refs::moved_to;
use crate::document::refs::reference_graph::{ReferenceGraph, mapping_of};
use crate::document::refs::scope::{ReferenceScope, component_of};
use crate::document::rewrite::Rewrite;
use crate::document::value::Object;
use crate::document::walk::ObjectKind;
use crate::pointer::Pointer;

/// Returns the edits that turn the author's mappings into pointers.
pub(super) fn edits(rewrite: &mut Rewrite<'_>, document: &Value, links: &ReferenceGraph) -> Edits {
    let extra = rewrite.extra.clone();
    let scope = ReferenceScope::new(document, rewrite.rill, &extra);
    let mut edits = Edits::new();
    for at in &links.mappings {
        let Some(mapping) = at.find(document).and_then(mapping_of) else {
            continue;
        };
        let place = at.push("discriminator").push("mapping");
        let resolved = resolved(rewrite, &scope, at, mapping);
        if resolved != *mapping {
            edits.push((place, Edit::Replace(Value::Object(resolved))));
        }
    }
    edits
}

fn resolved(
    rewrite: &mut Rewrite<'_>,
    scope: &ReferenceScope<'_>,
    at: &Pointer,
    mapping: &Object,
) -> Object {
    let place = at.push("discriminator").push("mapping");
    let mut resolved = Map::new();
    for (value, target) in mapping {
        let found = target
            .as_str()
            .and_then(|target| meaning(scope, scope.document(), at, target));
        match found {
            Some(found) => {
                resolved.insert(value.clone(), Value::String(found.to_reference()));
            }
            // Taking in other files said why already.
            None if rewrite.cx.covers(&rewrite.origins.author(&place.push(value))) => {}
            None => rewrite.report(
                Code::DiscriminatorMapping,
                &place.push(value),
                format!("the value `{value}` is mapped to {target}, which names no schema; the entry is left out"),
                "map it to a schema that is there",
            ),
        }
    }
    resolved
}

/// The schema that a mapping names: by pointer, by the name of a component, or, where Rill lifted
/// the schemas but left the mapping as it was, by the end of a branch's name.
fn meaning(
    scope: &ReferenceScope<'_>,
    document: &Value,
    at: &Pointer,
    target: &str,
) -> Option<Pointer> {
    if !target.starts_with('#') {
        let component = Pointer::root()
            .push("components")
            .push("schemas")
            .push(target);
        let is_there = component.find(document).is_some_and(Value::is_object);
        return if is_there {
            Some(component)
        } else {
            scope.component_called(at, target)
        };
    }
    let exact = scope
        .resolve_exactly(ObjectKind::Schema, target)
        .ok()
        .map(|found| found.at);
    exact.or_else(|| branch(document, at, target)).or_else(|| {
        let found = scope.resolve(at, target).ok()?;
        (found.at != Pointer::root() && !found.is_guess).then_some(found.at)
    })
}

/// The branch whose component's name ends like the mapping, if there is just one.
fn branch(document: &Value, at: &Pointer, target: &str) -> Option<Pointer> {
    let wanted = Pointer::parse_fragment(target)?;
    let wanted = wanted.last()?;
    let schema = at.find(document)?;
    let lists = ["oneOf", "anyOf"]
        .iter()
        .filter_map(|key| schema.get(key)?.as_array());
    let mut named = lists.flatten().filter_map(|branch| {
        let pointer = Pointer::parse_fragment(branch.get("$ref")?.as_str()?)?;
        component_of(&pointer, "schemas")
            .is_some_and(|name| name.ends_with(wanted.as_ref()))
            .then_some(pointer)
    });
    match (named.next(), named.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// The mapping of one schema, pointing to where rewriting put what it names.
pub(super) fn relinked(places: &MovedPlaces<'_>, document: &Value, mapping: &Object) -> Object {
    let mut moved = mapping.clone();
    for target in moved.values_mut() {
        let old = target.as_str().and_then(Pointer::parse_fragment);
        if let Some(new) = old.and_then(|old| moved_to(places, document, &old)) {
            *target = Value::String(new.to_reference());
        }
    }
    moved
}
