//! The places of a document that a change can be made at.

use serde_json::Value;

/// Names of methods in a path item.
const METHODS: [&str; 7] = ["get", "put", "post", "delete", "patch", "head", "options"];

pub(super) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Returns the pointers of all values for which something holds.
pub(super) fn places(document: &Value, holds: &dyn Fn(&str, &Value) -> bool) -> Vec<String> {
    fn go(at: &str, value: &Value, holds: &dyn Fn(&str, &Value) -> bool, found: &mut Vec<String>) {
        if holds(at, value) {
            found.push(at.to_owned());
        }
        match value {
            Value::Object(map) => {
                let inner = map.iter().filter(|(key, _)| {
                    !matches!(key.as_str(), "example" | "examples" | "default" | "enum")
                });
                inner.for_each(|(key, value)| {
                    go(&format!("{at}/{}", escape(key)), value, holds, found);
                });
            }
            Value::Array(list) => {
                let inner = list.iter().enumerate();
                inner.for_each(|(index, value)| go(&format!("{at}/{index}"), value, holds, found));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    go("", document, holds, &mut found);
    found
}

pub(super) fn parent_key(at: &str) -> &str {
    at.rsplit('/').nth(1).unwrap_or_default()
}

pub(super) fn root(_: &Value) -> Vec<String> {
    vec![String::new()]
}

pub(super) fn objects(document: &Value) -> Vec<String> {
    places(document, &|at, value| {
        // An event has the fields of its format and no others.
        parent_key(at) != "properties"
            && !at.contains("/itemSchema")
            && !at.ends_with("/properties")
            && value.get("properties").is_some_and(Value::is_object)
    })
}

pub(super) fn properties(document: &Value) -> Vec<String> {
    places(document, &|at, value| {
        parent_key(at) == "properties" && value.is_object()
    })
}

pub(super) fn typed(document: &Value, ty: &str) -> Vec<String> {
    places(document, &|at, value| {
        let is_schema = parent_key(at) == "properties" || at.ends_with("/schema");
        is_schema
            && value.get("type").and_then(Value::as_str) == Some(ty)
            && value.get("enum").is_none()
    })
}

pub(super) fn strings(document: &Value) -> Vec<String> {
    typed(document, "string")
}

pub(super) fn integers(document: &Value) -> Vec<String> {
    typed(document, "integer")
}

pub(super) fn lists(document: &Value) -> Vec<String> {
    typed(document, "array")
}

pub(super) fn formatted(document: &Value) -> Vec<String> {
    let mut all = strings(document);
    all.extend(integers(document));
    all.retain(|at| {
        document
            .pointer(at)
            .is_some_and(|schema| schema.get("format").is_some())
    });
    all
}

pub(super) fn enums(document: &Value) -> Vec<String> {
    places(document, &|_, value| {
        let values = value.get("enum").and_then(Value::as_array);
        values.is_some_and(|values| values.len() > 1 && values.iter().all(Value::is_string))
    })
}

pub(super) fn unions(document: &Value) -> Vec<String> {
    places(document, &|_, value| {
        value.get("oneOf").is_some_and(Value::is_array)
    })
}

pub(super) fn schemas(document: &Value) -> Vec<String> {
    places(document, &|at, _| {
        let parent = at.rsplit_once('/').map(|(parent, _)| parent);
        matches!(parent, Some("/components/schemas" | "/definitions"))
    })
}

pub(super) fn schemes(document: &Value) -> Vec<String> {
    places(document, &|at, _| {
        at.rsplit_once('/')
            .is_some_and(|(parent, _)| parent == "/components/securitySchemes")
    })
}

pub(super) fn operations(document: &Value) -> Vec<String> {
    places(document, &|at, value| {
        let is_method = METHODS
            .iter()
            .any(|method| at.ends_with(&format!("/{method}")));
        at.starts_with("/paths/") && is_method && value.get("responses").is_some()
    })
}

pub(super) fn parameters(document: &Value) -> Vec<String> {
    places(document, &|at, value| {
        parent_key(at) == "parameters" && value.get("in").is_some() && value.get("schema").is_some()
    })
}

pub(super) fn statuses(document: &Value) -> Vec<String> {
    places(document, &|at, _| {
        parent_key(at) == "responses" && at.starts_with("/paths/")
    })
}
