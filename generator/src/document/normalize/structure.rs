//! Everything that is no schema: paths, operations, parameters, bodies and responses.

use serde_json::{Value, json};

use crate::diagnostic::Code;
use crate::document::normalize::keyword::{self, Expect};
use crate::document::normalize::security;
use crate::document::rewrite::Rewrite;
use crate::document::value::Object;
use crate::document::value::kind_of;
use crate::document::walk::{METHODS, ObjectKind};
use crate::pointer::Pointer;

/// Rewrites one part that is no schema; the parts inside it follow on their own.
pub(super) fn part(rewrite: &mut Rewrite<'_>, kind: ObjectKind, at: &Pointer, value: &mut Value) {
    let Value::Object(map) = value else { return };
    if map.get("$ref").is_some_and(Value::is_string) {
        return;
    }
    match kind {
        ObjectKind::Document => document(rewrite, map),
        ObjectKind::PathItem => path_item(rewrite, at, map),
        ObjectKind::Operation => operation(rewrite, at, map),
        ObjectKind::Parameter => parameter(rewrite, at, map),
        ObjectKind::Header => header(rewrite, at, map),
        ObjectKind::RequestBody => {
            keyword::check(rewrite, at, map, keyword::REQUEST_BODY);
            objects(rewrite, at, map, "content");
        }
        ObjectKind::Response => {
            keyword::check(rewrite, at, map, keyword::RESPONSE);
            map.entry("description").or_insert_with(|| "".into());
            for name in ["headers", "content", "links"] {
                objects(rewrite, at, map, name);
            }
        }
        ObjectKind::MediaType => {
            examples(map);
            keyword::check(rewrite, at, map, keyword::MEDIA_TYPE);
            wrap_examples(map);
        }
        ObjectKind::Callback => rewrite.retain_members(at, map, |rewrite, place, item| {
            let is_extension = place.last().is_some_and(|name| name.starts_with("x-"));
            is_extension || is_object(rewrite, place, item)
        }),
        ObjectKind::SecurityScheme => security::scheme(rewrite, at, map),
        ObjectKind::Example | ObjectKind::Link | ObjectKind::Schema => {}
    }
}

fn document(rewrite: &mut Rewrite<'_>, map: &mut Object) {
    let root = Pointer::root();
    if let Some(version @ Value::Number(_)) = map.get_mut("openapi") {
        // YAML reads an unquoted `3.1` as a number.
        *version = Value::String(version.to_string());
    }
    let info = map.entry("info").or_insert_with(|| json!({}));
    if !info.is_object() {
        keyword::wrong(rewrite, &root.push("info"), "info", info, "an object");
        *info = json!({});
    }
    for name in ["title", "version"] {
        match info.get(name) {
            Some(Value::String(_)) => {}
            other => {
                let said = other.and_then(keyword::plain_text).unwrap_or_default();
                info[name] = said.into();
            }
        }
    }
    keyword::check(rewrite, &root, map, keyword::DOCUMENT);
    if let Some(paths) = map.get_mut("paths") {
        is_object(rewrite, &root.push("paths"), paths);
    }
    for name in ["paths", "webhooks"] {
        objects(rewrite, &root, map, name);
    }
    // Every document of OpenAPI 3.0 has paths; in 3.1 it may have webhooks or components alone.
    map.entry("paths").or_insert_with(|| json!({}));
    let components = root.push("components");
    let Some(Value::Object(sections)) = map.get_mut("components") else {
        return;
    };
    rewrite.retain_members(&components, sections, |rewrite, place, section| {
        let is_extension = place.last().is_some_and(|name| name.starts_with("x-"));
        is_extension || is_object(rewrite, place, section)
    });
    for name in COMPONENTS.split_whitespace() {
        objects(rewrite, &components, sections, name);
    }
    if let Some(Value::Object(examples)) = sections.get_mut("examples") {
        examples.values_mut().for_each(wrap_example);
    }
    if let Some(Value::Object(parameters)) = sections.get_mut("parameters") {
        rewrite.retain_members(&components.push("parameters"), parameters, keep_parameter);
    }
}

/// Sections of the components whose members are objects and nothing else.
const COMPONENTS: &str = "\
    responses requestBodies headers links securitySchemes callbacks pathItems mediaTypes";

/// A list of examples, as JSON Schema has it: the first one stands for all.
fn examples(map: &mut Object) {
    if !map.get("examples").is_some_and(Value::is_array) {
        return;
    }
    if let Some(Value::Array(list)) = map.remove("examples")
        && let Some(first) = list.into_iter().next()
    {
        map.entry("example").or_insert(first);
    }
}

/// Examples by name whose value stands there by itself.
fn wrap_examples(map: &mut Object) {
    if let Some(Value::Object(examples)) = map.get_mut("examples") {
        examples.values_mut().for_each(wrap_example);
    }
}

fn wrap_example(example: &mut Value) {
    if !example.is_object() {
        *example = json!({"value": example.take()});
    }
}

/// Removes members that are no objects; extensions may be anything.
fn objects(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object, name: &str) {
    let at = &at.push(name);
    if let Some(Value::Object(map)) = map.get_mut(name) {
        rewrite.retain_members(at, map, |rewrite, place, item| {
            let is_extension = place.last().is_some_and(|name| name.starts_with("x-"));
            is_extension || is_object(rewrite, place, item)
        });
    }
}

fn is_object(rewrite: &mut Rewrite<'_>, at: &Pointer, value: &mut Value) -> bool {
    // PHP writes an empty map so, and YAML a key with nothing behind it.
    if value.is_null() || value.as_array().is_some_and(Vec::is_empty) {
        let message = format!(
            "an object belongs here, not {}; it is read as an empty object",
            kind_of(value)
        );
        rewrite.report(Code::InvalidKeyword, at, message, "write `{}`");
        *value = json!({});
    }
    if !value.is_object() {
        rewrite.report(
            Code::NotAnObject,
            at,
            format!(
                "an object belongs here, not {}; it is left out",
                kind_of(value)
            ),
            "write an object, or remove the key",
        );
    }
    value.is_object()
}

fn path_item(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    keyword::check(rewrite, at, map, keyword::PATH_ITEM);
    rewrite.retain_members(at, map, |rewrite, place, value| {
        let name = place.last().unwrap_or_default();
        if METHODS.contains(&name.as_ref()) {
            return is_object(rewrite, place, value);
        }
        let is_known = keyword::PATH_ITEM.iter().any(|known| known.name == name);
        if !is_known && !name.starts_with("x-") {
            rewrite.report(
                Code::UnknownPathKey,
                place,
                format!("`{name}` is no method; it is ignored"),
                format!("methods are `{}`", METHODS.join("`, `")),
            );
        }
        true
    });
    parameters(rewrite, at, map);
}

fn operation(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    keyword::check(rewrite, at, map, keyword::OPERATION);
    map.entry("responses").or_insert_with(|| json!({}));
    objects(rewrite, at, map, "responses");
    objects(rewrite, at, map, "callbacks");
    parameters(rewrite, at, map);
}

fn parameters(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    if let Some(Value::Array(list)) = map.get_mut("parameters") {
        rewrite.retain(&at.push("parameters"), list, keep_parameter);
    }
}

/// Returns `true` if a parameter can be used at all.
fn keep_parameter(rewrite: &mut Rewrite<'_>, at: &Pointer, value: &mut Value) -> bool {
    if value.get("in").is_some_and(|place| place == "querystring") && value.get("name").is_none() {
        // The whole query is sent without a name.
        value["name"] = "query".into();
    }
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let problem = if !value.is_object() {
        format!("a parameter is an object, not {}", kind_of(value))
    } else if text("$ref").is_some() {
        return true;
    } else if text("name").is_none_or(str::is_empty) {
        "this parameter has no name".to_owned()
    } else {
        match value.get("in") {
            None if rewrite.rill => return true,
            Some(Value::String(place))
                if ["query", "header", "path", "cookie", "querystring"]
                    .contains(&place.as_str()) =>
            {
                return true;
            }
            None => "this parameter does not say where it goes".to_owned(),
            Some(place) => format!("{place} is no place for a parameter"),
        }
    };
    rewrite.report(
        Code::ParameterInvalid,
        at,
        format!("{problem}; it is left out"),
        "give it a `name`, and an `in` of `query`, `header`, `path` or `cookie`",
    );
    false
}

fn parameter(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    if !map.contains_key("in") {
        rewrite.report(
            Code::ParameterLocation,
            at,
            "this parameter does not say where it goes; Rill reads it from the query",
            "add `in: query`",
        );
        map.insert("in".to_owned(), "query".into());
    }
    let place = map.get("in").and_then(Value::as_str).unwrap_or_default();
    let styles: &'static [&'static str] = match place {
        "path" => &["matrix", "label", "simple"],
        "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        "header" => &["simple"],
        _ => &["form"],
    };
    let is_path = place == "path";
    shared(rewrite, at, map, styles);
    if is_path {
        // A path without one of its segments is another path.
        map.insert("required".to_owned(), Value::Bool(true));
    }
}

fn header(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    shared(rewrite, at, map, &["simple"]);
}

/// Rewrites the fields that parameters and headers have in common.
fn shared(
    rewrite: &mut Rewrite<'_>,
    at: &Pointer,
    map: &mut Object,
    styles: &'static [&'static str],
) {
    examples(map);
    keyword::check(rewrite, at, map, keyword::PARAMETER);
    wrap_examples(map);
    keyword::check(
        rewrite,
        at,
        map,
        &[keyword::field("style", Expect::Choice(styles))],
    );
    if map.contains_key("schema") && map.contains_key("content") {
        rewrite.report(
            Code::InvalidKeyword,
            &at.push("content"),
            "`content` stands beside `schema`, and only one of them can be; `content` is left out",
            "remove one of them",
        );
        map.remove("content");
    }
    if !map.contains_key("content") {
        // Without either, any value goes.
        map.entry("schema").or_insert_with(|| json!({}));
    }
    objects(rewrite, at, map, "content");
}
