//! JSON Schema 2020-12, as OpenAPI 3.1 and Rill write it, to the dialect of OpenAPI 3.0.
//!
//! Each step is a small function on one schema; [`schema`] runs them in order. The order matters:
//! values of the wrong kind go first, so that later steps can trust what they read, and what turns
//! into something else (`const` into `enum`, an `enum` of null alone into a null type) comes before
//! what reads that. What OpenAPI 3.0 cannot say but a later stage can use is kept under
//! `x-codegen-…`.

use serde_json::{Value, json};

use crate::diagnostic::Code;
use crate::document::normalize::keyword::{self, Fate};
use crate::document::normalize::{
    conditional, listed_values, map_keys, missing_type, nullable, type_list,
};
use crate::document::private_keys::{CONST, CONTENT, TUPLE, TUPLE_OPEN};
use crate::document::rewrite::Rewrite;
use crate::document::value::Object;
use crate::document::value::kind_of;
use crate::ir::BASE64_URL;
use crate::pointer::Pointer;

/// The most schemas that may stand around one. Later stages recurse into schemas, and reading one level
/// into the model takes some 50 kB of stack in a debug build, so this keeps well below the 2 MB a
/// thread has. Schemas written by hand stay below ten.
const MAX_DEPTH: usize = 32;

type RewriteStep = fn(&mut Rewrite<'_>, &Pointer, &mut Object);

const STEPS: &[RewriteStep] = &[
    old_nullable,
    lift_required,
    remove_forbidden,
    empty_lists,
    discriminator_text,
    constant,
    nullable::enumeration,
    type_list::type_list,
    nullable::alternatives,
    exclusive_bounds,
    tuple,
    encoding,
    example,
    conditional::properties,
    conditional::unevaluated,
    missing_type::missing_type,
    missing_type::integer_format_of_number,
    listed_values::listed_values,
    whole_bounds,
    map_keys::patterns,
    map_keys::names,
    ignored,
];

/// Rewrites one schema; the schemas inside it follow on their own.
pub(super) fn schema(rewrite: &mut Rewrite<'_>, at: &Pointer, depth: usize, value: &mut Value) {
    if depth > MAX_DEPTH {
        rewrite.report(
            Code::NestedTooDeep,
            at,
            "schemas stand inside each other too deep; any value is taken from here on",
            "give the inner schemas names and refer to them",
        );
        *value = json!({});
        return;
    }
    match value {
        Value::Bool(true) => *value = json!({}),
        // The specification's own way to say that nothing is valid.
        Value::Bool(false) => *value = json!({"not": {}}),
        Value::Object(map) => object(rewrite, at, map),
        _ => {
            rewrite.report(
                Code::InvalidKeyword,
                at,
                format!(
                    "a schema is an object, not {}; any value is taken",
                    kind_of(value)
                ),
                "write a schema, or `{}` for any value",
            );
            *value = json!({});
        }
    }
}

fn object(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    keyword::check(rewrite, at, map, keyword::SCHEMA);
    map.retain(|name, _| {
        keyword::schema_keyword(name).is_none_or(|known| known.fate != Fate::Silent)
    });
    if map.contains_key("$ref") {
        if map.len() == 1 {
            return;
        }
        reference_siblings(rewrite, at, map);
    }
    for step in STEPS {
        step(rewrite, at, map);
    }
}

/// Puts a `$ref` into `allOf` where other keywords stand beside it: they count in JSON Schema, and
/// not in OpenAPI 3.0.
fn reference_siblings(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    let Some(reference) = map.remove("$ref") else {
        return;
    };
    let mut members = vec![json!({"$ref": reference})];
    let all_of = at.push("allOf");
    let mut moves = Vec::new();
    if let Some(Value::Array(others)) = map.remove("allOf") {
        moves.extend((0..others.len()).map(|index| (all_of.index(index + 1), all_of.index(index))));
        members.extend(others);
    }
    moves.push((all_of.index(0), at.clone()));
    rewrite.origins.record_all(&moves);
    map.insert("allOf".to_owned(), Value::Array(members));
}

/// Old drafts say on the property itself that it is required.
fn lift_required(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    let mut lifted = Vec::new();
    let properties = at.push("properties");
    for (name, property) in map
        .get_mut("properties")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
    {
        let Value::Object(property) = property else {
            continue;
        };
        if let Some(Value::Bool(flag)) = property.get("required") {
            let flag = *flag;
            property.remove("required");
            if flag {
                lifted.push(name.clone());
            }
            rewrite.report(
                Code::RequiredBoolean,
                &properties.push(name).push("required"),
                format!("`required` is {flag} on a property; the object's list of required properties is taken to say so"),
                "name the property in the `required` list of the object around it",
            );
        }
    }
    if let Some(Value::Bool(flag)) = map.get("required") {
        rewrite.report(
            Code::RequiredBoolean,
            &at.push("required"),
            format!("`required` is {flag}, but this schema is no property; it is left out"),
            "list the names of required properties",
        );
        map.remove("required");
    }
    if lifted.is_empty() {
        return;
    }
    if let Value::Array(required) = map.entry("required").or_insert_with(|| json!([])) {
        for name in lifted {
            if !required.iter().any(|known| known.as_str() == Some(&name)) {
                required.push(name.into());
            }
        }
    }
}

/// A property whose schema is `false` cannot be there.
fn remove_forbidden(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    let place = at.push("properties");
    let Some(Value::Object(properties)) = map.get_mut("properties") else {
        return;
    };
    rewrite.retain_members(&place, properties, |rewrite, place, property| {
        let is_forbidden = *property == Value::Bool(false);
        if is_forbidden {
            rewrite.report(
                Code::ForbiddenProperty,
                place,
                "no value is valid for this property, so it is left out",
                "remove the property",
            );
        }
        !is_forbidden
    });
}

/// A choice among nothing says nothing.
fn empty_lists(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    for name in ["allOf", "anyOf", "oneOf", "enum", "prefixItems", "type"] {
        if map
            .get(name)
            .and_then(Value::as_array)
            .is_some_and(Vec::is_empty)
        {
            rewrite.report(
                Code::EmptyAlternatives,
                &at.push(name),
                format!("`{name}` is empty; it is left out"),
                "list what is allowed, or remove the keyword",
            );
            map.remove(name);
        }
    }
}

/// Swagger 2.0 wrote the name of the property where 3.0 has an object.
fn discriminator_text(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    let place = at.push("discriminator");
    match map.get_mut("discriminator") {
        Some(discriminator @ Value::String(_)) => {
            *discriminator = json!({"propertyName": discriminator.take()});
        }
        Some(Value::Object(inner)) if !inner.get("propertyName").is_some_and(Value::is_string) => {
            let value = inner.get("propertyName").cloned().unwrap_or_default();
            keyword::wrong(
                rewrite,
                &place,
                "propertyName",
                &value,
                "the name of a property",
            );
            map.remove("discriminator");
        }
        _ => {}
    }
}

/// Swagger 2.0 had no word for null, so its authors made one.
fn old_nullable(_: &mut Rewrite<'_>, _: &Pointer, map: &mut Object) {
    if map.get("x-nullable") == Some(&Value::Bool(true)) && !map.contains_key("nullable") {
        map.insert("nullable".to_owned(), Value::Bool(true));
    }
}

/// `const: x` is an `enum` of one value.
fn constant(_: &mut Rewrite<'_>, _: &Pointer, map: &mut Object) {
    let Some(value) = map.remove("const") else {
        return;
    };
    map.insert("enum".to_owned(), json!([value]));
    if !value.is_null() {
        map.insert(CONST.to_owned(), Value::Bool(true));
    }
}

/// A bound that excludes itself is a number in JSON Schema, and a flag beside the bound in 3.0.
fn exclusive_bounds(_: &mut Rewrite<'_>, _: &Pointer, map: &mut Object) {
    for (exclusive, bound, is_lower) in [
        ("exclusiveMinimum", "minimum", true),
        ("exclusiveMaximum", "maximum", false),
    ] {
        let Some(limit) = map.get(exclusive).and_then(Value::as_f64) else {
            continue;
        };
        let inclusive = map.get(bound).and_then(Value::as_f64);
        let is_tighter = inclusive.is_none_or(|inclusive| {
            if is_lower {
                limit >= inclusive
            } else {
                limit <= inclusive
            }
        });
        let value = map.remove(exclusive).unwrap_or_default();
        if is_tighter {
            map.insert(bound.to_owned(), value);
            map.insert(exclusive.to_owned(), Value::Bool(true));
        }
    }
}

/// `minimum: 1.0` bounds an integer as well as `minimum: 1` does.
fn whole_bounds(_: &mut Rewrite<'_>, _: &Pointer, map: &mut Object) {
    if map.get("type").and_then(Value::as_str) != Some("integer") {
        return;
    }
    for name in ["minimum", "maximum", "multipleOf", "default"] {
        if let Some(value) = map.get_mut(name) {
            keyword::whole(value);
        }
    }
    if let Some(Value::Array(values)) = map.get_mut("enum") {
        values.iter_mut().for_each(keyword::whole);
    }
}

/// Lists whose elements have a schema each, by position: `prefixItems`, or a list under `items`
/// in older drafts.
fn tuple(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    let is_old = map.get("items").is_some_and(Value::is_array);
    let (source, rest) = if is_old {
        ("items", "additionalItems")
    } else {
        ("prefixItems", "items")
    };
    let mut speaks_of_lists = "type minItems maxItems additionalItems uniqueItems".split(' ');
    if is_old && !speaks_of_lists.any(|name| map.contains_key(name)) {
        rewrite.report(
            Code::IgnoredKeyword,
            &at.push("items"),
            "ignored: `items` speaks of lists, and the schema does not say that the value is one",
            "say `type: array` for a list, or `anyOf` for one of several values",
        );
        map.remove("items");
        return;
    }
    let Some(Value::Array(members)) = map.remove(source) else {
        return;
    };
    unevaluated_items(rewrite, at, map, rest);
    let most = map.get("maxItems").and_then(Value::as_u64);
    let is_full =
        most.is_some_and(|most| usize::try_from(most).is_ok_and(|most| most <= members.len()));
    let rest = map.remove(rest);
    let is_open = rest != Some(Value::Bool(false)) && !is_full;
    map.remove("prefixItems");
    if members.is_empty() {
        return;
    }
    if let Some(rest @ Value::Object(_)) = rest.filter(|_| is_open) {
        if is_old {
            rewrite.moved(at.push("items"), at.push("additionalItems"));
        }
        map.insert("items".to_owned(), rest);
    }
    rewrite.moved(at.push(TUPLE), at.push(source));
    map.insert(TUPLE.to_owned(), Value::Array(members));
    map.insert(TUPLE_OPEN.to_owned(), Value::Bool(is_open));
}

/// Without other schemas of the elements, `unevaluatedItems` is of those behind the positions.
fn unevaluated_items(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object, rest: &str) {
    let others = [rest, "contains", "allOf", "anyOf", "oneOf", "if"];
    if !others.iter().any(|name| map.contains_key(*name))
        && let Some(said) = map.shift_remove("unevaluatedItems")
    {
        rewrite.moved(at.push(rest), at.push("unevaluatedItems"));
        map.insert(rest.to_owned(), said);
    }
}

/// Text that holds bytes is `format: byte` in 3.0.
fn encoding(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    let media_type = map.get("contentMediaType").and_then(Value::as_str);
    let is_json = media_type.is_some_and(|name| {
        let name = name
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        name.ends_with("/json") || name.ends_with("+json")
    });
    // The schema speaks of the text as it is without an encoding.
    if let Some(schema @ Value::Object(_)) = map.remove("contentSchema")
        && is_json
        && !map.contains_key("contentEncoding")
    {
        rewrite.moved(at.push(CONTENT), at.push("contentSchema"));
        map.insert(CONTENT.to_owned(), schema);
    }
    let text = |keyword| map.get(keyword).and_then(Value::as_str);
    let encoding = text("contentEncoding").map(str::to_ascii_lowercase);
    let format = match encoding.as_deref() {
        Some("base64") => Some("byte"),
        Some(BASE64_URL) => Some(BASE64_URL),
        Some(_) => None,
        // Without an encoding a media type of bytes means the bytes themselves.
        None => text("contentMediaType")
            .filter(|name| is_bytes(name))
            .map(|_| "binary"),
    };
    if let Some(format) = format
        && !map.contains_key("format")
    {
        map.insert("format".to_owned(), format.into());
    }
    map.remove("contentEncoding");
    map.remove("contentMediaType");
}

/// Returns `true` if a media type is of no text.
fn is_bytes(media_type: &str) -> bool {
    let name = media_type.trim().to_ascii_lowercase();
    let is_text = name.starts_with("text/")
        || ["json", "xml", "yaml", "javascript", "jwt", "pem"]
            .iter()
            .any(|text| name.contains(text));
    name.contains('/') && !is_text
}

/// 3.0 has one `example` where JSON Schema has a list.
fn example(_: &mut Rewrite<'_>, _: &Pointer, map: &mut Object) {
    let first = match map.remove("examples") {
        Some(Value::Array(examples)) => examples.into_iter().next(),
        Some(Value::Object(examples)) => examples
            .into_iter()
            .next()
            .and_then(|(_, example)| example.get("value").cloned()),
        _ => None,
    };
    if let Some(first) = first
        && !map.contains_key("example")
    {
        map.insert("example".to_owned(), first);
    }
}

/// Names what no type can hold. It stays where it is: something may refer into it.
fn ignored(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    for name in map.keys() {
        let is_ignored =
            keyword::schema_keyword(name).is_some_and(|keyword| keyword.fate == Fate::Ignored);
        // `not: {}` is what this stage writes for a schema that allows nothing.
        let is_nothing = name == "not" && map[name] == json!({});
        if is_ignored && !is_nothing {
            rewrite.report(
                Code::IgnoredKeyword,
                &at.push(name),
                format!("ignored: types do not hold what `{name}` says"),
                "nothing; the server checks it",
            );
        }
    }
}
