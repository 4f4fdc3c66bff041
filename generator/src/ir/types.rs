//! Types of values.

use std::slice;

use super::id::TypeId;

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// A named type.
    Ref(TypeId),
    /// A single value.
    Scalar(Scalar),
    /// An array of one type.
    List(Box<Type>),
    /// An object with arbitrary keys.
    Map(Box<Type>),
    /// An object whose keys have a type: an enum of strings, or a scalar that has an order.
    KeyedMap(Box<Type>, Box<Type>),
    /// An array of fixed length.
    Tuple(Vec<Type>),
    /// The type, or null.
    Nullable(Box<Type>),
    /// Any JSON value.
    Any,
}

impl Type {
    /// Returns the type, or null; never nullable twice.
    #[must_use]
    pub fn nullable(self) -> Self {
        match self {
            Self::Nullable(_) | Self::Any | Self::Scalar(Scalar::Null) => self,
            other => Self::Nullable(Box::new(other)),
        }
    }

    /// Returns the type without null.
    pub fn non_null(&self) -> &Self {
        match self {
            Self::Nullable(inner) => inner.non_null(),
            other => other,
        }
    }

    /// Returns the types that a type is directly made of.
    pub fn children(&self) -> impl Iterator<Item = &Self> {
        let (key, others): (Option<&Self>, &[Self]) = match self {
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => {
                (None, slice::from_ref(inner))
            }
            Self::KeyedMap(key, value) => (Some(key), slice::from_ref(value)),
            Self::Tuple(items) => (None, items),
            Self::Ref(_) | Self::Scalar(_) | Self::Any => (None, &[]),
        };
        key.into_iter().chain(others)
    }

    /// Returns `true` if one of these scalars stands directly in this type.
    pub fn holds(&self, wanted: &[Scalar]) -> bool {
        match self {
            Self::Scalar(scalar) => wanted.contains(scalar),
            _ => self.children().any(|child| child.holds(wanted)),
        }
    }

    /// Returns `true` if a named type stands directly in this type.
    pub(crate) fn names(&self, wanted: TypeId) -> bool {
        match self {
            Self::Ref(id) => *id == wanted,
            _ => self.children().any(|child| child.names(wanted)),
        }
    }

    /// Returns the named types that stand directly in this type.
    pub fn refs(&self) -> Vec<TypeId> {
        match self {
            Self::Ref(id) => vec![*id],
            _ => self.children().flat_map(Self::refs).collect(),
        }
    }
}

/// A scalar, by `type` and `format`.
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
    /// An integer written as a string (`type: string, format: int64`, as in the JSON of protocol
    /// buffers); read from a number too.
    IntegerText(Integer),
    /// `duration` (RFC 3339, appendix A)
    Duration,
    /// Bytes to be sent as they are, in a multipart body or as a whole body.
    File,
    /// A Rust type from the config, as an index into [`super::Api::externals`].
    External(usize),
}

/// The width of an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Integer {
    /// `int8`
    I8,
    /// `int16`
    I16,
    /// `int32`
    I32,
    /// `int64`, and the default.
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

impl Integer {
    /// Returns the least and the greatest value of the width.
    pub fn range(self) -> (i128, i128) {
        match self {
            Self::I8 => (i8::MIN.into(), i8::MAX.into()),
            Self::I16 => (i16::MIN.into(), i16::MAX.into()),
            Self::I32 => (i32::MIN.into(), i32::MAX.into()),
            Self::I64 => (i64::MIN.into(), i64::MAX.into()),
            Self::U8 => (0, u8::MAX.into()),
            Self::U16 => (0, u16::MAX.into()),
            Self::U32 => (0, u32::MAX.into()),
            Self::U64 => (0, u64::MAX.into()),
        }
    }
}
