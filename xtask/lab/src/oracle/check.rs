//! Validation of values against their schema, by a library.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::{ValidationOptions, Validator};
use serde_json::{Map, Value, json};

use super::standard::Standard;

/// A validator for each component that has one.
#[derive(Debug)]
pub(super) struct Checker {
    validators: BTreeMap<String, Result<Validator, String>>,
}

impl Checker {
    /// Compiles the schemas of all components.
    pub(super) fn new(standard: &Standard) -> Self {
        let mut root = lenient(&standard.document);
        if let Value::Object(map) = &mut root {
            // Keys of a document that mean something else in a schema.
            map.retain(|key, _| {
                !["$schema", "$id", "$self", "title", "description"].contains(&key.as_str())
            });
        }
        let compile = |pointer: &String| {
            let mut schema = root.clone();
            if let Value::Object(map) = &mut schema {
                map.insert("$ref".to_owned(), fragment(pointer).into());
            }
            options().build(&schema).map_err(|error| error.to_string())
        };
        let all: Map<String, Value> = standard
            .components
            .iter()
            .map(|(key, pointer)| (key.clone(), json!({"$ref": fragment(pointer)})))
            .collect();
        let mut whole = root.clone();
        if let Value::Object(map) = &mut whole {
            map.insert("$defs".to_owned(), Value::Object(all));
        }
        // All at once; where one schema is in the way, each on its own.
        let together = options().build_map(&whole).ok();
        let validators = standard.components.iter().map(|(key, pointer)| {
            let place =
                super::pointer::fragment(&format!("/$defs/{}", super::pointer::escape(key)));
            let known = together.as_ref().and_then(|map| map.get(&place)).cloned();
            (key.clone(), known.map_or_else(|| compile(pointer), Ok))
        });
        Self {
            validators: validators.collect(),
        }
    }

    /// Components that may be null.
    pub(super) fn nullable(&self) -> BTreeSet<String> {
        let keys = self.validators.keys();
        keys.filter(|key| self.flaw(key, &Value::Null).is_none())
            .cloned()
            .collect()
    }

    /// Why a value does not fit a component.
    pub(super) fn flaw(&self, component: &str, value: &Value) -> Option<String> {
        match self.validators.get(component) {
            Some(Ok(validator)) => validator.validate(value).err().map(|error| {
                let place = error.instance_path().to_string();
                format!("{place}: {error}")
            }),
            Some(Err(error)) => Some(format!("its schema cannot be checked: {error}")),
            None => Some("no such component".to_owned()),
        }
    }
}

/// Returns a pointer as a reference into the lenient document.
fn fragment(pointer: &str) -> String {
    super::pointer::fragment(pointer).replace("/oneOf/", "/anyOf/")
}

/// Formats are demands here: a type is made from them.
fn options() -> ValidationOptions<'static> {
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .with_format("byte", is_base64)
}

fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - body.len() <= 2
        && body
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte))
}

/// Returns the schemas with `oneOf` read as `anyOf`: that a value fits two alternatives is no reason not to send it.
fn lenient(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut new = Map::new();
            for (key, inner) in map {
                let inner = match (key.as_str(), inner) {
                    ("$ref", Value::String(reference)) => {
                        reference.replace("/oneOf/", "/anyOf/").into()
                    }
                    (super::standard::SAMPLES | "enum" | "const", inner) => inner.clone(),
                    (_, inner) => lenient(inner),
                };
                let is_free = key != "oneOf" || !inner.is_array() || map.contains_key("anyOf");
                new.insert(
                    if is_free {
                        key.clone()
                    } else {
                        "anyOf".to_owned()
                    },
                    inner,
                );
            }
            Value::Object(new)
        }
        Value::Array(list) => list.iter().map(lenient).collect(),
        other => other.clone(),
    }
}
