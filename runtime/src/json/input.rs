//! The value that the variants of a union are tried with.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::{DeserializeOwned, Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

/// The name by which `serde_json` gives the text of a value, as for its `RawValue`; other formats do not know it.
pub(super) const RAW: &str = "$serde_json::private::RawValue";

/// Returns the text of a value, as `serde_json` gives it for the name [`RAW`].
pub(super) fn raw_text<'de, A: MapAccess<'de>>(map: &mut A) -> Result<String, A::Error> {
    let entry = map.next_entry::<IgnoredAny, String>()?;
    Ok(entry.map(|(_, json)| json).unwrap_or_default())
}

/// A JSON value that can be decoded as a variant.
pub trait UnionInput: Clone + for<'de> Deserialize<'de> {
    /// A member of an object that is written with a discriminator.
    type Member: DeserializeOwned + Serialize;

    /// Returns the value, by which variants are told apart.
    fn value(&self) -> &Value;

    /// Returns the value.
    fn into_value(self) -> Value;

    /// Decodes the value.
    ///
    /// # Errors
    ///
    /// The value is not one of the type.
    fn decode<T: DeserializeOwned>(self) -> Result<T, serde_json::Error>;
}

impl UnionInput for Value {
    type Member = Self;

    fn value(&self) -> &Value {
        self
    }

    fn into_value(self) -> Value {
        self
    }

    fn decode<T: DeserializeOwned>(self) -> Result<T, serde_json::Error> {
        serde_json::from_value(self)
    }
}

/// A value beside its JSON text, which has all digits of its numbers.
#[derive(Clone, Debug)]
pub struct ExactValue {
    value: Value,
    json: Arc<str>,
}

impl UnionInput for ExactValue {
    type Member = Box<RawValue>;

    fn value(&self) -> &Value {
        &self.value
    }

    fn into_value(self) -> Value {
        self.value
    }

    fn decode<T: DeserializeOwned>(self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.json)
    }
}

impl<'de> Deserialize<'de> for ExactValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(RAW, ExactVisitor)
    }
}

/// The members of an object in their order.
pub(super) struct Members<M>(pub(super) Vec<(String, M)>);

impl<'de, M: DeserializeOwned> Deserialize<'de> for Members<M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor(PhantomData))
    }
}

struct MembersVisitor<M>(PhantomData<M>);

impl<'de, M: DeserializeOwned> Visitor<'de> for MembersVisitor<M> {
    type Value = Members<M>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

struct ExactVisitor;

impl<'de> Visitor<'de> for ExactVisitor {
    type Value = ExactValue;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ExactValue, A::Error> {
        let json = raw_text(&mut map)?;
        let value = serde_json::from_str(&json).map_err(A::Error::custom)?;
        let json = json.into();
        Ok(ExactValue { value, json })
    }

    /// Other formats than JSON give the value as it is.
    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<ExactValue, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let json = value.to_string().into();
        Ok(ExactValue { value, json })
    }
}
