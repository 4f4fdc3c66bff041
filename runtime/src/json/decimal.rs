//! Decimal numbers.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::str::FromStr;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::codec::Codec;
use super::input::{RAW, raw_text};

/// A decimal number (`format: decimal`), with every digit that was written: `12.340` stays `12.340`.
///
/// Read from JSON text and from a JSON number, and written as text; where the document declares a number, a generated
/// field writes that. It can be used as the text it holds, and parsed to any type of decimals.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Decimal(Box<str>);

impl Default for Decimal {
    fn default() -> Self {
        Self("0".into())
    }
}

impl Deref for Decimal {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl FromStr for Decimal {
    type Err = std::num::ParseFloatError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // `NaN` and `inf` are no decimals; no text at all is what servers write for none.
        let has_digits = text.contains(|c: char| c.is_ascii_digit());
        let digits = match (text, has_digits) {
            ("", _) => "0",
            (_, true) => text,
            (_, false) => "",
        };
        digits.parse::<f64>().map(|_| Self(text.into()))
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decimal({self})")
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        DecimalNumber::read(deserializer)
    }
}

/// A decimal number that is a number on the wire (`type: number, format: decimal`); text is read too.
#[derive(Debug)]
pub struct DecimalNumber;

impl<T: fmt::Display + FromStr> Codec<T> for DecimalNumber {
    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        let text = value.to_string();
        if !serializer.is_human_readable() {
            return serializer.serialize_str(&text);
        }
        // Formats other than JSON know no numbers of any length.
        match (text.parse::<i64>(), text.parse::<f64>()) {
            (Ok(number), _) if number.to_string() == text => number.serialize(serializer),
            (Err(_), Ok(number)) if number.to_string() == text => number.serialize(serializer),
            _ => RawValue::from_string(text)
                .map_err(serde::ser::Error::custom)?
                .serialize(serializer),
        }
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_newtype_struct(RAW, DecimalVisitor(PhantomData))
    }
}

struct DecimalVisitor<T>(PhantomData<T>);

impl<'de, T: FromStr> Visitor<'de> for DecimalVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a decimal number")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let json = raw_text(&mut map)?;
        match serde_json::from_str::<String>(&json) {
            Ok(text) => self.visit_str(&text),
            Err(_) => self.visit_str(&json),
        }
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        let number = text.parse();
        number.map_err(|_| E::custom(format_args!("{text:?} is not a decimal number")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::codec::As;

    #[derive(Debug, Serialize, Deserialize)]
    struct Prices {
        text: Decimal,
        #[serde(with = "As::<Vec<DecimalNumber>>")]
        numbers: Vec<Decimal>,
    }

    #[test]
    fn every_digit_is_kept_and_written_as_it_was_declared() {
        for digits in [
            "0",
            "-0.0",
            "12.340",
            "1e3",
            "9007199254740993",
            "0.1000000000000000055511151231257827",
            "123456789012345678901234567890.123456789",
        ] {
            let json = format!(r#"{{"text":"{digits}","numbers":[{digits}]}}"#);
            let prices: Prices = serde_json::from_str(&json).unwrap();
            assert_eq!((&*prices.text, &*prices.numbers[0]), (digits, digits));
            assert_eq!(serde_json::to_string(&prices).unwrap(), json);
            let swapped = format!(r#"{{"text":{digits},"numbers":["{digits}"]}}"#);
            let prices: Prices = serde_json::from_str(&swapped).unwrap();
            assert_eq!(serde_json::to_string(&prices).unwrap(), json);
        }
        for text in ["+1.50", "007", ""] {
            let price: Decimal = serde_json::from_str(&format!("{text:?}")).unwrap();
            assert_eq!(serde_json::to_value(price).unwrap(), text);
        }
        for json in [r#""NaN""#, r#""1,5""#, r#""$1""#, "null", "true", "[]"] {
            let error = serde_json::from_str::<Decimal>(json).unwrap_err();
            assert!(
                error.to_string().contains("is not a decimal number"),
                "{error}"
            );
        }
    }
}
