//! Conditions that a value must meet to be tried as a variant of a union.

use std::collections::BTreeSet;

use serde_json::Value;

use super::SchemaLowerer;
use super::located::{LocatedSchema, SchemaOrRef};
use super::merged::{Additional, Alternatives, MergedSchema};
use super::schema_type::SchemaType;
use crate::ir::{JsonType, Variant, VariantMatcher};

impl<'a> SchemaLowerer<'a, '_> {
    /// Returns the matcher of an alternative, computed once for all references to it.
    pub(super) fn matcher_of_branch(
        &mut self,
        branch: &LocatedSchema<'a>,
        own: &MergedSchema<'a>,
    ) -> VariantMatcher {
        let SchemaOrRef::Reference(reference) = branch.schema else {
            return self.matcher_of_merged(own);
        };
        if let Some(known) = self.matchers.get(reference) {
            return known.clone();
        }
        let matcher = self.matcher_of_merged(own);
        self.matchers.insert(reference, matcher.clone());
        matcher
    }

    /// Returns the matcher of a schema.
    pub(super) fn matcher_of_merged(&mut self, merged: &MergedSchema<'a>) -> VariantMatcher {
        let mut matcher = VariantMatcher {
            json_types: self.json_types(merged),
            ..VariantMatcher::default()
        };
        if matcher.json_types != [JsonType::Object] || !merged.alternatives.is_empty() {
            return matcher;
        }
        matcher.required = merged.required.iter().cloned().collect();
        if merged.is_closed() || matches!(merged.additional, Additional::Unsaid) {
            matcher.known = merged
                .properties
                .keys()
                .chain(&merged.required)
                .cloned()
                .collect();
            matcher.known.sort();
            matcher.known.dedup();
        }
        for (key, sites) in &merged.properties {
            let property = self.summary(sites);
            if property.access.read_only || property.access.write_only {
                matcher.required.retain(|required| required != key);
            }
            let texts: Option<Vec<String>> =
                property.values.iter().flatten().map(fixed_text).collect();
            let is_required = merged.required.contains(key);
            if let Some(texts) = texts.filter(|texts| match texts.len() {
                0 => false,
                1 => true,
                _ => is_required,
            }) {
                matcher.fixed.push((key.clone(), texts));
            }
        }
        matcher
    }

    /// Returns the JSON types that a value of a schema can have; none if any is possible.
    fn json_types(&mut self, merged: &MergedSchema<'a>) -> Vec<JsonType> {
        if merged.only_null {
            return vec![JsonType::Null];
        }
        match merged.kind {
            Some(SchemaType::Text) => return vec![JsonType::Text],
            Some(SchemaType::Integer) => return vec![JsonType::Integer],
            Some(SchemaType::Number) => return vec![JsonType::Number],
            Some(SchemaType::Bool) => return vec![JsonType::Bool],
            Some(SchemaType::List) => return vec![JsonType::List],
            Some(SchemaType::Object) => return vec![JsonType::Object],
            None if merged.has_fields() => return vec![JsonType::Object],
            None => {}
        }
        if let Some(values) = &merged.values {
            let mut kinds: Vec<JsonType> = values.iter().map(kind_of_value).collect();
            kinds.sort();
            kinds.dedup();
            return kinds;
        }
        match merged.alternatives.first() {
            Some(group) => match self.json_types_of.get(&group.at) {
                Some(known) => known.clone(),
                None => self.json_types_of_branches(group),
            },
            None => Vec::new(),
        }
    }

    /// Returns the JSON types of all branches; a branch that leads back to its own list adds none.
    fn json_types_of_branches(&mut self, group: &Alternatives<'a>) -> Vec<JsonType> {
        let mut kinds = BTreeSet::new();
        let mut seen = BTreeSet::from([group.at.clone()]);
        let mut open: Vec<LocatedSchema<'a>> = group.branches.clone();
        while let Some(branch) = open.pop() {
            let own = self.merge_one(&branch);
            if own.nullable {
                return self.remember_json_types(group, Vec::new());
            }
            let inner = own.alternatives.first().filter(|_| is_choice(&own));
            match inner {
                None => match self.json_types(&own).as_slice() {
                    [] => return self.remember_json_types(group, Vec::new()),
                    own => kinds.extend(own.iter().copied()),
                },
                Some(inner) => match self.json_types_of.get(&inner.at) {
                    Some(known) if known.is_empty() => {
                        return self.remember_json_types(group, Vec::new());
                    }
                    Some(known) => kinds.extend(known.iter().copied()),
                    None if seen.insert(inner.at.clone()) => {
                        open.extend(inner.branches.iter().cloned());
                    }
                    None => {}
                },
            }
        }
        self.remember_json_types(group, kinds.into_iter().collect())
    }

    fn remember_json_types(
        &mut self,
        group: &Alternatives<'a>,
        kinds: Vec<JsonType>,
    ) -> Vec<JsonType> {
        self.json_types_of.insert(group.at.clone(), kinds.clone());
        kinds
    }
}

/// Returns `true` if alternatives alone give the JSON types of a value.
fn is_choice(merged: &MergedSchema<'_>) -> bool {
    !merged.only_null && merged.kind.is_none() && !merged.has_fields() && merged.values.is_none()
}

/// Returns a value that discriminates variants, as text.
fn fixed_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

fn kind_of_value(value: &Value) -> JsonType {
    match value {
        Value::Null => JsonType::Null,
        Value::Bool(_) => JsonType::Bool,
        Value::Number(number) if number.is_f64() => JsonType::Number,
        Value::Number(_) => JsonType::Integer,
        Value::String(_) => JsonType::Text,
        Value::Array(_) => JsonType::List,
        Value::Object(_) => JsonType::Object,
    }
}

/// Keeps properties with several listed values only if no two variants share a value; any other is
/// a common enum, to which the server may add a value.
pub(super) fn keep_distinguishing_values(variants: &mut [Variant]) {
    let lists = |variants: &[Variant], key: &str| -> Vec<Vec<String>> {
        let all = variants.iter().flat_map(|variant| &variant.matcher.fixed);
        all.filter(|(known, _)| known == key)
            .map(|(_, values)| values.clone())
            .collect()
    };
    let tells_apart = |lists: &[Vec<String>]| {
        let mut all: Vec<&String> = lists.iter().flatten().collect();
        let count = all.len();
        all.sort();
        all.dedup();
        lists.len() > 1 && all.len() == count
    };
    let before = variants.to_vec();
    for variant in variants {
        variant
            .matcher
            .fixed
            .retain(|(key, values)| values.len() == 1 || tells_apart(&lists(&before, key)));
    }
}
