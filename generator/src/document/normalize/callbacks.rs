//! Callbacks (Callback Object) as webhooks: both are requests that the server makes, of which types
//! are made.

use serde_json::{Value, json};

use crate::document::private_keys::{CALLBACK, CALLBACKS};
use crate::document::rewrite::Rewrite;
use crate::document::value::Object;
use crate::document::walk::METHODS;
use crate::pointer::Pointer;

/// A path item of a callback, before it becomes a webhook.
struct Found {
    name: String,
    at: Pointer,
    item: Value,
}

/// Copies the path items of all callbacks to the webhooks, and notes their names on the operations.
pub(super) fn hoist(rewrite: &mut Rewrite<'_>, document: &mut Value) {
    let components = document.pointer("/components/callbacks").cloned();
    let mut found: Vec<Found> = Vec::new();
    let Some(Value::Object(paths)) = document.get_mut("paths") else {
        return;
    };
    let root = Pointer::root().push("paths");
    for (path, item) in paths {
        for method in METHODS {
            let Some(Value::Object(operation)) = item.get_mut(method) else {
                continue;
            };
            let at = root.push(path).push(method);
            let names = of_operation(&at, operation, components.as_ref(), &mut found);
            if !names.is_empty() {
                operation.insert(CALLBACKS.to_owned(), json!(names));
            }
        }
    }
    let Value::Object(map) = document else { return };
    if found.is_empty() {
        return;
    }
    let webhooks = map.entry("webhooks").or_insert_with(|| json!({}));
    let Value::Object(webhooks) = webhooks else {
        return;
    };
    for Found { name, at, mut item } in found {
        if let Value::Object(item) = &mut item {
            item.insert(CALLBACK.to_owned(), Value::Bool(true));
        }
        if webhooks.contains_key(&name) {
            continue;
        }
        rewrite.moved(Pointer::root().push("webhooks").push(&name), at);
        webhooks.insert(name, item);
    }
}

/// Lists the path items of an operation's callbacks, and returns their names as webhooks.
fn of_operation(
    at: &Pointer,
    operation: &Object,
    components: Option<&Value>,
    found: &mut Vec<Found>,
) -> Vec<String> {
    let id = operation.get("operationId").and_then(Value::as_str);
    let callbacks = operation.get("callbacks").and_then(Value::as_object);
    let mut names = Vec::new();
    for (name, callback) in callbacks.into_iter().flatten() {
        let target = crate::document::refs::reference_graph::target(callback);
        let key = target.as_ref().and_then(Pointer::last);
        let shared = key
            .as_ref()
            .and_then(|key| Some((key, components?.get(key.as_ref())?)));
        let (name, place, callback) = match (&target, shared) {
            (Some(target), Some((key, callback))) => {
                (key.clone().into_owned(), target.clone(), callback)
            }
            (Some(_), None) => continue,
            // A callback of one operation is named with it.
            _ => {
                let owner = id.map_or_else(String::new, |id| format!("{id} "));
                (
                    format!("{owner}{name}"),
                    at.push("callbacks").push(name),
                    callback,
                )
            }
        };
        let items = callback.as_object().into_iter().flatten();
        let items = items.filter(|(key, item)| !key.starts_with("x-") && item.is_object());
        for (index, (expression, item)) in items.enumerate() {
            let number = if index == 0 {
                String::new()
            } else {
                format!(" {}", index + 1)
            };
            let name = format!("{name}{number}");
            names.push(name.clone());
            found.push(Found {
                name,
                at: place.push(expression),
                item: item.clone(),
            });
        }
    }
    names
}
