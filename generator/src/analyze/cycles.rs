//! Edges that need a `Box`: those that lead back to a type that is being laid out, and those to
//! very large types.

use std::collections::BTreeSet;

use crate::ir::{Api, Shape, StructRole, Type, TypeId};

/// The number of bytes beyond which a type is boxed: documents that nest their resources in each
/// other would else have values of half a megabyte, too large for the stack.
const LARGE: usize = 4096;

/// The size of a JSON value, and of a JSON object, whose keys have an order.
const JSON: usize = 72;

/// The size of a pointer.
const POINTER: usize = 8;

/// Returns the boxed edges, and the approximate size of each type.
pub(super) fn boxing(api: &Api) -> (BTreeSet<(TypeId, usize)>, Vec<usize>) {
    let mut search = BoxingSearch {
        api,
        state: vec![VisitState::New; api.types.len()],
        boxed: BTreeSet::new(),
        sizes: vec![POINTER; api.types.len()],
    };
    for id in api.type_ids() {
        search.visit(id);
    }
    (search.boxed, search.sizes)
}

/// Returns the approximate size of a type in bytes, from the sizes of the named types.
pub(crate) fn size(api: &Api, sizes: &[usize], ty: &Type) -> usize {
    match api.resolve(ty) {
        Type::Ref(id) => sizes[id.0],
        Type::Nullable(inner) => 8 + size(api, sizes, inner),
        Type::JsonText(inner) => size(api, sizes, inner),
        Type::Tuple(items, _) => items.iter().map(|item| size(api, sizes, item)).sum(),
        Type::Map(value) if **value == Type::Any => JSON,
        Type::Scalar(_) | Type::List(_) | Type::Map(_) | Type::KeyedMap(..) => 24,
        Type::Any => JSON,
    }
}

#[derive(Clone, Copy, PartialEq)]
enum VisitState {
    New,
    Open,
    Done,
}

struct BoxingSearch<'a> {
    api: &'a Api,
    state: Vec<VisitState>,
    /// Edges that close a cycle of types held by value, or lead to a large type. Lists and maps
    /// hold their elements behind a pointer already.
    boxed: BTreeSet<(TypeId, usize)>,
    /// Sizes in bytes on a 64-bit machine, rather too large than too small.
    sizes: Vec<usize>,
}

impl BoxingSearch<'_> {
    fn visit(&mut self, id: TypeId) {
        if self.state[id.0] != VisitState::New {
            return;
        }
        self.state[id.0] = VisitState::Open;
        let api = self.api;
        for (index, part) in api.def(id).shape.parts().into_iter().enumerate() {
            for target in in_place(api, part) {
                self.visit(target);
                if self.state[target.0] == VisitState::Open {
                    self.boxed.insert((id, index));
                }
            }
        }
        self.sizes[id.0] = self.lay_out(id);
        self.state[id.0] = VisitState::Done;
    }

    /// Returns the size of a type whose parts are known, or behind a pointer.
    fn lay_out(&mut self, id: TypeId) -> usize {
        let shape = &self.api.def(id).shape;
        // Only JSON values may have a box around any of their parts.
        let may_box = match shape {
            Shape::Struct(body) => body.role == StructRole::Plain,
            Shape::Union(_) => true,
            Shape::Enum(_) | Shape::ContentEnum(_) | Shape::Alias(_) | Shape::Newtype(_) => false,
        };
        let mut parts = Vec::new();
        for (index, part) in shape.parts().into_iter().enumerate() {
            let size = size(self.api, &self.sizes, part);
            if may_box && size > LARGE {
                self.boxed.insert((id, index));
            }
            let is_boxed = self.boxed.contains(&(id, index));
            parts.push(if is_boxed { POINTER } else { size });
        }
        match shape {
            Shape::Struct(_) => parts.iter().map(|size| 8 + size).sum(),
            Shape::Union(_) | Shape::ContentEnum(_) => {
                8 + parts.into_iter().max().unwrap_or_default()
            }
            Shape::Alias(_) | Shape::Newtype(_) => parts.into_iter().sum(),
            Shape::Enum(_) => 24,
        }
    }
}

/// Returns the types that a value of this type holds by value.
fn in_place(api: &Api, ty: &Type) -> Vec<TypeId> {
    match ty {
        Type::Ref(id) => match &api.def(*id).shape {
            // An alias is its target; it cannot be part of a cycle itself.
            Shape::Alias(target) => in_place(api, target),
            _ => vec![*id],
        },
        Type::Nullable(inner) | Type::JsonText(inner) => in_place(api, inner),
        Type::Tuple(items, _) => items.iter().flat_map(|item| in_place(api, item)).collect(),
        Type::List(_) | Type::Map(_) | Type::KeyedMap(..) | Type::Scalar(_) | Type::Any => {
            Vec::new()
        }
    }
}
