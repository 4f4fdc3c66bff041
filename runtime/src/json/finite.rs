//! Values on their way out. JSON has no NaN and no infinity, and `serde_json` writes `null` for them, which would
//! leave a parameter out or clear a field: here they are errors.

use serde::Serialize;
use serde::ser::{
    Error as _, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use serde_json::{Error, Value};

/// Returns the JSON value of a value.
pub(crate) fn to_value<T: Serialize + ?Sized>(value: &T) -> Result<Value, Error> {
    check_numbers(value)?;
    serde_json::to_value(value)
}

/// Appends the JSON text of a value.
pub(crate) fn write<T: Serialize + ?Sized>(text: &mut Vec<u8>, value: &T) -> Result<(), Error> {
    check_numbers(value)?;
    serde_json::to_writer(text, value)
}

/// Fails where the value holds a number that JSON cannot hold.
pub(crate) fn check_numbers<T: Serialize + ?Sized>(value: &T) -> Result<(), Error> {
    value.serialize(FiniteCheck)
}

/// Writes nothing, and fails at a number that JSON cannot hold.
struct FiniteCheck;

fn check(number: f64) -> Result<(), Error> {
    if number.is_finite() {
        Ok(())
    } else {
        Err(Error::custom(format_args!(
            "{number} is not a number in JSON"
        )))
    }
}

macro_rules! pass {
    ($($method:ident($($kind:ty),*);)*) => {
        $(fn $method(self, $(_: $kind),*) -> Result<(), Error> {
            Ok(())
        })*
    };
}

macro_rules! descend {
    ($($method:ident($($kind:ty),*) -> $compound:ty;)*) => {
        $(fn $method(self, $(_: $kind),*) -> Result<$compound, Error> {
            Ok(self)
        })*
    };
}

impl Serializer for FiniteCheck {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        check(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        check(value)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn collect_str<T: std::fmt::Display + ?Sized>(self, _: &T) -> Result<(), Error> {
        Ok(())
    }

    pass! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_i128(i128);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_u128(u128);
        serialize_char(char);
        serialize_str(&str);
        serialize_bytes(&[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
    }

    descend! {
        serialize_seq(Option<usize>) -> Self;
        serialize_tuple(usize) -> Self;
        serialize_tuple_struct(&'static str, usize) -> Self;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self;
        serialize_map(Option<usize>) -> Self;
        serialize_struct(&'static str, usize) -> Self;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self;
    }
}

macro_rules! elements {
    ($($compound:ident::$method:ident($($key:ty)?);)*) => {
        $(impl $compound for FiniteCheck {
            type Ok = ();
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, $(_: $key,)? value: &T) -> Result<(), Error> {
                value.serialize(FiniteCheck)
            }

            fn end(self) -> Result<(), Error> {
                Ok(())
            }
        })*
    };
}

elements! {
    SerializeSeq::serialize_element();
    SerializeTuple::serialize_element();
    SerializeTupleStruct::serialize_field();
    SerializeTupleVariant::serialize_field();
    SerializeStruct::serialize_field(&'static str);
    SerializeStructVariant::serialize_field(&'static str);
}

impl SerializeMap for FiniteCheck {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), Error> {
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        value.serialize(FiniteCheck)
    }

    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn numbers_that_json_cannot_hold() {
        for fine in [0.0, -1.5, f64::MAX] {
            assert_eq!(to_value(&Some([fine])).unwrap(), serde_json::json!([fine]));
        }
        let map = |number: f64| BTreeMap::from([("a", Some((1, vec![number])))]);
        assert_eq!(
            to_value(&map(2.5)).unwrap().to_string(),
            r#"{"a":[1,[2.5]]}"#
        );
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let error = to_value(&map(number)).unwrap_err().to_string();
            assert_eq!(error, format!("{number} is not a number in JSON"));
            write(&mut Vec::new(), &[number]).unwrap_err();
        }
        to_value(&f32::NAN).unwrap_err();
    }
}
