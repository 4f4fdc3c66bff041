//! Keywords that OpenAPI 3.2 has and 3.1 has not. Most say nothing of types or calls; the others
//! are reported, so that nothing is lost in silence.

use serde_json::{Value, json};

use crate::diagnostic::Code;
use crate::document::normalize::keyword;
use crate::document::private_keys::{DEFAULT_MAPPING, METHOD, NAME, STYLE, UNNAMED};
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
        ObjectKind::MediaType => media_type(rewrite, at, map),
        ObjectKind::Document | ObjectKind::PathItem | ObjectKind::Operation => servers(map),
        ObjectKind::Parameter => parameter(map),
        ObjectKind::Schema => discriminator(rewrite, at, map),
        _ => {}
    }
}

/// Gives each operation by a method that 3.1 has no key for a path item of its own: its path with
/// the method as a fragment, which never goes out.
pub(super) fn operations(rewrite: &mut Rewrite<'_>, document: &mut Value) {
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

/// Parts by position (Encoding By Position), as an object with a property for each, and one for all further ones.
fn media_type(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    let name = at.last().unwrap_or_default().to_ascii_lowercase();
    let is_unnamed = name.starts_with("multipart/") && !name.starts_with("multipart/form-data");
    if is_unnamed && let Some(positions) = positions(at, map) {
        let mut properties = Object::new();
        let mut encodings = Object::new();
        let schema = at.push("schema");
        for position in positions {
            let place = schema.push("properties").push(&position.key);
            let place = if position.is_last {
                place.push("items")
            } else {
                place
            };
            rewrite.moved(place, position.from);
            encodings.extend(
                position
                    .encoding
                    .map(|encoding| (position.key.clone(), encoding)),
            );
            properties.insert(position.key, position.schema);
        }
        let least = map
            .get("schema")
            .and_then(|schema| schema.get("minItems")?.as_u64());
        let least = least.map_or(usize::MAX, |least| {
            usize::try_from(least).unwrap_or(usize::MAX)
        });
        let keys = properties.keys().filter(|key| *key != REST);
        let required: Vec<Value> = keys.take(least).map(|key| key.as_str().into()).collect();
        let object = json!({"type": "object", "properties": properties, "required": required});
        map.retain(|key, _| {
            !["itemSchema", "prefixEncoding", "itemEncoding"].contains(&key.as_str())
        });
        map.insert("schema".to_owned(), object);
        map.insert("encoding".to_owned(), encodings.into());
        map.insert(UNNAMED.to_owned(), true.into());
    }
    for name in ["prefixEncoding", "itemEncoding"] {
        if map.remove(name).is_some() {
            rewrite.report(
                Code::NewerKeyword,
                &at.push(name),
                format!("`{name}` is left out: parts are encoded by name"),
                "describe the parts as properties, and their `encoding` by name",
            );
        }
    }
}

/// The key of all parts behind those that have a position.
const REST: &str = "parts";

/// A part by its position, or all that follow.
struct PartPosition {
    key: String,
    schema: Value,
    from: Pointer,
    encoding: Option<Value>,
    is_last: bool,
}

/// Returns the parts that a list describes in place; none if nothing does.
fn positions(at: &Pointer, map: &Object) -> Option<Vec<PartPosition>> {
    let schema = map.get("schema").and_then(Value::as_object);
    let said = |key: &str| schema.and_then(|schema| schema.get(key));
    let prefix = said("prefixItems")
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    let encodings = map.get("prefixEncoding").and_then(Value::as_array);
    let place = at.push("schema");
    let item = map
        .get("itemSchema")
        .map(|schema| (schema, at.push("itemSchema")));
    let item = item.or_else(|| Some((said("items")?, place.push("items"))));
    let item = item.filter(|(schema, _)| schema.is_object());
    // An encoding without a schema of its own is for one of the items.
    let count = encodings.map_or(0, Vec::len).max(prefix.len());
    let listed = (0..count).filter_map(|index| {
        let own = prefix
            .get(index)
            .map(|schema| (schema, place.push("prefixItems").index(index)));
        let (schema, from) = own.or_else(|| item.clone())?;
        Some(PartPosition {
            key: format!("part {}", index + 1),
            schema: schema.clone(),
            from,
            encoding: encodings.and_then(|list| list.get(index)).cloned(),
            is_last: false,
        })
    });
    let rest = item.clone().map(|(schema, from)| PartPosition {
        key: REST.to_owned(),
        schema: json!({"type": "array", "items": schema}),
        from,
        encoding: map.get("itemEncoding").cloned(),
        is_last: true,
    });
    let positions: Vec<PartPosition> = listed.chain(rest).collect();
    (!positions.is_empty()).then_some(positions)
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
