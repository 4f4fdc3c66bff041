//! Integers that travel as text, as the JSON form of Protocol Buffers has them for 64 bits.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde::de::{Error, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::maybe::Maybe;

/// Writes integers as text. For `#[serde(with = "…::int_text")]` on a field of an integer, or of an `Option`,
/// [`Maybe`], `Vec`, `Box` or map of them, however deep. An `Option` also needs `#[serde(default)]`.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize<T: IntText, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.write(serializer)
}

/// Reads integers from text or numbers.
///
/// # Errors
///
/// The value is neither, or does not fit.
pub fn deserialize<'de, T: IntText, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

/// What [`serialize`] and [`deserialize`] take.
pub trait IntText: Sized {
    /// Writes it with its integers as text.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// Reads it with its integers as text or numbers.
    ///
    /// # Errors
    ///
    /// The value is neither, or does not fit.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// An element on its way out.
struct Out<'a, T>(&'a T);

impl<T: IntText> Serialize for Out<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

/// An element on its way in.
struct In<T>(T);

impl<'de, T: IntText> Deserialize<'de> for In<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

struct Integer<T>(PhantomData<T>);

impl<T: TryFrom<i64> + TryFrom<u64> + std::str::FromStr> Visitor<'_> for Integer<T> {
    type Value = T;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} as text or number", std::any::type_name::<T>())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        let unexpected = serde::de::Unexpected::Signed(value);
        T::try_from(value).map_err(|_| E::invalid_value(unexpected, &self))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        let unexpected = serde::de::Unexpected::Unsigned(value);
        T::try_from(value).map_err(|_| E::invalid_value(unexpected, &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        let unexpected = serde::de::Unexpected::Str(text);
        text.parse()
            .map_err(|_| E::invalid_value(unexpected, &self))
    }
}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl IntText for $integer {
            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }

            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(Integer(PhantomData))
            }
        }
    )*};
}

integers!(i32, u32, i64, u64);

impl<T: IntText> IntText for Option<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => serializer.serialize_some(&Out(value)),
            None => serializer.serialize_none(),
        }
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Option::<In<T>>::deserialize(deserializer)?;
        Ok(value.map(|value| value.0))
    }
}

impl<T: IntText> IntText for Maybe<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => serializer.serialize_some(&Out(value)),
            Self::Absent | Self::Null => serializer.serialize_none(),
        }
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Option::<T>::read(deserializer)?;
        Ok(value.map_or(Self::Null, Self::Value))
    }
}

impl<T: IntText> IntText for Box<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).write(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self::new)
    }
}

impl<T: IntText> IntText for Vec<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.len()))?;
        for value in self {
            list.serialize_element(&Out(value))?;
        }
        list.end()
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let list = Vec::<In<T>>::deserialize(deserializer)?;
        Ok(list.into_iter().map(|value| value.0).collect())
    }
}

impl<T: IntText> IntText for BTreeMap<String, T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (key, value) in self {
            map.serialize_entry(key, &Out(value))?;
        }
        map.end()
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = BTreeMap::<String, In<T>>::deserialize(deserializer)?;
        Ok(map.into_iter().map(|(key, value)| (key, value.0)).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Serialize};

    use crate::maybe::Maybe;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Counts {
        #[serde(with = "crate::int_text")]
        one: i64,
        #[serde(with = "crate::int_text", default)]
        some: Option<u64>,
        #[serde(with = "crate::int_text", default)]
        list: Vec<Option<i64>>,
        #[serde(with = "crate::int_text", default)]
        map: BTreeMap<String, Vec<i64>>,
        #[serde(
            with = "crate::int_text",
            default,
            skip_serializing_if = "Maybe::is_absent"
        )]
        maybe: Maybe<i32>,
    }

    #[test]
    fn text_and_numbers_are_read_and_text_is_written() {
        let numbers = r#"{"one":-9223372036854775808,"some":18446744073709551615,"list":[1,null],"map":{"a":[2]},"maybe":3}"#;
        let text = r#"{"one":"-9223372036854775808","some":"18446744073709551615","list":["1",null],"map":{"a":["2"]},"maybe":"3"}"#;
        let read: Counts = serde_json::from_str(numbers).unwrap();
        assert_eq!(read, serde_json::from_str(text).unwrap());
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
        let least: Counts = serde_json::from_str(r#"{"one":"0"}"#).unwrap();
        assert_eq!(
            serde_json::to_string(&least).unwrap(),
            r#"{"one":"0","some":null,"list":[],"map":{}}"#
        );
    }

    #[test]
    fn what_does_not_fit_is_said() {
        for (json, reason) in [
            (
                r#"{"one":"x"}"#,
                "invalid value: string \"x\", expected i64 as text or number",
            ),
            (
                r#"{"one":1.5}"#,
                "invalid type: floating point `1.5`, expected i64 as text or number",
            ),
            (r#"{"one":"9223372036854775808"}"#, "invalid value: string"),
            (
                r#"{"one":1,"some":-1}"#,
                "invalid value: integer `-1`, expected u64",
            ),
        ] {
            let error = serde_json::from_str::<Counts>(json)
                .unwrap_err()
                .to_string();
            assert!(error.starts_with(reason), "{error}");
        }
    }
}
