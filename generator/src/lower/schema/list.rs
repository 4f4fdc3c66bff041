//! Lists, of elements that are alike or have schemas by their positions.

use serde_json::json;

use super::SchemaLowerer;
use super::located::LocatedSchema;
use super::merged::MergedSchema;
use super::slot::TypeSlot;
use crate::ir::{PathStep, TupleLength, Type};

/// The most positions of a tuple: the standard library implements its traits up to there.
const MOST_POSITIONS: usize = 12;

impl<'a> SchemaLowerer<'a, '_> {
    /// Lowers a list.
    pub(super) fn lower_list(&mut self, merged: &MergedSchema<'a>, slot: &TypeSlot) -> Type {
        if !merged.tuples.is_empty() {
            let ty = self.lower_tuple(merged, slot);
            return self.name_if_complex(ty, merged, slot);
        }
        if merged.items.is_empty() {
            let item = self.untyped_but_for(
                &merged.at,
                "the array does not say what its elements are",
                json!({"type": "array", "items": {"type": "string"}}),
            );
            return Type::List(Box::new(item));
        }
        let item = self.lower_schema(&merged.items, &slot.inside(PathStep::Item));
        self.name_if_complex(Type::List(Box::new(item)), merged, slot)
    }

    /// Lowers a list whose elements have schemas by their positions. Elements that `minItems` does
    /// not ask for may be missing, and others may follow unless the schema forbids that.
    fn lower_tuple(&mut self, merged: &MergedSchema<'a>, slot: &TypeSlot) -> Type {
        let tuples = &merged.tuples;
        let closed = tuples
            .iter()
            .filter(|tuple| !tuple.is_open)
            .map(|tuple| tuple.len)
            .min();
        let longest = tuples
            .iter()
            .map(|tuple| tuple.len)
            .max()
            .unwrap_or_default();
        let len = closed.unwrap_or(longest);
        let length = TupleLength {
            required: merged.limits.least_elements().min(len),
            is_open: closed.is_none(),
        };
        if len + usize::from(length.is_open) > MOST_POSITIONS {
            self.left_out(
                &merged.at,
                format!(
                    "a tuple has at most {MOST_POSITIONS} elements in Rust; the list is untyped"
                ),
                "describe the elements by `items`",
            );
            return Type::List(Box::new(Type::Any));
        }
        let mut items = Vec::with_capacity(len + 1);
        for index in 0..len {
            let sites = self.element(merged, index);
            let item = if sites.is_empty() {
                self.untyped(&merged.at, "this position of the tuple could not be read")
            } else {
                self.lower_schema(&sites, &slot.inside(PathStep::Position(index)))
            };
            // One that is missing is not one that is null.
            items.push(if index >= length.required {
                Type::Nullable(Box::new(item))
            } else {
                item
            });
        }
        if length.is_open {
            let rest = self.element(merged, len);
            let rest = if rest.is_empty() {
                Type::Any
            } else {
                self.lower_schema(&rest, &slot.inside(PathStep::Item))
            };
            items.push(Type::List(Box::new(rest)));
        }
        Type::Tuple(items, length)
    }

    /// Returns the schemas of an element of a list by position.
    fn element(&self, merged: &MergedSchema<'a>, index: usize) -> Vec<LocatedSchema<'a>> {
        let mut sites = merged.items.clone();
        for tuple in &merged.tuples {
            let at = tuple.at.index(index);
            match self.extra.get(&at) {
                Some(schema) => sites.push(LocatedSchema::new(at, schema)),
                None if index >= tuple.len => sites.extend(tuple.rest.iter().cloned()),
                None => {}
            }
        }
        sites
    }
}
