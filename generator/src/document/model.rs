//! The rewritten value as `openapiv3`'s model.
//!
//! Each part is tried alone first, with stand-ins for the parts inside it, so that one part the
//! model cannot read costs that part and not the document. It also keeps the model from reading
//! a broken schema as a whole: its error path reads every level twice, which takes
//! exponential time in nested schemas.

use std::collections::BTreeMap;

use openapiv3::{
    Example, ExternalDocumentation, Header, Info, Link, MediaType, OpenAPI, Operation, Parameter,
    PathItem, ReferenceOr, RequestBody, Response, Schema, SecurityRequirement, SecurityScheme,
    Server, Tag,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::reference;
use super::rewrite::{Object, Rewrite};
use super::walk::{Kind, METHODS, children, parts};
use crate::diagnostic::{Code, Refusal};
use crate::pointer::Pointer;

/// Checks every part and reads the whole. What cannot be read is left out and reported.
pub(super) fn read(rewrite: &mut Rewrite<'_>, document: &mut Value) -> Result<OpenAPI, Refusal> {
    document_fields(rewrite, document);
    let mut broken = Vec::new();
    for part in parts(document, &rewrite.extra) {
        if part.kind != Kind::Document
            && try_read(part.kind, shallow(part.kind, part.value)).is_err()
        {
            broken.push((part.kind, part.at));
        }
    }
    // Inner parts first: an outer one is tried with what remains of its own fields.
    for (kind, at) in broken.into_iter().rev() {
        mend(rewrite, document, kind, &at);
    }
    reference::drop_dangling(rewrite, document);
    document.sort_all_objects();
    let mut plain = document.clone();
    empty_callbacks(&mut plain);
    serde_json::from_value(plain).map_err(|error| {
        Refusal::new(
            "the document cannot be read",
            format!("a part of it is not as OpenAPI 3.0 has it: {error}"),
            "this should have been reported with its place: please report the document",
        )
    })
}

/// The model has callbacks by name only: no client calls them, and `openapiv3` knows no references
/// there. They stay in the value, where schemas of theirs can be referred to.
fn empty_callbacks(document: &mut Value) {
    if let Some(components) = document.get_mut("components") {
        empty_members(components, "callbacks");
    }
    let items = document.get_mut("paths").and_then(Value::as_object_mut);
    for (_, item) in items.into_iter().flatten() {
        empty_callbacks_of(item);
    }
}

fn empty_callbacks_of(item: &mut Value) {
    for method in METHODS {
        if let Some(operation) = item.get_mut(*method) {
            empty_members(operation, "callbacks");
        }
    }
}

fn empty_members(value: &mut Value, name: &str) {
    let members = value.get_mut(name).and_then(Value::as_object_mut);
    for (_, member) in members.into_iter().flatten() {
        *member = json!({});
    }
}

/// Webhooks in types. All parts have been checked.
pub(super) fn webhooks(document: &Value) -> BTreeMap<String, PathItem> {
    let items = document.get("webhooks").and_then(Value::as_object);
    let read = items.into_iter().flatten().filter_map(|(name, item)| {
        let mut item = item.clone();
        empty_callbacks_of(&mut item);
        Some((name.clone(), serde_json::from_value(item).ok()?))
    });
    read.collect()
}

/// The schemas of stream items in types, by their places. All parts have been checked.
pub(super) fn item_schemas(
    document: &Value,
    extra: &[Pointer],
) -> BTreeMap<Pointer, ReferenceOr<Schema>> {
    let media_types = parts(document, extra).into_iter();
    media_types
        .filter(|part| part.kind == Kind::MediaType)
        .filter_map(|part| {
            let schema = part.value.get("itemSchema")?.clone();
            Some((
                part.at.push("itemSchema"),
                serde_json::from_value(schema).ok()?,
            ))
        })
        .collect()
}

/// Whether `openapiv3` reads a value, and what it says if not.
fn try_read(kind: Kind, value: Value) -> Result<(), String> {
    fn read<T: DeserializeOwned>(value: Value) -> Result<(), String> {
        serde_json::from_value::<T>(value)
            .map(|_| ())
            .map_err(|error| error.to_string())
    }
    match kind {
        Kind::Document => read::<OpenAPI>(value),
        Kind::PathItem => read::<ReferenceOr<PathItem>>(value),
        Kind::Operation => read::<Operation>(value),
        Kind::Parameter => read::<ReferenceOr<Parameter>>(value),
        Kind::RequestBody => read::<ReferenceOr<RequestBody>>(value),
        Kind::Response => read::<ReferenceOr<Response>>(value),
        Kind::Header => read::<ReferenceOr<Header>>(value),
        Kind::MediaType => read::<MediaType>(value),
        Kind::Example => read::<ReferenceOr<Example>>(value),
        Kind::Link => read::<ReferenceOr<Link>>(value),
        Kind::SecurityScheme => read::<ReferenceOr<SecurityScheme>>(value),
        // The model has none.
        Kind::Callback => Ok(()),
        Kind::Schema => read::<ReferenceOr<Schema>>(value),
    }
}

/// The smallest value of a kind that can be read.
fn stand_in(kind: Kind) -> Value {
    match kind {
        Kind::Document => {
            json!({"openapi": "3.0.3", "info": {"title": "", "version": ""}, "paths": {}})
        }
        Kind::Operation => json!({"responses": {}}),
        Kind::Parameter => json!({"name": "p", "in": "query", "schema": {}}),
        Kind::Response => json!({"description": ""}),
        Kind::Header => json!({"schema": {}}),
        Kind::RequestBody => json!({"content": {}}),
        Kind::Link => json!({"operationId": ""}),
        Kind::SecurityScheme => json!({"type": "http", "scheme": "bearer"}),
        Kind::PathItem | Kind::MediaType | Kind::Example | Kind::Callback | Kind::Schema => {
            json!({})
        }
    }
}

/// Tries one part; first without the one field that is in the way, then not at all.
fn mend(rewrite: &mut Rewrite<'_>, document: &mut Value, kind: Kind, at: &Pointer) {
    let Some(value) = at.find_mut(document) else {
        return;
    };
    let mut alone = shallow(kind, value);
    let Err(reason) = try_read(kind, alone.clone()) else {
        return;
    };
    let names: Vec<String> = alone
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name.clone())
        .collect();
    for name in names {
        let Some(field) = alone.as_object_mut().and_then(|map| map.remove(&name)) else {
            continue;
        };
        if try_read(kind, alone.clone()).is_ok() {
            if let Value::Object(map) = value {
                map.remove(&name);
            }
            unreadable(rewrite, &at.push(&name), &format!("`{name}`"), &reason);
            return;
        }
        if let Value::Object(map) = &mut alone {
            map.insert(name, field);
        }
    }
    unreadable(rewrite, at, "this part", &reason);
    match kind {
        Kind::Schema | Kind::MediaType => *value = stand_in(kind),
        _ => remove(rewrite, document, at),
    }
}

fn unreadable(rewrite: &mut Rewrite<'_>, at: &Pointer, what: &str, reason: &str) {
    rewrite.report(
        Code::Unreadable,
        at,
        format!("{what} is not as OpenAPI 3.0 has it and is left out: {reason}"),
        "write it as the specification says",
    );
}

/// Removes a part from the object or list it stands in.
fn remove(rewrite: &mut Rewrite<'_>, document: &mut Value, at: &Pointer) {
    let (Some(parent), Some(name)) = (at.parent(), at.last()) else {
        return;
    };
    match document.pointer_mut(parent.as_str()) {
        Some(Value::Object(map)) => {
            map.remove(name.as_ref());
        }
        Some(Value::Array(list)) => rewrite.retain(&parent, list, |_, place, _| place != at),
        _ => {}
    }
}

/// A copy of a part in which stand-ins take the place of the parts inside.
fn shallow(kind: Kind, value: &Value) -> Value {
    let inner = children(kind, value);
    let Value::Object(map) = value else {
        return value.clone();
    };
    let mut copy = Object::new();
    for (name, field) in map {
        let here: Vec<_> = inner
            .iter()
            .filter(|child| child.path.segments().next().as_deref() == Some(name))
            .collect();
        let field = if here.is_empty() {
            field.clone()
        } else {
            skeleton(field, &here, name)
        };
        copy.insert(name.clone(), field);
    }
    Value::Object(copy)
}

/// A field with a stand-in for each part in it. Parts stand in it directly, or by name or index,
/// or deeper where nothing but parts is read (callbacks and encodings).
fn skeleton(field: &Value, inner: &[&super::walk::Child], name: &str) -> Value {
    let stand_in_at = |depth: usize| {
        inner
            .iter()
            .find(|child| child.path.segments().count() == depth)
            .map(|child| stand_in(child.kind))
    };
    if let Some(whole) = stand_in_at(1) {
        return whole;
    }
    let Some(one) = stand_in_at(2) else {
        let top = Pointer::root().push(name);
        let mut copy = field.clone();
        for child in inner {
            let place = child.path.strip_prefix(&top).unwrap_or_default();
            if let Some(value) = copy.pointer_mut(place.as_str()) {
                *value = stand_in(child.kind);
            }
        }
        return copy;
    };
    match field {
        Value::Array(list) => list.iter().map(|_| one.clone()).collect(),
        Value::Object(map) => {
            let top = Pointer::root().push(name);
            let is_part = |key: &str| inner.iter().any(|child| child.path == top.push(key));
            let members = map.iter().map(|(key, value)| {
                (
                    key.clone(),
                    if is_part(key) {
                        one.clone()
                    } else {
                        value.clone()
                    },
                )
            });
            Value::Object(members.collect())
        }
        other => other.clone(),
    }
}

/// Fields of the document and its components that are no parts of their own.
fn document_fields(rewrite: &mut Rewrite<'_>, document: &mut Value) {
    let root = Pointer::root();
    let Value::Object(map) = document else { return };
    if let Some(info) = map.get_mut("info")
        && let Err(reason) = readable::<Info>(info)
    {
        let keep = |name: &str| info.get(name).cloned().unwrap_or_default();
        *info = json!({"title": keep("title"), "version": keep("version")});
        unreadable(rewrite, &root.push("info"), "a part of `info`", &reason);
    }
    list::<Server>(rewrite, &root, map, "servers");
    list::<SecurityRequirement>(rewrite, &root, map, "security");
    list::<Tag>(rewrite, &root, map, "tags");
    if let Some(docs) = map.get("externalDocs")
        && let Err(reason) = readable::<ExternalDocumentation>(docs)
    {
        unreadable(
            rewrite,
            &root.push("externalDocs"),
            "`externalDocs`",
            &reason,
        );
        map.remove("externalDocs");
    }
}

fn readable<T: DeserializeOwned>(value: &Value) -> Result<(), String> {
    serde_json::from_value::<T>(value.clone())
        .map(|_| ())
        .map_err(|error| error.to_string())
}

fn list<T: DeserializeOwned>(
    rewrite: &mut Rewrite<'_>,
    at: &Pointer,
    map: &mut Object,
    name: &str,
) {
    if let Some(Value::Array(items)) = map.get_mut(name) {
        rewrite.retain(&at.push(name), items, keep_readable::<T>);
    }
}

fn keep_readable<T: DeserializeOwned>(
    rewrite: &mut Rewrite<'_>,
    at: &Pointer,
    value: &mut Value,
) -> bool {
    match readable::<T>(value) {
        Ok(()) => true,
        Err(reason) => {
            unreadable(rewrite, at, "this part", &reason);
            false
        }
    }
}
