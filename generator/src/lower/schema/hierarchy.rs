//! Kinds that join a base by `allOf`: where the base has a discriminator and is named, a value is any of them (OpenAPI
//! 3.0.3, Composition and Inheritance). As a member of `allOf` it stands for its own properties alone.

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
use crate::ir::{Field, Scalar, Shape, StructRole, Type, TypeId};
use crate::pointer::Pointer;

/// What is written on a kind by authors whose version of the specification has no `mapping`.
const TAG_KEYS: [&str; 2] = ["x-ms-discriminator-value", "x-discriminator-value"];

/// Bases by their places.
pub(super) type Hierarchies = BTreeMap<Pointer, Hierarchy>;

/// Properties and values that tell a kind from others, by its place.
pub(super) type SubtypeTags = BTreeMap<Pointer, Vec<(String, String)>>;

/// A base with a discriminator, and what joins it.
#[derive(Debug)]
pub(super) struct Hierarchy {
    discriminator: Discriminator,
    /// References to the schemas that have the base as a member, in the order of their keys.
    subtypes: Vec<(Pointer, String)>,
}

/// All bases of a document, read once so that lowering can borrow.
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

/// The discriminator of each schema that has one: its own, or that of what it joins. Values that a
/// base maps are known to what joins it, where both speak of one property.
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

/// The schemas that one joins by `allOf`. What only refers to another, with a word beside it, is
/// another name for it and no kind of it.
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

/// The discriminator of a schema, or of one of the schemas written inside its `allOf`.
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

/// The discriminator with the values that are written on the subtypes themselves.
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

/// Maps the values that the base lists to the subtypes whose names are written otherwise: `big_dog`
/// means `BigDog`.
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

/// The values that a schema lists for a property of its own.
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

/// The members of `allOf`.
fn members(schema: &Schema) -> &[ReferenceOr<Schema>] {
    match &schema.schema_kind {
        SchemaKind::AllOf { all_of } => all_of,
        SchemaKind::Any(any) => &any.all_of,
        _ => &[],
    }
}

impl<'a> SchemaLowerer<'a, '_> {
    /// The view of a base where it is named: its subtypes are alternatives, and so is the base itself.
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

    /// The base that a site names, if it names one and nothing else.
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

    /// The base that a property is written in, where it is named: what stands inside is of the base, whichever kind
    /// meets it first.
    pub(super) fn enclosing_base(&self, sites: &[LocatedSchema<'a>]) -> Option<TypeId> {
        let [site] = sites else { return None };
        let own = site.at.parent()?.parent()?;
        let base = if self.hierarchies.contains_key(&own) {
            own
        } else {
            // Or in a member of the base's `allOf`.
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

    /// Whether a schema joins a base, even if it adds nothing to it.
    pub(super) fn is_subtype(&self, at: &Pointer) -> bool {
        self.subtypes.contains_key(at)
    }

    /// What a text property says where its schema is a kind of a base and the property tells subtypes
    /// apart.
    pub(super) fn subtype_tag(&self, at: &Pointer, field: &Field) -> Option<Value> {
        let tags = self.subtypes.get(at)?;
        let is_text = match self.api.resolve(&field.ty) {
            Type::Scalar(scalar) => *scalar == Scalar::Text,
            Type::Ref(id) => {
                matches!(&self.api.def(*id).shape, Shape::Enum(body) if body.is_text())
            }
            _ => false,
        };
        let (_, tag) = tags.iter().find(|(property, _)| *property == field.wire)?;
        is_text.then(|| Value::String(tag.clone()))
    }

    /// The base as a type of its own, for values that are of none of its subtypes.
    pub(super) fn lower_base_alone(
        &mut self,
        branch: &LocatedSchema<'a>,
        own: &MergedSchema<'a>,
        naming: &TypeSlot,
    ) -> Type {
        let places = vec![branch.at.clone()];
        if let Some(Some(known)) = self.joined.get(&places) {
            return known.clone();
        }
        let merged = MergedSchema {
            joined: places.clone(),
            nullable: false,
            ..own.clone()
        };
        let id = self.allocate(naming, &merged);
        self.lower_into(id, &merged, StructRole::Plain);
        self.joined.insert(places, Some(Type::Ref(id)));
        Type::Ref(id)
    }
}

/// Every schema that joins a base, with the properties that tell it apart and their values where there is one alone.
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
