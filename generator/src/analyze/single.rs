//! Requests that require exactly one input.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Field, Scalar, StructRole, Type, TypeId};

/// Finds the requests of operations that require exactly one input, and the index of its field.
pub(super) fn single_inputs(
    api: &Api,
    boxed: &BTreeSet<(TypeId, usize)>,
    min_nesting: &[Option<usize>],
) -> BTreeMap<TypeId, usize> {
    let requests: BTreeSet<TypeId> = api
        .operations
        .iter()
        .filter_map(|one| one.request)
        .collect();
    let finite = requests
        .into_iter()
        .filter(|id| min_nesting[id.0].is_some());
    finite
        .filter_map(|id| Some((id, single_input(api, boxed, id)?)))
        .collect()
}

fn single_input(api: &Api, boxed: &BTreeSet<(TypeId, usize)>, id: TypeId) -> Option<usize> {
    let body = api.def(id).shape.as_struct()?;
    if body.role == StructRole::Row {
        return None;
    }
    let is_required = |(_, field): &(usize, &Field)| api.must_be_given(field);
    let mut required = body.fields.iter().enumerate().filter(is_required);
    let (index, field) = required.next()?;
    let is_single = required.next().is_none() && !boxed.contains(&(id, index));
    (is_single && is_input(api, &field.ty, id)).then_some(index)
}

/// Returns `true` if a value of the type can stand for a request: it carries information, and is
/// not the request itself.
fn is_input(api: &Api, ty: &Type, request: TypeId) -> bool {
    match api.resolve(ty) {
        Type::Ref(id) => *id != request,
        Type::Scalar(scalar) => *scalar != Scalar::Null,
        Type::Nullable(_) => false,
        Type::List(_)
        | Type::Map(_)
        | Type::KeyedMap(..)
        | Type::Tuple(..)
        | Type::JsonText(_)
        | Type::Any => true,
    }
}
