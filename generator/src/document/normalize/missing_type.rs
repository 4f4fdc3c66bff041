//! The `type` that a schema leaves out but its other keywords leave no choice about.

use serde_json::Value;

use crate::document::normalize::keyword::{Applies, schema_keyword};
use crate::document::normalize::type_list::fits;
use crate::document::private_keys::{INFERRED, NULL, TUPLE};
use crate::document::rewrite::Rewrite;
use crate::document::value::{Object, has_word};
use crate::ir::{integer_format, is_float_format, is_string_format};
use crate::pointer::Pointer;

/// Keywords that only say how many or which parts a value has: they leave open what it is.
const COUNTS: &str = "\
    minItems maxItems contains unevaluatedItems minProperties maxProperties \
    unevaluatedProperties dependentRequired dependentSchemas dependencies uniqueItems";

/// Adds the one type that fits. A schema that only has annotations can be anything and stays so.
pub(super) fn missing_type(_: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    if map.contains_key("type") || map.contains_key(NULL) || map.contains_key("$ref") {
        return;
    }
    if let Some(kind) = only_kind(at, map) {
        // The other members of `allOf` may allow null, of which keywords of texts and numbers say nothing.
        let list = at
            .parent()
            .and_then(|list| list.last().map(|name| name == "allOf"));
        let is_single = !["object", "array"].contains(&kind) && !map.contains_key("enum");
        if list == Some(true) && is_single {
            map.insert(INFERRED.to_owned(), Value::Bool(true));
        }
        map.insert("type".to_owned(), Value::String(kind.to_owned()));
    }
}

/// A number of a format of integers is an integer, as `OData` writes it.
pub(super) fn integer_format_of_number(_: &mut Rewrite<'_>, _: &Pointer, map: &mut Object) {
    let format = map.get("format").and_then(Value::as_str);
    let is_fraction = |name: &&str| {
        let number = map.get(*name).and_then(Value::as_f64);
        number.is_some_and(|number| number.fract() != 0.0)
    };
    if map.get("type").and_then(Value::as_str) == Some("number")
        && format.and_then(integer_format).is_some()
        && !["multipleOf", "default", "example"].iter().any(is_fraction)
    {
        map.insert("type".to_owned(), "integer".into());
    }
}

fn only_kind(at: &Pointer, map: &Object) -> Option<&'static str> {
    let has = |name: &str| map.contains_key(name);
    if has("properties") {
        return Some("object");
    }
    // The members say what the value is; what stands beside them may speak of some only.
    if ["allOf", "anyOf", "oneOf", "not"].into_iter().any(has) {
        return None;
    }
    if has("additionalProperties") {
        return Some("object");
    }
    if has("items") || has(TUPLE) {
        return Some("array");
    }
    if let Some(Value::Array(values)) = map.get("enum") {
        return enum_kind(values);
    }
    if let Some(format) = map.get("format").and_then(Value::as_str) {
        if is_string_format(format) {
            return Some("string");
        }
        // `int64` is also written on texts, but then with a type.
        if integer_format(format).is_some() {
            return Some("integer");
        }
        if is_float_format(format) {
            return Some("number");
        }
    }
    let speaks_of = |applies: Applies| {
        let mut telling = map.keys().filter(|name| !has_word(COUNTS, name));
        telling.any(|name| schema_keyword(name).is_some_and(|keyword| keyword.applies == applies))
    };
    let has_texts = speaks_of(Applies::Strings);
    let has_objects = speaks_of(Applies::Objects) && !is_branch(at);
    match (
        has_texts,
        has_objects,
        speaks_of(Applies::Lists),
        speaks_of(Applies::Numbers),
    ) {
        (true, false, false, false) => Some("string"),
        (false, true, false, false) => Some("object"),
        (false, false, true, false) => Some("array"),
        (false, false, false, true) => Some("number"),
        _ => None,
    }
}

/// A branch that only lists required properties says nothing about the type around it.
fn is_branch(at: &Pointer) -> bool {
    let list = at.parent();
    let keyword = list.as_ref().and_then(Pointer::last);
    matches!(keyword.as_deref(), Some("allOf" | "anyOf" | "oneOf"))
        || at.last().as_deref() == Some("not")
}

fn enum_kind(values: &[Value]) -> Option<&'static str> {
    // `integer` comes before `number`, which also has every integer.
    ["string", "boolean", "integer", "number"]
        .into_iter()
        .find(|kind| values.iter().all(|value| fits(value, kind)))
}
