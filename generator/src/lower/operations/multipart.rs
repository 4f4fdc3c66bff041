//! Multipart bodies as structs of parts (OpenAPI 3.1, Encoding Object).

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::MediaType;

use super::OperationLowerer;
use super::media::{self, MediaKind};
use crate::ir::{
    Field, ParameterStyle, PartForm, PartKind, PathStep, Scalar, StructRole, Type, TypeId,
    TypeOrigin,
};
use crate::lower::schema::{
    Additional, LocatedSchema, MergedSchema, SchemaType, TypeSlot, field_order,
};
use crate::pointer::Pointer;

/// The number of nested alternatives that are searched for parts.
const MOST_LEVELS: usize = 8;

impl<'a> OperationLowerer<'a, '_> {
    /// Lowers a multipart body to a struct, and the encoding of each part.
    pub(super) fn lower_parts(
        &mut self,
        at: &Pointer,
        media: &'a MediaType,
        site: Option<&LocatedSchema<'a>>,
        origin: &TypeOrigin,
    ) -> (TypeId, Vec<PartForm>) {
        let merged = match site {
            Some(site) => self.schemas.merge_one(site),
            None => MergedSchema::default(),
        };
        let id = self.schemas.define(at, origin.clone(), merged.docs.clone());
        let mut known = KnownParts::default();
        self.gather_parts(&mut known, &merged, MOST_LEVELS);
        if known.properties.is_empty() {
            self.schemas.left_out(
                at,
                "no part of this body is described, so none can be given",
                "describe an object with a property for each part",
            );
        } else if matches!(merged.additional, Additional::Any | Additional::Typed(_)) {
            self.schemas.left_out(
                at,
                "parts beside the described ones are allowed, and the type does not hold them",
                "describe each part as a property",
            );
        }
        let mut parts = Vec::with_capacity(known.properties.len());
        for (wire, sites) in &known.properties {
            parts.push(self.lower_part(id, (wire, sites), (at, media), &known, &merged));
        }
        let positions = field_order::KeyPositions::of(&known.order);
        // A server that reads parts in turn knows the texts before the files.
        parts.sort_by_key(|(field, form)| {
            let is_late = form.kind == PartKind::File && !form.is_unnamed;
            (is_late, positions.position(&field.wire))
        });
        let (fields, forms) = parts.into_iter().unzip();
        self.schemas.fill_struct(id, StructRole::Parts, fields);
        (id, forms)
    }

    /// Returns `true` if a multipart body is described without its parts.
    pub(super) fn is_free_form(&mut self, site: Option<&LocatedSchema<'a>>) -> bool {
        let Some(site) = site else { return true };
        let merged = self.schemas.merge_one(site);
        match merged.kind {
            None => {
                !merged.has_fields() && merged.alternatives.is_empty() && merged.items.is_empty()
            }
            // Parts without names, as `itemSchema` describes them.
            Some(SchemaType::Text | SchemaType::List) => true,
            Some(SchemaType::Object) => {
                let is_open = !matches!(merged.additional, Additional::Forbidden);
                !merged.has_fields() && merged.alternatives.is_empty() && is_open
            }
            Some(_) => false,
        }
    }

    /// Collects the properties of the body and of each of its alternatives, the latter as optional.
    fn gather_parts(
        &mut self,
        known: &mut KnownParts<'a>,
        merged: &MergedSchema<'a>,
        levels: usize,
    ) {
        for (wire, sites) in &merged.properties {
            known
                .properties
                .entry(wire.clone())
                .or_insert_with(|| sites.clone());
        }
        known.order.extend(&merged.order);
        if levels == MOST_LEVELS {
            known.required.clone_from(&merged.required);
        }
        for group in merged.alternatives.iter().filter(|_| levels > 0) {
            self.schemas.left_out(
                &group.at,
                "the parts of all alternatives are in one type, each optional",
                "nothing; the server checks which go together",
            );
            for branch in &group.branches {
                let branch = self.schemas.merge_one(branch);
                self.gather_parts(known, &branch, levels - 1);
            }
        }
    }

    fn lower_part(
        &mut self,
        id: TypeId,
        (wire, sites): (&str, &[LocatedSchema<'a>]),
        (at, media): (&Pointer, &'a MediaType),
        known: &KnownParts<'a>,
        merged: &MergedSchema<'a>,
    ) -> (Field, PartForm) {
        let encoding = media.encoding.get(wire);
        let content_type = encoding.and_then(|encoding| encoding.content_type.clone());
        if encoding.is_some_and(|encoding| !encoding.headers.is_empty()) {
            self.schemas.left_out(
                &at.push("encoding").push(wire).push("headers"),
                "parts have no headers but those that follow from their content",
                "nothing, unless the server asks for them",
            );
        }
        let slot = TypeSlot::Within(id, vec![PathStep::Property(wire.to_owned())]);
        let docs = merged.field_docs.get(wire).cloned().unwrap_or_default();
        let file = self.file_type(sites, content_type.as_deref());
        let mut field = self
            .schemas
            .property(wire.to_owned(), sites, &slot, docs, file);
        field.required = known.required.contains(wire);
        // A null part is an absent part.
        field.required &= !matches!(field.ty, Type::Nullable(_));
        field.ty = field.ty.non_null().clone();
        field.default = None;
        let is_json = content_type
            .as_deref()
            .is_some_and(|name| media::kind(name) == MediaKind::Json);
        let (is_list, item) = match self.schemas.api.resolve(&field.ty) {
            Type::List(item) => (true, item.non_null().clone()),
            other => (false, other.clone()),
        };
        let kind = if item == Type::Scalar(Scalar::File) {
            PartKind::File
        } else if is_json || self.is_nested(&item) {
            PartKind::Json
        } else {
            PartKind::Text
        };
        let between = self.list_delimiter(at, wire, media);
        let kind = match (kind, between) {
            (PartKind::Text, Some(between)) if is_list => PartKind::Joined(between),
            _ => kind,
        };
        // A list that is JSON, or joined to one text, is one part.
        let repeated = is_list && !is_json && !matches!(kind, PartKind::Joined(_));
        let form = PartForm {
            content_type,
            kind,
            repeated,
            is_unnamed: self.bool_at(&at.push("x-codegen-unnamed")).is_some(),
        };
        (field, form)
    }

    /// Returns the delimiter of a list that its encoding joins to one text.
    fn list_delimiter(
        &mut self,
        at: &Pointer,
        wire: &str,
        media: &'a MediaType,
    ) -> Option<&'static str> {
        let encoding = media.encoding.get(wire)?;
        let at = at.push("encoding").push(wire);
        let exploded = self.bool_at(&at.push("explode"));
        if encoding.style.is_none() && exploded.is_none() {
            return None;
        }
        let style = self.encoded_style(&at, encoding);
        if exploded.unwrap_or(style == ParameterStyle::Form) {
            return None;
        }
        match style {
            ParameterStyle::Form => Some(","),
            ParameterStyle::TabDelimited => Some("\t"),
            ParameterStyle::SpaceDelimited => Some(" "),
            ParameterStyle::PipeDelimited => Some("|"),
            _ => {
                self.schemas.left_out(
                    &at.push("style"),
                    "a part of a multipart body has no such style; an object is written as JSON",
                    "leave `style` away, or say `contentType`",
                );
                None
            }
        }
    }

    /// Returns the type of a part that is bytes, or a list of bytes.
    fn file_type(
        &mut self,
        sites: &[LocatedSchema<'a>],
        content_type: Option<&str>,
    ) -> Option<Type> {
        let merged = self.schemas.merge(sites);
        let is_bytes = content_type.is_some_and(|name| {
            let first = name.split(',').next().unwrap_or_default();
            media::kind(first) == MediaKind::Bytes
        });
        if merged.format.as_deref() == Some("binary")
            || (is_bytes && merged.kind.is_none_or(|kind| kind == SchemaType::Text))
        {
            return Some(Type::Scalar(Scalar::File));
        }
        let is_list = merged.kind.is_none_or(|kind| kind == SchemaType::List);
        if merged.items.is_empty() || !is_list || !merged.tuples.is_empty() {
            return None;
        }
        let item = self.schemas.merge(&merged.items);
        let is_file = item.format.as_deref() == Some("binary")
            || (is_bytes && item.kind.is_none_or(|kind| kind == SchemaType::Text));
        is_file.then(|| Type::List(Box::new(Type::Scalar(Scalar::File))))
    }
}

/// The parts of a body.
#[derive(Default)]
struct KnownParts<'a> {
    properties: BTreeMap<String, Vec<LocatedSchema<'a>>>,
    /// The keys of the parts in the document's order.
    order: Vec<&'a str>,
    required: BTreeSet<String>,
}
