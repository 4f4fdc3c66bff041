//! Parameters: what 2.0 says beside the name is a schema, and `collectionFormat` is a style.

use serde_json::{Value, json};

use crate::diagnostic::Code;
use crate::document::private_keys::STYLE;
use crate::document::rewrite::Rewrite;
use crate::document::value::{Object, has_word};
use crate::pointer::Pointer;

/// The keys that stay on a parameter or header; all others are about its value.
const OWN: &str = "\
    name in description required allowEmptyValue collectionFormat schema content style explode \
    allowReserved deprecated examples $ref";

pub(super) fn place_of(parameter: &Value) -> Option<&str> {
    place_of_object(parameter.as_object()?)
}

pub(super) fn place_of_object(parameter: &Object) -> Option<&str> {
    parameter.get("in")?.as_str()
}

/// A parameter of the path, the query or a header, or a header of a response.
pub(super) fn plain(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    if map.contains_key("$ref") || map.contains_key("schema") || map.contains_key("content") {
        return;
    }
    let format = collection_format(rewrite, at, map);
    let schema = take_schema(rewrite, at, map);
    if is_list(&schema) {
        let is_query = place_of_object(map) == Some("query");
        if !is_query && format != "csv" {
            rewrite.report(
                Code::IgnoredKeyword,
                &at.push("collectionFormat"),
                format!(
                    "`{format}` is for a query or a form; here the elements stand between commas"
                ),
                "write `csv`, or nothing",
            );
        }
        style(map, &format, is_query);
    }
    rewrite.moved(at.push("schema"), at.clone());
    map.insert("schema".to_owned(), Value::Object(schema));
}

pub(super) fn is_list(schema: &Object) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("array")
}

/// Takes the `collectionFormat`: the delimiter between the elements of a list.
pub(super) fn collection_format(
    rewrite: &mut Rewrite<'_>,
    at: &Pointer,
    map: &mut Object,
) -> String {
    let Some(format) = map.remove("collectionFormat") else {
        return "csv".to_owned();
    };
    if let Some(known @ ("csv" | "ssv" | "tsv" | "pipes" | "multi")) = format.as_str() {
        return known.to_owned();
    }
    rewrite.report(
        Code::InvalidKeyword,
        &at.push("collectionFormat"),
        format!("{format} is no `collectionFormat`; the elements stand between commas"),
        "write `csv`, `ssv`, `tsv`, `pipes` or `multi`",
    );
    "csv".to_owned()
}

/// Takes the keywords about the value out of a parameter.
pub(super) fn take_schema(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) -> Object {
    let mut schema = Object::new();
    let names: Vec<String> = map.keys().cloned().collect();
    for name in names {
        let is_own = has_word(OWN, &name);
        let is_extension = name.starts_with("x-") && name != "x-nullable";
        if !is_own
            && !is_extension
            && let Some(value) = map.remove(&name)
        {
            schema.insert(name, value);
        }
    }
    rewrite_file(&mut schema);
    if let Some(items) = schema.get_mut("items") {
        inner_items(rewrite, &at.push("items"), items);
    }
    schema
}

/// Makes a string of bytes of the type `file`; returns `true` if that was the type.
pub(super) fn rewrite_file(schema: &mut Object) -> bool {
    let is_file = schema.get("type").and_then(Value::as_str) == Some("file");
    if is_file {
        schema.insert("type".to_owned(), "string".into());
        schema.insert("format".to_owned(), "binary".into());
    }
    is_file
}

/// Lists in lists have a format of their own, which no style has.
fn inner_items(rewrite: &mut Rewrite<'_>, at: &Pointer, items: &mut Value) {
    if let Value::Object(items) = items {
        if items.remove("collectionFormat").is_some() {
            rewrite.report(
                Code::IgnoredKeyword,
                &at.push("collectionFormat"),
                "ignored: no style says how a list inside a list is written; it goes out as JSON text",
                "use a list of texts, and join what is inside them",
            );
        }
        if let Some(inner) = items.get_mut("items") {
            inner_items(rewrite, &at.push("items"), inner);
        }
    }
}

/// Writes a `collectionFormat` as a style.
pub(super) fn style(map: &mut Object, format: &str, is_query: bool) {
    let (name, explode) = match format {
        "multi" => ("form", true),
        "ssv" => ("spaceDelimited", false),
        "pipes" => ("pipeDelimited", false),
        "tsv" => {
            map.insert(STYLE.to_owned(), "tabDelimited".into());
            ("form", false)
        }
        _ => ("form", false),
    };
    // Other places know commas alone.
    if is_query {
        map.insert("style".to_owned(), name.into());
        map.insert("explode".to_owned(), json!(explode));
    }
}
