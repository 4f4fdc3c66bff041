//! Keywords that OpenAPI 3.2 has and 3.1 has not. Most say nothing of types or calls; the others
//! are reported, so that nothing is lost in silence.

use serde_json::Value;

use crate::diagnostic::Code;
use crate::document::normalize::{keyword, positions};
use crate::document::private_keys::{DEFAULT_MAPPING, METHOD, NAME, STYLE};
use crate::document::refs::reference_graph::target;
use crate::document::rewrite::Rewrite;
use crate::document::value::Object;
use crate::document::walk::{METHODS, ObjectKind};
use crate::pointer::Pointer;

/// Reports a version that is newer than what is understood.
pub(in crate::document) fn report_version(rewrite: &mut Rewrite<'_>, document: &Value) {
    if let Some(version) = document.get("openapi") {
        let text = version
            .as_str()
            .map_or_else(|| version.to_string(), str::to_owned);
        // Versions of the specification add words, and none of them changes its meaning.
        let minor = text
            .strip_prefix("3.")
            .and_then(|rest| rest.split('.').next());
        if minor
            .and_then(|minor| minor.parse::<u32>().ok())
            .is_some_and(|minor| minor > 2)
        {
            rewrite.report(
                Code::NewerVersion,
                &Pointer::root().push("openapi"),
                format!("version `{text}` is read as 3.2; what is newer is not understood"),
                "nothing",
            );
        }
    }
}

/// Takes out what is not understood of one part, and reports it.
pub(super) fn part(rewrite: &mut Rewrite<'_>, kind: ObjectKind, at: &Pointer, part: &mut Value) {
    let Value::Object(map) = part else { return };
    match kind {
        ObjectKind::MediaType => positions::media_type(rewrite, at, map),
        ObjectKind::Document | ObjectKind::PathItem | ObjectKind::Operation => servers(map),
        ObjectKind::Parameter => parameter(map),
        ObjectKind::Schema => discriminator(rewrite, at, map),
        _ => {}
    }
}

/// Gives each operation by a method that 3.1 has no key for a path item of its own: its path with
/// the method as a fragment, which never goes out.
pub(super) fn operations(rewrite: &mut Rewrite<'_>, document: &mut Value) {
    copy_referenced(rewrite, document);
    let Some(Value::Object(paths)) = document.get_mut("paths") else {
        return;
    };
    let root = Pointer::root().push("paths");
    let names: Vec<String> = paths.keys().cloned().collect();
    for path in names {
        let Some(Value::Object(item)) = paths.get_mut(&path) else {
            continue;
        };
        let at = root.push(&path);
        let operations = take_operations(rewrite, &at, item);
        if operations.is_empty() {
            continue;
        }
        let mut shared = item.clone();
        shared.retain(|key, _| !METHODS.contains(&key.as_str()));
        for (method, place, operation) in operations {
            let path = format!("{path}#{method}");
            let mut item = shared.clone();
            item.insert("post".to_owned(), operation);
            item.insert(METHOD.to_owned(), method.into());
            let now = root.push(&path);
            rewrite.moved(now.clone(), at.clone());
            rewrite.moved(now.push("post"), place);
            paths.insert(path, Value::Object(item));
        }
    }
}

/// Copies path items that have such operations to the paths that refer to them, and takes them out of the components.
fn copy_referenced(rewrite: &mut Rewrite<'_>, document: &mut Value) {
    let has_some = |item: &Value| METHODS_OF_3_2.iter().any(|key| item.get(key).is_some());
    let Some(Value::Object(mut items)) = document.pointer("/components/pathItems").cloned() else {
        return;
    };
    items.retain(|_, item| has_some(item));
    let components = Pointer::root().push("components").push("pathItems");
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        let name =
            target(item).and_then(|at| at.strip_prefix(&components)?.last().map(String::from));
        if let Some((name, copy)) = name.and_then(|name| items.get_key_value(&name)) {
            *item = copy.clone();
            rewrite.moved(
                Pointer::root().push("paths").push(path),
                components.push(name),
            );
        }
    }
    let shared = document.pointer_mut("/components/pathItems");
    for item in shared.and_then(Value::as_object_mut).into_iter().flatten() {
        if let Value::Object(item) = item.1 {
            item.retain(|key, _| !METHODS_OF_3_2.contains(&key.as_str()));
        }
    }
}

/// The keys of a path item that hold operations by further methods.
const METHODS_OF_3_2: [&str; 2] = ["query", "additionalOperations"];

/// Takes the operations out of a path item, with their methods and places.
fn take_operations(
    rewrite: &mut Rewrite<'_>,
    at: &Pointer,
    item: &mut Object,
) -> Vec<(String, Pointer, Value)> {
    let mut taken = Vec::new();
    if item.get("query").is_some_and(Value::is_object)
        && let Some(operation) = item.remove("query")
    {
        taken.push(("QUERY".to_owned(), at.push("query"), operation));
    }
    let at = at.push("additionalOperations");
    let Some(Value::Object(operations)) = item.remove("additionalOperations") else {
        return taken;
    };
    for (method, operation) in operations {
        let place = at.push(&method);
        // RFC 9110, section 9.1: a method is a token.
        let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if operation.is_object() && !method.is_empty() && method.chars().all(is_token) {
            taken.push((method, place, operation));
        } else if !method.starts_with("x-") {
            rewrite.report(
                Code::UnknownPathKey,
                &place,
                format!("`{method}` is not an operation by a method; it is ignored"),
                "name a method, such as `PURGE`, and describe the operation below it",
            );
        }
    }
    taken
}

/// Names of servers.
fn servers(map: &mut Object) {
    let servers = map.get_mut("servers").and_then(Value::as_array_mut);
    for server in servers
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
    {
        if let Some(name @ Value::String(_)) = server.remove("name") {
            server.insert(NAME.to_owned(), name);
        }
    }
}

/// Cookies as they are, and parameters that are the whole query.
fn parameter(map: &mut Object) {
    let place = map.get("in").and_then(Value::as_str);
    let style = map.get("style").and_then(Value::as_str);
    match (place, style) {
        (Some("cookie"), Some("cookie")) => {
            map.remove("style");
            map.insert(STYLE.to_owned(), "cookie".into());
        }
        (Some("querystring"), _) => {
            map.insert("in".to_owned(), "query".into());
            map.insert(STYLE.to_owned(), "querystring".into());
        }
        _ => {}
    }
}

/// The variant of values whose tag is missing or not listed, kept under a private key.
fn discriminator(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    let Some(Value::Object(discriminator)) = map.get_mut("discriminator") else {
        return;
    };
    match discriminator.remove("defaultMapping") {
        None => {}
        Some(Value::String(target)) => {
            let is_name = !target.contains(['/', '#', '.']);
            let target = if is_name {
                let schemas = Pointer::root().push("components").push("schemas");
                schemas.push(&target).to_reference()
            } else {
                target
            };
            discriminator.insert(DEFAULT_MAPPING.to_owned(), Value::String(target));
        }
        Some(other) => keyword::wrong(
            rewrite,
            &at.push("discriminator").push("defaultMapping"),
            "defaultMapping",
            &other,
            "the name of a schema",
        ),
    }
}
