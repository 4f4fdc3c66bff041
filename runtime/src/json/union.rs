//! Values that are one of several types.
//!
//! Generated enums do not use serde's untagged form: it takes the first variant that decodes, however little of the
//! value that variant keeps, and its error says nothing. Here the variants that cannot be meant are put aside first,
//! by kind of JSON value, required keys and single-valued properties, and the error gives every variant's reason.

use std::time::Duration;

use serde::de::{DeserializeOwned, Error as _};
use serde::ser::{Error as _, SerializeMap as _};
use serde::{Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::input::{Members, UnionInput};
use super::limits::{attempt, decode_within, is_over};

mod search;

/// The longest that one value is tried, where no call has set a time for it.
const MAX_TIME: Duration = Duration::from_secs(60);
/// The most characters of reasons that an error gives.
const MAX_REASONS: usize = 2000;

/// One variant of a union.
#[derive(Debug)]
pub struct Variant<T, I = Value> {
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
    pub decode: fn(I) -> Result<T, serde_json::Error>,
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
            Value::Number(number) if is_whole(number) => Self::INTEGER.0,
            Value::Number(_) => Self::NUMBER.0 & !Self::INTEGER.0,
            Value::String(_) => Self::STRING.0,
            Value::Array(_) => Self::ARRAY.0,
            Value::Object(_) => Self::OBJECT.0,
        };
        self.0 & kind != 0
    }
}

/// Returns `true` if a number is an integer, however it is written.
fn is_whole(number: &serde_json::Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(|float| float.fract() == 0.0)
}

/// Reads a union.
///
/// With a discriminator, its value names the variant; where several variants share it, the shape of the value decides
/// among them. Without one, or where it is optional and absent, the shape decides among all:
/// of the variants that can be meant, the one that leaves the fewest keys of an object unknown comes first, then the
/// one that requires most, then the one declared first. The first that loses nothing is the value: it would be written
/// as it was read. Where each loses something, it is the first that decodes.
///
/// A value that cannot be meant for any variant is kept by `unknown`, if there is one. Inside one of several variants
/// that are tried, only values of known variants count at first.
///
/// # Errors
///
/// The discriminator is missing or unknown, or no variant fits; the error says of each why.
pub fn read_union<'de, D: Deserializer<'de>, T: Serialize, I: UnionInput>(
    deserializer: D,
    type_name: &'static str,
    discriminator: Option<Discriminator>,
    variants: &[Variant<T, I>],
    unknown: Option<fn(Value) -> T>,
) -> Result<T, D::Error> {
    let value = I::deserialize(deserializer)?;
    let _search = search::enter();
    let unknown = unknown.filter(|_| !search::is_strict());
    let all = variants.iter().collect();
    let result = decode_within(MAX_TIME, || match discriminator {
        None => choose(value, type_name, all, unknown),
        Some(Discriminator {
            property,
            is_optional,
        }) => match value.value().get(property) {
            None | Some(Value::Null) if is_optional => choose(value, type_name, all, unknown),
            _ => choose_by_tag(value, type_name, property, (variants, unknown)),
        },
    });
    result.map_err(D::Error::custom)
}

fn choose<T: Serialize, I: UnionInput>(
    value: I,
    type_name: &'static str,
    variants: Vec<&Variant<T, I>>,
    unknown: Option<fn(Value) -> T>,
) -> Result<T, String> {
    let mut reasons: Vec<String> = Vec::new();
    let mut candidates: Vec<&Variant<T, I>> = Vec::new();
    for variant in variants {
        match variant.rules_out(value.value()) {
            Some(reason) => reasons.push(format!("{}: {reason}", variant.name)),
            None => candidates.push(variant),
        }
    }
    // The sort is stable, so that the declared order breaks ties.
    candidates.sort_by_key(|variant| {
        (
            variant.unknown(value.value()).len(),
            std::cmp::Reverse(variant.required.len()),
        )
    });
    if let (true, Some(unknown)) = (candidates.is_empty(), unknown) {
        return Ok(unknown(value.into_value()));
    }
    // Most often there is one candidate, and nothing to copy or to compare.
    if let [only] = candidates.as_slice() {
        match (only.decode)(value) {
            Ok(decoded) => return Ok(decoded),
            Err(error) => reasons.push(format!("{}: {error}", only.name)),
        }
        return Err(misfit(type_name, &reasons));
    }
    match (first_lossless(&value, &candidates, &mut reasons), unknown) {
        // A value of two variants is neither of them alone.
        (Some((_, true)), Some(unknown)) => Ok(unknown(value.into_value())),
        (Some((decoded, _)), _) => Ok(decoded),
        (None, _) => Err(misfit(type_name, &reasons)),
    }
}

/// Returns the first candidate that keeps all of a value, at first by variants that are known inside it, then by any;
/// else the first that decodes, and `true` if it leaves out what another that decodes describes.
fn first_lossless<T: Serialize, I: UnionInput>(
    value: &I,
    candidates: &[&Variant<T, I>],
    reasons: &mut Vec<String>,
) -> Option<(T, bool)> {
    let mut decoded: Vec<(usize, T, Value)> = Vec::new();
    let passes: &[bool] = if search::is_strict() {
        &[true]
    } else {
        &[true, false]
    };
    for is_strict in passes {
        for (index, variant) in candidates.iter().enumerate() {
            if decoded.iter().any(|(known, ..)| *known == index) {
                continue;
            }
            if is_over() {
                reasons.push("the time for decoding is over".to_owned());
                return None;
            }
            if !search::may_try() {
                break;
            }
            let read = || attempt(|| (variant.decode)(value.clone()));
            match if *is_strict {
                search::strictly(read)
            } else {
                read()
            } {
                Ok(found) => match serde_json::to_value(&found).unwrap_or_default() {
                    written if same(&written, value.value()) => return Some((found, false)),
                    written => decoded.push((index, found, written)),
                },
                Err(error) if *is_strict => reasons.push(format!("{}: {error}", variant.name)),
                Err(_) => {}
            }
        }
    }
    let mut decoded = decoded.into_iter();
    let (_, first, written) = decoded.next()?;
    let loses = decoded.any(|(.., other)| keeps_more(value.value(), &other, &written));
    Some((first, loses))
}

/// Returns `true` if one of two forms that a value was written in has a part of it that the other does not have.
fn keeps_more(value: &Value, one: &Value, other: &Value) -> bool {
    match (value, one, other) {
        (Value::Object(value), Value::Object(one), Value::Object(other)) => {
            value
                .iter()
                .any(|(key, value)| match (one.get(key), other.get(key)) {
                    (Some(_), None) => !value.is_null(),
                    (Some(one), Some(other)) => keeps_more(value, one, other),
                    (None, _) => false,
                })
        }
        (Value::Array(value), Value::Array(one), Value::Array(other)) => {
            let mut items = value.iter().zip(one).zip(other);
            items.any(|((value, one), other)| keeps_more(value, one, other))
        }
        _ => false,
    }
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

impl<T, I> Variant<T, I> {
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

    /// Returns the keys of an object for which this variant has no field.
    fn unknown<'v>(&self, value: &'v Value) -> Vec<&'v str> {
        match value {
            Value::Object(object) if !self.known.is_empty() => object
                .keys()
                .map(String::as_str)
                .filter(|key| !self.known.contains(key))
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// Keeps a value that no variant takes.
type MakeUnknown<T> = fn(Value) -> T;

fn choose_by_tag<T: Serialize, I: UnionInput>(
    value: I,
    type_name: &'static str,
    property: &'static str,
    (variants, unknown): (&[Variant<T, I>], Option<MakeUnknown<T>>),
) -> Result<T, String> {
    let known = || {
        let tags: Vec<&str> = variants.iter().flat_map(|v| v.tags).copied().collect();
        quoted(&tags)
    };
    let json = value.value();
    let found = json.get(property);
    let mut meant: Vec<_> = variants
        .iter()
        .filter(|variant| found.is_some_and(|found| is_listed(found, variant.tags)))
        .collect();
    if meant.is_empty() && json.is_object() {
        let takes =
            |variant: &&Variant<T, I>| found.is_some() || !variant.required.contains(&property);
        let fallbacks = variants.iter().filter(|variant| variant.is_fallback);
        meant.extend(fallbacks.filter(takes));
    }
    let context = match found {
        Some(found) => format!("{type_name}, {property:?} {found}"),
        None => format!("{type_name}, without {property:?}"),
    };
    match (meant.as_slice(), unknown) {
        ([], Some(unknown)) => Ok(unknown(value.into_value())),
        ([], None) => Err(match found {
            _ if !json.is_object() => format!(
                "{type_name}: expected an object with the key {property:?}, found {}",
                kind_name(json)
            ),
            None => format!(
                "{type_name}: missing key {property:?}, which is {}",
                known()
            ),
            Some(found) => format!("{type_name}: {property:?} is {found}, not {}", known()),
        }),
        ([only], _) => (only.decode)(value).map_err(|error| format!("{context}: {error}")),
        // A tag that is listed promises the rest.
        _ => choose(value, type_name, meant, None).map_err(|error| format!("{context}: {error}")),
    }
}

/// Writes a variant's value, with the discriminator where the value itself does not write it (`added`).
pub fn write_variant<I: UnionInput, S: Serializer, T: Serialize + ?Sized>(
    serializer: S,
    discriminator: Option<Discriminator>,
    added: &[&'static str],
    value: &T,
) -> Result<S::Ok, S::Error> {
    match (discriminator, added) {
        (Some(discriminator), [tag]) => {
            with_tag::<I, _, _>(serializer, discriminator.property, tag, value)
        }
        _ => value.serialize(serializer),
    }
}

/// Writes `inner` (an object) with the discriminator `tag`, where it has none of its own.
fn with_tag<I: UnionInput, S: Serializer, T: Serialize + ?Sized>(
    serializer: S,
    tag: &'static str,
    value: &'static str,
    inner: &T,
) -> Result<S::Ok, S::Error> {
    let json = serde_json::to_string(inner).map_err(S::Error::custom)?;
    let Ok(members) = serde_json::from_str::<Members<I::Member>>(&json) else {
        let other: Value = serde_json::from_str(&json).map_err(S::Error::custom)?;
        return Err(S::Error::custom(format_args!(
            "the variant {value:?} is written as {}, which cannot carry the key {tag:?}",
            kind_name(&other)
        )));
    };
    let is_written = members.0.iter().any(|(key, _)| key == tag);
    let mut object = serializer.serialize_map(Some(members.0.len() + usize::from(!is_written)))?;
    for (key, member) in &members.0 {
        object.serialize_entry(key, member)?;
    }
    if !is_written {
        object.serialize_entry(tag, value)?;
    }
    object.end()
}

/// Decodes a value; what a variant's `decode` calls before it wraps the result.
pub fn decode<T: DeserializeOwned>(value: impl UnionInput) -> Result<T, serde_json::Error> {
    value.decode()
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
