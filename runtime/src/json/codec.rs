//! Values whose text on the wire is not what serde writes for their Rust type: integers as text. A generated field names
//! the way it goes, and the way reaches into options, lists and maps:
//! `optional ids[]: i64 as Option<Vec<v1::IntegerText>> = "ids"` for a field of type `Option<Vec<i64>>`, or
//! `#[serde(with = "v1::As::<Option<Vec<v1::IntegerText>>>")]` where serde's derives are kept.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::json::input::UnionInput;
use crate::json::maybe::Maybe;

mod leaf;
mod sequence;

pub use leaf::{Integer, IntegerText, JsonText};
pub use sequence::{At, Element, NullableElement, Rest, Sequence};

/// A way to write and read values of a type.
pub trait Codec<T> {
    /// Writes a value.
    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error>;

    /// Reads a value.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>;
}

/// The type that `#[serde(with = "…")]` names: a codec as the pair of functions that serde looks for.
#[derive(Debug)]
pub struct As<C>(PhantomData<C>);

impl<C> As<C> {
    /// Writes a value in the codec's way.
    pub fn serialize<T, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error>
    where
        C: Codec<T>,
    {
        C::write(value, serializer)
    }

    /// Reads a value in the codec's way.
    pub fn deserialize<'de, T, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>
    where
        C: Codec<T>,
    {
        C::read(deserializer)
    }
}

/// Decodes a value in a codec's way; what a union's variant calls.
pub fn decode_as<C: Codec<T>, T>(value: impl UnionInput) -> Result<T, serde_json::Error> {
    value.decode::<In<C, T>>().map(|read| read.0)
}

/// Serde's own way: for the parts of a tuple that need no other.
#[derive(Debug)]
pub struct Plain;

impl<T: Serialize + for<'a> Deserialize<'a>> Codec<T> for Plain {
    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }
}

/// A value that is there where it is null too: serde takes a null for an option that is absent, but where any value
/// may stand, null is one.
#[derive(Debug)]
pub struct Present;

impl<T: Serialize + for<'a> Deserialize<'a>> Codec<Option<T>> for Present {
    fn write<S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        T::deserialize(deserializer).map(Some)
    }
}

/// A value on its way out.
#[derive(Debug)]
pub struct Out<'a, C, T>(pub(crate) &'a T, PhantomData<C>);

impl<C: Codec<T>, T> Serialize for Out<'_, C, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        C::write(self.0, serializer)
    }
}

/// Wraps a value so that it is written in the way of `C`.
pub fn out<C, T>(value: &T) -> Out<'_, C, T> {
    Out(value, PhantomData)
}

/// A value on its way in.
pub(crate) struct In<C, T>(T, PhantomData<C>);

impl<'de, C: Codec<T>, T> Deserialize<'de> for In<C, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        C::read(deserializer).map(|value| Self(value, PhantomData))
    }
}

impl<C: Codec<T>, T> Codec<Option<T>> for Option<C> {
    fn write<S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        value.as_ref().map(out::<C, T>).serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        Ok(Option::<In<C, T>>::deserialize(deserializer)?.map(|value| value.0))
    }
}

impl<C: Codec<T>, T> Codec<Maybe<T>> for Maybe<C> {
    fn write<S: Serializer>(value: &Maybe<T>, serializer: S) -> Result<S::Ok, S::Error> {
        value.as_option().map(out::<C, T>).serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Maybe<T>, D::Error> {
        Ok(Option::<In<C, T>>::deserialize(deserializer)?
            .map_or(Maybe::Null, |value| Maybe::Value(value.0)))
    }
}

impl<C: Codec<T>, T> Codec<Box<T>> for Box<C> {
    fn write<S: Serializer>(value: &Box<T>, serializer: S) -> Result<S::Ok, S::Error> {
        C::write(value, serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<T>, D::Error> {
        C::read(deserializer).map(Box::new)
    }
}

impl<C: Codec<T>, T> Codec<Vec<T>> for Vec<C> {
    fn write<S: Serializer>(value: &Vec<T>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(value.iter().map(out::<C, T>))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
        let list = Vec::<In<C, T>>::deserialize(deserializer)?;
        Ok(list.into_iter().map(|value| value.0).collect())
    }
}

impl<D, C, K, T> Codec<BTreeMap<K, T>> for BTreeMap<D, C>
where
    D: Codec<K>,
    C: Codec<T>,
    K: Ord,
{
    fn write<S: Serializer>(value: &BTreeMap<K, T>, serializer: S) -> Result<S::Ok, S::Error> {
        let entries = value.iter();
        serializer.collect_map(entries.map(|(key, value)| (out::<D, K>(key), out::<C, T>(value))))
    }

    fn read<'de, S: Deserializer<'de>>(deserializer: S) -> Result<BTreeMap<K, T>, S::Error> {
        deserializer.deserialize_map(Entries::<D, C, K, T>(PhantomData))
    }
}

/// Reads the entries of a map, keys and values each in their own way.
struct Entries<D, C, K, T>(PhantomData<(D, C, K, T)>);

impl<'de, D: Codec<K>, C: Codec<T>, K: Ord, T> serde::de::Visitor<'de> for Entries<D, C, K, T> {
    type Value = BTreeMap<K, T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a map")
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(
        self,
        mut access: A,
    ) -> Result<Self::Value, A::Error> {
        let mut map = BTreeMap::new();
        while let Some((key, value)) = access.next_entry::<In<D, K>, In<C, T>>()? {
            map.insert(key.0, value.0);
        }
        Ok(map)
    }
}

#[cfg(test)]
mod tests;
