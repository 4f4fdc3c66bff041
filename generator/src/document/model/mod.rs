//! The rewritten value as `openapiv3`'s model.
//!
//! Each part is read once and alone, with its schemas put in afterwards (see [`view`]). Where
//! something cannot be read, each part is tried alone with stand-ins for the parts inside it, so
//! that one part the model cannot read costs that part and not the document.

mod graft;
mod lookup;
mod view;

use std::collections::BTreeMap;

use openapiv3::{
    Example, ExternalDocumentation, Header, Info, Link, MediaType, OpenAPI, Operation, Parameter,
    PathItem, ReferenceOr, RequestBody, Response, Schema, SecurityRequirement, SecurityScheme,
    Server, Tag,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Error, Value, json};

use self::view::{Inside, Numbered, View, stand_in};
use crate::diagnostic::{Code, FatalError};
use crate::document::order;
use crate::document::refs;
use crate::document::refs::edit::{Edit, apply};
use crate::document::refs::reference_graph::ReferenceGraph;
use crate::document::rewrite::Rewrite;
use crate::document::value::Object;
use crate::document::walk::{ObjectKind, each_part};
use crate::parallel;
use crate::pointer::Pointer;

/// Reads the whole. What cannot be read is left out and reported; what leads where is then listed
/// anew.
pub(super) fn read(
    rewrite: &mut Rewrite<'_>,
    document: &mut Value,
    links: &mut ReferenceGraph,
) -> Result<TypedDocument, FatalError> {
    document_fields(rewrite, document);
    let read = whole(document);
    // What the model has no place for is checked nonetheless: callbacks, and keywords of 3.1.
    let broken = match &read {
        Ok(whole) if whole.parts == Some(links.parts) => Vec::new(),
        _ => broken(document, &rewrite.extra),
    };
    if let Ok(whole) = read
        && broken.is_empty()
    {
        return Ok(whole);
    }
    // Inner parts first: an outer one is tried with what remains of its own fields.
    for (kind, at) in broken.into_iter().rev() {
        mend(rewrite, document, kind, &at);
    }
    *links = ReferenceGraph::of(document, &rewrite.extra);
    *links = refs::drop_dangling(rewrite, document, std::mem::take(links));
    order::sort(document);
    whole(document).map_err(|error| {
        FatalError::new(
            "the document cannot be read",
            format!("a part of it is not as OpenAPI 3.0 has it: {error}"),
            "this should have been reported with its place: please report the document",
        )
    })
}

/// A document in types.
pub(super) struct TypedDocument {
    pub(super) model: OpenAPI,
    /// The webhooks by name, which `openapiv3` has no place for.
    pub(super) webhooks: BTreeMap<String, PathItem>,
    /// The number of parts of the document; `None` if a webhook is left out.
    parts: Option<usize>,
}

fn whole(document: &Value) -> Result<TypedDocument, Error> {
    let numbered = Numbered::default();
    let inside = Inside::Numbered(&numbered);
    let mut model = OpenAPI::deserialize(View::new(ObjectKind::Document, document, inside))?;
    let mut graft = graft::all(&numbered.schemas.into_inner())?;
    graft.document(&mut model);
    let mut parts = numbered.parts.get() + graft.parts;
    for (name, read) in path_items(document, "paths") {
        let (item, of) = read?;
        parts += of;
        // What does not start with a slash is no path to `openapiv3`.
        if let Some(place) = model.paths.paths.get_mut(name) {
            *place = item;
        }
    }
    let mut webhooks = BTreeMap::new();
    let mut is_whole = true;
    for (name, read) in path_items(document, "webhooks") {
        match read {
            Ok((ReferenceOr::Item(item), of)) => {
                parts += of;
                webhooks.insert(name.clone(), item);
            }
            _ => is_whole = false,
        }
    }
    Ok(TypedDocument {
        model,
        webhooks,
        parts: is_whole.then_some(parts),
    })
}

/// The path items under a key of the document, with their names.
fn path_items<'a>(
    document: &'a Value,
    key: &str,
) -> impl Iterator<Item = (&'a String, graft::Read<PathItem>)> {
    let items = document.get(key).and_then(Value::as_object);
    let items = items.into_iter().flatten();
    let (names, items): (Vec<_>, Vec<_>) =
        items.filter(|(name, _)| !name.starts_with("x-")).unzip();
    let read = parallel::map(&items, |item| graft::path_item(item));
    names.into_iter().zip(read)
}

/// The parts that cannot be read for what stands in them directly.
fn broken(document: &Value, extra: &[Pointer]) -> Vec<(ObjectKind, Pointer)> {
    let mut broken = Vec::new();
    each_part(document, extra, &mut |part| {
        let view = View::new(part.kind, part.value, Inside::StandIns);
        if part.kind != ObjectKind::Document && try_read(part.kind, view).is_err() {
            broken.push((part.kind, part.at.pointer()));
        }
    });
    broken
}

/// A schema in types.
pub(super) fn schema(value: &Value) -> Option<ReferenceOr<Schema>> {
    graft::schema(value).map(|(schema, _)| schema).ok()
}

/// The schemas of stream items in types, by their places. All parts have been checked.
pub(super) fn item_schemas(
    document: &Value,
    links: &ReferenceGraph,
) -> BTreeMap<Pointer, ReferenceOr<Schema>> {
    let read = links.streams.iter().filter_map(|at| {
        let place = at.push("itemSchema");
        Some((place.clone(), schema(place.find(document)?)?))
    });
    read.collect()
}

/// Tries to read a part with `openapiv3`, and returns its complaint if it cannot.
fn try_read<'a>(
    kind: ObjectKind,
    value: impl Deserializer<'a, Error = Error>,
) -> Result<(), String> {
    match kind {
        ObjectKind::Document => readable::<OpenAPI>(value),
        ObjectKind::PathItem => readable::<ReferenceOr<PathItem>>(value),
        ObjectKind::Operation => readable::<Operation>(value),
        ObjectKind::Parameter => readable::<ReferenceOr<Parameter>>(value),
        ObjectKind::RequestBody => readable::<ReferenceOr<RequestBody>>(value),
        ObjectKind::Response => readable::<ReferenceOr<Response>>(value),
        ObjectKind::Header => readable::<ReferenceOr<Header>>(value),
        ObjectKind::MediaType => readable::<MediaType>(value),
        ObjectKind::Example => readable::<ReferenceOr<Example>>(value),
        ObjectKind::Link => readable::<ReferenceOr<Link>>(value),
        ObjectKind::SecurityScheme => readable::<ReferenceOr<SecurityScheme>>(value),
        // The model has none.
        ObjectKind::Callback => Ok(()),
        ObjectKind::Schema => readable::<ReferenceOr<Schema>>(value),
    }
}

/// Tries one part; first without the one field that is in the way, then not at all.
fn mend(rewrite: &mut Rewrite<'_>, document: &mut Value, kind: ObjectKind, at: &Pointer) {
    let Some(value) = at.find_mut(document) else {
        return;
    };
    let mut alone = shallow(kind, value);
    let Err(reason) = try_read(kind, &alone) else {
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
        if try_read(kind, &alone).is_ok() {
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
        ObjectKind::Schema | ObjectKind::MediaType => *value = stand_in(kind),
        _ => apply(rewrite, document, vec![(at.clone(), Edit::Remove)]),
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

/// A copy of a part in which stand-ins take the place of the parts inside.
fn shallow(kind: ObjectKind, value: &Value) -> Value {
    Value::deserialize(View::new(kind, value, Inside::StandIns)).unwrap_or_default()
}

/// Values of server variables are texts, which authors write as numbers (`default: 443`).
fn variable_texts(servers: &mut Value) {
    let text = |value: &mut Value| {
        if value.is_number() || value.is_boolean() {
            *value = Value::String(value.to_string());
        }
    };
    let servers = servers.as_array_mut().into_iter().flatten();
    let variables = servers.filter_map(|server| server.get_mut("variables")?.as_object_mut());
    for variable in variables.flat_map(|map| map.values_mut()) {
        variable.get_mut("default").map(text);
        let listed = variable.get_mut("enum").and_then(Value::as_array_mut);
        listed.into_iter().flatten().for_each(text);
    }
}

/// Fields of the document and its components that are no parts of their own.
fn document_fields(rewrite: &mut Rewrite<'_>, document: &mut Value) {
    let root = Pointer::root();
    let Value::Object(map) = document else { return };
    if let Some(info) = map.get_mut("info")
        && let Err(reason) = readable::<Info>(&*info)
    {
        let keep = |name: &str| info.get(name).cloned().unwrap_or_default();
        *info = json!({"title": keep("title"), "version": keep("version")});
        unreadable(rewrite, &root.push("info"), "a part of `info`", &reason);
    }
    map.get_mut("servers").map(variable_texts);
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

/// Tries to read a value as a type of `openapiv3`.
fn readable<'a, T: Deserialize<'a>>(
    value: impl Deserializer<'a, Error = Error>,
) -> Result<(), String> {
    let read = T::deserialize(value);
    read.map(drop).map_err(|error| error.to_string())
}

fn list<T: DeserializeOwned>(
    rewrite: &mut Rewrite<'_>,
    at: &Pointer,
    map: &mut Object,
    name: &str,
) {
    if let Some(Value::Array(items)) = map.get_mut(name) {
        rewrite.retain(&at.push(name), items, |rewrite, at, value| {
            let read = readable::<T>(&*value);
            if let Err(reason) = &read {
                unreadable(rewrite, at, "this part", reason);
            }
            read.is_ok()
        });
    }
}
