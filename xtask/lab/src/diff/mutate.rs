//! Mutations of a document: one change of one place, of every kind that callers meet.

use serde_json::{Value, json};

use super::edit::{first, list, map, pop, push, put, remove, set, take, text};
use super::sites::{
    enums, formatted, integers, lists, objects, operations, parameters, properties, root, schemas,
    schemes, statuses, strings, unions,
};

/// A kind of change of one place.
pub(super) struct Mutation {
    pub(super) name: &'static str,
    sites: fn(&Value) -> Vec<String>,
    /// Changes the site at a pointer; `false` where there is nothing to change.
    change: fn(&mut Value, &str) -> bool,
}

impl Mutation {
    /// Returns the document with the site of this number changed, and the pointer of the site.
    pub(super) fn apply(&self, document: &Value, number: usize) -> Option<(Value, String)> {
        let sites = (self.sites)(document);
        // Neighbours are alike, so sites are taken from all over the document.
        for attempt in 0..sites.len() {
            let index = (number * 7 + attempt * 13) % sites.len();
            let mut changed = document.clone();
            if (self.change)(&mut changed, &sites[index]) && changed != *document {
                return Some((changed, sites[index].clone()));
            }
        }
        None
    }
}

pub(super) const fn mutation(
    name: &'static str,
    sites: fn(&Value) -> Vec<String>,
    change: fn(&mut Value, &str) -> bool,
) -> Mutation {
    Mutation {
        name,
        sites,
        change,
    }
}

/// All kinds of changes.
pub(super) const MUTATIONS: [Mutation; 63] = [
    mutation("description-changed", objects, |d, at| {
        set(d, at, "description", json!("Other words."))
    }),
    mutation("property-added", objects, |d, at| {
        add_property(d, at, "addedProperty", false)
    }),
    mutation("required-property-added", objects, |d, at| {
        add_property(d, at, "addedProperty", true)
    }),
    mutation("property-named-like-another", objects, |d, at| {
        let name = first(d, at, "properties").unwrap_or_default();
        add_property(d, at, &format!("{}-", name.to_uppercase()), false)
    }),
    mutation("property-removed", properties, remove),
    mutation("property-renamed", properties, rename),
    mutation("properties-reordered", objects, reorder),
    mutation("property-retyped", properties, |d, at| {
        replace(d, at, other_type)
    }),
    mutation("property-made-free", properties, |d, at| {
        replace(d, at, |_| json!({}))
    }),
    mutation("property-made-list", properties, |d, at| {
        replace(d, at, |old| json!({"type": "array", "items": old}))
    }),
    mutation("property-required", properties, |d, at| {
        require(d, at, true)
    }),
    mutation("property-relaxed", properties, |d, at| {
        require(d, at, false)
    }),
    mutation("property-nullable", properties, nullable),
    mutation("property-defaulted", properties, |d, at| {
        let default = match text(d, at, "type").as_str() {
            "string" => json!("x"),
            "integer" => json!(3),
            "boolean" => json!(true),
            _ => return false,
        };
        set(d, at, "default", default)
    }),
    mutation("property-deprecated", properties, |d, at| {
        set(d, at, "deprecated", json!(true))
    }),
    mutation("length-limited", strings, |d, at| {
        set(d, at, "maxLength", json!(3))
    }),
    mutation("pattern-added", strings, |d, at| {
        set(d, at, "pattern", json!("^x+$"))
    }),
    mutation("minimum-raised", integers, |d, at| {
        set(d, at, "minimum", json!(7))
    }),
    mutation("list-limited", lists, |d, at| {
        set(d, at, "maxItems", json!(1))
    }),
    mutation("list-made-distinct", lists, |d, at| {
        set(d, at, "uniqueItems", json!(true))
    }),
    mutation("items-limited", lists, |d, at| {
        let at = format!("{at}/items");
        match text(d, &at, "type").as_str() {
            "string" => set(d, &at, "maxLength", json!(3)),
            "integer" => set(d, &at, "minimum", json!(7)),
            _ => false,
        }
    }),
    mutation("limits-removed", strings, |d, at| {
        let limits = ["minLength", "maxLength", "pattern"];
        limits.iter().filter(|key| take(d, at, key)).count() > 0
    }),
    mutation("format-date-time", strings, |d, at| {
        set(d, at, "format", json!("date-time"))
    }),
    mutation("format-uuid", strings, |d, at| {
        set(d, at, "format", json!("uuid"))
    }),
    mutation("format-removed", formatted, |d, at| take(d, at, "format")),
    mutation("format-int32", integers, |d, at| {
        set(d, at, "format", json!("int32"))
    }),
    mutation("integer-made-number", integers, |d, at| {
        set(d, at, "type", json!("number"))
    }),
    mutation("object-closed", objects, |d, at| {
        set(d, at, "additionalProperties", json!(false))
    }),
    mutation("object-opened", objects, |d, at| {
        set(d, at, "additionalProperties", json!({"type": "string"}))
    }),
    mutation("value-added", enums, |d, at| {
        push(d, at, "enum", json!("added-value"))
    }),
    mutation("value-unknown-added", enums, |d, at| {
        push(d, at, "enum", json!("unknown"))
    }),
    mutation("value-removed", enums, |d, at| pop(d, at, "enum")),
    mutation("values-reordered", enums, |d, at| {
        list(d, at, "enum").is_some_and(|values| {
            values.reverse();
            true
        })
    }),
    mutation("values-freed", enums, |d, at| take(d, at, "enum")),
    mutation("alternative-added", unions, |d, at| {
        let added = json!({"type": "object", "required": ["addedKey"], "properties": {"addedKey": {"type": "string"}}});
        push(d, at, "oneOf", added)
    }),
    mutation("alternative-removed", unions, |d, at| pop(d, at, "oneOf")),
    mutation("discriminator-removed", unions, |d, at| {
        take(d, at, "discriminator")
    }),
    mutation("schema-added", root, |d, _| {
        put(
            d,
            "/components/schemas/AddedSchema",
            json!({"type": "object", "properties": {"a": {"type": "string"}}}),
        )
    }),
    mutation("schema-renamed", schemas, rename_schema),
    mutation("schema-removed", schemas, remove),
    mutation("parameter-added", operations, |d, at| {
        add_parameter(d, at, false)
    }),
    mutation("required-parameter-added", operations, |d, at| {
        add_parameter(d, at, true)
    }),
    mutation("parameter-removed", parameters, remove),
    mutation("parameter-retyped", parameters, |d, at| {
        replace(d, &format!("{at}/schema"), other_type)
    }),
    mutation("parameter-required", parameters, |d, at| {
        set(d, at, "required", json!(true))
    }),
    mutation("parameter-moved", parameters, |d, at| {
        text(d, at, "in") == "query" && set(d, at, "in", json!("header"))
    }),
    mutation("parameter-renamed", parameters, |d, at| {
        text(d, at, "in") != "path" && set(d, at, "name", json!("renamed_parameter"))
    }),
    mutation("body-added", operations, |d, at| {
        let schema = json!({"type": "object", "properties": {"note": {"type": "string"}}});
        let body = json!({"required": true, "content": {"application/json": {"schema": schema}}});
        d.get("swagger").is_none()
            && d.pointer(at)
                .is_some_and(|one| one.get("requestBody").is_none())
            && set(d, at, "requestBody", body)
    }),
    mutation("body-removed", operations, |d, at| {
        take(d, at, "requestBody")
    }),
    mutation("body-optional", operations, |d, at| {
        let at = format!("{at}/requestBody");
        let now = d.pointer(&at).and_then(|body| body.get("required")) == Some(&json!(true));
        set(d, &at, "required", json!(!now))
    }),
    mutation("body-media-type-added", operations, |d, at| {
        put(
            d,
            &format!("{at}/requestBody/content/text~1plain"),
            json!({"schema": {"type": "string"}}),
        )
    }),
    mutation("response-media-type-changed", operations, |d, at| {
        d.get("swagger").is_none()
            && put(
                d,
                &format!("{at}/responses/200/content"),
                json!({"text/plain": {"schema": {"type": "string"}}}),
            )
    }),
    mutation("success-status-added", operations, |d, at| {
        let response = json!({"description": "", "content": {"application/json": {"schema": {"type": "boolean"}}}});
        put(d, &format!("{at}/responses/202"), response)
    }),
    mutation("error-status-added", operations, |d, at| {
        let response = json!({"description": "", "content": {"application/json": {"schema": {"type": "string"}}}});
        put(d, &format!("{at}/responses/418"), response)
    }),
    mutation("status-removed", statuses, remove),
    mutation("operation-added", operations, |d, at| {
        let mut copy = d.pointer(at).cloned().unwrap_or_default();
        copy["operationId"] = json!("addedOperation");
        let path = at.rsplit('/').nth(1).unwrap_or_default();
        put(d, &format!("/paths/{path}~1added"), json!({"post": copy}))
    }),
    mutation("operation-removed", operations, remove),
    mutation("operation-renamed", operations, |d, at| {
        set(d, at, "operationId", json!("renamedOperation"))
    }),
    mutation("operation-moved", operations, |d, at| {
        let (path, method) = at.rsplit_once('/').unwrap_or_default();
        let Some(operation) = d.pointer(at).cloned() else {
            return false;
        };
        remove(d, at) && put(d, &format!("{path}~1moved"), json!({method: operation}))
    }),
    mutation("tag-changed", operations, |d, at| {
        set(d, at, "tags", json!(["another-tag"]))
    }),
    mutation("security-changed", operations, |d, at| {
        put(
            d,
            "/components/securitySchemes/addedScheme",
            json!({"type": "http", "scheme": "bearer"}),
        ) && set(d, at, "security", json!([{"addedScheme": []}]))
    }),
    mutation("security-scheme-retyped", schemes, |d, at| {
        replace(d, at, |_| json!({"type": "http", "scheme": "basic"}))
    }),
    mutation("server-changed", root, |d, _| {
        d.get("servers").is_some()
            && put(d, "/servers", json!([{"url": "https://moved.example.com"}]))
    }),
];

fn replace(document: &mut Value, at: &str, with: fn(&Value) -> Value) -> bool {
    document.pointer_mut(at).is_some_and(|old| {
        *old = with(old);
        true
    })
}

fn other_type(old: &Value) -> Value {
    match old.get("type").and_then(Value::as_str) {
        Some("string") => json!({"type": "integer"}),
        Some("boolean") => json!({"type": "number"}),
        _ => json!({"type": "string"}),
    }
}

fn nullable(document: &mut Value, at: &str) -> bool {
    let is_new = document
        .get("openapi")
        .and_then(Value::as_str)
        .is_some_and(|version| !version.starts_with("3.0"));
    let ty = text(document, at, "type");
    if ty.is_empty() {
        return false;
    }
    if is_new {
        set(document, at, "type", json!([ty, "null"]))
    } else {
        set(document, at, "nullable", json!(true))
    }
}

fn add_property(document: &mut Value, at: &str, name: &str, is_required: bool) -> bool {
    if is_required {
        let object = map(document, at);
        let Some(required) = object.map(|map| map.entry("required").or_insert(json!([]))) else {
            return false;
        };
        if let Some(list) = required.as_array_mut() {
            list.push(json!(name));
        }
    }
    set(
        document,
        &format!("{at}/properties"),
        name,
        json!({"type": "string"}),
    )
}

fn add_parameter(document: &mut Value, at: &str, is_required: bool) -> bool {
    let Some(operation) = map(document, at) else {
        return false;
    };
    let list = operation.entry("parameters").or_insert(json!([]));
    let parameter = json!({"name": "added_parameter", "in": "query", "required": is_required, "schema": {"type": "string"}});
    list.as_array_mut().is_some_and(|list| {
        list.push(parameter);
        true
    })
}

fn require(document: &mut Value, at: &str, is_required: bool) -> bool {
    let Some((object, name)) = split_last(at, "/properties/") else {
        return false;
    };
    let name = json!(name.replace("~1", "/").replace("~0", "~"));
    let Some(map) = map(document, object) else {
        return false;
    };
    let Some(list) = map.entry("required").or_insert(json!([])).as_array_mut() else {
        return false;
    };
    let was_required = list.contains(&name);
    if is_required {
        list.push(name);
    } else {
        list.retain(|known| *known != name);
    }
    was_required != is_required
}

fn rename(document: &mut Value, at: &str) -> bool {
    let value = document.pointer(at).cloned().unwrap_or_default();
    let parent = at.rsplit_once('/').map_or("", |(parent, _)| parent);
    remove(document, at) && set(document, parent, "renamedProperty", value)
}

fn reorder(document: &mut Value, at: &str) -> bool {
    let Some(map) = map(document, &format!("{at}/properties")) else {
        return false;
    };
    let mut entries: Vec<(String, Value)> = std::mem::take(map).into_iter().collect();
    entries.reverse();
    let is_other = entries.len() > 1;
    map.extend(entries);
    is_other
}

fn rename_schema(document: &mut Value, at: &str) -> bool {
    let (parent, key) = at.rsplit_once('/').unwrap_or_default();
    let text = document.to_string();
    let text = text.replace(&format!("#{at}\""), &format!("#{parent}/RenamedSchema\""));
    let Ok(mut changed) = serde_json::from_str::<Value>(&text) else {
        return false;
    };
    let schema = changed
        .pointer(&format!("{parent}/{key}"))
        .cloned()
        .unwrap_or_default();
    let is_renamed = remove(&mut changed, at) && set(&mut changed, parent, "RenamedSchema", schema);
    *document = changed;
    is_renamed
}

/// Splits at the last of a separator.
fn split_last<'t>(text: &'t str, separator: &str) -> Option<(&'t str, &'t str)> {
    let at = text.rfind(separator)?;
    Some((&text[..at], &text[at + separator.len()..]))
}
