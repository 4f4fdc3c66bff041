//! The codecs of single values.

use std::fmt;
use std::fmt::Display;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Codec, out};

/// An integer that is text on the wire, since JavaScript's numbers end at 2^53 (`type: string, format: int64`; the
/// JSON form of protocol buffers). A number is read too, as that form asks of readers.
#[derive(Debug)]
pub struct IntegerText;

impl<T: Display + FromStr + TryFrom<i64> + TryFrom<u64>> Codec<T> for IntegerText {
    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(IntegerVisitor(PhantomData))
    }
}

struct IntegerVisitor<T>(PhantomData<T>);

impl<T: FromStr + TryFrom<i64> + TryFrom<u64>> Visitor<'_> for IntegerVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an integer, as text or number")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        T::try_from(number).map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        T::try_from(number).map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse()
            .map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
    }
}

/// A text that holds the JSON of a value (JSON Schema 2020-12 validation, 8.5).
#[derive(Debug)]
pub struct JsonText<C>(PhantomData<C>);

impl<C: Codec<T>, T> Codec<T> for JsonText<C> {
    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        let text = serde_json::to_string(&out::<C, T>(value));
        serializer.serialize_str(&text.map_err(serde::ser::Error::custom)?)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut json = serde_json::Deserializer::from_str(&text);
        let value = C::read(&mut json).and_then(|value| json.end().map(|()| value));
        value.map_err(D::Error::custom)
    }
}

/// An integer, also where it is written with a fraction of zero or an exponent (`5.0`, `1e3`), as servers do whose
/// numbers are all floats (JSON Schema 2020-12 core, 4.2.2).
#[derive(Debug)]
pub struct Integer;

impl<T: Whole + TryFrom<i64> + TryFrom<u64>> Codec<T> for Integer {
    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::hint(deserializer, WholeVisitor(PhantomData))
    }
}

/// A type of integers.
pub trait Whole: Serialize + Sized {
    /// Asks a format for an integer of the type.
    fn hint<'de, D: Deserializer<'de>, V: Visitor<'de>>(
        deserializer: D,
        visitor: V,
    ) -> Result<V::Value, D::Error>;
}

macro_rules! whole {
    ($($integer:ty: $hint:ident),*) => {
        $(impl Whole for $integer {
            fn hint<'de, D: Deserializer<'de>, V: Visitor<'de>>(
                deserializer: D,
                visitor: V,
            ) -> Result<V::Value, D::Error> {
                deserializer.$hint(visitor)
            }
        })*
    };
}

whole!(i8: deserialize_i8, i16: deserialize_i16, i32: deserialize_i32, i64: deserialize_i64);
whole!(u8: deserialize_u8, u16: deserialize_u16, u32: deserialize_u32, u64: deserialize_u64);

struct WholeVisitor<T>(PhantomData<T>);

impl<T: TryFrom<i64> + TryFrom<u64>> Visitor<'_> for WholeVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "an integer of {} bits", 8 * size_of::<T>())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        T::try_from(number).map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        T::try_from(number).map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        // Beyond 2^53 a float no longer tells which integer was meant.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        let whole = number.fract() == 0.0 && number.abs() <= EXACT;
        #[allow(
            clippy::cast_possible_truncation,
            reason = "the number is a small integer"
        )]
        let integer = whole.then_some(number as i64);
        integer
            .and_then(|integer| T::try_from(integer).ok())
            .ok_or_else(|| E::invalid_value(Unexpected::Float(number), &self))
    }
}
