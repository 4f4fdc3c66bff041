//! Equal inline enums are one type: documents write `enum: [asc, desc]` wherever it applies.

use std::collections::BTreeMap;

use super::Lowering;
use crate::ir::{Docs, EnumValue, InlineUse, PathStep, Shape, TypeId, TypeOrigin};

impl Lowering<'_, '_> {
    /// Makes the first of equal inline enums the type of all their places. Returns the type that stands for each of the
    /// others.
    pub(super) fn unify_enums(&mut self) -> BTreeMap<TypeId, TypeId> {
        let mut groups: BTreeMap<(Vec<EnumValue>, bool), Vec<TypeId>> = BTreeMap::new();
        for id in self.api.type_ids() {
            let def = self.api.def(id);
            if let (Shape::Enum(body), TypeOrigin::Within { steps, .. }) = (&def.shape, &def.origin)
                // Two variants of one union may be equal.
                && !matches!(steps.last(), Some(PathStep::Variant(_)))
            {
                let key = (body.values.clone(), def.docs.deprecated);
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
            let places = ids.iter().filter_map(|id| self.place_of(*id)).collect();
            let docs = self.common_docs(&ids);
            let kept = &mut self.api.types[first.0];
            kept.origin = TypeOrigin::Shared(places);
            kept.docs = docs;
            instead.extend(others.iter().map(|other| (*other, *first)));
        }
        instead
    }

    fn place_of(&self, id: TypeId) -> Option<InlineUse> {
        let def = self.api.def(id);
        match &def.origin {
            TypeOrigin::Within { parent, steps } => Some(InlineUse {
                pointer: def.pointer.clone(),
                parent: *parent,
                steps: steps.clone(),
            }),
            _ => None,
        }
    }

    /// The docs of equal types; where they say different things, each place says its own.
    fn common_docs(&self, ids: &[TypeId]) -> Docs {
        let mut docs = ids.iter().map(|id| &self.api.def(*id).docs);
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
}
