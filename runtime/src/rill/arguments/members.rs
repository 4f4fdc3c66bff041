//! The text of an object whose members go out as they are, without a value for each of them in between.

use std::ops::Range;

use bytes::Bytes;
use serde::ser::{Error as _, Impossible, SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};
use serde_json::Error;

/// The text of a value that writes itself as an object with its members in the order of their names, none of which is
/// `null` or a large integer; `None` for any other.
pub(super) fn text<T: Serialize + ?Sized>(value: &T) -> Option<Bytes> {
    value.serialize(Object).ok()
}

struct Object;

struct Members {
    text: Vec<u8>,
    /// Where the name before stands.
    last: Range<usize>,
}

impl Members {
    fn new() -> Self {
        let mut text = Vec::with_capacity(128);
        text.push(b'{');
        Self { text, last: 0..0 }
    }

    fn name<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), Error> {
        if self.text.len() > 1 {
            self.text.push(b',');
        }
        let start = self.text.len();
        serde_json::to_writer(&mut self.text, name)?;
        let [b'"', name @ .., b'"'] = &self.text[start..] else {
            return refuse();
        };
        // The first one follows nothing, which is less than any.
        if name.contains(&b'\\') || name <= &self.text[self.last.clone()] {
            return refuse();
        }
        self.last = start + 1..start + 1 + name.len();
        self.text.push(b':');
        Ok(())
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let start = self.text.len();
        crate::written::write(&mut self.text, value)?;
        let written = &self.text[start..];
        if written == b"null" || super::is_large_integer(written) {
            return refuse();
        }
        Ok(())
    }

    fn finish(mut self) -> Bytes {
        self.text.push(b'}');
        self.text.into()
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

type None = Impossible<Bytes, Error>;

impl Serializer for Object {
    type Ok = Bytes;
    type Error = Error;
    type SerializeSeq = None;
    type SerializeTuple = None;
    type SerializeTupleStruct = None;
    type SerializeTupleVariant = None;
    type SerializeMap = Members;
    type SerializeStruct = Members;
    type SerializeStructVariant = None;

    fn serialize_map(self, _: Option<usize>) -> Result<Members, Error> {
        Ok(Members::new())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members, Error> {
        Ok(Members::new())
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
    type Ok = Bytes;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.name(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.value(value)
    }

    fn end(self) -> Result<Self::Ok, Error> {
        Ok(self.finish())
    }
}

impl SerializeStruct for Members {
    type Ok = Bytes;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.name(key)?;
        self.value(value)
    }

    fn end(self) -> Result<Self::Ok, Error> {
        Ok(self.finish())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::*;

    /// What `serde_json` makes of the same value.
    fn whole<T: Serialize>(value: &T) -> Bytes {
        let value = serde_json::to_value(value).unwrap();
        value.to_string().into()
    }

    #[test]
    fn the_text_is_that_of_the_json_object() {
        #[derive(Serialize)]
        struct Plain {
            a: i64,
            #[serde(flatten)]
            rest: BTreeMap<&'static str, Value>,
        }
        #[derive(Serialize)]
        struct Wrapped(Option<Plain>);
        let plain = |a| Plain {
            a,
            rest: BTreeMap::from([("b", json!([1, {"b": null}])), ("ä", json!(1e300))]),
        };
        assert_eq!(text(&plain(-1)).unwrap(), whole(&plain(-1)));
        let wrapped = Wrapped(Some(plain(7)));
        assert_eq!(text(&wrapped).unwrap(), whole(&wrapped));
        for value in [
            json!({}),
            json!({"a": true, "b": "null", "c": {"d": []}}),
            json!({"a": 999_999, "b": -999_999, "c": 1e6, "d": "1000000"}),
            json!({"a": "\"\\\n", "b": [1_000_000]}),
        ] {
            assert_eq!(text(&value).unwrap(), whole(&value));
        }
    }

    #[test]
    fn any_other_value_is_left_to_others() {
        #[derive(Serialize)]
        struct Unsorted {
            b: i64,
            a: i64,
        }
        for value in [
            json!(null),
            json!(1),
            json!("a"),
            json!([{"a": 1}]),
            json!({"a": null}),
            json!({"a": 1_000_000}),
            json!({"a": i64::MIN}),
            json!({"a": u64::MAX}),
            json!({"": 1}),
            json!({"a\"": 1}),
        ] {
            assert_eq!(text(&value), None, "{value}");
        }
        assert_eq!(text(&Unsorted { b: 1, a: 2 }), None);
        assert_eq!(text(&BTreeMap::from([(1, 2)])), None);
        assert_eq!(text(&BTreeMap::from([("a", f64::NAN)])), None);
        assert_eq!(text(&BTreeMap::from([("a", [1.0, f64::NAN])])), None);
        assert_eq!(text(&BTreeMap::from([("a", u128::MAX)])), None);
        assert_eq!(text(&()), None);
    }
}
