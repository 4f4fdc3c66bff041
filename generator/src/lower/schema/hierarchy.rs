//! Hierarchies by `allOf`: a reference to a base with a discriminator means any of its subtypes
//! (OpenAPI 3.0.3, Composition and Inheritance). As a member of `allOf` the base means its own
//! properties alone.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{Discriminator, ReferenceOr, Schema, SchemaKind};
use serde_json::Value;

use super::located::LocatedSchema;
use super::merged::{Alternatives, MergedSchema};
use super::schema_type::SchemaType;
use super::slot::TypeSlot;
use super::{MAX_HOPS, SchemaLowerer, component_key};
use crate::document::Document;
use crate::ir::{Field, StructRole, Type, TypeId};
use crate::pointer::Pointer;

/// Extensions with a subtype's value of the discriminator, for versions of the specification
/// without `mapping`.
const TAG_KEYS: [&str; 2] = ["x-ms-discriminator-value", "x-discriminator-value"];

/// Hierarchies by the locations of their bases.
pub(super) type Hierarchies = BTreeMap<Pointer, Hierarchy>;

/// The discriminating properties of each subtype and their values, by its location.
pub(super) type SubtypeTags = BTreeMap<Pointer, Vec<(String, String)>>;

/// A base with a discriminator, and its subtypes.
#[derive(Debug)]
pub(super) struct Hierarchy {
    discriminator: Discriminator,
    /// Locations of the schemas that have the base as a member of `allOf`, and references to them,
    /// sorted by key.
    subtypes: Vec<(Pointer, String)>,
}

/// Reads all hierarchies of a document once, so that lowering can borrow them.
pub(super) fn collect(document: &Document) -> Hierarchies {
    let Some(components) = &document.model.components else {
        return Hierarchies::new();
    };
    let schemas = Pointer::root().push("components").push("schemas");
    let mut all: Vec<(Pointer, &Schema)> = Vec::new();
    for (key, schema) in &components.schemas {
        if let ReferenceOr::Item(schema) = schema {
            all.push((schemas.push(key), schema));
        }
    }
    all.sort_by(|one, other| one.0.cmp(&other.0));
    let parents: BTreeMap<&Pointer, Vec<Pointer>> = all
        .iter()
        .map(|(at, schema)| (at, parents(document, at, schema)))
        .collect();
    let mut subtypes: BTreeMap<&Pointer, Vec<&Pointer>> = BTreeMap::new();
    for (at, _) in &all {
        for parent in parents.get(at).into_iter().flatten() {
            subtypes.entry(parent).or_default().push(at);
        }
    }
    let discriminators = discriminators(&all, &subtypes);
    let has_choice: BTreeSet<&Pointer> = all
        .iter()
        .filter(|(_, schema)| has_alternatives(&schema.schema_kind))
        .map(|(at, _)| at)
        .collect();
    let hierarchies = subtypes.into_iter().filter_map(|(base, subtypes)| {
        let discriminator = discriminators.get(base)?;
        if has_choice.contains(base) {
            return None;
        }
        let subtypes: Vec<(Pointer, String)> = subtypes
            .into_iter()
            .map(|kind| (kind.clone(), kind.to_reference()))
            .collect();
        let mut discriminator = with_tags(discriminator, &all);
        if let Some((_, schema)) = all.iter().find(|(at, _)| at == base) {
            map_listed(&mut discriminator, schema, &subtypes);
        }
        let hierarchy = Hierarchy {
            discriminator,
            subtypes,
        };
        Some((base.clone(), hierarchy))
    });
    hierarchies.collect()
}

/// Returns the discriminator of each schema that has one: its own, or that of its base. A subtype
/// inherits the mapping of its base if both use one property.
fn discriminators<'d>(
    all: &'d [(Pointer, &Schema)],
    subtypes: &BTreeMap<&Pointer, Vec<&'d Pointer>>,
) -> BTreeMap<&'d Pointer, Discriminator> {
    let mut known: BTreeMap<&Pointer, Discriminator> = all
        .iter()
        .filter_map(|(at, schema)| Some((at, own_discriminator(schema)?.clone())))
        .collect();
    let mut open: Vec<&Pointer> = known.keys().copied().collect();
    while let Some(base) = open.pop() {
        let Some(inherited) = known.get(base).cloned() else {
            continue;
        };
        for kind in subtypes.get(base).into_iter().flatten() {
            let Some(own) = known.get_mut(kind) else {
                known.insert(kind, inherited.clone());
                open.push(kind);
                continue;
            };
            let before = own.mapping.len();
            if own.property_name == inherited.property_name {
                for (value, target) in &inherited.mapping {
                    own.mapping
                        .entry(value.clone())
                        .or_insert_with(|| target.clone());
                }
            }
            if own.mapping.len() > before {
                open.push(kind);
            }
        }
    }
    known
}

/// Returns the bases of a schema. A schema that only refers to another, with annotations, is an
/// alias and not a subtype.
fn parents(document: &Document, at: &Pointer, schema: &Schema) -> Vec<Pointer> {
    let members = members(schema);
    let all_of = at.push("allOf");
    let first = all_of.index(0);
    if members.len() == 1 && document.author(&first).parent() != Some(document.author(&all_of)) {
        return Vec::new();
    }
    let references = members.iter().filter_map(|member| match member {
        ReferenceOr::Reference { reference } => Pointer::parse_fragment(reference),
        ReferenceOr::Item(_) => None,
    });
    let mut parents: Vec<Pointer> = references.filter(|parent| parent != at).collect();
    parents.sort();
    parents.dedup();
    parents
}

/// Returns the discriminator of a schema, or of one of the inline members of its `allOf`.
fn own_discriminator(schema: &Schema) -> Option<&Discriminator> {
    schema.schema_data.discriminator.as_ref().or_else(|| {
        members(schema).iter().find_map(|member| match member {
            ReferenceOr::Item(member) if !has_alternatives(&member.schema_kind) => {
                member.schema_data.discriminator.as_ref()
            }
            _ => None,
        })
    })
}

/// Returns a discriminator with the values that extensions of the subtypes name.
fn with_tags(discriminator: &Discriminator, all: &[(Pointer, &Schema)]) -> Discriminator {
    let mut discriminator = discriminator.clone();
    for (at, schema) in all {
        let extensions = &schema.schema_data.extensions;
        let tag = TAG_KEYS
            .iter()
            .find_map(|key| extensions.get(*key)?.as_str());
        if let Some(tag) = tag {
            let mapping = &mut discriminator.mapping;
            mapping
                .entry(tag.to_owned())
                .or_insert_with(|| at.to_reference());
        }
    }
    discriminator
}

/// Maps the listed values of the property to subtypes with similar names: `big_dog` means `BigDog`.
fn map_listed(discriminator: &mut Discriminator, base: &Schema, subtypes: &[(Pointer, String)]) {
    let listed = listed(base, &discriminator.property_name);
    let plain = |text: &str| -> String {
        let letters = text.chars().filter(|letter| letter.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    for (at, reference) in subtypes {
        let is_mapped = discriminator.mapping.values().any(|to| to == reference);
        let Some(key) = component_key(at).map(Cow::into_owned) else {
            continue;
        };
        if is_mapped || listed.contains(&key) {
            continue;
        }
        let mut alike = listed.iter().filter(|value| plain(value) == plain(&key));
        if let (Some(value), None) = (alike.next(), alike.next()) {
            let mapping = &mut discriminator.mapping;
            mapping
                .entry(value.clone())
                .or_insert_with(|| reference.clone());
        }
    }
}

/// Returns the values that a schema lists for a property of its own.
fn listed(schema: &Schema, property: &str) -> Vec<String> {
    let properties = match &schema.schema_kind {
        SchemaKind::Type(openapiv3::Type::Object(object)) => &object.properties,
        SchemaKind::Any(any) => &any.properties,
        _ => return Vec::new(),
    };
    let Some(ReferenceOr::Item(property)) = properties.get(property) else {
        return Vec::new();
    };
    match &property.schema_kind {
        SchemaKind::Type(openapiv3::Type::String(text)) => {
            text.enumeration.iter().flatten().cloned().collect()
        }
        _ => Vec::new(),
    }
}

fn has_alternatives(kind: &SchemaKind) -> bool {
    match kind {
        SchemaKind::OneOf { .. } | SchemaKind::AnyOf { .. } => true,
        SchemaKind::Any(any) => !any.one_of.is_empty() || !any.any_of.is_empty(),
        SchemaKind::Type(_) | SchemaKind::AllOf { .. } | SchemaKind::Not { .. } => false,
    }
}

/// Returns the members of `allOf`.
fn members(schema: &Schema) -> &[ReferenceOr<Schema>] {
    match &schema.schema_kind {
        SchemaKind::AllOf { all_of } => all_of,
        SchemaKind::Any(any) => &any.all_of,
        _ => &[],
    }
}

impl<'a> SchemaLowerer<'a, '_> {
    /// Returns the view of a reference to a base: its subtypes are alternatives, and so is the base
    /// itself.
    pub(super) fn with_subtypes(
        &self,
        merged: MergedSchema<'a>,
        base: &Pointer,
    ) -> MergedSchema<'a> {
        let Some(hierarchy) = self.hierarchies.get(base) else {
            return merged;
        };
        let Some((_, schema)) = self.target(&base.to_reference()) else {
            return merged;
        };
        let subtypes = hierarchy.subtypes.iter();
        let mut branches: Vec<LocatedSchema<'a>> = subtypes
            .map(|(at, reference)| LocatedSchema::referring(at.clone(), reference))
            .collect();
        branches.push(LocatedSchema::new(base.clone(), schema));
        MergedSchema {
            at: merged.at,
            kind: Some(SchemaType::Object),
            nullable: merged.nullable,
            access: merged.access,
            docs: merged.docs,
            alternatives: vec![Alternatives {
                at: base.push("discriminator"),
                branches,
                discriminator: Some(&hierarchy.discriminator),
                base: Some(base.clone()),
            }],
            ..MergedSchema::default()
        }
    }

    /// Returns the base that a schema refers to, if it is nothing but a reference.
    pub(super) fn named_base(&self, site: &LocatedSchema<'a>) -> Option<Pointer> {
        if self.hierarchies.is_empty() || site.item().is_some() && self.is_subtype(&site.at) {
            return None;
        }
        let mut reference = site.as_reference()?;
        for _ in 0..MAX_HOPS {
            let (at, target) = self.target(reference)?;
            if self.hierarchies.contains_key(&at) {
                return Some(at);
            }
            if self.is_subtype(&at) {
                return None;
            }
            reference = LocatedSchema::new(at, target).as_reference()?;
        }
        None
    }

    /// Returns the type of the base that a property belongs to: inline types inside are named after
    /// the base, whichever subtype is lowered first.
    pub(super) fn enclosing_base(&self, sites: &[LocatedSchema<'a>]) -> Option<TypeId> {
        let [site] = sites else { return None };
        let own = site.at.parent()?.parent()?;
        let base = if self.hierarchies.contains_key(&own) {
            own
        } else {
            // The property may stand in a member of the base's `allOf`.
            let members = own
                .parent()
                .filter(|at| at.last().as_deref() == Some("allOf"))?;
            members.parent()?
        };
        self.hierarchies.get(&base)?;
        match self.types.get(&base)?.non_null() {
            Type::Ref(id) => Some(*id),
            _ => None,
        }
    }

    /// Returns `true` if a schema is a subtype, even if it adds nothing to its base.
    pub(super) fn is_subtype(&self, at: &Pointer) -> bool {
        self.subtypes.contains_key(at)
    }

    /// Returns the value of a discriminating property of a subtype.
    pub(super) fn subtype_tag(&self, at: &Pointer, field: &Field) -> Option<Value> {
        let tags = self.subtypes.get(at)?;
        let (_, tag) = tags.iter().find(|(property, _)| *property == field.wire)?;
        let tag = Value::String(tag.clone());
        self.api.can_be(&field.ty, &tag).then_some(tag)
    }

    /// Lowers the base as a type of its own, for values of none of its subtypes.
    pub(super) fn lower_base_alone(
        &mut self,
        branch: &LocatedSchema<'a>,
        own: &MergedSchema<'a>,
        slot: &TypeSlot,
    ) -> Type {
        let places = vec![branch.at.clone()];
        if let Some(known) = self.joined.get(&places) {
            return known.clone();
        }
        let merged = MergedSchema {
            joined: places.clone(),
            nullable: false,
            ..own.clone()
        };
        let id = self.allocate(slot, &merged);
        let ty = self.lower_into(id, &merged, StructRole::Plain);
        self.joined.insert(places, ty.clone());
        ty
    }
}

/// Returns every subtype, with its discriminating properties and their values, if each has only
/// one.
pub(super) fn subtypes(hierarchies: &Hierarchies) -> SubtypeTags {
    let mut all = SubtypeTags::new();
    for hierarchy in hierarchies.values() {
        for (at, reference) in &hierarchy.subtypes {
            let mapping = hierarchy.discriminator.mapping.iter();
            let mut mapped = mapping.filter(|(_, target)| *target == reference);
            let tag = match (mapped.next(), mapped.next()) {
                (None, _) => component_key(at).map(Cow::into_owned),
                (Some((tag, _)), None) => Some(tag.clone()),
                _ => None,
            };
            let tags = all.entry(at.clone()).or_default();
            tags.extend(tag.map(|tag| (hierarchy.discriminator.property_name.clone(), tag)));
        }
    }
    all
}
