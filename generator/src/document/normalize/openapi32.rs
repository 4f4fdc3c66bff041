//! Keywords that OpenAPI 3.2 has and 3.1 has not. Most say nothing of types or calls; the others
//! are reported, so that nothing is lost in silence.

use serde_json::Value;

use crate::diagnostic::Code;
use crate::document::rewrite::Rewrite;
use crate::document::value::Object;
use crate::document::walk::ObjectKind;
use crate::pointer::Pointer;

/// Reports a version that is newer than what is understood.
pub(in crate::document) fn report_version(rewrite: &mut Rewrite<'_>, document: &Value) {
    if let Some(version) = document.get("openapi") {
        let text = version
            .as_str()
            .map_or_else(|| version.to_string(), str::to_owned);
        if text.starts_with("3.2") {
            rewrite.report(
                Code::NewerVersion,
                &Pointer::root().push("openapi"),
                format!("version `{text}` is read as 3.1; what is new in 3.2 is named where it is not understood"),
                "nothing",
            );
        }
    }
}

/// Takes out what is not understood of one part, and reports it.
pub(super) fn part(rewrite: &mut Rewrite<'_>, kind: ObjectKind, at: &Pointer, part: &mut Value) {
    let Value::Object(map) = part else { return };
    match kind {
        ObjectKind::PathItem => path_item(rewrite, at, map),
        ObjectKind::MediaType => media_type(rewrite, at, map),
        ObjectKind::Schema => discriminator(rewrite, at, map),
        _ => {}
    }
}

/// Operations by methods that 3.1 has no keys for.
fn path_item(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    let mut lost = Vec::new();
    if map.get("query").is_some_and(Value::is_object) {
        map.remove("query");
        lost.push((at.push("query"), "QUERY".to_owned()));
    }
    if let Some(Value::Object(operations)) = map.get("additionalOperations") {
        let place = at.push("additionalOperations");
        lost.extend(
            operations
                .keys()
                .map(|name| (place.push(name), name.clone())),
        );
        map.remove("additionalOperations");
    }
    for (place, method) in lost {
        rewrite.report(
            Code::NewerKeyword,
            &place,
            format!("calls by `{method}` are not supported; the operation is left out"),
            "describe the operation under `get` or `post`, where the server takes that too",
        );
    }
}

/// Encodings by position.
fn media_type(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
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

/// The branch of values whose tag is missing or not listed.
fn discriminator(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    let discriminator = map.get_mut("discriminator").and_then(Value::as_object_mut);
    if discriminator.is_some_and(|map| map.remove("defaultMapping").is_some()) {
        rewrite.report(
            Code::NewerKeyword,
            &at.push("discriminator").push("defaultMapping"),
            "`defaultMapping` is left out: a value whose tag is not mapped is told by its shape",
            "map the values of the tag under `mapping`",
        );
    }
}
