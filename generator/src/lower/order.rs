//! The document's order, put on what was lowered in an order of its own.
//!
//! Types are made in the order of sorted keys, so that neither they nor their names depend on the order of maps. Fields
//! and operations then stand where the document has them.

use std::collections::{BTreeMap, HashMap};

use super::Lowering;
use crate::ir::{Field, Shape, StructRole, Tagging, Type, TypeId};

/// The position of each key, the first where it stands more than once.
pub(super) fn positions<'k>(keys: &[&'k str]) -> HashMap<&'k str, usize> {
    let mut positions = HashMap::with_capacity(keys.len());
    for (index, key) in keys.iter().enumerate() {
        positions.entry(*key).or_insert(index);
    }
    positions
}

/// Sorts fields by the order of their keys; those that are not listed stand last, by key.
pub(super) fn sort_fields(fields: &mut [Field], order: &[&str]) {
    let positions = positions(order);
    let position = |field: &Field| {
        let position = positions.get(field.wire.as_str()).copied();
        position.unwrap_or(usize::MAX)
    };
    fields.sort_by(|one, other| {
        let by_position = position(one).cmp(&position(other));
        by_position.then_with(|| one.wire.cmp(&other.wire))
    });
}

impl Lowering<'_, '_> {
    /// Numbers operations as the document lists them, and puts the property that tells variants apart before others.
    pub(super) fn settle_order(&mut self) {
        let order = &self.document.order;
        let mut ids: Vec<usize> = (0..self.api.operations.len()).collect();
        ids.sort_by_key(|id| {
            let operation = &self.api.operations[*id];
            order.position(&operation.path, operation.method)
        });
        for (position, id) in ids.into_iter().enumerate() {
            self.api.operations[id].position = position;
        }
        for (id, property) in self.tagged_structs() {
            if let Shape::Struct(body) = &mut self.api.types[id.0].shape
                && body.role != StructRole::Request
                && let Some(index) = body.fields.iter().position(|field| field.wire == property)
            {
                body.fields[..=index].rotate_right(1);
            }
        }
    }

    /// The structs that a property tells apart from others, each with the first such property.
    fn tagged_structs(&self) -> BTreeMap<TypeId, String> {
        let mut tagged = BTreeMap::new();
        for def in &self.api.types {
            let Shape::Union(body) = &def.shape else {
                continue;
            };
            let Tagging::Property(property) = &body.tagging else {
                continue;
            };
            for variant in &body.variants {
                if let Type::Ref(id) = self.api.resolve(&variant.ty) {
                    tagged.entry(*id).or_insert_with(|| property.clone());
                }
            }
        }
        tagged
    }
}
