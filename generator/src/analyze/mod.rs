//! Facts about the model that nobody wrote down: side tables by id.

mod cycles;
mod derives;
mod usage;

use std::collections::BTreeSet;

use crate::ir::{Api, Shape, Type, TypeId};

pub use derives::Derives;
pub use usage::Usage;

/// What the later stages need to know of each type.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Edges from a type to a type inside it, by the place of the field or variant, that are
    /// boxed since they close a cycle.
    pub boxed: BTreeSet<(TypeId, usize)>,
    /// What each type can derive.
    pub derives: Vec<Derives>,
    /// Whether values of a type are sent or received.
    pub usage: Vec<Usage>,
}

/// Computes all facts.
pub fn analyze(api: &Api) -> Facts {
    let boxed = cycles::boxed(api);
    let derives = derives::derives(api, &boxed);
    Facts { boxed, derives, usage: usage::usage(api) }
}

/// The types of a definition's parts, in the order of its fields or variants.
pub(crate) fn parts(shape: &Shape) -> Vec<&Type> {
    match shape {
        Shape::Struct(body) => body.fields.iter().map(|field| &field.ty).chain(&body.extra).collect(),
        Shape::Union(body) => body.variants.iter().map(|variant| &variant.ty).collect(),
        Shape::Alias(target) | Shape::Newtype(target) => vec![target],
        Shape::Enum(_) => Vec::new(),
    }
}
