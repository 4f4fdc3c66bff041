//! Edits of a document at a pointer; each returns whether there was something to edit.

use serde_json::{Map, Value};

pub(super) fn map<'a>(document: &'a mut Value, at: &str) -> Option<&'a mut Map<String, Value>> {
    document.pointer_mut(at)?.as_object_mut()
}

pub(super) fn list<'a>(document: &'a mut Value, at: &str, key: &str) -> Option<&'a mut Vec<Value>> {
    map(document, at)?.get_mut(key)?.as_array_mut()
}

pub(super) fn text(document: &Value, at: &str, key: &str) -> String {
    let value = document
        .pointer(at)
        .and_then(|value| value.get(key)?.as_str());
    value.unwrap_or_default().to_owned()
}

pub(super) fn first(document: &Value, at: &str, key: &str) -> Option<String> {
    document
        .pointer(at)?
        .get(key)?
        .as_object()?
        .keys()
        .next()
        .cloned()
}

pub(super) fn set(document: &mut Value, at: &str, key: &str, value: Value) -> bool {
    map(document, at).is_some_and(|map| {
        map.insert(key.to_owned(), value);
        true
    })
}

/// Sets the value at a pointer, in an object that there is.
pub(super) fn put(document: &mut Value, at: &str, value: Value) -> bool {
    let Some((parent, key)) = at.rsplit_once('/') else {
        return false;
    };
    let key = key.replace("~1", "/").replace("~0", "~");
    set(document, parent, &key, value)
}

pub(super) fn take(document: &mut Value, at: &str, key: &str) -> bool {
    map(document, at).is_some_and(|map| map.shift_remove(key).is_some())
}

pub(super) fn push(document: &mut Value, at: &str, key: &str, value: Value) -> bool {
    list(document, at, key).is_some_and(|list| {
        list.push(value);
        true
    })
}

pub(super) fn pop(document: &mut Value, at: &str, key: &str) -> bool {
    list(document, at, key).is_some_and(|list| list.len() > 1 && list.pop().is_some())
}

pub(super) fn remove(document: &mut Value, at: &str) -> bool {
    let Some((parent, key)) = at.rsplit_once('/') else {
        return false;
    };
    let key = key.replace("~1", "/").replace("~0", "~");
    match document.pointer_mut(parent) {
        Some(Value::Object(map)) => map.shift_remove(&key).is_some(),
        Some(Value::Array(list)) => key.parse().is_ok_and(|index: usize| {
            list.remove(index);
            true
        }),
        _ => false,
    }
}
