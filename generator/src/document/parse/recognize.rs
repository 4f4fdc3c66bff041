//! Documents that cannot be generated from, told apart so that the message helps.

use serde_json::{Map, Value};

use crate::diagnostic::FatalError;
use crate::document::value::kind_of;
use crate::pointer::Pointer;

/// The advice about a text that is no document.
const NAME_DOCUMENT: &str =
    "let the source name an OpenAPI document: it begins with `openapi: 3.…` or `swagger: \"2.0\"`";

/// Replaces the advice about a text that is no document by what helps where Rill was asked for it.
pub(in crate::document) fn for_rill(mut error: FatalError) -> FatalError {
    if error.help == NAME_DOCUMENT || error.help == CHECK_ADDRESS {
        RILL_ROUTE.clone_into(&mut error.help);
    }
    error
}

/// The advice about a page for people.
const CHECK_ADDRESS: &str = "check the address, and whether it asks for a token";

/// The address at which a Rill project serves its document.
const RILL_ROUTE: &str = "Rill serves the document at `…/v1/instances/<id>/api/openapi` (through Rill Cloud: `…/runtime/api/openapi`)";

/// Texts that are no document in any format: empty ones and web pages.
pub(super) fn foreign_text(body: &str) -> Result<(), FatalError> {
    let text = body.trim_start();
    if text.is_empty() {
        return Err(FatalError::new(
            "the document is empty",
            "there is nothing to read",
            "check the source: the file may not be written yet, or the download failed",
        ));
    }
    let head: String = text
        .chars()
        .take(14)
        .collect::<String>()
        .to_ascii_lowercase();
    if head.starts_with("<!doctype html") || head.starts_with("<html") {
        return Err(FatalError::new(
            "this is a web page, not an OpenAPI document",
            "the text starts with HTML, as login and error pages do",
            CHECK_ADDRESS,
        ));
    }
    if head.starts_with('<') {
        return Err(FatalError::new(
            "this is XML, not an OpenAPI document",
            "OpenAPI documents are written in JSON or YAML",
            NAME_DOCUMENT,
        ));
    }
    Ok(())
}

/// Checks that a value is an OpenAPI document of a version that is understood.
pub(in crate::document) fn foreign_value(value: &Value) -> Result<&Map<String, Value>, FatalError> {
    let Value::Object(map) = value else {
        return Err(not_an_object(value));
    };
    let Some(version) = map.get("openapi").or_else(|| map.get("swagger")) else {
        return Err(not_openapi(map));
    };
    let key = if map.contains_key("openapi") {
        "openapi"
    } else {
        "swagger"
    };
    check_version(key, version)?;
    let has = |key: &str| map.get(key).is_some_and(Value::is_object);
    match map.get("paths") {
        // YAML writes an empty map as a key with nothing behind it, and PHP as an empty list.
        Some(Value::Object(_) | Value::Null) => Ok(map),
        Some(Value::Array(list)) if list.is_empty() => Ok(map),
        Some(_) => Err(FatalError::new(
            "`paths` is not an object",
            "every operation stands under `paths`, so nothing can be generated",
            "let `paths` map each path to its operations",
        )
        .at(Pointer::root().push("paths"))),
        None if has("webhooks") || has("components") => Ok(map),
        None => Err(FatalError::new(
            "the document has no `paths`",
            "every operation stands under `paths`, so nothing can be generated",
            "use the whole document, not a part of it",
        )),
    }
}

fn not_an_object(value: &Value) -> FatalError {
    match value {
        Value::String(text) => {
            let first: String = text
                .lines()
                .next()
                .unwrap_or_default()
                .chars()
                .take(120)
                .collect();
            FatalError::new(
                "this is plain text, not an OpenAPI document",
                format!("the text is: {first}"),
                "if it is an error message, the download failed: check the token and the address",
            )
        }
        other => FatalError::new(
            "this is not an OpenAPI document",
            format!("a document is an object, and this is {}", kind_of(other)),
            NAME_DOCUMENT,
        ),
    }
}

fn check_version(key: &str, version: &Value) -> Result<(), FatalError> {
    let text = match version {
        Value::String(text) => text.clone(),
        // YAML reads an unquoted `3.1` as a number.
        other => other.to_string(),
    };
    let is_known = ["2.0", "3.0", "3.1", "3.2"].iter().any(|known| {
        text.strip_prefix(known)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
    });
    let minor = text
        .strip_prefix("3.")
        .and_then(|rest| rest.split(['.', '-']).next());
    let is_newer = minor.is_some_and(|minor| minor.parse::<u32>().is_ok());
    if is_known || is_newer || text == "3" || text == "2" {
        return Ok(());
    }
    Err(FatalError::new(
        format!("OpenAPI version `{text}` is not supported"),
        "OpenAPI 3.0, 3.1 and 3.2 and Swagger 2.0 are",
        "convert the document to 3.0 or 3.1",
    )
    .at(Pointer::root().push(key)))
}

/// An object without `openapi`: says what it seems to be.
fn not_openapi(map: &Map<String, Value>) -> FatalError {
    let has = |key: &str| map.contains_key(key);
    let text = |key: &str| map.get(key).and_then(Value::as_str);
    if let Some(message) = text("error").or_else(|| text("message")) {
        let clipped: String = message.chars().take(400).collect();
        return FatalError::new(
            "this is an error message, not an OpenAPI document",
            format!("the server says: {clipped}"),
            "check the token, the organisation, the project and the branch",
        );
    }
    let info = map.get("info").and_then(Value::as_object);
    let is_postman = info.is_some_and(|info| info.contains_key("_postman_id"));
    let keywords = ["$schema", "$defs", "definitions", "properties"];
    let (what, why) = if text("type").or_else(|| text("kind")) == Some("api") {
        (
            "this is the source of one Rill API, not an OpenAPI document",
            "Rill makes one document out of all APIs of a project",
        )
    } else if is_postman || (has("info") && has("item")) {
        (
            "this is a Postman collection, not an OpenAPI document",
            "a collection holds example calls, and no types",
        )
    } else if has("asyncapi") {
        (
            "this is an AsyncAPI document, not an OpenAPI document",
            "it describes messages, and no HTTP operations",
        )
    } else if keywords.into_iter().any(has) {
        (
            "this is a JSON Schema, not an OpenAPI document",
            "a schema describes values, and no operations",
        )
    } else {
        (
            "this is not an OpenAPI document",
            "it has no `openapi` key, which names the version",
        )
    };
    let help = match what {
        "this is not an OpenAPI document" if has("paths") => {
            "add the version as its first line: `openapi: 3.0.3`"
        }
        "this is the source of one Rill API, not an OpenAPI document" => RILL_ROUTE,
        _ => NAME_DOCUMENT,
    };
    FatalError::new(what, why, help)
}
