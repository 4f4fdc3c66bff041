//! Definitions of named types.

use serde_json::Value;

use super::Docs;
use super::content::Content;
use super::id::{OperationId, TypeId};
use super::types::Type;
use crate::pointer::Pointer;

/// A named type.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Its location in the author's document.
    pub pointer: Pointer,
    /// The reason why it exists, from which its name is made.
    pub origin: TypeOrigin,
    /// The author's documentation.
    pub docs: Docs,
    /// Its shape.
    pub shape: Shape,
}

/// The reason why a type exists; never a Rust name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeOrigin {
    /// A component of the document, by its key.
    Component(String),
    /// The inputs or responses of an operation.
    Operation {
        /// The operation.
        id: OperationId,
        /// The role that the type has for it.
        role: OperationRole,
    },
    /// The body of a webhook.
    Webhook(String),
    /// The errors that several operations share, by the words for their statuses.
    Failures(Vec<String>),
    /// The response headers that several operations share, by their names.
    Headers(Vec<String>),
    /// An inline type that is equal in several locations.
    Shared(Vec<InlineUse>),
    /// An inline type inside another type.
    Within {
        /// The enclosing type.
        parent: TypeId,
        /// The path from the enclosing type to this one.
        steps: Vec<PathStep>,
    },
}

/// A location inside another type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlineUse {
    /// The location in the author's document.
    pub pointer: Pointer,
    /// The enclosing type.
    pub parent: TypeId,
    /// The path from the enclosing type to the location.
    pub steps: Vec<PathStep>,
}

/// The role that a type has for its operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationRole {
    /// All inputs of the operation.
    Request,
    /// One row of its response.
    Row,
    /// Its body, if the request holds other inputs too.
    Body,
    /// Its value, or the enum of its values.
    Response,
    /// Its error, or the enum of its errors.
    Error,
    /// The headers of its responses.
    Headers,
}

/// A step from a type to a type inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathStep {
    /// A property, by its key.
    Property(String),
    /// An element of a list.
    Item,
    /// A key of a map.
    Key,
    /// A value of a map.
    Value,
    /// A position of a tuple.
    Position(usize),
    /// A variant of a union, by its label.
    Variant(String),
}

/// The shape of a named type.
#[derive(Clone, Debug)]
pub enum Shape {
    /// An object with known properties.
    Struct(StructDef),
    /// A closed list of values, read openly.
    Enum(EnumDef),
    /// One of several types.
    Union(UnionDef),
    /// One of several contents that are told apart by a status or a media type, not by a value. It
    /// is never serialized as a whole.
    ContentEnum(ContentEnumDef),
    /// Another name for a type.
    Alias(Type),
    /// A type that contains itself through a list or a map, as an alias cannot.
    Newtype(Type),
}

impl Shape {
    /// Returns the object, where it is one.
    pub fn as_struct(&self) -> Option<&StructDef> {
        match self {
            Self::Struct(body) => Some(body),
            _ => None,
        }
    }

    /// Returns the types of its parts, in the order of its fields or variants.
    pub fn parts(&self) -> Vec<&Type> {
        match self {
            Self::Struct(body) => body
                .fields
                .iter()
                .map(|field| &field.ty)
                .chain(&body.extra)
                .collect(),
            Self::Union(body) => body.variants.iter().map(|variant| &variant.ty).collect(),
            Self::ContentEnum(body) => body
                .cases
                .iter()
                .filter_map(|(_, content)| content.ty())
                .collect(),
            Self::Alias(target) | Self::Newtype(target) => vec![target],
            Self::Enum(_) => Vec::new(),
        }
    }
}

/// An object with known properties.
#[derive(Clone, Debug, Default)]
pub struct StructDef {
    /// The rules that its fields follow.
    pub role: StructRole,
    /// Properties, in the document's order.
    pub fields: Vec<Field>,
    /// The type of additional properties, if the document allows them.
    pub extra: Option<Type>,
    /// `true` if the document forbids additional properties.
    pub closed: bool,
}

/// The rules that the fields of a struct follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StructRole {
    /// The rules of the schema.
    #[default]
    Plain,
    /// Arguments of a Rill API: absent arguments are left out and null is never sent, since a
    /// template's `hasKey` sees a null.
    Arguments,
    /// A row of a Rill API, or an object in one: any value can be null or absent, whatever the
    /// schema says.
    Row,
    /// The inputs of an operation: absent inputs are left out. It is not a JSON value, since each
    /// field has a location of its own.
    Request,
    /// The parts of a multipart body. It is not a JSON value.
    Parts,
    /// Response headers, read from text.
    Headers,
}

impl StructRole {
    /// Returns `true` if values of the struct are JSON, and so derive serde's traits.
    pub fn is_json(self) -> bool {
        match self {
            Self::Plain | Self::Arguments | Self::Row => true,
            Self::Request | Self::Parts | Self::Headers => false,
        }
    }
}

/// An enum of contents; see [`Shape::ContentEnum`].
#[derive(Clone, Debug)]
pub struct ContentEnumDef {
    /// The label of each case, and its content.
    pub cases: Vec<(String, Content)>,
}

/// A property.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its key on the wire.
    pub wire: String,
    /// Its location in the author's document.
    pub pointer: Pointer,
    /// Its type; [`Type::Nullable`] if null is declared.
    pub ty: Type,
    /// `true` if the property is listed in `required`.
    pub required: bool,
    /// A default that fits the type.
    pub default: Option<Value>,
    /// The author's documentation.
    pub docs: Docs,
}

/// A list of values.
#[derive(Clone, Debug)]
pub struct EnumDef {
    /// The values, distinct, in the document's order.
    pub values: Vec<EnumValue>,
    /// The author's labels of the values, in their order; empty if there are none.
    pub labels: Vec<EnumLabel>,
}

/// The author's words for a listed value.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct EnumLabel {
    /// Its name.
    pub name: Option<String>,
    /// Its description.
    pub description: Option<String>,
}

impl EnumDef {
    /// Returns `true` if every value is a string.
    pub fn is_text(&self) -> bool {
        self.values
            .iter()
            .all(|value| matches!(value, EnumValue::Text(_)))
    }

    /// Returns `true` if every value is an integer.
    pub fn is_integer(&self) -> bool {
        self.values
            .iter()
            .all(|value| matches!(value, EnumValue::Integer(_)))
    }
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EnumValue {
    /// A string.
    Text(String),
    /// An integer.
    Integer(i64),
    /// Any other JSON value, as compact JSON text.
    Json(String),
}

impl EnumValue {
    /// Returns the value as text, without quotes.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Json(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
        }
    }

    /// Returns the value in JSON.
    pub fn json(&self) -> Value {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Integer(number) => (*number).into(),
            Self::Json(json) => serde_json::from_str(json).unwrap_or_default(),
        }
    }

    /// Returns `true` if this is the listed form of a JSON value.
    pub fn is(&self, value: &Value) -> bool {
        match self {
            Self::Text(text) => value.as_str() == Some(text),
            Self::Integer(number) => value.as_i64() == Some(*number),
            Self::Json(_) => self.json() == *value,
        }
    }
}

/// A union of several types.
#[derive(Clone, Debug)]
pub struct UnionDef {
    /// The variants, in the document's order.
    pub variants: Vec<Variant>,
    /// The way in which a value is matched to a variant.
    pub tagging: Tagging,
    /// `true` if what no variant takes is kept.
    pub is_open: bool,
}

/// The way in which a value is matched to a variant of a union.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tagging {
    /// By the value of a property (`discriminator.propertyName`).
    Property(String),
    /// By JSON type, required keys, and properties with a fixed value.
    Shape,
}

impl Variant {
    /// The label of the base of the others.
    pub(crate) const BASE: &str = "Base";
}

/// A variant of a union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its label, in the author's words (a component's key, a JSON type).
    pub label: String,
    /// Its type.
    pub ty: Type,
    /// Values of the discriminating property that mean this variant; the first is written.
    pub tags: Vec<String>,
    /// `true` if the variant also takes values whose tag no variant lists: it is the base of the
    /// others, and keeps the tag.
    pub is_fallback: bool,
    /// The conditions that a value must meet to be tried as this variant.
    pub matcher: VariantMatcher,
}

/// The conditions that a value must meet to be tried as a variant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VariantMatcher {
    /// JSON types that the value may have; empty for any.
    pub json_types: Vec<JsonType>,
    /// Keys that an object must have.
    pub required: Vec<String>,
    /// Keys that an object is known to have; empty if it may have any.
    pub known: Vec<String>,
    /// Properties with a fixed list of strings.
    pub fixed: Vec<(String, Vec<String>)>,
}

/// A JSON type; integers are told from other numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum JsonType {
    /// `null`
    Null,
    /// `true`, `false`
    Bool,
    /// A number without fraction.
    Integer,
    /// Any number.
    Number,
    /// A string.
    Text,
    /// An array.
    List,
    /// An object.
    Object,
}
