//! Traits that a type can derive beside those that every type derives.

use std::collections::BTreeSet;

use super::fixpoint::fixpoint;
use crate::ir::{Api, Content, Scalar, Shape, StructRole, Type, TypeId};

/// Traits that a type can derive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Derives {
    /// `Eq` and `Hash`: no floats and no arbitrary JSON inside.
    pub eq_hash: bool,
    /// `Copy`: nothing on the heap inside.
    pub copy: bool,
    /// `Default`: nothing has to be given.
    pub default: bool,
}

/// Starts from all traits and removes those that a part lacks, until nothing changes; so recursive
/// types end.
pub(super) fn derives(api: &Api, boxed: &BTreeSet<(TypeId, usize)>) -> Vec<Derives> {
    let mut table: Vec<Derives> = api.types.iter().map(|def| start(api, &def.shape)).collect();
    fixpoint(api, &mut table, |table, id| without(api, table, boxed, id));
    table
}

/// Returns the types that are the keys of maps, and so need an order.
pub(super) fn keys(api: &Api) -> BTreeSet<TypeId> {
    fn within(api: &Api, ty: &Type, found: &mut BTreeSet<TypeId>) {
        if let Type::KeyedMap(key, _) = ty
            && let Type::Ref(id) = api.resolve(key)
        {
            found.insert(*id);
        }
        ty.children().for_each(|child| within(api, child, found));
    }
    let mut found = BTreeSet::new();
    for def in &api.types {
        for part in def.shape.parts() {
            within(api, part, &mut found);
        }
    }
    for ty in api.response_contents().filter_map(Content::ty) {
        within(api, ty, &mut found);
    }
    found
}

fn start(api: &Api, shape: &Shape) -> Derives {
    match shape {
        // A value that is not listed is kept as text.
        Shape::Enum(body) => Derives {
            eq_hash: body.is_text() || body.is_integer(),
            copy: body.is_integer(),
            default: false,
        },
        Shape::Union(body) => Derives {
            eq_hash: true,
            copy: !body.is_open,
            default: false,
        },
        // A stream that is still being read has none of them.
        Shape::ContentEnum(_) => Derives {
            eq_hash: false,
            copy: false,
            default: false,
        },
        Shape::Struct(body) => Derives {
            eq_hash: true,
            copy: true,
            default: body.role == StructRole::Row
                || !body.fields.iter().any(|field| api.must_be_given(field)),
        },
        Shape::Alias(_) | Shape::Newtype(_) => Derives {
            eq_hash: true,
            copy: true,
            default: true,
        },
    }
}

fn without(api: &Api, table: &[Derives], boxed: &BTreeSet<(TypeId, usize)>, id: TypeId) -> Derives {
    let mut derives = table[id.0];
    let shape = &api.def(id).shape;
    for (index, part) in shape.parts().into_iter().enumerate() {
        derives.eq_hash &= eq_hash(table, part);
        derives.copy &= copy(table, part) && !boxed.contains(&(id, index));
    }
    if matches!(shape, Shape::Struct(body) if body.extra.is_some()) {
        derives.copy = false;
    }
    if let Shape::Alias(target) | Shape::Newtype(target) = shape {
        derives.default &= defaults(table, target);
    }
    derives
}

fn eq_hash(table: &[Derives], ty: &Type) -> bool {
    match ty {
        Type::Ref(id) => table[id.0].eq_hash,
        Type::Scalar(scalar) => !matches!(
            scalar,
            Scalar::Float
                | Scalar::DecimalNumber(Some(_))
                | Scalar::File
                | Scalar::Part
                | Scalar::External(_)
        ),
        Type::List(inner)
        | Type::Map(inner)
        | Type::KeyedMap(_, inner)
        | Type::Nullable(inner)
        | Type::JsonText(inner) => eq_hash(table, inner),
        Type::Tuple(items, _) => items.iter().all(|item| eq_hash(table, item)),
        Type::Any => false,
    }
}

fn copy(table: &[Derives], ty: &Type) -> bool {
    match ty {
        Type::Ref(id) => table[id.0].copy,
        Type::Scalar(Scalar::Formatted(format)) => format.entry().is_copy,
        Type::Scalar(scalar) => !matches!(
            scalar,
            Scalar::Text
                | Scalar::DecimalNumber(_)
                | Scalar::File
                | Scalar::Part
                | Scalar::External(_)
        ),
        Type::Nullable(inner) | Type::JsonText(inner) => copy(table, inner),
        Type::Tuple(items, _) => items.iter().all(|item| copy(table, item)),
        Type::List(_) | Type::Map(_) | Type::KeyedMap(..) | Type::Any => false,
    }
}

fn defaults(table: &[Derives], ty: &Type) -> bool {
    match ty {
        Type::Ref(id) => table[id.0].default,
        Type::Tuple(items, _) => items.iter().all(|item| defaults(table, item)),
        _ => true,
    }
}
