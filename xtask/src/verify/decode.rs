//! Whether a generated type reads a value, told from the model that the types follow from.
//!
//! The types of a crate are not at hand in a pipeline that checks a service, and building them takes a minute. The
//! rules here are those of the generated code and of the runtime it calls: `tests/verify.rs` compares both for every
//! column of a generated crate.

use rill_client_runtime::Base64;
use rill_client_runtime::codegen::v1::{Codec, IntegerText, RillDate, decode_as};
use rill_codegen::ir::{
    Api, Integer, JsonType, Scalar, Shape, StructDef, StructRole, Tagging, Type, UnionDef, Variant,
    VariantMatcher,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Why a value cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Misfit {
    /// Where in the value, such as `.items[2].sku`.
    pub(crate) path: String,
    pub(crate) why: String,
    /// Whether the text is no date, time, UUID or base64, which a schema tells by `format` alone.
    pub(crate) is_format: bool,
}

/// The types of one document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Types<'a> {
    pub(crate) api: &'a Api,
}

type Read = Result<(), Misfit>;

fn misfit(path: &str, why: impl Into<String>) -> Misfit {
    Misfit {
        path: path.to_owned(),
        why: why.into(),
        is_format: false,
    }
}

impl Types<'_> {
    /// The first place of a row that its type cannot read.
    pub(crate) fn row(self, ty: &Type, value: &Value) -> Read {
        if value.is_array() {
            return Err(misfit("", "the row is an array, and rows are objects"));
        }
        self.value(ty, value, "")
    }

    fn value(self, ty: &Type, value: &Value, path: &str) -> Read {
        match ty {
            Type::Any => Ok(()),
            Type::Nullable(_) if value.is_null() => Ok(()),
            Type::Nullable(inner) => self.value(inner, value, path),
            Type::Scalar(scalar) => self::scalar(*scalar, value, path),
            Type::Ref(id) => self.shape(&self.api.types[id.0].shape, value, path),
            Type::List(inner) => {
                let list = list(value, path)?;
                let mut items = list.iter().enumerate();
                items.try_for_each(|(at, item)| self.value(inner, item, &format!("{path}[{at}]")))
            }
            Type::Tuple(types) => {
                let list = list(value, path)?;
                if list.len() != types.len() {
                    return Err(misfit(
                        path,
                        format!(
                            "{} elements, where {} are declared",
                            list.len(),
                            types.len()
                        ),
                    ));
                }
                let mut items = list.iter().zip(types).enumerate();
                items
                    .try_for_each(|(at, (item, ty))| self.value(ty, item, &format!("{path}[{at}]")))
            }
            Type::Map(inner) => {
                let mut entries = object(value, path)?.iter();
                entries.try_for_each(|(key, value)| self.value(inner, value, &inside(path, key)))
            }
            Type::KeyedMap(keys, inner) => {
                let mut entries = object(value, path)?.iter();
                entries.try_for_each(|(key, value)| {
                    let at = inside(path, key);
                    self.value(keys, &Value::String(key.clone()), &at)?;
                    self.value(inner, value, &at)
                })
            }
        }
    }

    fn shape(self, shape: &Shape, value: &Value, path: &str) -> Read {
        match shape {
            Shape::Struct(body) => self.object(body, value, path),
            // A value that is not listed is kept as it is.
            Shape::Enum(body) if body.is_text() && !value.is_string() => {
                Err(expected("a text", value, path))
            }
            Shape::Enum(body) if body.is_integer() => {
                self::scalar(Scalar::Integer(Integer::I64), value, path)
            }
            Shape::Enum(_) | Shape::ContentEnum(_) => Ok(()),
            Shape::Union(body) => self.union(body, value, path),
            Shape::Alias(target) | Shape::Newtype(target) => self.value(target, value, path),
        }
    }

    fn object(self, body: &StructDef, value: &Value, path: &str) -> Read {
        let map = object(value, path)?;
        let is_row = body.role == StructRole::Row;
        for field in &body.fields {
            let at = inside(path, &field.wire);
            match map.get(&field.wire) {
                None if is_row || !field.required || matches!(field.ty, Type::Nullable(_)) => {}
                None => return Err(misfit(&at, "it is missing")),
                Some(Value::Null) if is_row || !field.required => {}
                Some(value) if is_row && *field.ty.non_null() == Type::Scalar(Scalar::Date) => {
                    rill_date(value, &at)?;
                }
                Some(value) => self.value(&field.ty, value, &at)?,
            }
        }
        let Some(extra) = &body.extra else {
            return Ok(());
        };
        let is_known = |key: &String| body.fields.iter().any(|field| field.wire == *key);
        let mut others = map.iter().filter(|(key, _)| !is_known(key));
        others.try_for_each(|(key, value)| self.value(extra, value, &inside(path, key)))
    }

    fn union(self, body: &UnionDef, value: &Value, path: &str) -> Read {
        if let Tagging::Property(tag) = &body.tagging {
            let found = match value.get(tag) {
                Some(Value::String(text)) => Some(text.clone()),
                Some(other @ (Value::Number(_) | Value::Bool(_))) => Some(other.to_string()),
                _ => None,
            };
            if let Some(found) = found {
                let variant = body
                    .variants
                    .iter()
                    .find(|variant| variant.tags.contains(&found));
                let variant = variant.ok_or_else(|| {
                    misfit(&inside(path, tag), format!("{found:?} names no variant"))
                })?;
                return self.value(&variant.ty, value, path);
            }
        }
        let mut reasons = Vec::new();
        for variant in &body.variants {
            match rules_out(variant, value) {
                Some(reason) => reasons.push(format!("{}: {reason}", variant.label)),
                None => match self.value(&variant.ty, value, path) {
                    Ok(()) => return Ok(()),
                    Err(misfit) => reasons.push(format!("{}: {}", variant.label, misfit.why)),
                },
            }
        }
        Err(misfit(
            path,
            format!("no variant fits: {}", reasons.join("; ")),
        ))
    }
}

/// Why a value cannot be meant by a variant.
fn rules_out(variant: &Variant, value: &Value) -> Option<String> {
    let VariantMatcher {
        json_types: kinds,
        required,
        fixed,
        ..
    } = &variant.matcher;
    let takes = |kind: &JsonType| match (kind, value) {
        (JsonType::Integer, Value::Number(number)) => !number.is_f64(),
        (JsonType::Null, Value::Null)
        | (JsonType::Bool, Value::Bool(_))
        | (JsonType::Number, Value::Number(_))
        | (JsonType::Text, Value::String(_))
        | (JsonType::List, Value::Array(_))
        | (JsonType::Object, Value::Object(_)) => true,
        _ => false,
    };
    if !kinds.is_empty() && !kinds.iter().any(takes) {
        return Some(format!("does not take {}", kind_of(value)));
    }
    let Value::Object(map) = value else {
        return None;
    };
    if let Some(key) = required.iter().find(|key| !map.contains_key(*key)) {
        return Some(format!("missing key {key:?}"));
    }
    fixed.iter().find_map(|(key, values)| {
        let found = map.get(key)?;
        let text = found
            .as_str()
            .map_or_else(|| found.to_string(), str::to_owned);
        (!values.contains(&text)).then(|| format!("{key:?} is {found}"))
    })
}

fn scalar(scalar: Scalar, value: &Value, path: &str) -> Read {
    let is = |holds: bool, what: &str| {
        if holds {
            Ok(())
        } else {
            Err(expected(what, value, path))
        }
    };
    match scalar {
        Scalar::Null => is(value.is_null(), "null"),
        Scalar::Bool => is(value.is_boolean(), "true or false"),
        Scalar::Integer(width) => integer(width, value, path),
        Scalar::Float => is(value.is_number(), "a number"),
        Scalar::Text | Scalar::Duration => is(value.is_string(), "a text"),
        Scalar::DateTime => format::<jiff::Timestamp>(value, "a date and time", path),
        Scalar::Date => format::<jiff::civil::Date>(value, "a date", path),
        Scalar::Uuid => format::<uuid::Uuid>(value, "a UUID", path),
        Scalar::Base64 => format::<Base64>(value, "base64", path),
        Scalar::IntegerText(width) => match width {
            Integer::U64 => decode_as::<IntegerText, u64>(value.clone()).map(drop),
            _ => decode_as::<IntegerText, i64>(value.clone()).map(drop),
        }
        .map_err(|error| misfit(path, error.to_string())),
        // A file is no JSON, and a type of the user's is not known here.
        Scalar::File | Scalar::External(_) => Ok(()),
    }
}

fn integer(width: Integer, value: &Value, path: &str) -> Read {
    fn read<T: DeserializeOwned>(value: &Value) -> bool {
        T::deserialize(value).is_ok()
    }
    let (holds, name) = match width {
        Integer::I8 => (read::<i8>(value), "i8"),
        Integer::I16 => (read::<i16>(value), "i16"),
        Integer::I32 => (read::<i32>(value), "i32"),
        Integer::I64 => (read::<i64>(value), "i64"),
        Integer::U8 => (read::<u8>(value), "u8"),
        Integer::U16 => (read::<u16>(value), "u16"),
        Integer::U32 => (read::<u32>(value), "u32"),
        Integer::U64 => (read::<u64>(value), "u64"),
    };
    match (holds, value) {
        (true, _) => Ok(()),
        (false, Value::Number(number)) => Err(misfit(path, format!("{number} is no {name}"))),
        (false, _) => Err(expected("an integer", value, path)),
    }
}

fn format<T: DeserializeOwned>(value: &Value, what: &str, path: &str) -> Read {
    if !value.is_string() {
        return Err(expected("a text", value, path));
    }
    match T::deserialize(value) {
        Ok(_) => Ok(()),
        Err(_) => Err(Misfit {
            is_format: true,
            ..misfit(path, format!("{value} is not {what}"))
        }),
    }
}

/// A column that is a date also takes a time at midnight, as Rill serves days.
fn rill_date(value: &Value, path: &str) -> Read {
    match <RillDate as Codec<Option<jiff::civil::Date>>>::read(value) {
        Ok(_) => Ok(()),
        Err(_) if !value.is_string() => Err(expected("a text", value, path)),
        Err(error) => Err(Misfit {
            is_format: true,
            ..misfit(path, error.to_string())
        }),
    }
}

fn list<'v>(value: &'v Value, path: &str) -> Result<&'v Vec<Value>, Misfit> {
    value
        .as_array()
        .ok_or_else(|| expected("a list", value, path))
}

fn object<'v>(value: &'v Value, path: &str) -> Result<&'v Map<String, Value>, Misfit> {
    value
        .as_object()
        .ok_or_else(|| expected("an object", value, path))
}

fn expected(what: &str, value: &Value, path: &str) -> Misfit {
    misfit(
        path,
        format!("{what} is expected, and there is {}", kind_of(value)),
    )
}

fn kind_of(value: &Value) -> String {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(_) => {
            let text = value.to_string();
            let start: String = text.chars().take(60).collect();
            if start.len() < text.len() {
                format!("{start}…")
            } else {
                start
            }
        }
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// `.key`, or `["a key"]` where it is no plain word.
pub(super) fn inside(path: &str, key: &str) -> String {
    let is_plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_');
    if is_plain {
        format!("{path}.{key}")
    } else {
        format!("{path}[{key:?}]")
    }
}
