//! The order of operations, and of the property that discriminates variants.

use std::collections::BTreeMap;

use super::tags::tagged_variants;
use crate::document::Document;
use crate::ir::{Api, Shape, StructRole, TypeId};

/// Numbers operations in the document's order, and puts the property that discriminates variants
/// before others.
pub(super) fn apply_order(api: &mut Api, document: &Document) {
    let order = &document.order;
    let mut ids: Vec<usize> = (0..api.operations.len()).collect();
    ids.sort_by_cached_key(|id| {
        let operation = &api.operations[*id];
        order.position(&operation.path, &operation.method)
    });
    for (position, id) in ids.into_iter().enumerate() {
        api.operations[id].position = position;
    }
    for (id, property) in tagged_structs(api) {
        if let Shape::Struct(body) = &mut api.types[id.0].shape
            && body.role != StructRole::Request
            && let Some(index) = body.fields.iter().position(|field| field.wire == property)
        {
            body.fields[..=index].rotate_right(1);
        }
    }
}

/// Returns the structs that a property discriminates from others, each with the first such
/// property.
fn tagged_structs(api: &Api) -> BTreeMap<TypeId, String> {
    let mut tagged = BTreeMap::new();
    for (property, id, _) in tagged_variants(api) {
        tagged.entry(id).or_insert_with(|| property.to_owned());
    }
    tagged
}
