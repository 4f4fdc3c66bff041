//! JSON values: their kinds and sizes.

use serde_json::{Map, Value, json};

use crate::pointer::Pointer;

/// An object of the document, as `serde_json` holds it.
pub(super) type Object = Map<String, Value>;

/// Returns the kind of a value with its article, for messages.
pub(super) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a number",
        Value::Number(_) => "an integer",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Returns `true` if a list of words has this one.
pub(super) fn has_word(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|known| known == word)
}

/// Returns the object at a place below another, made where nothing stands.
pub(super) fn object_at<'a>(mut map: &'a mut Object, at: &Pointer) -> Option<&'a mut Object> {
    for key in at.segments() {
        let inner = map.entry(key.into_owned()).or_insert_with(|| json!({}));
        map = inner.as_object_mut()?;
    }
    Some(map)
}

/// Counts the values that a value holds; `None` if there are more than `most`.
pub(super) fn count(value: &Value, most: usize) -> Option<usize> {
    let mut count = 0;
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        count += 1;
        if count > most {
            return None;
        }
        match value {
            Value::Object(map) => open.extend(map.values()),
            Value::Array(list) => open.extend(list),
            _ => {}
        }
    }
    Some(count)
}
