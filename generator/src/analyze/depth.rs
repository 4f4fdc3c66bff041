//! The nesting of the types of a crate, for the compiler's recursion limit.
//!
//! The compiler follows a type through all of its parts to decide if it is `Send`, and gives up at
//! 128 steps unless the crate raises the limit.

use crate::ir::{Api, Type, TypeId};

/// Returns the longest path from a type to one inside it, in the compiler's steps.
pub(super) fn depth(api: &Api) -> usize {
    let mut search = DepthSearch {
        api,
        known: vec![None; api.types.len()],
    };
    api.type_ids().map(|id| search.of_id(id)).max().unwrap_or(0)
}

struct DepthSearch<'a> {
    api: &'a Api,
    known: Vec<Option<usize>>,
}

impl DepthSearch<'_> {
    fn of_id(&mut self, id: TypeId) -> usize {
        if let Some(known) = self.known[id.0] {
            return known;
        }
        // The compiler does not follow a type into itself.
        self.known[id.0] = Some(0);
        let parts = self.api.def(id).shape.parts().into_iter();
        let inside = parts.map(|part| self.of(part) + 1).max();
        let depth = inside.unwrap_or(0) + 1;
        self.known[id.0] = Some(depth);
        depth
    }

    /// Counts as many steps for each container as the standard library takes to hold its elements.
    fn of(&mut self, ty: &Type) -> usize {
        match ty {
            Type::Ref(id) => self.of_id(*id),
            Type::List(inner) => 4 + self.of(inner),
            Type::Map(inner) | Type::KeyedMap(_, inner) => 8 + self.of(inner),
            Type::Nullable(inner) | Type::JsonText(inner) => 1 + self.of(inner),
            Type::Tuple(items, _) => 1 + items.iter().map(|item| self.of(item)).max().unwrap_or(0),
            Type::Scalar(_) => 4,
            Type::Any => 16,
        }
    }
}
