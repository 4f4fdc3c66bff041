//! Two schemas to one that takes the values of both. Nothing becomes narrower, and what a person wrote stays.

use serde_json::{Map, Value, json};

/// Widens `known` so that it takes what `new` takes. Says whether anything changed.
pub(super) fn widen(known: &mut Value, new: &Value) -> bool {
    let before = known.clone();
    *known = join(known, new);
    *known != before
}

fn join(known: &Value, new: &Value) -> Value {
    if known == new {
        return known.clone();
    }
    let (Value::Object(old), Value::Object(fresh)) = (known, new) else {
        return known.clone();
    };
    let is_nullable = |map: &Map<String, Value>| map.get("nullable") == Some(&Value::Bool(true));
    let nullable = is_nullable(old) || is_nullable(fresh);
    let mut joined = match (kind(old), kind(fresh)) {
        // Nothing but nulls was seen on one side.
        (Kind::Nothing, _) => {
            let mut joined = old.clone();
            for (key, value) in fresh {
                joined.entry(key.clone()).or_insert_with(|| value.clone());
            }
            joined
        }
        (_, Kind::Nothing) => old.clone(),
        (Kind::One(a), Kind::One(b)) if a == b => same(a, old, fresh),
        (Kind::One("integer" | "number"), Kind::One("integer" | "number")) => {
            let mut joined = old.clone();
            joined.insert("type".to_owned(), "number".into());
            joined.shift_remove("format");
            joined
        }
        _ => choice(old, fresh),
    };
    if nullable {
        joined.insert("nullable".to_owned(), true.into());
    }
    Value::Object(joined)
}

/// Kind of a schema's values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind<'a> {
    Nothing,
    One(&'a str),
    /// A choice, a reference, or anything else that a person wrote.
    Other,
}

fn kind(schema: &Map<String, Value>) -> Kind<'_> {
    if let Some(word) = schema.get("type").and_then(Value::as_str) {
        return Kind::One(word);
    }
    let says_nothing = schema.keys().all(|key| {
        key.starts_with("x-rill-") || matches!(key.as_str(), "nullable" | "description" | "title")
    });
    if says_nothing {
        Kind::Nothing
    } else {
        Kind::Other
    }
}

/// Both are of one type.
fn same(kind: &str, old: &Map<String, Value>, fresh: &Map<String, Value>) -> Map<String, Value> {
    let mut joined = old.clone();
    if old.get("format") != fresh.get("format") {
        match kind {
            "integer" => match (old.contains_key("format"), fresh.get("format")) {
                // One reaches below zero and the other beyond what has a sign.
                (true, Some(_)) => {
                    joined.insert("type".to_owned(), "number".into());
                    joined.shift_remove("format");
                }
                (false, Some(format)) => {
                    joined.insert("format".to_owned(), format.clone());
                }
                (_, None) => {}
            },
            _ => {
                joined.shift_remove("format");
            }
        }
    }
    match kind {
        "array" => {
            let empty = json!({});
            let part = |map: &Map<String, Value>| {
                map.get("items").cloned().unwrap_or_else(|| empty.clone())
            };
            joined.insert("items".to_owned(), join(&part(old), &part(fresh)));
        }
        "object" => object(&mut joined, fresh),
        _ => {}
    }
    joined
}

fn object(joined: &mut Map<String, Value>, fresh: &Map<String, Value>) {
    if let Some(values) = joined.get("additionalProperties").cloned()
        && values.is_object()
    {
        // It is a map already: each value has to fit.
        let mut values = values;
        if let Some(more) = fresh.get("additionalProperties") {
            values = join(&values, more);
        }
        for more in fresh
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            values = join(&values, more.1);
        }
        joined.insert("additionalProperties".to_owned(), values);
        return;
    }
    if let Some(values) = fresh
        .get("additionalProperties")
        .filter(|values| values.is_object())
    {
        let mut values = values.clone();
        for (_, known) in joined
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            values = join(&values, known);
        }
        joined.shift_remove("properties");
        joined.shift_remove("required");
        joined.insert("additionalProperties".to_owned(), values);
        return;
    }
    let empty = Map::new();
    let more = fresh
        .get("properties")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let known = joined
        .get("properties")
        .and_then(Value::as_object)
        .unwrap_or(&empty)
        .clone();
    let mut properties = known.clone();
    for (key, schema) in more {
        let schema = match known.get(key) {
            Some(known) => join(known, schema),
            None => schema.clone(),
        };
        properties.insert(key.clone(), schema);
    }
    let listed = |map: &Map<String, Value>, key: &str| {
        let list = map.get("required").and_then(Value::as_array);
        list.is_some_and(|list| list.iter().any(|one| one == key))
    };
    // A column is always there only where both say so.
    let required: Vec<&String> = properties
        .keys()
        .filter(|key| listed(joined, key) && listed(fresh, key))
        .collect();
    let required = json!(required);
    if required.as_array().is_some_and(Vec::is_empty) {
        joined.shift_remove("required");
    } else {
        joined.insert("required".to_owned(), required);
    }
    joined.insert("properties".to_owned(), Value::Object(properties));
}

/// Both, each kind once.
fn choice(old: &Map<String, Value>, fresh: &Map<String, Value>) -> Map<String, Value> {
    let branches = |map: &Map<String, Value>| {
        if let Some(list) = map.get("anyOf").and_then(Value::as_array) {
            return list.clone();
        }
        let mut bare = map.clone();
        bare.shift_remove("nullable");
        vec![Value::Object(bare)]
    };
    let mut all = branches(old);
    for branch in branches(fresh) {
        let same_kind = all.iter_mut().find(|known| {
            let is_number =
                |value: &Value| matches!(value["type"].as_str(), Some("integer" | "number"));
            known["type"] == branch["type"] || (is_number(known) && is_number(&branch))
        });
        match same_kind {
            Some(known) if known.get("type").is_some() => *known = join(known, &branch),
            Some(known) if *known == branch => {}
            _ => all.push(branch),
        }
    }
    let mut joined = if old.contains_key("anyOf") {
        old.clone()
    } else {
        Map::new()
    };
    joined.insert("anyOf".to_owned(), Value::Array(all));
    joined
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::widen;

    /// A schema that is known, one that is new, and the one that takes both.
    const CASES: &str = r##"
{"type": "number"} + {"type": "integer"} = {"type": "number"}
{"type": "integer"} + {"type": "number"} = {"type": "number"}
{"type": "integer"} + {"nullable": true} = {"type": "integer", "nullable": true}
{"nullable": true} + {"type": "string"} = {"type": "string", "nullable": true}
{"type": "string", "format": "date", "title": "mine"} + {"type": "string"} = {"type": "string", "title": "mine"}
{"type": "string"} + {"type": "string", "format": "uuid"} = {"type": "string"}
{"type": "integer"} + {"type": "integer", "format": "uint64"} = {"type": "integer", "format": "uint64"}
{"type": "integer", "format": "int64"} + {"type": "integer", "format": "uint64"} = {"type": "number"}
{"type": "integer", "format": "uint64"} + {"type": "integer"} = {"type": "integer", "format": "uint64"}
{"type": "string"} + {"type": "integer"} = {"anyOf": [{"type": "string"}, {"type": "integer"}]}
{"anyOf": [{"type": "string"}, {"type": "integer"}]} + {"type": "number"}
  = {"anyOf": [{"type": "string"}, {"type": "number"}]}
{"type": "object", "additionalProperties": {"type": "integer"}}
  + {"type": "object", "properties": {"x": {"type": "number"}}}
  = {"type": "object", "additionalProperties": {"type": "number"}}
{"$ref": "#/components/schemas/Mine"} + {"$ref": "#/components/schemas/Mine"} = {"$ref": "#/components/schemas/Mine"}
"##;

    #[test]
    fn nothing_becomes_narrower() {
        for case in CASES.trim().replace("\n  ", " ").lines() {
            let (known, rest) = case.split_once(" + ").unwrap();
            let (new, expected) = rest.split_once(" = ").unwrap();
            let read = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
            let mut known = read(known);
            widen(&mut known, &read(new));
            assert_eq!(known, read(expected), "{case}");
        }
        let mut known = json!({"type": "object", "properties": {"a": {"type": "integer"}, "b": {}}, "required": ["a", "b"]});
        let new = json!({"type": "object", "properties": {"a": {"type": "number"}, "c": {"type": "string"}}, "required": ["a", "c"]});
        widen(&mut known, &new);
        let both = json!({"a": {"type": "number"}, "b": {}, "c": {"type": "string"}});
        assert_eq!(
            known,
            json!({"type": "object", "required": ["a"], "properties": both})
        );
    }

    #[test]
    fn the_same_again_changes_nothing() {
        for schema in [
            json!({"type": "object", "properties": {"a": {"anyOf": [{"type": "string"}, {"type": "integer"}]}}}),
            json!({"type": "array", "items": {"type": "string", "format": "uuid"}, "nullable": true}),
            json!({}),
        ] {
            let mut known = schema.clone();
            assert!(!widen(&mut known, &schema), "{schema}");
        }
    }
}
