//! Types of the model.

use serde_json::Value;

use super::{Content, Docs, OperationId};
use crate::pointer::Pointer;

/// Index into [`super::Api::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub usize);

/// A named type.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Where it stands in the author's document.
    pub pointer: Pointer,
    /// Why it exists, from which its name is made.
    pub origin: TypeOrigin,
    /// What the author says of it.
    pub docs: Docs,
    /// What it is.
    pub shape: Shape,
}

/// Why a type exists. Never a Rust name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeOrigin {
    /// A component of the document, by its key.
    Component(String),
    /// What an operation takes or gives.
    Operation {
        /// The operation.
        id: OperationId,
        /// Which part of it.
        role: OperationRole,
    },
    /// What the server sends by itself.
    Webhook(String),
    /// The errors that several operations share, by the words for their statuses.
    Failures(Vec<String>),
    /// The headers of answers that several operations share, by their names.
    Headers(Vec<String>),
    /// Written inline, and equal, at several places.
    Shared(Vec<InlineUse>),
    /// Written inline inside another type.
    Within {
        /// The type around it.
        parent: TypeId,
        /// How to get from there to here.
        steps: Vec<PathStep>,
    },
}

/// A place inside another type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlineUse {
    /// Where it stands in the author's document.
    pub pointer: Pointer,
    /// The type around it.
    pub parent: TypeId,
    /// How to get from there to here.
    pub steps: Vec<PathStep>,
}

/// The part an operation's own type plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationRole {
    /// All inputs of the operation.
    Request,
    /// One row of its answer.
    Row,
    /// Its body, where the request holds other inputs too.
    Body,
    /// Its value, or the enum of its values.
    Response,
    /// Its error, or the enum of its errors.
    Error,
    /// The headers of its answers.
    Headers,
}

/// One step from a type to a type written inside it.
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

/// What a named type is.
#[derive(Clone, Debug)]
pub enum Shape {
    /// An object with known properties.
    Struct(StructDef),
    /// A closed list of values, read openly.
    Enum(EnumDef),
    /// One of several types.
    Union(UnionDef),
    /// One of several things that no value tells apart, but a status or a media type does. It is
    /// never written or read as a whole.
    ContentEnum(ContentEnumDef),
    /// Another name for a type.
    Alias(Type),
    /// A type that contains itself through a list or a map, which an alias could not.
    Newtype(Type),
}

impl Shape {
    /// The types of its parts, in the order of its fields or variants.
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
    /// What rules its fields follow.
    pub role: StructRole,
    /// Properties, in the document's order.
    pub fields: Vec<Field>,
    /// Type of the properties that are allowed beside the known ones, where the document says so.
    pub extra: Option<Type>,
}

/// What rules the fields of a struct follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StructRole {
    /// As the schema says.
    #[default]
    Plain,
    /// Arguments of a Rill API: what is not set is left out and null is never sent, since a
    /// template's `hasKey` sees a null.
    Arguments,
    /// A row of a Rill API, or an object in one: any value can be null or absent, whatever the
    /// schema says.
    Row,
    /// The inputs of an ordinary operation: what is not set is left out. It is no JSON value:
    /// each field goes its own way.
    Request,
    /// The parts of a multipart body. It is no JSON value either.
    Parts,
    /// Headers of an answer, read from text.
    Headers,
}

impl StructRole {
    /// Whether values of the struct are JSON, and so derive serde's traits.
    pub fn is_json(self) -> bool {
        match self {
            Self::Plain | Self::Arguments | Self::Row => true,
            Self::Request | Self::Parts | Self::Headers => false,
        }
    }
}

/// See [`Shape::ContentEnum`].
#[derive(Clone, Debug)]
pub struct ContentEnumDef {
    /// Words for each case, and what it holds.
    pub cases: Vec<(String, Content)>,
}

/// A property.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its key on the wire.
    pub wire: String,
    /// Where it stands in the author's document.
    pub pointer: Pointer,
    /// Its type, [`Type::Nullable`] where null is declared.
    pub ty: Type,
    /// Whether it is listed in `required`.
    pub required: bool,
    /// A default that fits the type.
    pub default: Option<Value>,
    /// What the author says of it.
    pub docs: Docs,
}

/// A list of values.
#[derive(Clone, Debug)]
pub struct EnumDef {
    /// The values, distinct, in the document's order.
    pub values: Vec<EnumValue>,
}

impl EnumDef {
    /// Whether every value is a string.
    pub fn is_text(&self) -> bool {
        self.values
            .iter()
            .all(|value| matches!(value, EnumValue::Text(_)))
    }

    /// Whether every value is an integer.
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
    /// Whether this is the listed form of a JSON value.
    pub fn is(&self, value: &Value) -> bool {
        match self {
            Self::Text(text) => value.as_str() == Some(text),
            Self::Integer(number) => value.as_i64() == Some(*number),
            Self::Json(json) => {
                serde_json::from_str(json).is_ok_and(|listed: Value| listed == *value)
            }
        }
    }
}

/// One of several types.
#[derive(Clone, Debug)]
pub struct UnionDef {
    /// The choices, in the document's order.
    pub variants: Vec<Variant>,
    /// How a value is told to be of one of them.
    pub tagging: Tagging,
}

/// How a value is told to be of a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tagging {
    /// By the value of a property (`discriminator.propertyName`).
    Property(String),
    /// By JSON type, required keys, and properties with a fixed value.
    Shape,
}

/// A choice of a union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// What to call it, in the author's words (a component's key, a JSON type).
    pub label: String,
    /// Its type.
    pub ty: Type,
    /// Values of the discriminating property that mean this variant; the first is written.
    pub tags: Vec<String>,
    /// Whether it also takes values whose tag no variant lists: it is the base that the others
    /// join, and keeps the tag.
    pub is_fallback: bool,
    /// What a value must look like to be tried as this variant.
    pub matcher: VariantMatcher,
}

/// What a value must look like to be of a variant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VariantMatcher {
    /// JSON types it may have; empty for any.
    pub json_types: Vec<JsonType>,
    /// Keys an object must have.
    pub required: Vec<String>,
    /// Keys an object is known to have; empty where any key is as good.
    pub known: Vec<String>,
    /// Properties with a fixed list of strings.
    pub fixed: Vec<(String, Vec<String>)>,
}

/// A JSON type, integers apart from other numbers.
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

/// The type of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// A named type.
    Ref(TypeId),
    /// A single value.
    Scalar(Scalar),
    /// An array of one type.
    List(Box<Type>),
    /// An object with free keys.
    Map(Box<Type>),
    /// An object whose keys are texts of a type: an enum of texts, or a scalar that has an order.
    KeyedMap(Box<Type>, Box<Type>),
    /// An array of fixed length.
    Tuple(Vec<Type>),
    /// The type, or null.
    Nullable(Box<Type>),
    /// Nothing is known of it.
    Any,
}

impl Type {
    /// The type, or null; never twice.
    #[must_use]
    pub fn nullable(self) -> Self {
        match self {
            Self::Nullable(_) | Self::Any | Self::Scalar(Scalar::Null) => self,
            other => Self::Nullable(Box::new(other)),
        }
    }

    /// The type without the null.
    pub fn non_null(&self) -> &Self {
        match self {
            Self::Nullable(inner) => inner.non_null(),
            other => other,
        }
    }

    /// Whether a value of one of these kinds stands directly in this type.
    pub fn holds(&self, wanted: &[Scalar]) -> bool {
        match self {
            Self::Scalar(scalar) => wanted.contains(scalar),
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.holds(wanted),
            Self::KeyedMap(key, value) => key.holds(wanted) || value.holds(wanted),
            Self::Tuple(items) => items.iter().any(|item| item.holds(wanted)),
            Self::Ref(_) | Self::Any => false,
        }
    }

    /// Whether a named type stands directly in this type.
    pub(crate) fn names(&self, wanted: TypeId) -> bool {
        match self {
            Self::Ref(id) => *id == wanted,
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.names(wanted),
            Self::KeyedMap(key, value) => key.names(wanted) || value.names(wanted),
            Self::Tuple(items) => items.iter().any(|item| item.names(wanted)),
            Self::Scalar(_) | Self::Any => false,
        }
    }

    /// Named types that stand directly in this type.
    pub fn refs(&self) -> Vec<TypeId> {
        match self {
            Self::Ref(id) => vec![*id],
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.refs(),
            Self::KeyedMap(key, value) => [key.refs(), value.refs()].concat(),
            Self::Tuple(items) => items.iter().flat_map(Self::refs).collect(),
            Self::Scalar(_) | Self::Any => Vec::new(),
        }
    }
}

/// A single value, by `type` and `format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scalar {
    /// `type: "null"`
    Null,
    /// `boolean`
    Bool,
    /// `integer`
    Integer(Integer),
    /// `number`
    Float,
    /// `string`, and string formats without a type of their own.
    Text,
    /// `date-time` (RFC 3339)
    DateTime,
    /// `date` (RFC 3339 full-date)
    Date,
    /// `uuid`
    Uuid,
    /// `byte`, or `contentEncoding: base64`
    Base64,
    /// An integer written as text (`type: string, format: int64`, as JSON of protocol buffers has
    /// it); read from a number too.
    IntegerText(Integer),
    /// `duration` (RFC 3339, appendix A)
    Duration,
    /// Bytes to be sent as they are, in a multipart body or as a whole body.
    File,
    /// A Rust type from the config: index into [`super::Api::externals`].
    External(usize),
}

/// Width of an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Integer {
    /// `int8`
    I8,
    /// `int16`
    I16,
    /// `int32`
    I32,
    /// The default.
    I64,
    /// `uint8`
    U8,
    /// `uint16`
    U16,
    /// `uint32`
    U32,
    /// `uint64`, or a bound beyond `i64`.
    U64,
}
