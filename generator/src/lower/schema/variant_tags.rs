//! Values of a discriminator that select a variant of a union.

use std::collections::BTreeSet;

use openapiv3::Discriminator;

use super::SchemaLowerer;
use super::located::LocatedSchema;
use super::merged::MergedSchema;
use super::variant_label::label;
use crate::ir::VariantMatcher;
use crate::pointer::Pointer;

impl<'a> SchemaLowerer<'a, '_> {
    /// Returns the values that select a variant: those mapped to it, else its fixed value, else the
    /// key of its component (OpenAPI 3.0.3, Discriminator Object).
    pub(super) fn variant_tags(
        &mut self,
        discriminator: &Discriminator,
        branch: &LocatedSchema<'a>,
        own: &MergedSchema<'a>,
        matcher: &VariantMatcher,
    ) -> Vec<String> {
        self.tags_not_seen(discriminator, branch, (own, matcher), &mut BTreeSet::new())
    }

    /// Returns the values that select a variant, visiting each list of alternatives inside once.
    fn tags_not_seen(
        &mut self,
        discriminator: &Discriminator,
        branch: &LocatedSchema<'a>,
        (own, matcher): (&MergedSchema<'a>, &VariantMatcher),
        seen: &mut BTreeSet<Pointer>,
    ) -> Vec<String> {
        let own_place = branch.at.to_reference();
        let target = branch.as_reference().unwrap_or(&own_place);
        let mut tags: Vec<String> = discriminator
            .mapping
            .iter()
            .filter(|(_, mapped)| is_same(mapped, target))
            .map(|(value, _)| value.clone())
            .collect();
        tags.sort();
        let inner = self.inner_tags(discriminator, own, seen);
        if tags.is_empty() && !inner.is_empty() {
            // The variant is named after its first value.
            tags.push(label(branch, own));
        }
        tags.extend(inner);
        let mut distinct = BTreeSet::new();
        tags.retain(|tag| distinct.insert(tag.clone()));
        if !tags.is_empty() {
            return tags;
        }
        let fixed = matcher
            .fixed
            .iter()
            .find(|(key, _)| *key == discriminator.property_name);
        // The author knows the component by its name before Rill lifted it.
        let label = label(branch, own);
        let name = self.document.definition_name(&label);
        if let Some((_, values)) = fixed {
            // A list of several is that of the base, where the component's name is among them.
            let own = values
                .iter()
                .find(|value| *value == name || **value == label);
            return own.map_or_else(|| values.clone(), |own| vec![own.clone()]);
        }
        if name == label {
            vec![label]
        } else {
            vec![name.to_owned(), label]
        }
    }

    /// Returns the values of a union inside that has the same discriminator: each of them selects
    /// the whole. So do the names of a variant's own subtypes, whatever discriminates those.
    fn inner_tags(
        &mut self,
        discriminator: &Discriminator,
        merged: &MergedSchema<'a>,
        seen: &mut BTreeSet<Pointer>,
    ) -> Vec<String> {
        let mut tags = Vec::new();
        for group in &merged.alternatives {
            let Some(inner) = group.discriminator else {
                continue;
            };
            let joins = group.base.is_some();
            let is_same = inner.property_name == discriminator.property_name;
            if !(is_same || joins)
                || self.open_alternatives.contains(&group.at)
                || !seen.insert(group.at.clone())
            {
                continue;
            }
            let inner = if joins { discriminator } else { inner };
            for branch in &group.branches {
                let own = self.merge_one(branch);
                let matcher = self.matcher_of_merged(&own);
                tags.extend(self.tags_not_seen(inner, branch, (&own, &matcher), seen));
            }
        }
        tags
    }
}

/// Returns `true` if two references lead to one location; texts are compared first, since a union
/// can have thousands of alternatives.
fn is_same(one: &str, other: &str) -> bool {
    let is_escaped = |text: &str| text.contains('%');
    one == other
        || ((is_escaped(one) || is_escaped(other))
            && Pointer::parse_fragment(one) == Pointer::parse_fragment(other))
}
