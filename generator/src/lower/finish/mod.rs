//! Passes over the whole model, once every operation is lowered.

mod access;
mod order;
mod prune;
mod tags;
mod unify;

use std::collections::BTreeSet;

use crate::document::Document;
use crate::ir::{Api, TypeId};

/// Completes the model: requirements by direction, the document's order, equal enums as one type,
/// and no type that turned out to be another.
pub(super) fn finish(
    api: &mut Api,
    document: &Document,
    one_way: Vec<(TypeId, String, bool)>,
    dissolved: BTreeSet<TypeId>,
) {
    access::lift_requirements(api, one_way);
    tags::preset_tags(api);
    order::apply_order(api, document);
    // Last, since ids change.
    let replaced = unify::unify_enums(api);
    prune::prune(api, dissolved, &replaced);
}
