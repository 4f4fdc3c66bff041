//! The document's order of fields.
//!
//! Types are made in the order of sorted keys, so that neither they nor their names depend on the
//! order of maps. Fields are then sorted by the document's order.

use crate::ir::Field;

/// The positions of keys in the document's order.
pub(crate) struct KeyPositions<'k>(Vec<(&'k str, usize)>);

impl<'k> KeyPositions<'k> {
    pub(crate) fn of(keys: &[&'k str]) -> Self {
        let mut positions: Vec<(&str, usize)> = keys
            .iter()
            .enumerate()
            .map(|(index, key)| (*key, index))
            .collect();
        positions.sort_unstable();
        positions.dedup_by_key(|(key, _)| *key);
        Self(positions)
    }

    /// Returns the first position of a key; keys that are not listed come last.
    pub(crate) fn position(&self, key: &str) -> usize {
        let found = self.0.binary_search_by_key(&key, |(known, _)| *known);
        found
            .ok()
            .and_then(|index| self.0.get(index))
            .map_or(usize::MAX, |(_, position)| *position)
    }
}

/// Sorts fields by the order of their keys; those that are not listed stand last, sorted by key.
pub(crate) fn sort_fields(fields: &mut [Field], order: &[&str]) {
    fields.sort_unstable_by(|one, other| one.wire.cmp(&other.wire));
    if order.is_sorted() && order.len() == fields.len() {
        return;
    }
    let positions = KeyPositions::of(order);
    fields.sort_by_cached_key(|field| positions.position(&field.wire));
}
