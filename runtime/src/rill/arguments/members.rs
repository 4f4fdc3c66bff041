//! The members of an object one by one, without the map that `serde_json::to_value` would build of them.

use serde::ser::{Error as _, Impossible, SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};
use serde_json::{Error, Value};

/// The members of a value that writes itself as an object, in its order; `None` where it does not, or one of them is
/// `null` or cannot be written.
pub(super) fn members<T: Serialize + ?Sized>(value: &T) -> Option<Vec<(String, Value)>> {
    value.serialize(Object).ok()
}

struct Object;

struct Members {
    found: Vec<(String, Value)>,
    key: String,
}

impl Members {
    fn new(length: Option<usize>) -> Self {
        Self {
            found: Vec::with_capacity(length.unwrap_or_default().min(64)),
            key: String::new(),
        }
    }

    fn add<T: Serialize + ?Sized>(&mut self, key: String, value: &T) -> Result<(), Error> {
        match serde_json::to_value(value)? {
            Value::Null => refuse(),
            value => {
                self.found.push((key, value));
                Ok(())
            }
        }
    }
}

fn refuse<T>() -> Result<T, Error> {
    Err(Error::custom("no object"))
}

macro_rules! refuse {
    ($($method:ident($($kind:ty),*) -> $ok:ty;)*) => {
        $(fn $method(self, $(_: $kind),*) -> Result<$ok, Error> {
            refuse()
        })*
    };
}

type None = Impossible<Vec<(String, Value)>, Error>;

impl Serializer for Object {
    type Ok = Vec<(String, Value)>;
    type Error = Error;
    type SerializeSeq = None;
    type SerializeTuple = None;
    type SerializeTupleStruct = None;
    type SerializeTupleVariant = None;
    type SerializeMap = Members;
    type SerializeStruct = Members;
    type SerializeStructVariant = None;

    fn serialize_map(self, length: Option<usize>) -> Result<Members, Error> {
        Ok(Members::new(length))
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Members, Error> {
        Ok(Members::new(Some(length)))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Self::Ok, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Self::Ok, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Self::Ok, Error> {
        refuse()
    }

    refuse! {
        serialize_bool(bool) -> Self::Ok;
        serialize_i8(i8) -> Self::Ok;
        serialize_i16(i16) -> Self::Ok;
        serialize_i32(i32) -> Self::Ok;
        serialize_i64(i64) -> Self::Ok;
        serialize_u8(u8) -> Self::Ok;
        serialize_u16(u16) -> Self::Ok;
        serialize_u32(u32) -> Self::Ok;
        serialize_u64(u64) -> Self::Ok;
        serialize_f32(f32) -> Self::Ok;
        serialize_f64(f64) -> Self::Ok;
        serialize_char(char) -> Self::Ok;
        serialize_str(&str) -> Self::Ok;
        serialize_bytes(&[u8]) -> Self::Ok;
        serialize_none() -> Self::Ok;
        serialize_unit() -> Self::Ok;
        serialize_unit_struct(&'static str) -> Self::Ok;
        serialize_unit_variant(&'static str, u32, &'static str) -> Self::Ok;
        serialize_seq(Option<usize>) -> None;
        serialize_tuple(usize) -> None;
        serialize_tuple_struct(&'static str, usize) -> None;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> None;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> None;
    }
}

impl SerializeMap for Members {
    type Ok = Vec<(String, Value)>;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        match serde_json::to_value(key)? {
            Value::String(key) => {
                self.key = key;
                Ok(())
            }
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_) => refuse(),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let key = std::mem::take(&mut self.key);
        self.add(key, value)
    }

    fn end(self) -> Result<Self::Ok, Error> {
        Ok(self.found)
    }
}

impl SerializeStruct for Members {
    type Ok = Vec<(String, Value)>;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.add(key.to_owned(), value)
    }

    fn end(self) -> Result<Self::Ok, Error> {
        Ok(self.found)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Map, json};

    use super::*;

    /// What `serde_json` makes of the same value.
    fn map<T: Serialize>(value: &T) -> Option<Map<String, Value>> {
        match serde_json::to_value(value).ok()? {
            Value::Object(map) => Some(map),
            _ => None,
        }
    }

    #[test]
    fn members_are_those_of_the_json_object() {
        #[derive(Serialize)]
        struct Plain {
            z: i64,
            #[serde(flatten)]
            rest: BTreeMap<&'static str, Value>,
        }
        #[derive(Serialize)]
        struct Wrapped(Option<Plain>);
        let plain = |z| Plain {
            z,
            rest: BTreeMap::from([("a", json!([1, {"b": null}])), ("ä", json!(1e300))]),
        };
        let found = members(&plain(-1)).unwrap();
        assert_eq!(Map::from_iter(found), map(&plain(-1)).unwrap());
        let found = members(&Wrapped(Some(plain(7)))).unwrap();
        assert_eq!(Map::from_iter(found), map(&plain(7)).unwrap());
        let values = json!({"b": "x", "a": true, "c": {"d": []}});
        assert_eq!(
            Some(Map::from_iter(members(&values).unwrap())),
            map(&values)
        );
    }

    #[test]
    fn what_is_no_object_of_values_is_left_to_others() {
        for value in [
            json!(null),
            json!(1),
            json!("a"),
            json!([{"a": 1}]),
            json!({"a": null}),
        ] {
            assert_eq!(members(&value), None, "{value}");
        }
        assert_eq!(members(&BTreeMap::from([(1, 2)])), None);
        assert_eq!(members(&BTreeMap::from([("a", f64::NAN)])), None);
        assert_eq!(members(&()), None);
    }
}
