//! Reading of schemas into views, and of their members into one ([`super::algebra`]).

use std::collections::BTreeMap;
use std::rc::Rc;

use openapiv3::{
    AdditionalProperties, AnySchema, Discriminator, ReferenceOr, Schema, SchemaKind, Type as Kind3,
};
use serde_json::Value;

use super::algebra::Conflict;
use super::bounds::Bound;
use super::extra::{CONTENT, KEYS, TUPLE};
use super::located::{LocatedSchema, SchemaOrRef};
use super::merged::{Additional, Alternatives, MergedSchema, Positions, ValueSummary};
use super::sample::sample;
use super::schema_type::SchemaType;
use super::{MAX_HOPS, SchemaLowerer, value_labels};
use crate::diagnostic::Code;
use crate::document::{INFERRED, UNEVALUATED};
use crate::ir::{Docs, XmlObject};
use crate::pointer::Pointer;

/// The references that one merge follows.
#[derive(Default)]
struct ReferenceTrail {
    /// The schema that is merged.
    root: Pointer,
    /// References that lead to the current schema.
    open: Vec<Pointer>,
    /// References that are followed to their end, with what is said there of null: `(allows, forbids)`. All else that a
    /// member says counts once.
    done: BTreeMap<Pointer, (bool, bool)>,
}

impl<'a> SchemaLowerer<'a, '_> {
    /// Merges schemas that a value must all fit into one view.
    pub(crate) fn merge(&mut self, sites: &[LocatedSchema<'a>]) -> MergedSchema<'a> {
        let at = sites
            .first()
            .map(|site| site.at.clone())
            .unwrap_or_default();
        let mut trail = ReferenceTrail {
            root: at.clone(),
            ..ReferenceTrail::default()
        };
        let mut merged = MergedSchema::default();
        for site in sites {
            let part = self.read(site, &mut trail);
            self.meet(&mut merged, part);
        }
        merged.at = at;
        merged.docs.notes.extend(merged.limits.notes(merged.kind));
        if merged.xml != XmlObject::default() {
            let at = self.document.author(&merged.at);
            self.api.xml.insert(at, merged.xml.clone());
        }
        if let Some(sample) = sample(&merged) {
            let at = self.document.author(&merged.at);
            self.api.samples.insert(at, sample);
        }
        let limits = merged.limits.by_keyword();
        if !limits.is_empty() {
            self.api
                .limits
                .insert(self.document.author(&merged.at), limits);
        }
        for sites in merged.properties.values_mut() {
            // On a condition a property is narrower than it is otherwise.
            if sites.len() > 1 && !sites.iter().all(LocatedSchema::is_conditional) {
                sites.retain(|site| !site.is_conditional());
            }
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

    /// Returns the view of a schema or of the target of a reference, its members included.
    fn read(&mut self, site: &LocatedSchema<'a>, trail: &mut ReferenceTrail) -> MergedSchema<'a> {
        let reference = match site.schema {
            SchemaOrRef::Item(schema) => return self.read_schema(&site.at, schema, trail),
            SchemaOrRef::Reference(reference) => reference,
        };
        let Some((pointer, target)) = self.target(reference) else {
            return MergedSchema::default();
        };
        if let Some((nullable, forbids_null)) = trail.done.get(&pointer).copied() {
            return MergedSchema {
                nullable,
                forbids_null,
                ..MergedSchema::default()
            };
        }
        if trail.open.contains(&pointer) {
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
            let mut target = self.read(&LocatedSchema::new(pointer.clone(), target), trail);
            trail.open.pop();
            trail
                .done
                .insert(pointer, (target.nullable, target.forbids_null));
            target.has_referenced_docs = true;
            return target;
        }
        MergedSchema::default()
    }

    fn read_schema(
        &mut self,
        at: &Pointer,
        schema: &'a Schema,
        trail: &mut ReferenceTrail,
    ) -> MergedSchema<'a> {
        let mut own = read_keywords(at, schema, trail);
        if self.has_xml
            && let Some(xml) = at
                .find(&self.document.value)
                .and_then(|schema| schema.get("xml"))
        {
            own.xml.add(xml);
        }
        self.keep_digits(at, &mut own);
        let members = match &schema.schema_kind {
            SchemaKind::AllOf { all_of } => all_of.as_slice(),
            SchemaKind::Any(any) => any.all_of.as_slice(),
            _ => &[],
        };
        let is_nullable = own.nullable;
        let all_of = at.push("allOf");
        for (index, member) in members.iter().enumerate() {
            let part = self.read(&LocatedSchema::new(all_of.index(index), member), trail);
            self.meet(&mut own, part);
        }
        // Null beside the members is allowed whatever they say.
        own.nullable |= is_nullable;
        own.forbids_null &= !is_nullable;
        own
    }

    /// Reads numbers that a double may have rounded from the document.
    fn keep_digits(&self, at: &Pointer, own: &mut MergedSchema<'a>) {
        let is_rounded = |value: &Value| Bound::written(value).is_some_and(Bound::may_be_rounded);
        let has_rounded_values = own.values.iter().flatten().any(is_rounded);
        if !has_rounded_values && !own.limits.may_be_rounded() {
            return;
        }
        let Some(schema) = at.find(&self.document.value) else {
            return;
        };
        own.limits.keep_digits(schema);
        if let (true, Some(Value::Array(listed))) = (has_rounded_values, schema.get("enum")) {
            let listed = listed.iter().filter(|value| !value.is_null());
            own.values = Some(listed.cloned().collect());
        }
    }

    /// Narrows a view to what fits another, and reports where nothing does.
    fn meet(&mut self, merged: &mut MergedSchema<'a>, part: MergedSchema<'a>) {
        let at = part.at.clone();
        let (message, help) = match merged.meet(part) {
            None => return,
            Some(Conflict::Types(one, other)) => (
                format!(
                    "no value is both {} and {}; the first is used",
                    one.name(),
                    other.name()
                ),
                "let the members of `allOf` agree on `type`",
            ),
            Some(Conflict::Values) => (
                "the lists of values have none in common; the first is used".to_owned(),
                "let the members of `allOf` share a value",
            ),
            Some(Conflict::Null) => (
                "one of these allows only null, which another forbids; the first is used"
                    .to_owned(),
                "let the members of `allOf` agree on null",
            ),
        };
        self.report(Code::AllOfConflict, &at, message, help);
    }
}

/// Returns what a schema says without its members.
fn read_keywords<'a>(at: &Pointer, schema: &'a Schema, trail: &ReferenceTrail) -> MergedSchema<'a> {
    let data = &schema.schema_data;
    let mut own = MergedSchema {
        at: at.clone(),
        nullable: data.nullable,
        value_labels: value_labels::read(data),
        docs: docs(schema),
        ..MergedSchema::default()
    };
    own.access.read_only = data.read_only;
    own.access.write_only = data.write_only;
    own.limits.add_example(data.example.as_ref());
    let mut add = |keyword, branches| {
        let group = alternatives(at, keyword, branches, data.discriminator.as_ref(), trail);
        own.alternatives.extend(group);
    };
    match &schema.schema_kind {
        SchemaKind::OneOf { one_of } => add("oneOf", one_of),
        SchemaKind::AnyOf { any_of } => add("anyOf", any_of),
        SchemaKind::Any(any) => {
            add("oneOf", &any.one_of);
            add("anyOf", &any.any_of);
            read_any(&mut own, at, any);
        }
        SchemaKind::Type(kind) => read_typed(&mut own, at, kind),
        SchemaKind::AllOf { .. } | SchemaKind::Not { .. } => {}
    }
    own.values = own.values.filter(|values| !values.is_empty());
    read_private_keywords(&mut own, at, schema);
    let is_inferred = data.extensions.contains_key(INFERRED);
    let has_type = own.kind.is_some() && !is_inferred;
    own.forbids_null = !own.nullable && (has_type || own.values.is_some());
    own
}

fn read_typed<'a>(own: &mut MergedSchema<'a>, at: &Pointer, kind: &'a Kind3) {
    own.limits.add_typed(kind);
    let (kind, format, listed) = match kind {
        Kind3::String(text) => (
            SchemaType::Text,
            format_text(&text.format),
            values(&text.enumeration),
        ),
        Kind3::Number(number) => (
            SchemaType::Number,
            format_text(&number.format),
            values(&number.enumeration),
        ),
        Kind3::Integer(integer) => (
            SchemaType::Integer,
            format_text(&integer.format),
            values(&integer.enumeration),
        ),
        Kind3::Boolean(boolean) => (SchemaType::Bool, None, values(&boolean.enumeration)),
        Kind3::Object(object) => {
            read_properties(own, at, &object.properties, &object.required);
            own.additional = additional(at, object.additional_properties.as_ref());
            (SchemaType::Object, None, Vec::new())
        }
        Kind3::Array(array) => {
            own.items = items(at, array.items.as_ref());
            (SchemaType::List, None, Vec::new())
        }
    };
    own.kind = Some(kind);
    own.format = format;
    own.values = Some(listed);
}

fn read_any<'a>(own: &mut MergedSchema<'a>, at: &Pointer, any: &'a AnySchema) {
    own.kind = any.typ.as_deref().and_then(kind_of);
    own.format.clone_from(&any.format);
    own.values = Some(any.enumeration.clone());
    own.limits.add_any(any);
    read_properties(own, at, &any.properties, &any.required);
    own.additional = additional(at, any.additional_properties.as_ref());
    own.items = items(at, any.items.as_ref());
}

/// Reads the private keywords of rewriting, for which OpenAPI 3.0 has no others.
fn read_private_keywords(own: &mut MergedSchema<'_>, at: &Pointer, schema: &Schema) {
    let extensions = &schema.schema_data.extensions;
    own.only_null = extensions.contains_key("x-codegen-null");
    if extensions.contains_key(UNEVALUATED) && matches!(own.additional, Additional::Unsaid) {
        own.additional = Additional::Unevaluated;
    }
    if let Some(Value::Array(positions)) = extensions.get(TUPLE) {
        own.tuples.push(Positions {
            at: at.push(TUPLE),
            len: positions.len(),
            is_open: extensions.get("x-codegen-tuple-open") == Some(&Value::Bool(true)),
            rest: std::mem::take(&mut own.items),
        });
    }
    own.content = extensions.contains_key(CONTENT).then(|| at.push(CONTENT));
    own.keys = extensions.contains_key(KEYS).then(|| at.push(KEYS));
    if let Some(Value::String(pattern)) = extensions.get("x-codegen-key-pattern") {
        own.limits.add_key_pattern(pattern);
    }
}

fn docs(schema: &Schema) -> Docs {
    let data = &schema.schema_data;
    let external = data.external_docs.as_ref().map(|other| {
        let description = other.description.as_deref().unwrap_or_default();
        format!("See <{}> {description}", other.url)
    });
    Docs {
        summary: data.title.clone(),
        description: data.description.clone(),
        notes: external.into_iter().collect(),
        deprecated: data.deprecated,
    }
}

fn alternatives<'a>(
    at: &Pointer,
    keyword: &str,
    branches: &'a [ReferenceOr<Schema>],
    discriminator: Option<&'a Discriminator>,
    trail: &ReferenceTrail,
) -> Option<Alternatives<'a>> {
    // A subtype of a schema that lists it is one of the alternatives already.
    let chosen = |branch: &ReferenceOr<Schema>| match branch {
        ReferenceOr::Reference { reference } => Pointer::parse_fragment(reference)
            .is_some_and(|place| place == trail.root || trail.open.contains(&place)),
        ReferenceOr::Item(_) => false,
    };
    if branches.is_empty() || !trail.open.is_empty() && branches.iter().any(chosen) {
        return None;
    }
    let at = at.push(keyword);
    let branches = branches.iter().enumerate();
    Some(Alternatives {
        branches: branches
            .map(|(index, branch)| LocatedSchema::new(at.index(index), branch))
            .collect(),
        at,
        discriminator,
        base: None,
    })
}

fn read_properties<'a>(
    own: &mut MergedSchema<'a>,
    at: &Pointer,
    properties: impl IntoIterator<Item = (&'a String, &'a ReferenceOr<Box<Schema>>)>,
    required: &[String],
) {
    let base = at.push("properties");
    for (key, schema) in properties {
        own.order.push(key);
        let site = LocatedSchema::new(base.push(key), schema);
        own.properties.insert(key.clone(), vec![site]);
    }
    own.required.extend(required.iter().cloned());
}

fn additional<'a>(at: &Pointer, said: Option<&'a AdditionalProperties>) -> Additional<'a> {
    match said {
        None => Additional::Unsaid,
        Some(AdditionalProperties::Any(true)) => Additional::Any,
        Some(AdditionalProperties::Any(false)) => Additional::Forbidden,
        Some(AdditionalProperties::Schema(schema)) => {
            let at = at.push("additionalProperties");
            Additional::Typed(vec![LocatedSchema::new(at, schema)])
        }
    }
}

fn items<'a>(at: &Pointer, items: Option<&'a ReferenceOr<Box<Schema>>>) -> Vec<LocatedSchema<'a>> {
    let site = |items| LocatedSchema::new(at.push("items"), items);
    items.map(site).into_iter().collect()
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
