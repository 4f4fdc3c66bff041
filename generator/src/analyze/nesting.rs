//! The minimal nesting of a value of each type, so that examples end.

use super::fixpoint::fixpoint;
use crate::ir::{Api, Shape, StructRole, Type, TypeId};

/// Returns the minimal nesting of each type; none for a type that requires itself and so has no
/// finite value.
pub(super) fn min_nesting(api: &Api) -> Vec<Option<usize>> {
    let mut min_nesting = vec![None; api.types.len()];
    fixpoint(api, &mut min_nesting, |min_nesting, id| {
        height(api, min_nesting, id)
    });
    min_nesting
}

fn height(api: &Api, min_nesting: &[Option<usize>], id: TypeId) -> Option<usize> {
    let inside = match &api.def(id).shape {
        Shape::Enum(_) => Some(0),
        Shape::Struct(body) if body.role == StructRole::Row => Some(0),
        Shape::Struct(body) => {
            let given = body.fields.iter().filter(|field| api.must_be_given(field));
            given
                .map(|field| of_type(min_nesting, &field.ty))
                .try_fold(0, |most, next| Some(most.max(next?)))
        }
        Shape::Union(body) => body
            .variants
            .iter()
            .filter_map(|variant| of_type(min_nesting, &variant.ty))
            .min(),
        Shape::ContentEnum(body) => body
            .cases
            .iter()
            .filter_map(|(_, content)| content.ty().map_or(Some(0), |ty| of_type(min_nesting, ty)))
            .min(),
        Shape::Alias(target) | Shape::Newtype(target) => of_type(min_nesting, target),
    };
    inside.map(|height| height + 1)
}

/// Returns the minimal nesting of a value of a type.
pub(crate) fn of_type(min_nesting: &[Option<usize>], ty: &Type) -> Option<usize> {
    match ty {
        Type::Ref(id) => min_nesting[id.0],
        Type::JsonText(inner) => of_type(min_nesting, inner),
        Type::Tuple(items, _) => items
            .iter()
            .map(|item| of_type(min_nesting, item))
            .try_fold(0, |most, next| Some(most.max(next?))),
        // An empty list or map, and null, nest nothing.
        Type::List(_)
        | Type::Map(_)
        | Type::KeyedMap(..)
        | Type::Nullable(_)
        | Type::Scalar(_)
        | Type::Any => Some(0),
    }
}
