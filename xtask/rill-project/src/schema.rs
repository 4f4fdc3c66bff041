//! Conversion of a schema into the form of Rill's document.
//!
//! Rill decodes each schema into its OpenAPI library's own struct and writes that back (RILL.md, section 1): keywords
//! the library knows are checked, and dropped where they say nothing; others are kept as they stand; beside `$ref`
//! nothing is kept.

use serde_json::{Map, Number, Value};

use super::fields::has_word;

/// Type of a keyword's value.
#[derive(Clone, Copy)]
enum Held {
    Text,
    Flag,
    /// Kept when it is zero.
    Float,
    /// Kept when it is zero.
    Most,
    /// Dropped when it is zero.
    Least,
    TextList,
    Types,
    Any,
    /// A boolean, kept when it is false.
    Choice,
    AnyList,
    TextMap,
    /// An object of the library's own, whose parts are checked too.
    Part(Kind),
    /// Such objects by key.
    Parts(Kind),
    Schema,
    Schemas,
    SchemaMap,
    /// A boolean, kept when it is false, or a schema.
    Additional,
}

/// An object that the library knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Schema,
    Parameter,
    MediaType,
    Encoding,
    Example,
    ExternalDocs,
    Xml,
    Discriminator,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Schema => "Schema",
            Self::Parameter => "Parameter",
            Self::MediaType => "MediaType",
            Self::Encoding => "Encoding",
            Self::Example => "Example",
            Self::ExternalDocs => "ExternalDocs",
            Self::Xml => "XML",
            Self::Discriminator => "Discriminator",
        }
    }

    fn keywords(self) -> &'static [(Held, &'static str)] {
        match self {
            Self::Schema => SCHEMA,
            Self::Parameter => PARAMETER,
            Self::MediaType => MEDIA_TYPE,
            Self::Encoding => ENCODING,
            Self::Example => EXAMPLE,
            Self::ExternalDocs => EXTERNAL_DOCS,
            Self::Xml => XML,
            Self::Discriminator => DISCRIMINATOR,
        }
    }

    /// Returns `true` if a reference can stand in its place.
    fn is_referable(self) -> bool {
        matches!(self, Self::Schema | Self::Parameter | Self::Example)
    }
}

const SCHEMA: &[(Held, &str)] = &[
    (Held::Schemas, "oneOf anyOf allOf"),
    (Held::Schema, "not"),
    (Held::Types, "type"),
    (Held::Text, "title format description"),
    (Held::AnyList, "enum"),
    (Held::Any, "default example"),
    (Held::Part(Kind::ExternalDocs), "externalDocs"),
    (
        Held::Flag,
        "uniqueItems exclusiveMinimum exclusiveMaximum nullable readOnly writeOnly allowEmptyValue deprecated",
    ),
    (Held::Part(Kind::Xml), "xml"),
    (Held::Float, "minimum maximum multipleOf"),
    (Held::Least, "minLength"),
    (Held::Most, "maxLength"),
    (Held::Text, "pattern"),
    (Held::Least, "minItems"),
    (Held::Most, "maxItems"),
    (Held::Schema, "items"),
    (Held::TextList, "required"),
    (Held::SchemaMap, "properties"),
    (Held::Least, "minProperties"),
    (Held::Most, "maxProperties"),
    (Held::Additional, "additionalProperties"),
    (Held::Part(Kind::Discriminator), "discriminator"),
];

const PARAMETER: &[(Held, &str)] = &[
    (Held::Text, "name in description style"),
    (Held::Choice, "explode"),
    (
        Held::Flag,
        "allowEmptyValue allowReserved deprecated required",
    ),
    (Held::Schema, "schema"),
    (Held::Any, "example"),
    (Held::Parts(Kind::Example), "examples"),
    (Held::Parts(Kind::MediaType), "content"),
];

const MEDIA_TYPE: &[(Held, &str)] = &[
    (Held::Schema, "schema"),
    (Held::Any, "example"),
    (Held::Parts(Kind::Example), "examples"),
    (Held::Parts(Kind::Encoding), "encoding"),
];

const ENCODING: &[(Held, &str)] = &[
    (Held::Text, "contentType style"),
    (Held::Choice, "explode"),
    (Held::Flag, "allowReserved"),
];

const EXAMPLE: &[(Held, &str)] = &[
    (Held::Text, "summary description"),
    (Held::Any, "value"),
    (Held::Text, "externalValue"),
];

const EXTERNAL_DOCS: &[(Held, &str)] = &[(Held::Text, "description url")];

const XML: &[(Held, &str)] = &[
    (Held::Text, "name namespace prefix"),
    (Held::Flag, "attribute wrapped"),
];

const DISCRIMINATOR: &[(Held, &str)] = &[(Held::Text, "propertyName"), (Held::TextMap, "mapping")];

/// Returns a whole schema as the document has it, or why Rill refuses it. Beside a reference right in it the rest
/// stays.
pub(super) fn whole(value: &Value) -> Result<Value, String> {
    match value {
        Value::Object(map) => object(map, Kind::Schema).map(Value::Object),
        _ => Err(misfit(value, "Schema", "openapi3.Schema")),
    }
}

/// Returns a parameter as the document has it.
pub(super) fn parameter(value: &Value) -> Result<Value, String> {
    part(value, Kind::Parameter, "Parameter")
}

/// Returns an object, or a reference in its place, of which nothing else stays.
fn part(value: &Value, kind: Kind, field: &str) -> Result<Value, String> {
    let Value::Object(map) = value else {
        return Err(misfit(value, field, &format!("openapi3.{}", kind.name())));
    };
    match map.get("$ref") {
        Some(Value::String(reference)) if kind.is_referable() && !reference.is_empty() => {
            Ok(serde_json::json!({ "$ref": reference }))
        }
        _ => object(map, kind).map(Value::Object),
    }
}

fn object(map: &Map<String, Value>, kind: Kind) -> Result<Map<String, Value>, String> {
    let keywords = kind.keywords();
    let is_known = |name: &str| keywords.iter().any(|(_, known)| has_word(known, name));
    // Keywords that the library does not know are kept as they stand.
    let unknown = map.iter().filter(|(name, _)| !is_known(name));
    let mut out: Map<String, Value> = unknown
        .map(|(name, value)| (name.clone(), any(value)))
        .collect();
    let keywords = keywords
        .iter()
        .flat_map(|(held, names)| names.split(' ').map(move |name| (name, *held)));
    for (name, held) in keywords {
        // It reads a keyword in any case, the exact one before all.
        let exact = map.get(name);
        let folded = || map.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        let Some(value) = exact.or_else(|| folded().map(|(_, value)| value)) else {
            continue;
        };
        let field = format!("{}.{name}", kind.name());
        if let Some(kept) = keyword(value, held, &field)? {
            out.insert(name.to_owned(), kept);
        }
    }
    match kind {
        Kind::Schema => strip_time(&mut out),
        Kind::Discriminator => {
            out.entry("propertyName").or_insert_with(|| "".into());
        }
        _ => {}
    }
    Ok(out)
}

/// The library's own repair of unquoted dates: it knows the example alone.
fn strip_time(schema: &mut Map<String, Value>) {
    if schema.get("format").and_then(Value::as_str) == Some("date")
        && let Some(Value::String(example)) = schema.get_mut("example")
        && let Some(date) = example.strip_suffix("T00:00:00Z")
    {
        *example = date.to_owned();
    }
}

/// Returns a keyword's value as written back; none where it says nothing.
fn keyword(value: &Value, held: Held, field: &str) -> Result<Option<Value>, String> {
    if value.is_null() {
        return Ok(None);
    }
    let wrong = |kind: &str| Err(misfit(value, field, kind));
    match held {
        Held::Text => match value {
            Value::String(text) => Ok((!text.is_empty()).then(|| value.clone())),
            _ => wrong("string"),
        },
        Held::Flag => match value {
            Value::Bool(flag) => Ok(flag.then_some(Value::Bool(true))),
            _ => wrong("bool"),
        },
        Held::Float if value.is_number() => Ok(Some(any(value))),
        Held::Float => wrong("float64"),
        Held::Most | Held::Least => match count(value) {
            Some(0) if matches!(held, Held::Least) => Ok(None),
            Some(count) => Ok(Some(Value::from(count))),
            None => wrong("uint64"),
        },
        Held::TextList => texts(value, field),
        Held::Types => match value {
            Value::String(_) => Ok(Some(value.clone())),
            // A list of one is written as that one.
            _ => Ok(
                texts(value, field)?.map(|list| match list.as_array().map(Vec::as_slice) {
                    Some([one]) => one.clone(),
                    _ => list,
                }),
            ),
        },
        Held::Choice if value.is_boolean() => Ok(Some(value.clone())),
        Held::Choice => wrong("bool"),
        Held::Any => Ok(Some(any(value))),
        Held::AnyList => match value {
            Value::Array(list) => Ok((!list.is_empty()).then(|| any(value))),
            _ => wrong("[]interface {}"),
        },
        Held::TextMap => match value {
            Value::Object(map) if map.values().all(Value::is_string) => {
                Ok((!map.is_empty()).then(|| value.clone()))
            }
            _ => wrong("openapi3.StringMap"),
        },
        Held::Part(kind) => part(value, kind, field).map(Some),
        Held::Parts(kind) => parts(value, kind, field),
        Held::Schema => part(value, Kind::Schema, field).map(Some),
        Held::Schemas => match value {
            Value::Array(list) if list.is_empty() => Ok(None),
            Value::Array(list) => {
                let list: Result<Vec<Value>, String> = list
                    .iter()
                    .map(|one| part(one, Kind::Schema, field))
                    .collect();
                list.map(|list| Some(Value::Array(list)))
            }
            _ => wrong("openapi3.SchemaRefs"),
        },
        Held::SchemaMap => parts(value, Kind::Schema, field),
        Held::Additional => match value {
            Value::Bool(_) => Ok(Some(value.clone())),
            _ => part(value, Kind::Schema, field).map(Some),
        },
    }
}

/// Objects of one kind by key; none where there are none.
fn parts(value: &Value, kind: Kind, field: &str) -> Result<Option<Value>, String> {
    let Value::Object(map) = value else {
        return Err(misfit(value, field, &format!("openapi3.{}s", kind.name())));
    };
    let map: Result<Map<String, Value>, String> = map
        .iter()
        .map(|(name, one)| Ok((name.clone(), part(one, kind, field)?)))
        .collect();
    map.map(|map| (!map.is_empty()).then_some(Value::Object(map)))
}

/// Returns a whole number that is not negative, also one written as `5.0`.
fn count(value: &Value) -> Option<u64> {
    let Value::Number(number) = any(value) else {
        return None;
    };
    number.as_u64()
}

fn texts(value: &Value, field: &str) -> Result<Option<Value>, String> {
    match value {
        Value::Array(list) if list.iter().all(Value::is_string) => {
            Ok((!list.is_empty()).then(|| value.clone()))
        }
        _ => Err(misfit(value, field, "[]string")),
    }
}

/// Any value, its numbers through 64-bit floats.
fn any(value: &Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(float(number)),
        Value::Array(list) => list.iter().map(any).collect(),
        Value::Object(map) => map
            .iter()
            .map(|(name, value)| (name.clone(), any(value)))
            .collect(),
        other => other.clone(),
    }
}

fn float(number: &Number) -> Number {
    /// The largest float below 2^63, and so an integer that JSON writers print in full.
    const LARGEST: f64 = 9_223_372_036_854_774_784.0;
    let Some(float) = number.as_f64() else {
        return number.clone();
    };
    if float.fract() == 0.0 && float.abs() <= LARGEST {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it has no fraction and lies within the range"
        )]
        return Number::from(float as i64);
    }
    Number::from_f64(float).unwrap_or_else(|| number.clone())
}

/// Returns Go's name for the type of a freely decoded value.
pub(super) fn go_kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        Value::Number(_) => "float64",
        Value::String(_) => "string",
        Value::Array(_) => "[]interface {}",
        Value::Object(_) => "map[string]interface {}",
    }
}

fn misfit(value: &Value, field: &str, wanted: &str) -> String {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    format!("json: cannot unmarshal {kind} into field {field} of type {wanted}")
}

#[cfg(test)]
mod tests;
