//! `oneOf` and `anyOf` as unions.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::SchemaLowerer;
use super::located::{LocatedSchema, SchemaOrRef};
use super::matcher::keep_distinguishing_values;
use super::merged::{Additional, Alternatives, MergedSchema};
use super::schema_type::SchemaType;
use super::slot::TypeSlot;
use super::variant_label::{LIST, OBJECT, element_label, label};
use super::variant_tags::{is_default, keep_own_tags, with_any_tag};
use crate::diagnostic::Code;
use crate::document::UNEVALUATED;
use crate::ir::{JsonType, PathStep, Shape, StructRole, Tagging, Type, TypeId, UnionDef, Variant};

/// The most locations that are joined by lists of alternatives inside each other: each list multiplies the types.
const MOST_JOINED: usize = 6;

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
        let (group, others) = choices.split_first()?;
        if merged.joined.len() > MOST_JOINED {
            self.left_out(
                &group.at,
                "these alternatives are not combined with the lists around them, which are too many",
                "join the lists in one",
            );
            return None;
        }
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
        let mut group = group.clone();
        self.open_mapped(&mut group);
        let mut meant = BTreeSet::new();
        group.branches.retain(|branch| meant.insert(branch.meant()));
        if self.take_null(&mut group) {
            let ty = self.lower_possible(group, others, merged, slot, role);
            return if merged.forbids_null {
                ty
            } else {
                ty.nullable()
            };
        }
        self.lower_possible(group, others, merged, slot, role)
    }

    /// Takes out references to null beside other alternatives; returns `true` if there were any.
    fn take_null(&mut self, group: &mut Alternatives<'a>) -> bool {
        let (null, other): (Vec<_>, Vec<_>) = std::mem::take(&mut group.branches)
            .into_iter()
            .partition(|branch| self.summary_of(branch).only_null);
        let has_both = !null.is_empty() && !other.is_empty();
        group.branches = if has_both || null.is_empty() {
            other
        } else {
            null
        };
        has_both
    }

    fn lower_possible(
        &mut self,
        mut group: Alternatives<'a>,
        others: &[Alternatives<'a>],
        merged: &MergedSchema<'a>,
        slot: &TypeSlot,
        role: StructRole,
    ) -> Type {
        let mut beside = base(merged, others);
        let is_possible = self.keep_possible(&mut group, &beside);
        // Rows and arguments have rules of their own, so variants there are types of their own.
        let has_base = is_possible && (merged.has_fields() || !others.is_empty());
        let may_be_several = |group: &Alternatives<'a>| group.at.last().as_deref() == Some("anyOf");
        if matches!(beside.additional, Additional::Unevaluated)
            && (!has_base || may_be_several(&group) || others.iter().any(may_be_several))
        {
            self.report(
                Code::IgnoredKeyword,
                &merged.at.push(UNEVALUATED),
                "ignored: types do not hold what `unevaluatedProperties` says beside these alternatives",
                "nothing; the server checks it",
            );
            beside.additional = Additional::Unsaid;
        }
        let base = has_base.then_some(beside);
        let base = base.or_else(|| {
            (role != StructRole::Plain).then(|| MergedSchema {
                kind: Some(SchemaType::Object),
                ..MergedSchema::default()
            })
        });
        if base.is_none() {
            if let Some(ty) = self.lower_listed(&group, merged, slot) {
                return ty;
            }
            if let [only] = group.branches.as_slice() {
                return self.lower_one(only, slot);
            }
        }
        if let (Some(base), [only], StructRole::Plain) = (&base, group.branches.as_slice(), role) {
            let own = self.merge_one(only);
            if own.absorbs(base) {
                return self.lower_one(only, slot);
            }
            let mut joined = merged.clone();
            joined.alternatives.clear();
            joined.alternatives.extend_from_slice(others);
            joined.meet(own);
            return self.classify_with_role(&joined, slot, role);
        }
        self.lower_union(&group, base.as_ref(), slot, role)
    }

    /// Leaves out the alternatives that no value has together with what stands beside them. Returns `false` if that is
    /// all of them, which are kept.
    fn keep_possible(&mut self, group: &mut Alternatives<'a>, beside: &MergedSchema<'a>) -> bool {
        let (possible, impossible): (Vec<_>, Vec<_>) = group
            .branches
            .iter()
            .cloned()
            .partition(|branch| self.is_possible(branch, beside));
        let is_possible = !possible.is_empty();
        let (loser, help) = if is_possible {
            group.branches = possible;
            ("it is left out", "remove the alternative")
        } else {
            (
                "the alternatives are used",
                "let one of the alternatives fit what stands beside the list",
            )
        };
        // Of several types an author lists, the intersection takes some: that is no conflict.
        let listed = group.at.parent().map(|at| self.document.author(&at));
        let is_listed = |branch: &LocatedSchema<'_>| {
            is_possible && listed.as_ref() == Some(&self.document.author(&branch.at))
        };
        let (_, impossible): (Vec<_>, Vec<_>) = impossible.into_iter().partition(is_listed);
        for branch in impossible {
            let message = format!(
                "no value is of this alternative and of what stands beside the list; {loser}"
            );
            self.report(Code::AllOfConflict, &branch.at, message, help);
        }
        is_possible
    }

    /// Returns `true` if a value can be of an alternative and of what stands beside it.
    fn is_possible(&mut self, branch: &LocatedSchema<'a>, beside: &MergedSchema<'a>) -> bool {
        let mut both = beside.clone();
        let others = std::mem::take(&mut both.alternatives);
        if both.meet(self.merge_one(branch)).is_some() {
            return false;
        }
        let Some((group, others)) = others.split_first() else {
            return true;
        };
        both.alternatives = others.iter().take(1).cloned().collect();
        group
            .branches
            .iter()
            .any(|branch| self.is_possible(branch, &both))
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
                let mut properties = merged.properties.values().flatten();
                let says_inside = !properties.all(LocatedSchema::is_anything)
                    || !merged.items.is_empty()
                    || !merged.tuples.is_empty()
                    || !merged.alternatives.is_empty()
                    || matches!(merged.additional, Additional::Typed(_));
                !says_type && !says_inside && (!merged.required.is_empty() || merged.kind.is_none())
            }
        })
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
            let mut variant = self.lower_variant(id, group, (branch, &variants), base, role);
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
        (branch, known): (&LocatedSchema<'a>, &[Variant]),
        base: Option<&MergedSchema<'a>>,
        role: StructRole,
    ) -> Variant {
        let own = self.merge_one(branch);
        let is_base = group.is_base(branch);
        let label = if is_base {
            Variant::BASE.to_owned()
        } else {
            let label = label(branch, &own);
            let tag = if label == OBJECT {
                self.tag_label(branch, &own, group)
            } else {
                None
            };
            let is_general = [LIST, OBJECT].contains(&label.as_str())
                && known.iter().any(|variant| variant.label == label);
            let element = || element_label(&own).filter(|_| is_general);
            tag.or_else(element).unwrap_or(label)
        };
        let slot = TypeSlot::Within(union, vec![PathStep::Variant(label.clone())]);
        let with_tag = group
            .discriminator
            .filter(|by| is_default(by, branch) && !own.describes(&by.property_name))
            .map(|by| with_any_tag(by, base, group));
        let (ty, matcher) = match with_tag.as_ref().or(base) {
            Some(base) if role != StructRole::Plain || !own.absorbs(base) => {
                let mut joined = base.clone();
                joined.meet(own.clone());
                joined.at = branch.at.clone();
                joined.docs = own.docs.clone();
                // The branch alone, if another schema refers to it, is another type.
                joined.joined.extend([base.at.clone(), branch.at.clone()]);
                let ty = self.classify_with_role(&joined, &slot, role);
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
            keep_own_tags(variants);
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

/// Returns what stands beside a list of alternatives, which belongs to each of them.
fn base<'a>(merged: &MergedSchema<'a>, others: &[Alternatives<'a>]) -> MergedSchema<'a> {
    MergedSchema {
        alternatives: others.to_vec(),
        nullable: false,
        ..merged.clone()
    }
}
