//! `oneOf` and `anyOf` as unions.

use std::collections::BTreeSet;

use openapiv3::Discriminator;
use serde_json::{Map, Value};

use super::SchemaLowerer;
use super::enumeration::{enum_value, whole};
use super::located::{LocatedSchema, SchemaOrRef};
use super::matcher::keep_distinguishing_values;
use super::merged::{Additional, Alternatives, MergedSchema};
use super::schema_type::SchemaType;
use super::slot::TypeSlot;
use super::value_labels::ValueLabel;
use super::variant_label::{LIST, label, list_label};
use crate::diagnostic::Code;
use crate::document::DEFAULT_MAPPING;
use crate::ir::{
    EnumLabel, EnumValue, JsonType, PathStep, Scalar, Shape, StructRole, Tagging, Type, TypeId,
    UnionDef, Variant,
};

impl<'a> SchemaLowerer<'a, '_> {
    /// Returns the type of a schema with alternatives; none if these only constrain the rest of it.
    pub(super) fn lower_alternatives(
        &mut self,
        merged: &MergedSchema<'a>,
        slot: &TypeSlot,
        role: StructRole,
    ) -> Option<Type> {
        let mut choices: Vec<Alternatives<'a>> = Vec::new();
        for group in &merged.alternatives {
            if self.only_constrains(group) {
                self.report(
                    Code::AlternativesConstrain,
                    &group.at,
                    "these alternatives only say which properties go together, which the type does not hold",
                    "nothing; the server checks it",
                );
            } else {
                choices.push(group.clone());
            }
        }
        // Every value is of one alternative of each list, so each variant of the first holds what
        // the others add.
        if choices.len() > 1 && !choices.iter().all(|group| self.is_of_objects(group)) {
            for group in choices.drain(1..) {
                self.left_out(
                    &group.at,
                    "a second list of alternatives is not combined with the first",
                    "join the two lists in one",
                );
            }
        }
        let (group, others) = choices.split_first()?;
        if self.open_alternatives.contains(&group.at) {
            self.report(
                Code::RecursiveAllOf,
                &group.at,
                "an alternative is joined with what stands beside it and so contains itself without end",
                "name the alternative, and refer to it without properties beside `oneOf`",
            );
            return None;
        }
        self.open_alternatives.push(group.at.clone());
        let ty = self.lower_chosen(group, others, merged, slot, role);
        self.open_alternatives.pop();
        Some(ty)
    }

    fn lower_chosen(
        &mut self,
        group: &Alternatives<'a>,
        others: &[Alternatives<'a>],
        merged: &MergedSchema<'a>,
        slot: &TypeSlot,
        role: StructRole,
    ) -> Type {
        // Rows and arguments have rules of their own, so variants there are types of their own.
        let has_base = merged.has_fields() || !others.is_empty();
        let base = has_base.then(|| base(merged, others));
        let base = base.or_else(|| (role != StructRole::Plain).then(MergedSchema::default));
        if base.is_none() {
            if let Some(ty) = self.lower_listed(group, merged, slot) {
                return ty;
            }
            if let [only] = group.branches.as_slice() {
                return self.lower_one(only, slot);
            }
        }
        self.lower_union(group, base.as_ref(), slot, role)
    }

    /// Returns `true` if every alternative is an object, or says nothing else.
    fn is_of_objects(&mut self, group: &Alternatives<'a>) -> bool {
        group.branches.iter().all(|branch| {
            let own = self.merge_one(branch);
            own.kind == Some(SchemaType::Object)
                || own.has_fields()
                || (own.kind.is_none() && !own.alternatives.is_empty())
        })
    }

    /// Returns the properties that every alternative of a schema requires, where the alternatives
    /// only say which properties go together, and a sentence for the alternatives.
    pub(super) fn required_by_all(
        &mut self,
        merged: &MergedSchema<'a>,
    ) -> (BTreeSet<String>, Vec<String>) {
        let (mut required, mut notes) = (BTreeSet::new(), Vec::new());
        for group in &merged.alternatives {
            if !self.only_constrains(group) {
                continue;
            }
            let lists = group
                .branches
                .iter()
                .map(|branch| self.merge_one(branch).required);
            let lists: Vec<BTreeSet<String>> = lists.collect();
            let mut common = lists.first().cloned().unwrap_or_default();
            common.retain(|name| lists.iter().all(|list| list.contains(name)));
            required.extend(common);
            if lists.len() > 1 && lists.iter().all(|list| !list.is_empty()) {
                // An example has what the first asks for.
                let at = self.document.author(&merged.at);
                let chosen = lists.first().into_iter().flatten();
                let chosen = chosen.map(|name| (name.clone(), Value::Null));
                self.api
                    .samples
                    .insert(at, chosen.collect::<Map<_, _>>().into());
                notes.push(format!(
                    "Properties that go together: {}.",
                    together(&lists)
                ));
            }
        }
        (required, notes)
    }

    /// Returns `true` if no branch has a type of its own, only required properties.
    fn only_constrains(&mut self, group: &Alternatives<'a>) -> bool {
        group.branches.iter().all(|branch| match branch.schema {
            SchemaOrRef::Reference(_) => false,
            SchemaOrRef::Item(_) => {
                let merged = self.merge_one(branch);
                let says_type = merged.kind.is_some_and(|kind| kind != SchemaType::Object)
                    || merged.format.is_some()
                    || merged.values.is_some()
                    || merged.only_null;
                let says_inside = !merged.properties.is_empty()
                    || !merged.items.is_empty()
                    || merged.tuple.is_some()
                    || !merged.alternatives.is_empty()
                    || matches!(merged.additional, Additional::Typed(_));
                !says_type && !says_inside && (!merged.required.is_empty() || merged.kind.is_none())
            }
        })
    }

    /// Lowers strings and lists of values to one open enum: no value tells them apart.
    fn lower_listed(
        &mut self,
        group: &Alternatives<'a>,
        merged: &MergedSchema<'a>,
        slot: &TypeSlot,
    ) -> Option<Type> {
        let mut listed = Vec::new();
        let mut has_texts = false;
        for branch in &group.branches {
            let own = self.merge_one(branch);
            match &own.values {
                None if self.is_plain_text(&own) => has_texts = true,
                Some(_) if is_listed(&own) => listed.push((branch, own)),
                _ => return None,
            }
        }
        if listed.is_empty() {
            return Some(Type::Scalar(Scalar::Text));
        }
        let (mut values, mut labels): (Vec<EnumValue>, Vec<EnumLabel>) = (Vec::new(), Vec::new());
        for (branch, own) in &listed {
            let (of_branch, labels_of_branch) = self.listed_values(branch, own)?;
            for (value, label) in of_branch.into_iter().zip(labels_of_branch) {
                if !values.contains(&value) {
                    values.push(value);
                    labels.push(label);
                }
            }
        }
        let is_text = values
            .iter()
            .all(|value| matches!(value, EnumValue::Text(_)));
        if has_texts && !is_text {
            return None;
        }
        let id = self.allocate(slot, merged);
        Some(self.fill_enum(id, values, labels))
    }

    /// Returns `true` if a schema takes any text, and has no Rust type of its own.
    fn is_plain_text(&mut self, merged: &MergedSchema<'a>) -> bool {
        let format = merged.format.as_deref();
        let scalar = Scalar::of_string(format, self.api.conventions.has_database_strings);
        merged.kind == Some(SchemaType::Text)
            && merged.alternatives.is_empty()
            && scalar == Scalar::Text
            && self.external_format(format).is_none()
    }

    /// Returns the values of one branch, with their labels: the annotations of a schema of one value
    /// are the value's.
    fn listed_values(
        &mut self,
        branch: &LocatedSchema<'a>,
        own: &MergedSchema<'a>,
    ) -> Option<(Vec<EnumValue>, Vec<EnumLabel>)> {
        let listed = own.values.as_deref().unwrap_or_default();
        let mut values: Vec<EnumValue> = Vec::new();
        for value in listed {
            let value = enum_value(&whole(value))?;
            if !values.contains(&value) {
                values.push(value);
            }
        }
        let labelled = match (branch.item(), listed) {
            (Some(schema), [value]) if own.value_labels.is_empty() => Some(MergedSchema {
                value_labels: vec![ValueLabel::of_constant(value, schema)],
                ..MergedSchema::default()
            }),
            _ => None,
        };
        let labels = self.labels(listed.len(), &values, labelled.as_ref().unwrap_or(own));
        Some((values, labels))
    }

    fn lower_union(
        &mut self,
        group: &Alternatives<'a>,
        base: Option<&MergedSchema<'a>>,
        slot: &TypeSlot,
        role: StructRole,
    ) -> Type {
        let name_of = base.cloned().unwrap_or_else(|| MergedSchema {
            at: group.at.clone(),
            ..MergedSchema::default()
        });
        let id = self.allocate(slot, &name_of);
        let mut variants: Vec<Variant> = Vec::with_capacity(group.branches.len());
        let mut is_nullable = false;
        for branch in &group.branches {
            let is_second_list = variants.iter().any(|variant| variant.label == LIST);
            let mut variant = self.lower_variant(id, group, (branch, is_second_list), base, role);
            is_nullable |= matches!(variant.ty, Type::Nullable(_));
            variant.ty = variant.ty.non_null().clone();
            if variant.ty == Type::Ref(id) {
                self.report_own_alternative(branch);
            } else if !variants.iter().any(|known| known.ty == variant.ty) {
                variants.push(variant);
            }
        }
        let shape = match variants.as_slice() {
            [] => Shape::Alias(self.untyped(&group.at, "every alternative is the schema itself")),
            [only] => Shape::Alias(only.ty.clone()),
            _ => {
                let tagging = self.tagging(group, &mut variants);
                keep_distinguishing_values(&mut variants);
                let is_open = self.is_open(&variants);
                Shape::Union(UnionDef {
                    variants,
                    tagging,
                    is_open,
                })
            }
        };
        let ty = self.fill(id, shape);
        if is_nullable { ty.nullable() } else { ty }
    }

    /// Lowers one branch of a union, joined with the keywords beside the alternatives.
    fn lower_variant(
        &mut self,
        union: TypeId,
        group: &Alternatives<'a>,
        (branch, is_second_list): (&LocatedSchema<'a>, bool),
        base: Option<&MergedSchema<'a>>,
        role: StructRole,
    ) -> Variant {
        let own = self.merge_one(branch);
        let is_base = group.is_base(branch);
        let label = if is_base {
            "Base".to_owned()
        } else {
            match label(branch, &own) {
                label if is_second_list && label == LIST => list_label(&own).unwrap_or(label),
                label => label,
            }
        };
        let slot = TypeSlot::Within(union, vec![PathStep::Variant(label.clone())]);
        let (ty, matcher) = match base {
            Some(base) if role != StructRole::Plain || !covers(&own, base) => {
                let mut joined = base.clone();
                join_branch(&mut joined, &own);
                // The branch alone, if another schema refers to it, is another type.
                joined.joined.extend([base.at.clone(), branch.at.clone()]);
                let id = self.allocate(&slot, &joined);
                let ty = self.lower_into(id, &joined, role);
                (ty, self.matcher_of_merged(&joined))
            }
            None if is_base => (
                self.lower_base_alone(branch, &own, &slot),
                self.matcher_of_merged(&own),
            ),
            // A branch that joins the base by itself needs no joining.
            _ => (
                self.lower_one(branch, &slot),
                self.matcher_of_branch(branch, &own),
            ),
        };
        let discriminator = group.discriminator;
        let tags = discriminator.map(|by| self.variant_tags(by, branch, &own, &matcher));
        Variant {
            label,
            ty,
            tags: tags.unwrap_or_default(),
            is_fallback: discriminator.is_some_and(|by| {
                (is_base && own.describes(&by.property_name)) || is_default(by, branch)
            }),
            matcher,
        }
    }

    /// Returns `true` if what no variant takes is kept: unless one takes it all, or the config asks
    /// for an error.
    fn is_open(&self, variants: &[Variant]) -> bool {
        let takes_all = |variant: &Variant| variant.ty == Type::Any;
        !self.config.types.closed_unions && !variants.iter().any(takes_all)
    }

    /// Reports a union that is one of its own alternatives.
    fn report_own_alternative(&mut self, branch: &LocatedSchema<'a>) {
        self.report(
            Code::CircularReference,
            &branch.at,
            "this alternative is the schema around it, which adds nothing",
            "remove the alternative",
        );
    }

    /// Returns the way in which a value is matched to a variant.
    fn tagging(&mut self, group: &Alternatives<'a>, variants: &mut [Variant]) -> Tagging {
        let Some(discriminator) = group.discriminator else {
            return Tagging::Shape;
        };
        if variants
            .iter()
            .all(|variant| variant.matcher.json_types == [JsonType::Object])
        {
            return Tagging::Property(discriminator.property_name.clone());
        }
        self.left_out(
            &group.at,
            "the discriminator is not used since not every alternative is an object",
            "let every alternative be an object",
        );
        for variant in variants {
            variant.tags.clear();
        }
        Tagging::Shape
    }
}

/// Writes alternatives of properties: "`a` with `c`, or `b`".
fn together(lists: &[BTreeSet<String>]) -> String {
    let list = |names: &BTreeSet<String>| {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(" with ")
    };
    lists.iter().map(list).collect::<Vec<_>>().join(", or ")
}

/// Returns `true` if a schema is a list of single values and nothing else.
fn is_listed(merged: &MergedSchema<'_>) -> bool {
    let is_single = |value: &Value| !value.is_object() && !value.is_array() && !value.is_null();
    let values = merged.values.as_deref().unwrap_or_default();
    values.iter().all(is_single)
        && !values.iter().all(Value::is_boolean)
        && merged.alternatives.is_empty()
        && !merged.has_fields()
}

/// Returns `true` if a discriminator says that values without a mapped tag are of a branch.
fn is_default(discriminator: &Discriminator, branch: &LocatedSchema<'_>) -> bool {
    let target = discriminator.extensions.get(DEFAULT_MAPPING);
    target.is_some_and(|target| target.as_str() == branch.as_reference())
}

/// Returns what stands beside a list of alternatives, which belongs to each of them.
fn base<'a>(merged: &MergedSchema<'a>, others: &[Alternatives<'a>]) -> MergedSchema<'a> {
    MergedSchema {
        alternatives: others.to_vec(),
        nullable: false,
        ..merged.clone()
    }
}

/// Returns `true` if a branch has all keywords beside the alternatives, from the same locations.
fn covers(branch: &MergedSchema<'_>, base: &MergedSchema<'_>) -> bool {
    let is_there = |key: &String, site: &LocatedSchema<'_>| {
        let own = branch.properties.get(key);
        own.is_some_and(|own| own.iter().any(|other| other.at == site.at))
    };
    !base.properties.is_empty()
        && base.required.is_subset(&branch.required)
        && base
            .properties
            .iter()
            .all(|(key, sites)| sites.iter().all(|site| is_there(key, site)))
}

/// Adds a branch to the keywords beside the alternatives.
fn join_branch<'a>(base: &mut MergedSchema<'a>, branch: &MergedSchema<'a>) {
    base.at = branch.at.clone();
    base.kind = Some(SchemaType::Object);
    base.docs = branch.docs.clone();
    for (key, sites) in &branch.properties {
        base.properties
            .entry(key.clone())
            .or_default()
            .extend(sites.iter().cloned());
    }
    base.order.extend(&branch.order);
    base.required.extend(branch.required.iter().cloned());
    base.alternatives
        .extend(branch.alternatives.iter().cloned());
    if matches!(base.additional, Additional::Unsaid) {
        base.additional = branch.additional.clone();
    }
}
