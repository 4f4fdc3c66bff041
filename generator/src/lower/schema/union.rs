//! `oneOf` and `anyOf` as unions.

use super::SchemaLowerer;
use super::located::{LocatedSchema, SchemaOrRef};
use super::matcher::keep_distinguishing_values;
use super::merged::{Additional, Alternatives, MergedSchema};
use super::schema_type::SchemaType;
use super::slot::TypeSlot;
use super::variant_label::label;
use crate::diagnostic::Code;
use crate::ir::{
    EnumDef, EnumValue, JsonType, PathStep, Scalar, Shape, StructRole, Tagging, Type, TypeId,
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
        let mut choice: Option<&Alternatives<'a>> = None;
        for group in &merged.alternatives {
            if self.only_constrains(group) {
                self.report(
                    Code::AlternativesConstrain,
                    &group.at,
                    "these alternatives only say which properties go together, which the type does not hold",
                    "nothing; the server checks it",
                );
            } else if choice.is_some() {
                self.left_out(
                    &group.at,
                    "a second list of alternatives is not combined with the first",
                    "join the two lists in one",
                );
            } else {
                choice = Some(group);
            }
        }
        let group = choice?;
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
        let ty = self.lower_chosen(group, merged, slot, role);
        self.open_alternatives.pop();
        Some(ty)
    }

    fn lower_chosen(
        &mut self,
        group: &Alternatives<'a>,
        merged: &MergedSchema<'a>,
        slot: &TypeSlot,
        role: StructRole,
    ) -> Type {
        // Rows and arguments have rules of their own, so variants there are types of their own.
        let base = base(merged).or_else(|| (role != StructRole::Plain).then(MergedSchema::default));
        if base.is_none() {
            if let Some(ty) = self.lower_texts(group, merged, slot) {
                return ty;
            }
            if let [only] = group.branches.as_slice() {
                return self.lower_one(only, slot);
            }
        }
        self.lower_union(group, base.as_ref(), slot, role)
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

    /// Lowers strings and enums of strings to one open enum: no value tells them apart.
    fn lower_texts(
        &mut self,
        group: &Alternatives<'a>,
        merged: &MergedSchema<'a>,
        slot: &TypeSlot,
    ) -> Option<Type> {
        let mut values: Vec<EnumValue> = Vec::new();
        for branch in &group.branches {
            let branch = self.summary_of(branch);
            let is_text = branch.kind == Some(SchemaType::Text) && !branch.has_alternatives;
            let scalar = Scalar::of_string(
                branch.format.as_deref(),
                self.api.conventions.has_database_strings,
            );
            if !is_text
                || scalar != Scalar::Text
                || self.external_format(branch.format.as_deref()).is_some()
            {
                return None;
            }
            for value in branch.values.iter().flatten() {
                let value = EnumValue::Text(value.as_str()?.to_owned());
                if !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        if values.is_empty() {
            return Some(Type::Scalar(Scalar::Text));
        }
        let id = self.allocate(slot, merged);
        Some(self.fill(id, Shape::Enum(EnumDef { values })))
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
            let mut variant = self.lower_variant(id, group, branch, base, role);
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
                Shape::Union(UnionDef { variants, tagging })
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
        branch: &LocatedSchema<'a>,
        base: Option<&MergedSchema<'a>>,
        role: StructRole,
    ) -> Variant {
        let own = self.merge_one(branch);
        let is_base = group.is_base(branch);
        let label = if is_base {
            "Base".to_owned()
        } else {
            label(branch, &own)
        };
        let slot = TypeSlot::Within(union, vec![PathStep::Variant(label.clone())]);
        let (ty, matcher) = match base {
            Some(base) if role != StructRole::Plain || !covers(&own, base) => {
                let mut joined = base.clone();
                join_branch(&mut joined, &own);
                // The branch alone, if another schema refers to it, is another type.
                joined.joined = vec![base.at.clone(), branch.at.clone()];
                let id = self.allocate(&slot, &joined);
                self.lower_into(id, &joined, role);
                (Type::Ref(id), self.matcher_of_merged(&joined))
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
            is_fallback: is_base
                && discriminator.is_some_and(|by| own.describes(&by.property_name)),
            matcher,
        }
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

/// Returns the keywords beside the alternatives, which belong to each of them.
fn base<'a>(merged: &MergedSchema<'a>) -> Option<MergedSchema<'a>> {
    merged.has_fields().then(|| MergedSchema {
        alternatives: Vec::new(),
        nullable: false,
        ..merged.clone()
    })
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
