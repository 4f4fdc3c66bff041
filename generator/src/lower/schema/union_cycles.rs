//! Unions that are variants of each other: one value would be tried by each in turn without end.
//!
//! Such unions take the same values, so each gets the variants of all of them in place of the
//! unions themselves.

use std::collections::BTreeSet;

use super::SchemaLowerer;
use crate::diagnostic::Code;
use crate::ir::{Api, Shape, Tagging, Type, TypeId, UnionDef, Variant};

impl SchemaLowerer<'_, '_> {
    /// Flattens unions that reach each other without passing through a value.
    pub(crate) fn flatten_union_cycles(&mut self) {
        let cyclic: Vec<TypeId> = self
            .api
            .type_ids()
            .filter(|id| reaches(&self.api, *id, *id))
            .collect();
        let flat: Vec<(TypeId, UnionDef)> = cyclic
            .iter()
            .filter_map(|id| Some((*id, flattened(&self.api, *id)?)))
            .collect();
        for (id, body) in flat {
            let shape = match body.variants.as_slice() {
                [] => {
                    let at = self.api.def(id).pointer.clone();
                    self.cx.report(
                        Code::CircularReference,
                        at.clone(),
                        "every alternative of this schema is the schema itself; any value is taken",
                        "say what the value is",
                    );
                    self.api.untyped.insert(at);
                    Shape::Alias(Type::Any)
                }
                [only] => Shape::Alias(only.ty.clone()),
                _ => Shape::Union(body),
            };
            self.fill(id, shape);
        }
    }
}

/// Returns the union that a variant is.
fn union_of<'a>(api: &'a Api, ty: &'a Type) -> Option<(TypeId, &'a UnionDef)> {
    let mut ty = api.resolve(ty);
    while let Type::Nullable(inner) = ty {
        ty = api.resolve(inner);
    }
    match ty {
        Type::Ref(id) => match &api.def(*id).shape {
            Shape::Union(body) => Some((*id, body)),
            _ => None,
        },
        _ => None,
    }
}

/// Returns `true` if a union has another among its variants, their variants, and so on.
fn reaches(api: &Api, from: TypeId, wanted: TypeId) -> bool {
    let mut open = vec![from];
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        let Shape::Union(body) = &api.def(id).shape else {
            continue;
        };
        for (inner, _) in body
            .variants
            .iter()
            .filter_map(|variant| union_of(api, &variant.ty))
        {
            if inner == wanted {
                return true;
            }
            if seen.insert(inner) {
                open.push(inner);
            }
        }
    }
    false
}

/// Returns a union with the variants of those that lead back to it in their place.
fn flattened(api: &Api, id: TypeId) -> Option<UnionDef> {
    let Shape::Union(body) = &api.def(id).shape else {
        return None;
    };
    let mut flat = UnionDef {
        variants: Vec::new(),
        ..body.clone()
    };
    add_variants(api, id, body, &mut BTreeSet::from([id]), &mut flat);
    if flat.tagging == Tagging::Shape {
        flat.variants
            .iter_mut()
            .for_each(|variant| variant.tags.clear());
    }
    Some(flat)
}

fn add_variants(
    api: &Api,
    whole: TypeId,
    body: &UnionDef,
    seen: &mut BTreeSet<TypeId>,
    flat: &mut UnionDef,
) {
    if body.tagging != flat.tagging {
        flat.tagging = Tagging::Shape;
    }
    flat.is_open &= body.is_open;
    for variant in &body.variants {
        match union_of(api, &variant.ty) {
            Some((inner, inside)) if inner == whole || reaches(api, inner, whole) => {
                if seen.insert(inner) {
                    add_variants(api, whole, inside, seen, flat);
                }
            }
            _ => add_variant(variant, flat),
        }
    }
}

fn add_variant(variant: &Variant, flat: &mut UnionDef) {
    match flat
        .variants
        .iter_mut()
        .find(|known| known.ty == variant.ty)
    {
        Some(known) => known.tags.extend(variant.tags.iter().cloned()),
        None => flat.variants.push(variant.clone()),
    }
}
