//! The order of the document's maps, and where it counts.
//!
//! People read properties and operations in the order in which the author wrote them, so fields and methods stand in that
//! order. What there is and what it is called does not depend on it: all other maps are sorted before anything is
//! decided, and so is every list of operations and properties that decides something.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::document::walk::METHODS;

/// Keywords whose values are data, where `properties` is a key like any other.
const DATA: [&str; 6] = ["example", "examples", "default", "enum", "const", "value"];

/// Sorts the keys of all maps but those that hold properties, headers or media types.
pub(super) fn sort(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map.iter_mut() {
                match inner {
                    Value::Object(members)
                        if key == "properties" || key == "headers" || is_content(key, members) =>
                    {
                        members.values_mut().for_each(sort);
                    }
                    _ if DATA.contains(&key.as_str()) => inner.sort_all_objects(),
                    _ => sort(inner),
                }
            }
            map.sort_keys();
        }
        Value::Array(list) => list.iter_mut().for_each(sort),
        _ => {}
    }
}

/// Returns `true` if a map holds media types, of which the first is the default.
fn is_content(key: &str, members: &Map<String, Value>) -> bool {
    key == "content" && members.keys().all(|name| name.contains('/'))
}

/// The positions of operations in a document, by path and method.
#[derive(Clone, Debug, Default)]
pub(crate) struct Order {
    paths: HashMap<String, usize>,
    methods: HashMap<String, Vec<String>>,
}

impl Order {
    /// Notes the order of the paths of a document, and of the methods of each where it is not the alphabet's.
    pub(super) fn of(document: &Value) -> Self {
        let mut order = Self::default();
        let paths = document.get("paths").and_then(Value::as_object);
        for (index, (path, item)) in paths.into_iter().flatten().enumerate() {
            order.paths.insert(path.clone(), index);
            let keys = item.as_object().into_iter().flatten().map(|(key, _)| key);
            let methods: Vec<String> = keys
                .filter(|key| METHODS.contains(&key.as_str()) || *key == "query")
                .cloned()
                .collect();
            if !methods.is_sorted() {
                order.methods.insert(path.clone(), methods);
            }
        }
        order
    }

    /// The position of an operation; operations that the author's paths do not list come last.
    pub(crate) fn position(&self, path: &str, method: &str) -> (usize, usize) {
        let path_position = self.paths.get(path).copied().unwrap_or(usize::MAX);
        let listed = self.methods.get(path).map_or(&[][..], Vec::as_slice);
        let method_position = listed
            .iter()
            .position(|key| key.eq_ignore_ascii_case(method));
        (path_position, method_position.unwrap_or(usize::MAX))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Order, sort};

    #[test]
    fn properties_and_headers_keep_their_order() {
        let text = r#"{"type":"object","properties":{"z":{"type":"string","format":"date"},"a":{}},"example":{"properties":{"b":1,"a":2}},"allOf":[{"title":"t","properties":{"y":{},"b":{}}}]}"#;
        let mut value: Value = serde_json::from_str(text).expect("JSON");
        sort(&mut value);
        assert_eq!(
            value.to_string(),
            r#"{"allOf":[{"properties":{"y":{},"b":{}},"title":"t"}],"example":{"properties":{"a":2,"b":1}},"properties":{"z":{"format":"date","type":"string"},"a":{}},"type":"object"}"#
        );
    }

    #[test]
    fn operations_stand_as_the_paths_list_them() {
        let document = json!({"paths": {"/b": {"put": {}, "get": {}}, "/a": {"get": {}, "summary": "s", "post": {}}}});
        let order = Order::of(&document);
        let mut all = [
            ("/a", "GET"),
            ("/a", "POST"),
            ("/b", "GET"),
            ("/b", "PUT"),
            ("/c", "GET"),
        ];
        all.sort_by_key(|(path, method)| order.position(path, method));
        assert_eq!(
            all,
            [
                ("/b", "PUT"),
                ("/b", "GET"),
                ("/a", "GET"),
                ("/a", "POST"),
                ("/c", "GET")
            ]
        );
    }
}
