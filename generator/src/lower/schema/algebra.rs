//! The algebra of schemas: a value of `allOf` fits every member, so the view of several schemas is their intersection.
//!
//! [`MergedSchema::meet`] is idempotent, has `{}` as its identity, and gives schemas of the same values in either order.
//! A schema absorbs another that adds nothing to it ([`MergedSchema::absorbs`]): together they are its type.
//!
//! | keyword | what holds of both |
//! | --- | --- |
//! | `type` | the same; `integer` of `integer` and `number`; else a conflict |
//! | null | allowed where both allow it; a part without type and values says nothing of it |
//! | `enum` | the values of both that are of the type; null alone if nothing else is left; else a conflict |
//! | bounds, lengths, counts | the narrower |
//! | `pattern`, `multipleOf`, key patterns | all of them |
//! | `uniqueItems`, `readOnly`, `writeOnly`, `deprecated` | where one says so |
//! | `properties` | those of both, each the intersection of its schemas |
//! | `required` | those of both |
//! | `additionalProperties` | `false` goes before a schema, a schema before `true`; not applied to what only the other part lists, since authors extend closed bases |
//! | `unevaluatedProperties: false` | what `additionalProperties` of another part takes, else nothing more |
//! | `items`, positions | each element fits the schemas of both; a list that is closed by one is closed |
//! | `oneOf`, `anyOf` | an alternative of each list; `oneOf` takes what fits several |
//! | `format`, `propertyNames`, labels, example, `xml` | the first |
//! | title, description | the first, what a schema says itself before what it refers to |
//! | `not`, `if` | not held |
//!
//! `nullable: true` beside `allOf` is no part of the intersection: it means that null is allowed as well. A conflict
//! leaves what the first part says. References that are only repeated are settled before
//! (`document::normalize::redundant_siblings`).

use serde_json::Value;

use super::enumeration::{fits, whole};
use super::located::LocatedSchema;
use super::merged::{Additional, MergedSchema};
use super::schema_type::SchemaType;

/// Why no value fits two schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Conflict {
    Types(SchemaType, SchemaType),
    Values,
    Null,
}

impl MergedSchema<'_> {
    /// Narrows the view to the values that fit another schema as well.
    pub(super) fn meet(&mut self, other: Self) -> Option<Conflict> {
        let both_allow_null = self.nullable && other.nullable;
        let kind = self.kind;
        let conflict = self
            .meet_kinds(&other)
            .or_else(|| self.meet_values(kind, &other));
        self.forbids_null |= other.forbids_null;
        self.nullable = (self.nullable || other.nullable) && !self.forbids_null;
        self.limits.meet(other.limits);
        for (key, sites) in other.properties {
            add_sites(self.properties.entry(key).or_default(), sites);
        }
        add_new(&mut self.order, other.order, |one, other| one == other);
        self.required.extend(other.required);
        self.additional = meet_additional(std::mem::take(&mut self.additional), other.additional);
        add_sites(&mut self.items, other.items);
        add_new(&mut self.tuples, other.tuples, |one, other| {
            one.at == other.at
        });
        add_new(&mut self.alternatives, other.alternatives, |one, other| {
            one.at == other.at
        });
        self.format = self.format.take().or(other.format);
        self.content = self.content.take().or(other.content);
        self.keys = self.keys.take().or(other.keys);
        self.xml.join(other.xml);
        self.access.read_only |= other.access.read_only;
        self.access.write_only |= other.access.write_only;
        if self.value_labels.is_empty() {
            self.value_labels = other.value_labels;
        }
        let docs = &mut self.docs;
        docs.deprecated |= other.docs.deprecated;
        if docs.notes.is_empty() {
            docs.notes = other.docs.notes;
        }
        let is_free = docs.summary.is_none() && docs.description.is_none();
        let has_any = other.docs.summary.is_some() || other.docs.description.is_some();
        if has_any && (is_free || (self.has_referenced_docs && !other.has_referenced_docs)) {
            docs.summary = other.docs.summary;
            docs.description = other.docs.description;
            self.has_referenced_docs = other.has_referenced_docs;
        }
        if conflict.is_some() && both_allow_null {
            self.only_null = true;
            return None;
        }
        conflict
    }

    fn meet_kinds(&mut self, other: &Self) -> Option<Conflict> {
        if self.only_null != other.only_null {
            let (null, typed) = if self.only_null {
                (&*self, other)
            } else {
                (other, &*self)
            };
            let is_nothing = typed.forbids_null || null.forbids_null;
            self.only_null |= !is_nothing;
            return is_nothing.then_some(Conflict::Null);
        }
        self.kind = match (self.kind, other.kind) {
            (kind, None) | (None, kind) => kind,
            (Some(SchemaType::Number | SchemaType::Integer), Some(SchemaType::Integer))
            | (Some(SchemaType::Integer), Some(SchemaType::Number)) => Some(SchemaType::Integer),
            (Some(one), Some(other)) if one == other => Some(one),
            (Some(one), Some(other)) => return Some(Conflict::Types(one, other)),
        };
        None
    }

    fn meet_values(&mut self, kind: Option<SchemaType>, other: &Self) -> Option<Conflict> {
        // A list that contradicts its own type is believed.
        let narrowed = |values: &Vec<Value>, own: Option<SchemaType>, by: Option<SchemaType>| {
            let by = by.filter(|by| own != Some(*by));
            let fits = |value: &&Value| by.is_none_or(|by| fits(by, &whole(value)));
            values.iter().filter(fits).cloned().collect::<Vec<_>>()
        };
        let own = self
            .values
            .as_ref()
            .map(|values| narrowed(values, kind, other.kind));
        let others = other
            .values
            .as_ref()
            .map(|values| narrowed(values, other.kind, kind));
        let common = match (own, others) {
            (None, None) => return None,
            (Some(values), None) | (None, Some(values)) => values,
            (Some(mut own), Some(others)) => {
                own.retain(|value| others.iter().any(|other| whole(value) == whole(other)));
                own
            }
        };
        if common.is_empty() {
            return Some(Conflict::Values);
        }
        self.values = Some(common);
        None
    }

    /// Returns `true` if another schema, without its null, adds nothing to the type of this one.
    pub(super) fn absorbs(&self, other: &Self) -> bool {
        let mut both = self.clone();
        both.meet(other.clone()).is_none() && self.is_type_of(&both)
    }

    /// Returns `true` if a narrower schema, without its null, has the type of this one.
    pub(super) fn is_type_of(&self, both: &Self) -> bool {
        let is_same_list =
            |one: &[LocatedSchema<'_>], other: &[LocatedSchema<'_>]| one.len() == other.len();
        both.kind == self.kind
            && both.only_null == self.only_null
            && both.format == self.format
            && both.content == self.content
            && both.keys == self.keys
            && both.values == self.values
            && both.required == self.required
            && both.limits.bounds == self.limits.bounds
            && both.limits.least_elements() == self.limits.least_elements()
            && both.properties.len() == self.properties.len()
            && both
                .properties
                .iter()
                .zip(&self.properties)
                .all(|((_, both), (_, own))| is_same_list(both, own))
            && is_same_list(&both.items, &self.items)
            && both.tuples.len() == self.tuples.len()
            && both.alternatives.len() == self.alternatives.len()
            && is_same_additional(&both.additional, &self.additional)
    }
}

fn is_same_additional(both: &Additional<'_>, own: &Additional<'_>) -> bool {
    match (both, own) {
        (Additional::Typed(both), Additional::Typed(own)) => both.len() == own.len(),
        // What nobody forbids is allowed.
        (Additional::Any | Additional::Unsaid, Additional::Any | Additional::Unsaid)
        | (Additional::Unevaluated, Additional::Unevaluated)
        | (Additional::Forbidden, Additional::Forbidden) => true,
        _ => false,
    }
}

fn meet_additional<'a>(one: Additional<'a>, other: Additional<'a>) -> Additional<'a> {
    match (one, other) {
        (Additional::Forbidden, _) | (_, Additional::Forbidden) => Additional::Forbidden,
        (Additional::Typed(mut sites), Additional::Typed(more)) => {
            add_sites(&mut sites, more);
            Additional::Typed(sites)
        }
        (typed @ Additional::Typed(_), _) | (_, typed @ Additional::Typed(_)) => typed,
        (Additional::Any, _) | (_, Additional::Any) => Additional::Any,
        (Additional::Unevaluated, _) | (_, Additional::Unevaluated) => Additional::Unevaluated,
        (Additional::Unsaid, Additional::Unsaid) => Additional::Unsaid,
    }
}

/// Adds schemas at other locations.
fn add_sites<'a>(sites: &mut Vec<LocatedSchema<'a>>, more: Vec<LocatedSchema<'a>>) {
    add_new(sites, more, |one, other| one.at == other.at);
}

fn add_new<T>(list: &mut Vec<T>, more: Vec<T>, is_same: impl Fn(&T, &T) -> bool) {
    for new in more {
        if !list.iter().any(|known| is_same(known, &new)) {
            list.push(new);
        }
    }
}

#[cfg(test)]
mod tests;
