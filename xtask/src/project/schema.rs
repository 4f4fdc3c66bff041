//! What becomes of a schema on its way into Rill's document.
//!
//! Rill decodes each schema into its OpenAPI library's own struct and writes that back (RILL.md, section 1): keywords
//! the library knows are checked, and dropped where they say nothing; others are kept as they stand; beside `$ref`
//! nothing is kept.

use serde_json::{Map, Number, Value};

/// What a keyword may hold.
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
    AnyList,
    Object,
    Schema,
    Schemas,
    SchemaMap,
    /// A boolean, kept when it is false, or a schema.
    Additional,
}

const SCHEMA: &[(&str, Held)] = &[
    ("oneOf", Held::Schemas),
    ("anyOf", Held::Schemas),
    ("allOf", Held::Schemas),
    ("not", Held::Schema),
    ("type", Held::Types),
    ("title", Held::Text),
    ("format", Held::Text),
    ("description", Held::Text),
    ("enum", Held::AnyList),
    ("default", Held::Any),
    ("example", Held::Any),
    ("externalDocs", Held::Object),
    ("uniqueItems", Held::Flag),
    ("exclusiveMinimum", Held::Flag),
    ("exclusiveMaximum", Held::Flag),
    ("nullable", Held::Flag),
    ("readOnly", Held::Flag),
    ("writeOnly", Held::Flag),
    ("allowEmptyValue", Held::Flag),
    ("deprecated", Held::Flag),
    ("xml", Held::Object),
    ("minimum", Held::Float),
    ("maximum", Held::Float),
    ("multipleOf", Held::Float),
    ("minLength", Held::Least),
    ("maxLength", Held::Most),
    ("pattern", Held::Text),
    ("minItems", Held::Least),
    ("maxItems", Held::Most),
    ("items", Held::Schema),
    ("required", Held::TextList),
    ("properties", Held::SchemaMap),
    ("minProperties", Held::Least),
    ("maxProperties", Held::Most),
    ("additionalProperties", Held::Additional),
    ("discriminator", Held::Object),
];

const PARAMETER: &[(&str, Held)] = &[
    ("name", Held::Text),
    ("in", Held::Text),
    ("description", Held::Text),
    ("style", Held::Text),
    ("explode", Held::Any),
    ("allowEmptyValue", Held::Flag),
    ("allowReserved", Held::Flag),
    ("deprecated", Held::Flag),
    ("required", Held::Flag),
    ("schema", Held::Schema),
    ("example", Held::Any),
    ("examples", Held::Object),
    ("content", Held::Object),
];

/// A schema as the document has it, or why Rill refuses it.
pub(super) fn schema(value: &Value) -> Result<Value, String> {
    object(value, "Schema", SCHEMA, "Schema").map(Value::Object)
}

/// A parameter as the document has it.
pub(super) fn parameter(value: &Value) -> Result<Value, String> {
    object(value, "Parameter", PARAMETER, "Parameter").map(Value::Object)
}

fn object(
    value: &Value,
    kind: &str,
    table: &[(&str, Held)],
    path: &str,
) -> Result<Map<String, Value>, String> {
    let Value::Object(map) = value else {
        return Err(misfit(value, path, &format!("openapi3.{kind}")));
    };
    if let Some(Value::String(reference)) = map.get("$ref")
        && !reference.is_empty()
    {
        let only = ("$ref".to_owned(), Value::String(reference.clone()));
        return Ok([only].into_iter().collect());
    }
    let mut out = Map::new();
    for (name, value) in map {
        let field = format!("{kind}.{name}");
        let kept = match table.iter().find(|(known, _)| known == name) {
            Some((_, held)) => keyword(value, *held, &field)?,
            None => Some(any(value)),
        };
        if let Some(kept) = kept {
            out.insert(name.clone(), kept);
        }
    }
    if kind == "Schema" {
        strip_time(&mut out);
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

/// A keyword's value as written back; none where it says nothing.
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
        Held::Most | Held::Least => match value.as_u64() {
            Some(0) if matches!(held, Held::Least) => Ok(None),
            Some(count) => Ok(Some(Value::from(count))),
            None => wrong("uint64"),
        },
        Held::TextList => texts(value, field),
        Held::Types => match value {
            Value::String(_) => Ok(Some(value.clone())),
            _ => texts(value, field),
        },
        Held::Any => Ok(Some(any(value))),
        Held::AnyList => match value {
            Value::Array(list) => Ok((!list.is_empty()).then(|| any(value))),
            _ => wrong("[]interface {}"),
        },
        Held::Object if value.is_object() => Ok(Some(any(value))),
        Held::Object => wrong("openapi3 object"),
        Held::Schema => schema_at(value, field).map(Some),
        Held::Schemas => match value {
            Value::Array(list) if list.is_empty() => Ok(None),
            Value::Array(list) => {
                let list: Result<Vec<Value>, String> =
                    list.iter().map(|one| schema_at(one, field)).collect();
                list.map(|list| Some(Value::Array(list)))
            }
            _ => wrong("openapi3.SchemaRefs"),
        },
        Held::SchemaMap => match value {
            Value::Object(map) if map.is_empty() => Ok(None),
            Value::Object(map) => {
                let map: Result<Map<String, Value>, String> = map
                    .iter()
                    .map(|(name, one)| Ok((name.clone(), schema_at(one, field)?)))
                    .collect();
                map.map(|map| Some(Value::Object(map)))
            }
            _ => wrong("openapi3.Schemas"),
        },
        Held::Additional => match value {
            Value::Bool(_) => Ok(Some(value.clone())),
            _ => schema_at(value, field).map(Some),
        },
    }
}

fn schema_at(value: &Value, field: &str) -> Result<Value, String> {
    if value.is_object() {
        schema(value)
    } else {
        Err(misfit(value, field, "openapi3.Schema"))
    }
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
mod tests {
    use serde_json::json;

    use super::{parameter, schema};

    #[test]
    fn what_says_nothing_is_dropped() {
        let value = json!({
            "type": "object", "required": [], "properties": {}, "minLength": 0, "maxLength": 0,
            "uniqueItems": false, "default": null, "description": "", "minimum": 0, "x-keep": null,
            "additionalProperties": false, "const": "c"
        });
        assert_eq!(
            schema(&value).unwrap(),
            json!({
                "type": "object", "maxLength": 0, "minimum": 0, "x-keep": null,
                "additionalProperties": false, "const": "c"
            })
        );
    }

    #[test]
    fn beside_a_reference_nothing_is_kept() {
        let value = json!({"properties": {"a": {"$ref": "#/x", "description": "gone", "x-a": 1}}});
        assert_eq!(
            schema(&value).unwrap(),
            json!({"properties": {"a": {"$ref": "#/x"}}})
        );
    }

    #[test]
    fn numbers_pass_through_floats() {
        let value = json!({"enum": [1, 9_007_199_254_740_993_i64, 1.5], "maximum": 3.0});
        assert_eq!(
            schema(&value).unwrap(),
            json!({"enum": [1, 9_007_199_254_740_992_i64, 1.5], "maximum": 3})
        );
    }

    #[test]
    fn keywords_of_another_kind_are_refused_with_their_field() {
        for (value, reason) in [
            (
                json!({"properties": {"n": {"exclusiveMinimum": 0}}}),
                "json: cannot unmarshal number into field Schema.exclusiveMinimum of type bool",
            ),
            (
                json!({"properties": {"n": true}}),
                "json: cannot unmarshal bool into field Schema.properties of type openapi3.Schema",
            ),
            (
                json!({"minLength": -1}),
                "json: cannot unmarshal number into field Schema.minLength of type uint64",
            ),
        ] {
            assert_eq!(schema(&value).unwrap_err(), reason);
        }
        assert_eq!(
            parameter(&json!({"name": "n", "required": "yes"})).unwrap_err(),
            "json: cannot unmarshal string into field Parameter.required of type bool"
        );
    }
}
