//! How deep a value of a type has to nest at least, so that examples end.

use super::settle::settle;
use crate::ir::{Api, Shape, StructRole, Type, TypeId};

/// The least nesting of each type; none for a type that requires itself and so has no finite value.
pub(super) fn heights(api: &Api) -> Vec<Option<usize>> {
    let mut heights = vec![None; api.types.len()];
    settle(api, &mut heights, |heights, id| height(api, heights, id));
    heights
}

fn height(api: &Api, heights: &[Option<usize>], id: TypeId) -> Option<usize> {
    let inside = match &api.def(id).shape {
        Shape::Enum(_) => Some(0),
        Shape::Struct(body) if body.role == StructRole::Row => Some(0),
        Shape::Struct(body) => {
            let given = body.fields.iter().filter(|field| api.must_be_given(field));
            given
                .map(|field| of(heights, &field.ty))
                .try_fold(0, |most, next| Some(most.max(next?)))
        }
        Shape::Union(body) => body
            .variants
            .iter()
            .filter_map(|variant| of(heights, &variant.ty))
            .min(),
        Shape::Choice(body) => body
            .cases
            .iter()
            .filter_map(|(_, content)| content.ty().map_or(Some(0), |ty| of(heights, ty)))
            .min(),
        Shape::Alias(target) | Shape::Newtype(target) => of(heights, target),
    };
    inside.map(|height| height + 1)
}

/// The least nesting of a value of a type.
pub(crate) fn of(heights: &[Option<usize>], ty: &Type) -> Option<usize> {
    match ty {
        Type::Ref(id) => heights[id.0],
        Type::Tuple(items) => items
            .iter()
            .map(|item| of(heights, item))
            .try_fold(0, |most, next| Some(most.max(next?))),
        // An empty one, and null, need nothing.
        Type::List(_)
        | Type::Map(_)
        | Type::KeyedMap(..)
        | Type::Nullable(_)
        | Type::Scalar(_)
        | Type::Any => Some(0),
    }
}
