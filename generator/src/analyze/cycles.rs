//! Which edges need a `Box`: those that lead back to a type that is being laid out.

use std::collections::BTreeSet;

use crate::ir::{Api, Shape, Type, TypeId};

/// Edges that close a cycle of types held by value. Lists and maps hold their elements behind a
/// pointer already.
pub(super) fn boxed(api: &Api) -> BTreeSet<(TypeId, usize)> {
    let mut search = Search {
        api,
        state: vec![State::New; api.types.len()],
        boxed: BTreeSet::new(),
    };
    for id in api.type_ids() {
        search.visit(id);
    }
    search.boxed
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}

struct Search<'a> {
    api: &'a Api,
    state: Vec<State>,
    boxed: BTreeSet<(TypeId, usize)>,
}

impl Search<'_> {
    fn visit(&mut self, id: TypeId) {
        if self.state[id.0] != State::New {
            return;
        }
        self.state[id.0] = State::Open;
        let api = self.api;
        for (index, part) in api.def(id).shape.parts().into_iter().enumerate() {
            for target in held(api, part) {
                self.visit(target);
                if self.state[target.0] == State::Open {
                    self.boxed.insert((id, index));
                }
            }
        }
        self.state[id.0] = State::Done;
    }
}

/// Types that a value of this type holds in place.
fn held(api: &Api, ty: &Type) -> Vec<TypeId> {
    match ty {
        Type::Ref(id) => match &api.def(*id).shape {
            // An alias is its target; it cannot be part of a cycle itself.
            Shape::Alias(target) => held(api, target),
            _ => vec![*id],
        },
        Type::Nullable(inner) => held(api, inner),
        Type::Tuple(items) => items.iter().flat_map(|item| held(api, item)).collect(),
        Type::List(_) | Type::Map(_) | Type::KeyedMap(..) | Type::Scalar(_) | Type::Any => {
            Vec::new()
        }
    }
}
