//! Merging of the members of a schema.
//!
//! `allOf` means that a value fits every member (JSON Schema 2020-12 core, 10.2.1.1), so properties
//! and requirements add up and lists of values intersect.

use std::collections::BTreeMap;
use std::rc::Rc;

use openapiv3::{
    AdditionalProperties, Discriminator, ReferenceOr, Schema, SchemaKind, Type as Kind3,
};
use serde_json::Value;

use super::extra::{KEYS, TUPLE};
use super::located::{LocatedSchema, SchemaOrRef};
use super::merged::{Additional, Alternatives, MergedSchema, Positions, ValueSummary};
use super::sample::sample;
use super::schema_type::SchemaType;
use super::{MAX_HOPS, SchemaLowerer, value_labels};
use crate::diagnostic::Code;
use crate::ir::XmlObject;
use crate::pointer::Pointer;

/// The references that one merge follows.
#[derive(Default)]
struct ReferenceTrail {
    /// References that lead to the current schema.
    open: Vec<Pointer>,
    /// References that are followed to their end, and `true` if null is allowed there: a member
    /// counts once.
    done: BTreeMap<Pointer, bool>,
}

impl<'a> SchemaLowerer<'a, '_> {
    /// Merges schemas that a value must all fit into one view.
    pub(crate) fn merge(&mut self, sites: &[LocatedSchema<'a>]) -> MergedSchema<'a> {
        let mut merged = MergedSchema::default();
        if let Some(first) = sites.first() {
            merged.at = first.at.clone();
        }
        let mut trail = ReferenceTrail::default();
        self.add_all(&mut merged, sites.iter().cloned(), &mut trail);
        merged.docs.notes.extend(merged.limits.notes(merged.kind));
        if merged.xml != XmlObject::default() {
            let at = self.document.author(&merged.at);
            self.api.xml.insert(at, merged.xml.clone());
        }
        if let Some(sample) = sample(&merged) {
            let at = self.document.author(&merged.at);
            self.api.samples.insert(at, sample);
        }
        let base = match sites {
            [site] => self.named_base(site),
            _ => None,
        };
        match base {
            Some(base) => self.with_subtypes(merged, &base),
            None => merged,
        }
    }

    /// Merges the members of one schema into one view.
    pub(crate) fn merge_one(&mut self, site: &LocatedSchema<'a>) -> MergedSchema<'a> {
        self.merge(std::slice::from_ref(site))
    }

    /// Summarizes one schema.
    pub(crate) fn summary_of(&mut self, site: &LocatedSchema<'a>) -> Rc<ValueSummary> {
        self.summary(std::slice::from_ref(site))
    }

    /// Summarizes schemas that a value must all fit. A schema that many locations refer to is
    /// summarized once.
    pub(crate) fn summary(&mut self, sites: &[LocatedSchema<'a>]) -> Rc<ValueSummary> {
        let [
            LocatedSchema {
                schema: SchemaOrRef::Reference(reference),
                ..
            },
        ] = sites
        else {
            return Rc::new(self.merge(sites).into());
        };
        if let Some(known) = self.summaries.get(reference) {
            return Rc::clone(known);
        }
        let summary: Rc<ValueSummary> = Rc::new(self.merge(sites).into());
        self.summaries.insert(reference, Rc::clone(&summary));
        summary
    }

    fn add_site(
        &mut self,
        merged: &mut MergedSchema<'a>,
        site: &LocatedSchema<'a>,
        trail: &mut ReferenceTrail,
    ) {
        let reference = match site.schema {
            SchemaOrRef::Item(schema) => return self.add_schema(merged, &site.at, schema, trail),
            SchemaOrRef::Reference(reference) => reference,
        };
        let Some((pointer, target)) = self.target(reference) else {
            return;
        };
        if let Some(nullable) = trail.done.get(&pointer) {
            merged.nullable |= nullable;
        } else if trail.open.contains(&pointer) {
            self.report(
                Code::RecursiveAllOf,
                &site.at,
                "this schema is a member of itself, which adds nothing",
                "remove the member",
            );
        } else if trail.open.len() >= MAX_HOPS {
            self.report(
                Code::NestedTooDeep,
                &site.at,
                "members lead to members too often; what this one says is left out",
                "refer to the schema that is meant",
            );
        } else {
            trail.open.push(pointer.clone());
            let before = std::mem::take(&mut merged.nullable);
            self.add_site(merged, &LocatedSchema::new(pointer.clone(), target), trail);
            trail.open.pop();
            trail.done.insert(pointer, merged.nullable);
            merged.nullable |= before;
        }
    }

    fn add_schema(
        &mut self,
        merged: &mut MergedSchema<'a>,
        at: &Pointer,
        schema: &'a Schema,
        trail: &mut ReferenceTrail,
    ) {
        let data = &schema.schema_data;
        merged.nullable |= data.nullable;
        merged.access.read_only |= data.read_only;
        merged.access.write_only |= data.write_only;
        merged.limits.add_example(data.example.as_ref());
        if self.has_xml
            && let Some(xml) = at
                .find(&self.document.value)
                .and_then(|schema| schema.get("xml"))
        {
            merged.xml.add(xml);
        }
        add_private_keywords(merged, at, schema);
        add_docs(merged, schema, !trail.open.is_empty());
        add_value_names(merged, schema);
        let discriminator = data.discriminator.as_ref();
        match &schema.schema_kind {
            SchemaKind::Type(kind) => self.add_typed(merged, at, kind),
            SchemaKind::OneOf { one_of } => {
                add_alternatives(merged, at, "oneOf", one_of, discriminator, &trail.open);
            }
            SchemaKind::AnyOf { any_of } => {
                add_alternatives(merged, at, "anyOf", any_of, discriminator, &trail.open);
            }
            SchemaKind::AllOf { all_of } => self.add_members(merged, at, all_of, trail),
            SchemaKind::Not { .. } => {}
            SchemaKind::Any(any) => {
                self.add_any(merged, at, any);
                add_alternatives(merged, at, "oneOf", &any.one_of, discriminator, &trail.open);
                add_alternatives(merged, at, "anyOf", &any.any_of, discriminator, &trail.open);
                self.add_members(merged, at, &any.all_of, trail);
            }
        }
    }

    fn add_members(
        &mut self,
        merged: &mut MergedSchema<'a>,
        at: &Pointer,
        members: &'a [ReferenceOr<Schema>],
        trail: &mut ReferenceTrail,
    ) {
        let all_of = at.push("allOf");
        let members = members
            .iter()
            .enumerate()
            .map(|(index, member)| LocatedSchema::new(all_of.index(index), member));
        self.add_all(merged, members, trail);
    }

    /// Adds schemas that a value must all fit. Null is allowed beside them, or if every one with a
    /// type allows it; a schema without a type does not forbid null.
    fn add_all(
        &mut self,
        merged: &mut MergedSchema<'a>,
        members: impl Iterator<Item = LocatedSchema<'a>>,
        trail: &mut ReferenceTrail,
    ) {
        let nullable = std::mem::take(&mut merged.nullable);
        let (mut allows, mut forbids) = (false, false);
        for member in members {
            let kinds = merged.kinds;
            self.add_site(merged, &member, trail);
            let is_nullable = std::mem::take(&mut merged.nullable);
            allows |= is_nullable;
            forbids |= !is_nullable && merged.kinds > kinds;
        }
        merged.nullable = nullable || (allows && !forbids);
    }

    fn add_typed(&mut self, merged: &mut MergedSchema<'a>, at: &Pointer, kind: &'a Kind3) {
        merged.limits.add_typed(kind);
        match kind {
            Kind3::String(text) => {
                self.add_kind(merged, at, SchemaType::Text);
                add_format(merged, format_text(&text.format));
                self.add_values(merged, at, values(&text.enumeration));
            }
            Kind3::Number(number) => {
                self.add_kind(merged, at, SchemaType::Number);
                add_format(merged, format_text(&number.format));
                self.add_values(merged, at, values(&number.enumeration));
            }
            Kind3::Integer(integer) => {
                self.add_kind(merged, at, SchemaType::Integer);
                add_format(merged, format_text(&integer.format));
                self.add_values(merged, at, values(&integer.enumeration));
            }
            Kind3::Boolean(boolean) => {
                self.add_kind(merged, at, SchemaType::Bool);
                self.add_values(merged, at, values(&boolean.enumeration));
            }
            Kind3::Object(object) => {
                self.add_kind(merged, at, SchemaType::Object);
                add_properties(merged, at, &object.properties, &object.required);
                add_additional(merged, at, object.additional_properties.as_ref());
            }
            Kind3::Array(array) => {
                self.add_kind(merged, at, SchemaType::List);
                add_items(merged, at, array.items.as_ref());
            }
        }
    }

    fn add_any(
        &mut self,
        merged: &mut MergedSchema<'a>,
        at: &Pointer,
        any: &'a openapiv3::AnySchema,
    ) {
        if let Some(kind) = any.typ.as_deref().and_then(kind_of) {
            self.add_kind(merged, at, kind);
        }
        add_format(merged, any.format.clone());
        self.add_values(merged, at, any.enumeration.clone());
        merged.limits.add_any(any);
        add_properties(merged, at, &any.properties, &any.required);
        add_additional(merged, at, any.additional_properties.as_ref());
        add_items(merged, at, any.items.as_ref());
    }

    fn add_kind(&mut self, merged: &mut MergedSchema<'a>, at: &Pointer, kind: SchemaType) {
        merged.kinds += 1;
        merged.kind = match (merged.kind, kind) {
            (None, kind) | (Some(SchemaType::Number), kind @ SchemaType::Integer) => Some(kind),
            (Some(SchemaType::Integer), SchemaType::Number) => Some(SchemaType::Integer),
            (Some(known), kind) if known == kind => Some(known),
            (Some(known), kind) => {
                self.report(
                    Code::AllOfConflict,
                    at,
                    format!(
                        "no value is both {} and {}; the first is used",
                        known.name(),
                        kind.name()
                    ),
                    "let the members of `allOf` agree on `type`",
                );
                Some(known)
            }
        };
    }

    fn add_values(&mut self, merged: &mut MergedSchema<'a>, at: &Pointer, values: Vec<Value>) {
        if values.is_empty() {
            return;
        }
        let Some(known) = &mut merged.values else {
            merged.values = Some(values);
            return;
        };
        let common: Vec<Value> = known
            .iter()
            .filter(|value| values.contains(value))
            .cloned()
            .collect();
        if common.is_empty() {
            self.report(
                Code::AllOfConflict,
                at,
                "the lists of values have none in common; the first is used",
                "let the members of `allOf` share a value",
            );
        } else {
            *known = common;
        }
    }
}

/// Adds the private keywords of rewriting, for which OpenAPI 3.0 has no others.
fn add_private_keywords(merged: &mut MergedSchema<'_>, at: &Pointer, schema: &Schema) {
    let extensions = &schema.schema_data.extensions;
    merged.only_null |= extensions.contains_key("x-codegen-null");
    if let Some(Value::Array(positions)) = extensions.get(TUPLE) {
        merged.tuple = Some(Positions {
            at: at.push(TUPLE),
            len: positions.len(),
            is_open: extensions.get("x-codegen-tuple-open") == Some(&Value::Bool(true)),
        });
    }
    if merged.keys.is_none() && extensions.contains_key(KEYS) {
        merged.keys = Some(at.push(KEYS));
    }
    if let Some(Value::String(pattern)) = extensions.get("x-codegen-key-pattern") {
        merged.limits.add_key_pattern(pattern);
    }
}

/// Takes the docs of the first member that has any: it is the nearest. What a schema says itself
/// goes before what a referenced one says.
fn add_docs(merged: &mut MergedSchema<'_>, schema: &Schema, is_referenced: bool) {
    let (docs, data) = (&mut merged.docs, &schema.schema_data);
    docs.deprecated |= data.deprecated;
    if docs.notes.is_empty() {
        let external = data.external_docs.as_ref();
        docs.notes.extend(external.map(|other| {
            format!(
                "See <{}> {}",
                other.url,
                other.description.as_deref().unwrap_or_default()
            )
        }));
    }
    let is_free = docs.summary.is_none() && docs.description.is_none();
    let has_any = data.title.is_some() || data.description.is_some();
    if has_any && (is_free || (merged.has_referenced_docs && !is_referenced)) {
        docs.summary.clone_from(&data.title);
        docs.description.clone_from(&data.description);
        merged.has_referenced_docs = is_referenced;
    }
}

/// Takes the author's names and descriptions of listed values.
fn add_value_names(merged: &mut MergedSchema<'_>, schema: &Schema) {
    if merged.value_labels.is_empty() {
        merged.value_labels = value_labels::read(&schema.schema_data);
    }
}

fn add_alternatives<'a>(
    merged: &mut MergedSchema<'a>,
    at: &Pointer,
    keyword: &str,
    branches: &'a [ReferenceOr<Schema>],
    discriminator: Option<&'a Discriminator>,
    seen: &[Pointer],
) {
    if branches.is_empty() {
        return;
    }
    // A subtype of a schema that lists it is one of the alternatives already.
    let chosen = |branch: &ReferenceOr<Schema>| match branch {
        ReferenceOr::Reference { reference } => Pointer::parse_fragment(reference)
            .is_some_and(|place| place == merged.at || seen.contains(&place)),
        ReferenceOr::Item(_) => false,
    };
    if !seen.is_empty() && branches.iter().any(chosen) {
        return;
    }
    let at = at.push(keyword);
    let branches = branches
        .iter()
        .enumerate()
        .map(|(index, branch)| LocatedSchema::new(at.index(index), branch))
        .collect();
    merged.alternatives.push(Alternatives {
        at,
        branches,
        discriminator,
        base: None,
    });
}

fn add_properties<'a>(
    merged: &mut MergedSchema<'a>,
    at: &Pointer,
    properties: impl IntoIterator<Item = (&'a String, &'a ReferenceOr<Box<Schema>>)>,
    required: &[String],
) {
    let mut properties = properties.into_iter().peekable();
    if properties.peek().is_none() && required.is_empty() {
        return;
    }
    let base = at.push("properties");
    for (key, schema) in properties {
        let sites = merged.properties.entry(key.clone()).or_insert_with(|| {
            merged.order.push(key);
            Vec::new()
        });
        sites.push(LocatedSchema::new(base.push(key), schema));
    }
    merged.required.extend(required.iter().cloned());
}

fn add_additional<'a>(
    merged: &mut MergedSchema<'a>,
    at: &Pointer,
    additional: Option<&'a AdditionalProperties>,
) {
    let Some(additional) = additional else {
        return;
    };
    let at = at.push("additionalProperties");
    let said = match additional {
        AdditionalProperties::Any(true) => Additional::Any,
        AdditionalProperties::Any(false) => Additional::Forbidden,
        AdditionalProperties::Schema(schema) => {
            Additional::Typed(vec![LocatedSchema::new(at, schema)])
        }
    };
    // A value has to fit every member: forbidden by one is forbidden, typed by one is typed.
    let known = std::mem::take(&mut merged.additional);
    merged.additional = match (known, said) {
        (Additional::Forbidden, _) | (_, Additional::Forbidden) => Additional::Forbidden,
        (Additional::Typed(mut sites), Additional::Typed(more)) => {
            sites.extend(more);
            Additional::Typed(sites)
        }
        (typed @ Additional::Typed(_), _) | (_, typed @ Additional::Typed(_)) => typed,
        (_, said) => said,
    };
}

fn add_items<'a>(
    merged: &mut MergedSchema<'a>,
    at: &Pointer,
    items: Option<&'a ReferenceOr<Box<Schema>>>,
) {
    let items = items.map(|items| LocatedSchema::new(at.push("items"), items));
    merged.items.extend(items);
}

/// Returns the values of `enum` without null.
fn values<T: Clone + Into<Value>>(enumeration: &[Option<T>]) -> Vec<Value> {
    enumeration
        .iter()
        .flatten()
        .cloned()
        .map(Into::into)
        .collect()
}

fn add_format(merged: &mut MergedSchema<'_>, format: Option<String>) {
    if merged.format.is_none() {
        merged.format = format;
    }
}

/// Returns the text of a format that `openapiv3` may know by name.
fn format_text<T: serde::Serialize>(
    format: &openapiv3::VariantOrUnknownOrEmpty<T>,
) -> Option<String> {
    match serde_json::to_value(format) {
        Ok(Value::String(text)) => Some(text),
        _ => None,
    }
}

fn kind_of(name: &str) -> Option<SchemaType> {
    [
        SchemaType::Text,
        SchemaType::Number,
        SchemaType::Integer,
        SchemaType::Bool,
        SchemaType::Object,
        SchemaType::List,
    ]
    .into_iter()
    .find(|kind| kind.name() == name)
}
