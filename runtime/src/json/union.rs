//! Values that are one of several types.
//!
//! Generated enums do not use serde's untagged form: it takes the first variant that decodes, however little of the
//! value that variant keeps, and its error says nothing. Here the variants that cannot be meant are put aside first,
//! by kind of JSON value, required keys and single-valued properties, and the error gives every variant's reason.

use std::time::Duration;

use serde::de::{DeserializeOwned, Error as _};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::time_limit::{decode_within, is_over};

/// The longest that one value is tried, where no call has set a time for it.
const MAX_TIME: Duration = Duration::from_secs(60);
/// The most characters of reasons that an error gives.
const MAX_REASONS: usize = 2000;

/// One variant of a union.
#[derive(Debug)]
pub struct Variant<T> {
    /// The variant's name, for errors.
    pub name: &'static str,
    /// The kinds of JSON value it can be.
    pub accepts: Kinds,
    /// Keys that an object must have.
    pub required: &'static [&'static str],
    /// Keys that the type has fields for; empty where it takes any key.
    pub known: &'static [&'static str],
    /// Properties that, where this variant is meant, are one of the texts listed.
    pub fixed: &'static [(&'static str, &'static [&'static str])],
    /// The discriminator's values that mean this variant.
    pub tags: &'static [&'static str],
    /// Each value of the discriminator that no variant lists means this one.
    pub is_fallback: bool,
    /// Decodes the value as this variant.
    pub decode: fn(Value) -> Result<T, serde_json::Error>,
}

/// The property of an object that says which variant it is.
#[derive(Clone, Copy, Debug)]
pub struct Discriminator {
    /// Its name.
    pub property: &'static str,
    /// A value may leave it out, so that its shape decides.
    pub is_optional: bool,
}

/// A set of kinds of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds(u8);

impl Kinds {
    /// None of them.
    pub const NONE: Self = Self(0);
    /// `null`.
    pub const NULL: Self = Self(1);
    /// `true` and `false`.
    pub const BOOL: Self = Self(1 << 1);
    /// Numbers written without fraction and exponent.
    pub const INTEGER: Self = Self(1 << 2);
    /// All numbers, integers among them.
    pub const NUMBER: Self = Self(1 << 2 | 1 << 3);
    /// Strings.
    pub const STRING: Self = Self(1 << 4);
    /// Arrays.
    pub const ARRAY: Self = Self(1 << 5);
    /// Objects.
    pub const OBJECT: Self = Self(1 << 6);
    /// All of them.
    pub const ANY: Self = Self(u8::MAX);

    /// Returns the union of both sets.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn takes(self, value: &Value) -> bool {
        let kind = match value {
            Value::Null => Self::NULL.0,
            Value::Bool(_) => Self::BOOL.0,
            Value::Number(number) if number.is_i64() || number.is_u64() => Self::INTEGER.0,
            Value::Number(_) => Self::NUMBER.0 & !Self::INTEGER.0,
            Value::String(_) => Self::STRING.0,
            Value::Array(_) => Self::ARRAY.0,
            Value::Object(_) => Self::OBJECT.0,
        };
        self.0 & kind != 0
    }
}

/// Reads a union.
///
/// With a discriminator, its value names the variant; where several variants share it, the shape of the value decides
/// among them. Without one, or where it is optional and absent, the shape decides among all:
/// of the variants that can be meant, the one that leaves the fewest keys of an object unknown comes first, then the
/// one that requires most, then the one declared first. The first that loses nothing is the value: it would be written
/// as it was read. Where each loses something, it is the first that decodes.
///
/// # Errors
///
/// The discriminator is missing or unknown, or no variant fits; the error says of each why.
pub fn read_union<'de, D: Deserializer<'de>, T: Serialize>(
    deserializer: D,
    type_name: &'static str,
    discriminator: Option<Discriminator>,
    variants: &[Variant<T>],
) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let all = variants.iter().collect();
    let result = decode_within(MAX_TIME, || match discriminator {
        None => choose(value, type_name, all),
        Some(Discriminator {
            property,
            is_optional,
        }) => match value.get(property) {
            None | Some(Value::Null) if is_optional => choose(value, type_name, all),
            _ => choose_by_tag(value, type_name, property, variants),
        },
    });
    result.map_err(D::Error::custom)
}

fn choose<T: Serialize>(
    value: Value,
    type_name: &'static str,
    variants: Vec<&Variant<T>>,
) -> Result<T, String> {
    let mut reasons: Vec<String> = Vec::new();
    let mut candidates: Vec<&Variant<T>> = Vec::new();
    for variant in variants {
        match variant.rules_out(&value) {
            Some(reason) => reasons.push(format!("{}: {reason}", variant.name)),
            None => candidates.push(variant),
        }
    }
    // The sort is stable, so that the declared order breaks ties.
    candidates.sort_by_key(|variant| {
        (
            variant.unknown_keys(&value),
            std::cmp::Reverse(variant.required.len()),
        )
    });
    // Most often there is one candidate, and nothing to copy or to compare.
    if let [only] = candidates.as_slice() {
        match (only.decode)(value) {
            Ok(decoded) => return Ok(decoded),
            Err(error) => reasons.push(format!("{}: {error}", only.name)),
        }
        return Err(misfit(type_name, &reasons));
    }
    let mut lossy: Option<T> = None;
    for variant in candidates {
        if is_over() {
            reasons.push("the time for decoding is over".to_owned());
            return Err(misfit(type_name, &reasons));
        }
        match (variant.decode)(value.clone()) {
            Ok(decoded) => {
                if serde_json::to_value(&decoded).is_ok_and(|written| same(&written, &value)) {
                    return Ok(decoded);
                }
                lossy = lossy.or(Some(decoded));
            }
            Err(error) => reasons.push(format!("{}: {error}", variant.name)),
        }
    }
    lossy.ok_or_else(|| misfit(type_name, &reasons))
}

fn misfit(type_name: &str, reasons: &[String]) -> String {
    let mut reasons = reasons.join("; ");
    // The reasons of nested unions hold each other.
    if let Some((end, _)) = reasons.char_indices().nth(MAX_REASONS) {
        reasons.truncate(end);
        reasons.push('…');
    }
    format!("{type_name}: no variant fits: {reasons}")
}

/// Returns `true` if two values are equal as JSON: `1` and `1.0` are one number.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(key, one)| other.get(key).is_some_and(|other| same(one, other)))
        }
        _ => one == other,
    }
}

/// Returns `true` if a property's value is one of the texts listed. Numbers and booleans are listed as their JSON text.
fn is_listed(value: &Value, listed: &[&str]) -> bool {
    match value {
        Value::String(text) => listed.contains(&text.as_str()),
        Value::Number(_) | Value::Bool(_) => listed.contains(&value.to_string().as_str()),
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

impl<T> Variant<T> {
    /// Returns the reason why this variant cannot be meant, if there is one.
    fn rules_out(&self, value: &Value) -> Option<String> {
        if !self.accepts.takes(value) {
            return Some(format!("does not take {}", kind_name(value)));
        }
        let Value::Object(object) = value else {
            return None;
        };
        if let Some(key) = self.required.iter().find(|key| !object.contains_key(**key)) {
            return Some(format!("missing key {key:?}"));
        }
        for (property, allowed) in self.fixed {
            match object.get(*property) {
                // An optional tag that is not there speaks neither for nor against.
                None => {}
                Some(found) if is_listed(found, allowed) => {}
                Some(other) => {
                    return Some(format!("{property:?} is {other}, not {}", quoted(allowed)));
                }
            }
        }
        None
    }

    fn unknown_keys(&self, value: &Value) -> usize {
        match value {
            Value::Object(object) if !self.known.is_empty() => object
                .keys()
                .filter(|key| !self.known.contains(&key.as_str()))
                .count(),
            _ => 0,
        }
    }
}

fn choose_by_tag<T: Serialize>(
    value: Value,
    type_name: &'static str,
    property: &'static str,
    variants: &[Variant<T>],
) -> Result<T, String> {
    let known = || {
        let tags: Vec<&str> = variants.iter().flat_map(|v| v.tags).copied().collect();
        quoted(&tags)
    };
    let Value::Object(object) = &value else {
        return Err(format!(
            "{type_name}: expected an object with the key {property:?}, found {}",
            kind_name(&value)
        ));
    };
    let Some(found) = object.get(property) else {
        return Err(format!(
            "{type_name}: missing key {property:?}, which is {}",
            known()
        ));
    };
    let mut meant: Vec<_> = variants
        .iter()
        .filter(|v| is_listed(found, v.tags))
        .collect();
    if meant.is_empty() {
        meant.extend(variants.iter().filter(|v| v.is_fallback));
    }
    let context = format!("{type_name}, {property:?} {found}");
    match meant.as_slice() {
        [] => Err(format!(
            "{type_name}: {property:?} is {found}, not {}",
            known()
        )),
        [only] => (only.decode)(value).map_err(|error| format!("{context}: {error}")),
        _ => choose(value, type_name, meant).map_err(|error| format!("{context}: {error}")),
    }
}

/// Writes a variant's value, with the discriminator where the value itself does not write it (`added`).
///
/// # Errors
///
/// Returns the errors of the serializer and of `with_tag`.
pub fn write_variant<S: Serializer, T: Serialize + ?Sized>(
    serializer: S,
    discriminator: Option<Discriminator>,
    added: &[&'static str],
    value: &T,
) -> Result<S::Ok, S::Error> {
    match (discriminator, added) {
        (Some(discriminator), [tag]) => with_tag(serializer, discriminator.property, tag, value),
        _ => value.serialize(serializer),
    }
}

/// Writes `inner` (an object) with the discriminator `tag`, where it has none of its own.
///
/// # Errors
///
/// `inner` is not written as an object, or not at all.
fn with_tag<S: Serializer, T: Serialize + ?Sized>(
    serializer: S,
    tag: &'static str,
    value: &'static str,
    inner: &T,
) -> Result<S::Ok, S::Error> {
    let mut object: Map<String, Value> = match serde_json::to_value(inner) {
        Ok(Value::Object(object)) => object,
        Ok(other) => {
            return Err(S::Error::custom(format_args!(
                "the variant {value:?} is written as {}, which cannot carry the key {tag:?}",
                kind_name(&other)
            )));
        }
        Err(error) => return Err(S::Error::custom(error)),
    };
    object
        .entry(tag)
        .or_insert_with(|| Value::String(value.to_owned()));
    object.serialize(serializer)
}

/// Decodes a value; what a variant's `decode` calls before it wraps the result.
///
/// # Errors
///
/// The value is not a `T`.
pub fn decode<T: DeserializeOwned>(value: Value) -> Result<T, serde_json::Error> {
    serde_json::from_value(value)
}

fn kind_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a number",
        Value::Number(_) => "an integer",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// Writes texts as `"a", "b" or "c"`.
fn quoted(texts: &[&str]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| format!("{text:?}")).collect();
    match texts.as_slice() {
        [] => "anything known".to_owned(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

mod macros;

#[cfg(test)]
mod tests;
