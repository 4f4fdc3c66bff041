//! Additions to a document: one operation, schema, tag, property or value more, each beside what it could rename.

use serde_json::{Value, json};

use super::edit::{first, list, map, push, put, set, text};
use super::mutate::{Mutation, mutation};
use super::sites::{enums, objects, operations, properties, root, schemas, schemes};

/// All kinds of additions.
pub(super) const ADDITIONS: [Mutation; 22] = [
    mutation("keeps: operation-copied", operations, |d, at| {
        copy(d, at, "addedOperation", None)
    }),
    mutation("keeps: operation-of-another-tag", operations, |d, at| {
        copy(d, at, "addedOperation", Some("added-tag"))
    }),
    mutation(
        "keeps: operation-named-like-another",
        operations,
        |d, at| {
            let id = snake(&text(d, at, "operationId"));
            !id.is_empty() && copy(d, at, &id, None)
        },
    ),
    mutation(
        "keeps: operation-named-before-another",
        operations,
        |d, at| {
            let id = format!("-{}", text(d, at, "operationId"));
            id.len() > 1 && copy(d, at, &id, None)
        },
    ),
    mutation("keeps: method-of-the-same-path", operations, |d, at| {
        let (path, method) = at.rsplit_once('/').unwrap_or_default();
        let mut added = d.pointer(at).cloned().unwrap_or_default();
        if let Some(map) = added.as_object_mut() {
            map.shift_remove("operationId");
        }
        let at = format!("{path}/{}", if method == "get" { "options" } else { "get" });
        d.pointer(&at).is_none() && put(d, &at, added)
    }),
    mutation("keeps: first-path-of-its-kind", root, |d, _| {
        let response = json!({"responses": {"204": {"description": ""}}});
        put(d, "/paths/~1added~1path", json!({"get": response}))
    }),
    mutation("keeps: tag-moved", operations, |d, at| {
        set(d, at, "tags", json!(["another-tag"]))
    }),
    mutation("keeps: schema-added", root, |d, _| {
        put(d, "/components/schemas/Added", object())
    }),
    mutation("keeps: schema-named-like-a-request", operations, |d, at| {
        let name = format!("{}Request", pascal(&text(d, at, "operationId")));
        used(d, &name)
    }),
    mutation(
        "keeps: schema-named-like-a-response",
        operations,
        |d, at| {
            let name = format!("{}Response", pascal(&text(d, at, "operationId")));
            used(d, &name)
        },
    ),
    mutation("keeps: schema-named-like-another", schemas, |d, at| {
        let name = pascal(at.rsplit('/').next().unwrap_or_default());
        used(d, &name)
    }),
    mutation(
        "keeps: schema-named-like-an-inline-type",
        properties,
        |d, at| {
            let words: Vec<&str> = at.split('/').collect();
            let [.., schema, "properties", name] = words.as_slice() else {
                return false;
            };
            let name = format!("{}{}", pascal(schema), pascal(name));
            used(d, &name)
        },
    ),
    mutation("keeps: property-added", objects, |d, at| {
        property(d, at, "addedProperty", 9)
    }),
    mutation("keeps: property-first", objects, |d, at| {
        property(d, at, "-", 0)
    }),
    mutation("keeps: property-named-like-another", objects, |d, at| {
        let name = first(d, at, "properties").unwrap_or_default();
        property(d, at, &snake(&name), 0) || property(d, at, &format!("-{name}"), 0)
    }),
    mutation("keeps: property-named-like-the-rest", objects, |d, at| {
        property(d, at, "extra", 0)
    }),
    mutation("keeps: property-copied", properties, |d, at| {
        let copied = d.pointer(at).cloned().unwrap_or_default();
        let schema = json!({"type": "object", "properties": {"other": copied, "same": copied}});
        used_as(d, "Neighbour", schema)
    }),
    mutation(
        "keeps: property-of-the-same-name-copied",
        properties,
        |d, at| {
            let copied = d.pointer(at).cloned().unwrap_or_default();
            let name = at.rsplit('/').next().unwrap_or_default();
            used_as(
                d,
                "Neighbour",
                json!({"type": "object", "properties": {name: copied}}),
            )
        },
    ),
    mutation("keeps: value-first", enums, |d, at| {
        value(d, at, |first| format!("-{first}"))
    }),
    mutation("keeps: value-unknown", enums, |d, at| {
        push(d, at, "enum", json!("unknown"))
    }),
    mutation("keeps: value-named-like-another", enums, |d, at| {
        value(d, at, |first| snake(first).to_uppercase())
    }),
    mutation("keeps: scheme-named-like-another", schemes, |d, at| {
        let key = at.rsplit('/').next().unwrap_or_default();
        let at = format!("/components/securitySchemes/{}", snake(key));
        let scheme = json!({"type": "http", "scheme": "bearer"});
        d.pointer(&at).is_none() && put(d, &at, scheme)
    }),
];

fn object() -> Value {
    json!({"type": "object", "required": ["addedKey"], "properties": {"addedKey": {"type": "string"}}})
}

/// Adds a copy of an operation at another path.
fn copy(d: &mut Value, at: &str, id: &str, tag: Option<&str>) -> bool {
    let mut copied = d.pointer(at).cloned().unwrap_or_default();
    let ids = operations(d)
        .into_iter()
        .map(|at| text(d, &at, "operationId"));
    if ids.collect::<Vec<_>>().iter().any(|known| known == id) {
        return false;
    }
    copied["operationId"] = json!(id);
    if let Some(tag) = tag {
        copied["tags"] = json!([tag]);
    }
    let path = at.rsplit('/').nth(1).unwrap_or_default();
    let is_first = id.starts_with('-');
    let added = put(d, &format!("/paths/{path}~1added"), json!({"post": copied}));
    if is_first && let Some(paths) = map(d, "/paths") {
        let last = paths
            .iter()
            .next_back()
            .map(|(key, value)| (key.clone(), value.clone()));
        if let Some((key, value)) = last {
            paths.shift_insert(0, key, value);
        }
    }
    added
}

/// Adds a schema that there is not, and an operation that answers with it.
fn used(d: &mut Value, name: &str) -> bool {
    used_as(d, name, object())
}

fn used_as(d: &mut Value, name: &str, schema: Value) -> bool {
    let at = format!("/components/schemas/{name}");
    if name.is_empty() || d.pointer(&at).is_some() || !put(d, &at, schema) {
        return false;
    }
    let content = json!({"application/json": {"schema": {"$ref": format!("#{at}")}}});
    let response = json!({"200": {"description": "", "content": content}});
    put(
        d,
        "/paths/~1added",
        json!({"get": {"operationId": "addedOperation", "responses": response}}),
    )
}

fn property(d: &mut Value, at: &str, name: &str, index: usize) -> bool {
    let Some(map) = map(d, &format!("{at}/properties")) else {
        return false;
    };
    let index = index.min(map.len());
    !map.contains_key(name)
        && map
            .shift_insert(index, name.to_owned(), json!({"type": "string"}))
            .is_none()
}

/// Adds a value before all others, made from the one that was the first.
fn value(d: &mut Value, at: &str, made: fn(&str) -> String) -> bool {
    list(d, at, "enum").is_some_and(|values| {
        let added = json!(made(values[0].as_str().unwrap_or_default()));
        let is_new = !values.contains(&added);
        values.insert(0, added);
        is_new
    })
}

fn snake(text: &str) -> String {
    let mut snake = String::new();
    for c in text.chars() {
        if c.is_uppercase() && snake.ends_with(|c: char| c.is_lowercase()) {
            snake.push('_');
        }
        snake.push(if c.is_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '_'
        });
    }
    snake
}

fn pascal(text: &str) -> String {
    let words = snake(text);
    let words = words.split('_').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    words.collect()
}
