//! Equal inline enums as one type: documents repeat `enum: [asc, desc]` in many locations.
//!
//! Equal inline structs stay types of their own. An enum is told by its values, which seldom change; a struct gains a
//! property in one place and not in the other, and then every caller of both would meet another name. What is one type
//! is for the document to say, as a component.

use std::collections::BTreeMap;

use crate::ir::{Api, Docs, EnumLabel, EnumValue, InlineUse, PathStep, Shape, TypeId, TypeOrigin};

/// Makes the first of equal inline enums the type of all their locations. Returns the type that
/// replaces each of the others.
pub(super) fn unify_enums(api: &mut Api) -> BTreeMap<TypeId, TypeId> {
    let mut groups: BTreeMap<(Vec<EnumValue>, Vec<EnumLabel>, bool), Vec<TypeId>> = BTreeMap::new();
    for id in api.type_ids() {
        let def = api.def(id);
        if let (Shape::Enum(body), TypeOrigin::Within { steps, .. }) = (&def.shape, &def.origin)
            // Two variants of one union may be equal.
            && !matches!(steps.last(), Some(PathStep::Variant(_)))
        {
            let key = (
                body.values.clone(),
                body.labels.clone(),
                def.docs.deprecated,
            );
            groups.entry(key).or_default().push(id);
        }
    }
    let mut instead = BTreeMap::new();
    for ids in groups.into_values() {
        let [first, others @ ..] = ids.as_slice() else {
            continue;
        };
        if others.is_empty() {
            continue;
        }
        let places = ids.iter().filter_map(|id| place_of(api, *id)).collect();
        let docs = common_docs(api, &ids);
        let kept = &mut api.types[first.0];
        kept.origin = TypeOrigin::Shared(places);
        kept.docs = docs;
        instead.extend(others.iter().map(|other| (*other, *first)));
    }
    instead
}

fn place_of(api: &Api, id: TypeId) -> Option<InlineUse> {
    let def = api.def(id);
    match &def.origin {
        TypeOrigin::Within { parent, steps } => Some(InlineUse {
            pointer: def.pointer.clone(),
            parent: *parent,
            steps: steps.clone(),
        }),
        _ => None,
    }
}

/// Returns the docs of equal types; if these differ, each location documents itself.
fn common_docs(api: &Api, ids: &[TypeId]) -> Docs {
    let mut docs = ids.iter().map(|id| &api.def(*id).docs);
    let Some(first) = docs.next() else {
        return Docs::default();
    };
    if docs.all(|other| other == first) {
        return first.clone();
    }
    Docs {
        deprecated: first.deprecated,
        ..Docs::default()
    }
}
