//! Bodies whose parts have positions in place of names (OpenAPI 3.2, Encoding By Position).

use serde_json::{Value, json};

use crate::diagnostic::Code;
use crate::document::private_keys::UNNAMED;
use crate::document::refs::reference_graph::target;
use crate::document::rewrite::Rewrite;
use crate::document::value::Object;
use crate::document::walk::{ObjectKind, each_part};
use crate::pointer::Pointer;

/// The most references in a row that lead to a list.
const MOST_STEPS: usize = 16;

/// Puts the list that such a body refers to in place of the reference.
pub(super) fn inline_lists(rewrite: &mut Rewrite<'_>, document: &mut Value) {
    let mut found = Vec::new();
    each_part(document, &[], &mut |part| {
        if part.kind == ObjectKind::MediaType {
            let at = part.at.pointer();
            if is_unnamed(&at.last().unwrap_or_default()) {
                found.push(at.push("schema"));
            }
        }
    });
    for at in found {
        if let Some((from, list)) = list_behind(document, &at)
            && let Some(slot) = at.find_mut(document)
        {
            *slot = list;
            rewrite.moved(at, from);
        }
    }
}

/// Returns the list that the schema at a place is a reference to, and where it stands.
fn list_behind(document: &Value, at: &Pointer) -> Option<(Pointer, Value)> {
    let mut here = target(at.find(document)?)?;
    for _ in 0..MOST_STEPS {
        let schema = here.find(document)?;
        let Some(next) = target(schema) else {
            let is_list = schema["type"] == "array" || schema.get("prefixItems").is_some();
            return is_list.then(|| (here.clone(), schema.clone()));
        };
        here = next;
    }
    None
}

/// Returns `true` for multipart media types whose parts need no names.
fn is_unnamed(media_type: &str) -> bool {
    let name = media_type.to_ascii_lowercase();
    name.starts_with("multipart/") && !name.starts_with("multipart/form-data")
}

/// Parts by position (Encoding By Position), as an object with a property for each, and one for all further ones.
pub(super) fn media_type(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object) {
    if is_unnamed(&at.last().unwrap_or_default())
        && let Some(positions) = positions(at, map)
    {
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
