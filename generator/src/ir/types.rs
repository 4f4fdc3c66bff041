//! Types of values.

use std::slice;

use super::format::{StringFormat, integer_format, is_float_format, is_integer_string};
use super::id::TypeId;
use super::integer::Integer;

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
    /// An array whose elements have types by their positions. Those that may be missing are
    /// nullable, and the last of an open tuple is the list of all further elements.
    Tuple(Vec<Type>, TupleLength),
    /// The type, or null.
    Nullable(Box<Type>),
    /// A string that holds the JSON text of a value.
    JsonText(Box<Type>),
    /// Any JSON value.
    Any,
}

/// The length of a tuple.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TupleLength {
    /// The number of elements that are always there.
    pub required: usize,
    /// `true` if any number of elements may follow.
    pub is_open: bool,
}

impl TupleLength {
    /// Returns `true` if a tuple of this many positions always has just that many elements.
    pub fn is_exact(self, positions: usize) -> bool {
        self.required == positions && !self.is_open
    }
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
            Self::List(inner)
            | Self::Map(inner)
            | Self::Nullable(inner)
            | Self::JsonText(inner) => (None, slice::from_ref(inner)),
            Self::KeyedMap(key, value) => (Some(key), slice::from_ref(value)),
            Self::Tuple(items, _) => (None, items),
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
    /// A `string` of a format with a type of its own.
    Formatted(StringFormat),
    /// A `number` of the format `decimal`, as the runtime's type or as a Rust type from the config, an
    /// index into [`super::Api::externals`].
    DecimalNumber(Option<usize>),
    /// An integer written as a string (`type: string, format: int64`, as in the JSON of protocol
    /// buffers); read from a number too.
    IntegerText(Integer),
    /// Bytes to be sent as they are, in a multipart body or as a whole body.
    File,
    /// A part of a multipart body that the document does not describe.
    Part,
    /// A Rust type from the config, as an index into [`super::Api::externals`].
    External(usize),
}

impl Scalar {
    /// Returns the type of a string by its format.
    ///
    /// A database engine writes the rows of a Rill API, so there only formats that it is known to
    /// write have a type.
    pub fn of_string(format: Option<&str>, is_database: bool) -> Self {
        let Some(name) = format else {
            return Self::Text;
        };
        let known = StringFormat::find(name);
        let known = known.filter(|format| format.entry().is_database || !is_database);
        let is_integer = !is_database && is_integer_string(name);
        match (known, integer_format(name).filter(|_| is_integer)) {
            (Some(format), _) => Self::Formatted(format),
            (None, Some(width)) => Self::IntegerText(width),
            (None, None) => Self::Text,
        }
    }

    /// Returns the type of a schema without `type`, by its format alone.
    pub fn of_format(format: &str, is_database: bool) -> Option<Self> {
        if StringFormat::find(format).is_some() {
            return Some(Self::of_string(Some(format), is_database));
        }
        let float = is_float_format(format).then_some(Self::Float);
        integer_format(format).map(Self::Integer).or(float)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn databases_write_fewer_formats() {
        let check = |name, is_database, expect: fn(Scalar) -> bool| {
            assert!(expect(Scalar::of_string(Some(name), is_database)), "{name}");
        };
        check("date", true, |scalar| {
            matches!(scalar, Scalar::Formatted(_))
        });
        check("duration", false, |scalar| {
            matches!(scalar, Scalar::Formatted(_))
        });
        check("duration", true, |scalar| scalar == Scalar::Text);
        check("int64", false, |scalar| {
            scalar == Scalar::IntegerText(Integer::I64)
        });
        check("int64", true, |scalar| scalar == Scalar::Text);
        check("uint", false, |scalar| scalar == Scalar::Text);
        check("binary", false, |scalar| scalar == Scalar::Text);
    }
}
