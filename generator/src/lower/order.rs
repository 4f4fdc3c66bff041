//! The document's order, put on what was lowered in an order of its own.
//!
//! Types are made in the order of sorted keys, so that neither they nor their names depend on the order of maps. Fields
//! and operations then stand where the document has them.

use std::collections::BTreeMap;

use super::Lowering;
use crate::ir::{Field, Shape, StructRole, Tagging, Type, TypeId};

/// The positions of keys in the document's order.
pub(super) struct Positions<'k>(Vec<(&'k str, usize)>);

impl<'k> Positions<'k> {
    pub(super) fn of(keys: &[&'k str]) -> Self {
        let mut positions: Vec<(&str, usize)> = keys
            .iter()
            .enumerate()
            .map(|(index, key)| (*key, index))
            .collect();
        positions.sort_unstable();
        positions.dedup_by_key(|(key, _)| *key);
        Self(positions)
    }

    /// Returns the first position of a key; what is not listed comes last.
    pub(super) fn position(&self, key: &str) -> usize {
        let found = self.0.binary_search_by_key(&key, |(known, _)| *known);
        found
            .ok()
            .and_then(|index| self.0.get(index))
            .map_or(usize::MAX, |(_, position)| *position)
    }
}

/// Sorts fields by the order of their keys; those that are not listed stand last, by key.
pub(super) fn sort_fields(fields: &mut [Field], order: &[&str]) {
    fields.sort_unstable_by(|one, other| one.wire.cmp(&other.wire));
    if order.is_sorted() && order.len() == fields.len() {
        return;
    }
    let positions = Positions::of(order);
    fields.sort_by_cached_key(|field| positions.position(&field.wire));
}

impl Lowering<'_, '_> {
    /// Numbers operations as the document lists them, and puts the property that tells variants apart before others.
    pub(super) fn settle_order(&mut self) {
        let order = &self.document.order;
        let mut ids: Vec<usize> = (0..self.api.operations.len()).collect();
        ids.sort_by_cached_key(|id| {
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
