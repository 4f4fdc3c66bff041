//! The resolved model of an API: `lower` makes it, and every later stage reads it.
//!
//! Deliberately absent: `openapiv3`, references, Rust identifiers, tokens, and anything that a
//! later stage computes (that is in side tables, see [`crate::analyze`] and [`crate::names`]).
//! Everything in the model can be emitted.

mod content;
mod conventions;
mod definition;
mod dump;
mod format;
mod id;
mod integer;
mod operation;
mod types;
mod xml;

pub use content::{Content, EventData};
pub use conventions::Conventions;
pub use definition::{
    ContentEnumDef, EnumDef, EnumLabel, EnumValue, Field, InlineUse, JsonType, OperationRole,
    PathStep, Shape, StructDef, StructRole, Tagging, TypeDef, TypeOrigin, UnionDef, Variant,
    VariantMatcher,
};
pub use format::{
    BASE64_URL, DECIMAL, FormatDefault, FormatEntry, RustType, StringFormat, integer_format,
    is_float_format, is_string_format,
};
pub use id::{OperationId, TypeId};
pub use integer::Integer;
pub use operation::{
    Body, BodyEncoding, Call, FormField, HttpCall, MediaBody, Operation, OwnServer, Parameter,
    ParameterForm, ParameterLocation, ParameterStyle, PartForm, PartKind, ResponseCase,
    ResponseSet, SecurityScheme, SecuritySchemeKind, Server, ServerVariable, StatusPattern, Via,
};
pub use types::{Scalar, TupleLength, Type};
pub use xml::XmlObject;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::pointer::Pointer;

/// A whole API without references, except [`TypeId`]s.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.description`.
    pub description: Option<String>,
    /// Organization and project of Rill Cloud, where the title names them.
    pub cloud_project: Option<(String, String)>,
    /// The summary of the whole, and notes on it.
    pub docs: Docs,
    /// The conventions of the server.
    pub conventions: Conventions,
    /// Types in the order in which `lower` met them; a [`TypeId`] is an index.
    pub types: Vec<TypeDef>,
    /// Operations, sorted by path and method, each with its position in the document; an [`OperationId`] is an index.
    pub operations: Vec<Operation>,
    /// Security schemes, in the document's order; [`HttpCall::security`] refers to them.
    pub schemes: Vec<SecurityScheme>,
    /// The servers that the document declares, in its order.
    pub servers: Vec<Server>,
    /// The documentation of tags, by name.
    pub tags: BTreeMap<String, Docs>,
    /// Types of webhooks, which no operation leads to.
    pub webhooks: Vec<TypeId>,
    /// Types that `types-only` exports, both to be sent and to be received.
    pub exports: Vec<TypeId>,
    /// Rust types from the config that replace types of the document; [`Scalar::External`] refers
    /// to them.
    pub externals: Vec<String>,
    /// Values that fit the constraints at a location, for examples; null where a value inside is only of its type.
    pub samples: BTreeMap<Pointer, Value>,
    /// The `xml` objects of schemas by their locations.
    pub xml: BTreeMap<Pointer, XmlObject>,
    /// Locations of values that the document gives no type.
    pub untyped: BTreeSet<Pointer>,
    /// The limits of values that types do not hold, by the author's places.
    pub limits: BTreeMap<Pointer, Limits>,
}

impl Api {
    /// Returns the definition of a type.
    pub fn def(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    /// Returns the ids of all types, in order.
    pub fn type_ids(&self) -> impl Iterator<Item = TypeId> + use<> {
        (0..self.types.len()).map(TypeId)
    }

    /// Follows aliases to the aliased type.
    pub fn resolve<'a>(&'a self, mut ty: &'a Type) -> &'a Type {
        while let Type::Ref(id) = ty
            && let Shape::Alias(target) = &self.def(*id).shape
        {
            ty = target;
        }
        ty
    }

    /// Returns `true` if values of a type are serialized in another way than by serde's
    /// implementation for the Rust type. Named types other than aliases bring their own
    /// implementation.
    pub fn has_codec(&self, ty: &Type) -> bool {
        match self.resolve(ty) {
            Type::Scalar(Scalar::IntegerText(_) | Scalar::DecimalNumber(_)) | Type::JsonText(_) => {
                true
            }
            Type::List(inner) | Type::Nullable(inner) | Type::Map(inner) => self.has_codec(inner),
            Type::KeyedMap(key, value) => self.has_codec(key) || self.has_codec(value),
            Type::Tuple(items, length) => {
                !length.is_exact(items.len()) || items.iter().any(|item| self.has_codec(item))
            }
            Type::Ref(_) | Type::Scalar(_) | Type::Any => false,
        }
    }

    /// Returns the types that some types lead to, themselves included.
    pub fn reach(&self, roots: impl IntoIterator<Item = TypeId>) -> BTreeSet<TypeId> {
        let mut open: Vec<TypeId> = roots.into_iter().collect();
        let mut is_reached = vec![false; self.types.len()];
        while let Some(id) = open.pop() {
            if !std::mem::replace(&mut is_reached[id.0], true) {
                open.extend(self.def(id).shape.parts().into_iter().flat_map(Type::refs));
            }
        }
        self.type_ids().filter(|id| is_reached[id.0]).collect()
    }

    /// Returns the types that requests are made of.
    pub fn sent(&self) -> BTreeSet<TypeId> {
        let requests = self
            .operations
            .iter()
            .filter_map(|operation| operation.request);
        self.reach(requests.chain(self.exports.iter().copied()))
    }

    /// Returns the contents of all responses.
    pub fn response_contents(&self) -> impl Iterator<Item = &Content> {
        self.operations
            .iter()
            .flat_map(Operation::response_contents)
    }

    /// Returns the media types of all bodies.
    pub fn body_media(&self) -> impl Iterator<Item = &MediaBody> {
        let https = self.operations.iter().filter_map(Operation::http);
        https
            .filter_map(|http| http.body.as_ref())
            .flat_map(|body| &body.media)
    }

    /// Returns the types of whole bodies that are read or written as XML.
    pub fn xml_bodies(&self) -> impl Iterator<Item = &Type> {
        let responses = self
            .response_contents()
            .filter_map(|content| match content {
                Content::Xml(ty) => Some(ty),
                _ => None,
            });
        let media = self.body_media();
        let media = media.filter(|media| media.encoding == BodyEncoding::Xml);
        responses.chain(media.map(|media| &media.ty))
    }

    /// Returns the types that responses and webhooks are made of.
    pub fn received(&self) -> BTreeSet<TypeId> {
        let answers = self.operations.iter().flat_map(Operation::response_types);
        let others = self.webhooks.iter().chain(&self.exports).copied();
        self.reach(answers.chain(others))
    }

    /// Returns the only value that a type can have (`const`), with the enum that lists it.
    pub fn constant<'a>(&'a self, ty: &'a Type) -> Option<(TypeId, &'a EnumValue)> {
        let Type::Ref(id) = self.resolve(ty) else {
            return None;
        };
        match &self.def(*id).shape {
            Shape::Enum(body) => match body.values.as_slice() {
                [value] => Some((*id, value)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns `true` if a text is a value of a type of texts, by its list if it has one.
    pub fn can_be(&self, ty: &Type, text: &Value) -> bool {
        match self.resolve(ty) {
            Type::Scalar(scalar) => *scalar == Scalar::Text,
            Type::Ref(id) => match &self.def(*id).shape {
                Shape::Enum(body) => body.values.iter().any(|value| value.is(text)),
                _ => false,
            },
            _ => false,
        }
    }

    /// Returns `true` if a caller has to give a value for a property.
    pub fn must_be_given(&self, field: &Field) -> bool {
        field.required
            && field.default.is_none()
            && !matches!(self.resolve(&field.ty), Type::Nullable(_))
            && self.constant(&field.ty).is_none()
    }

    /// Returns `true` if any value of the API is one of these scalars.
    pub fn holds(&self, wanted: &[Scalar]) -> bool {
        let parts = self.types.iter().flat_map(|def| def.shape.parts());
        parts
            .chain(self.response_contents().filter_map(Content::ty))
            .chain(self.body_media().map(|media| &media.ty))
            .any(|ty| ty.holds(wanted))
    }

    /// Returns the string formats of all values of the API.
    pub fn formats(&self) -> impl Iterator<Item = StringFormat> + '_ {
        StringFormat::all().filter(|format| self.holds(&[Scalar::Formatted(*format)]))
    }

    /// Returns the whole model as compact text, for tests and `--dump ir`.
    pub fn dump(&self) -> String {
        dump::dump(self)
    }
}

/// Limits of a value by their keywords (`maxLength`).
pub type Limits = BTreeMap<&'static str, String>;

/// The author's text that becomes documentation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    /// `summary` or `title`: one line.
    pub summary: Option<String>,
    /// `description`: Markdown as the author wrote it.
    pub description: Option<String>,
    /// Facts that the type system does not hold (bounds, patterns), one sentence each.
    pub notes: Vec<String>,
    /// `deprecated: true`.
    pub deprecated: bool,
}

impl Docs {
    /// Returns docs of a description alone.
    pub fn described(description: Option<&String>) -> Self {
        Self {
            description: description.cloned(),
            ..Self::default()
        }
    }

    /// Returns `true` if there is no text, whether or not the item is deprecated.
    pub fn is_empty(&self) -> bool {
        self.summary.is_none() && self.description.is_none() && self.notes.is_empty()
    }
}
