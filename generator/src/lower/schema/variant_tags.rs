//! Values of a discriminator that select a variant of a union.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use openapiv3::{Discriminator, ReferenceOr, Schema, SchemaData, SchemaKind, StringType};

use super::located::LocatedSchema;
use super::merged::{Alternatives, MergedSchema};
use super::schema_type::SchemaType;
use super::variant_label::label;
use super::{MAX_HOPS, SchemaLowerer};
use crate::document::DEFAULT_MAPPING;
use crate::ir::{Variant, VariantMatcher};
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
        let places = self.places_of(branch);
        let is_branch = |mapped: &str| places.iter().any(|place| is_same(mapped, place));
        let mut tags: Vec<String> = discriminator
            .mapping
            .iter()
            .filter(|(_, mapped)| is_branch(mapped))
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

    /// Returns the references that mean a branch: its own, and those that its target is nothing but.
    fn places_of(&self, branch: &LocatedSchema<'a>) -> Vec<String> {
        let own = || branch.at.to_reference();
        let mut places = vec![branch.as_reference().map_or_else(own, str::to_owned)];
        let mut open = branch.as_reference();
        while let Some((at, target)) = open.and_then(|reference| self.target(reference))
            && places.len() < MAX_HOPS
        {
            open = LocatedSchema::new(at, target).as_reference();
            places.extend(open.map(str::to_owned));
        }
        places
    }

    /// Replaces alternatives that are unions by their own ones, where the mapping of the discriminator leads to those.
    pub(super) fn open_mapped(&mut self, group: &mut Alternatives<'a>) {
        let Some(discriminator) = group.discriminator else {
            return;
        };
        let mut inside: Vec<&str> = discriminator.mapping.values().map(String::as_str).collect();
        let direct: Vec<String> = group
            .branches
            .iter()
            .flat_map(|branch| self.places_of(branch))
            .collect();
        inside.retain(|mapped| !direct.iter().any(|place| is_same(mapped, place)));
        if inside.is_empty() {
            return;
        }
        let mut branches = Vec::with_capacity(group.branches.len());
        for branch in std::mem::take(&mut group.branches) {
            let own = self.merge_one(&branch);
            match own.alternatives.as_slice() {
                [inner]
                    if !own.has_fields()
                        && inner.base.is_none()
                        && self.is_mapped(inner, &inside) =>
                {
                    branches.extend(inner.branches.iter().cloned());
                }
                _ => branches.push(branch),
            }
        }
        group.branches = branches;
    }

    fn is_mapped(&self, group: &Alternatives<'a>, mapped: &[&str]) -> bool {
        let mut places = group
            .branches
            .iter()
            .flat_map(|branch| self.places_of(branch));
        places.any(|place| mapped.iter().any(|mapped| is_same(mapped, &place)))
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
                tags.extend(
                    self.fixed_tags(discriminator, &group.branches)
                        .unwrap_or_default(),
                );
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

    /// Returns the values that the alternatives of a union without a discriminator fix for the one around it; `None` if
    /// any leaves it open.
    fn fixed_tags(
        &mut self,
        discriminator: &Discriminator,
        branches: &[LocatedSchema<'a>],
    ) -> Option<Vec<String>> {
        let mut tags = Vec::new();
        for branch in branches {
            let own = self.merge_one(branch);
            let fixed = self.matcher_of_merged(&own).fixed;
            let (_, values) = fixed
                .into_iter()
                .find(|(key, _)| *key == discriminator.property_name)?;
            tags.extend(values);
        }
        Some(tags)
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

/// Returns what stands beside alternatives with the property of the discriminator: the variant of all other tags keeps
/// the one that it is read with.
pub(super) fn with_any_tag<'a>(
    discriminator: &Discriminator,
    base: Option<&MergedSchema<'a>>,
    group: &Alternatives<'a>,
) -> MergedSchema<'a> {
    static TAG: LazyLock<ReferenceOr<Schema>> = LazyLock::new(|| {
        ReferenceOr::Item(Schema {
            schema_data: SchemaData::default(),
            schema_kind: SchemaKind::Type(openapiv3::Type::String(StringType::default())),
        })
    });
    let at = group.at.push(&discriminator.property_name);
    let mut base = base.cloned().unwrap_or_default();
    base.kind = Some(SchemaType::Object);
    base.properties.insert(
        discriminator.property_name.clone(),
        vec![LocatedSchema::new(at, &*TAG)],
    );
    base
}

/// Returns `true` if a discriminator says that values without a mapped tag are of a branch.
pub(super) fn is_default(discriminator: &Discriminator, branch: &LocatedSchema<'_>) -> bool {
    let target = discriminator.extensions.get(DEFAULT_MAPPING);
    target.is_some_and(|target| target.as_str() == branch.as_reference())
}

/// Takes from each variant the tags that are another's only one: a base lists those of all its subtypes.
pub(super) fn keep_own_tags(variants: &mut [Variant]) {
    let only = |variant: &Variant| match variant.tags.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    };
    let owned: BTreeSet<String> = variants.iter().filter_map(only).collect();
    for variant in variants.iter_mut().filter(|variant| variant.tags.len() > 1) {
        let is_others = |tag: &String| owned.contains(tag);
        if variant.is_fallback || !variant.tags.iter().all(is_others) {
            variant.tags.retain(|tag| !is_others(tag));
        }
    }
}
