//! Validation of values against the schemas of a document, by a library.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt;

use boon::{Compiler, Format, SchemaIndex, Schemas, SchemeUrlLoader};
use serde_json::{Map, Value};

use super::pointer;
use super::standard::{SAMPLES, Standard};

/// The address of the document while its schemas are compiled.
const DOCUMENT: &str = "document:/schemas.json";

/// The compiled schemas of a document.
pub struct Judge {
    schemas: Schemas,
    /// Schemas by their pointers, with the reason why one cannot be compiled.
    compiled: BTreeMap<String, Result<SchemaIndex, String>>,
    components: BTreeMap<String, String>,
}

impl fmt::Debug for Judge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Judge")
            .field("compiled", &self.compiled)
            .finish_non_exhaustive()
    }
}

impl Judge {
    /// Compiles the schemas of all components and of the further places.
    pub fn new(standard: &Standard) -> Self {
        let mut root = lenient(&standard.document);
        if let Value::Object(map) = &mut root {
            // Keys of a document that mean something else in a schema.
            map.retain(|key, _| {
                !["$schema", "$id", "$self", "title", "description"].contains(&key.as_str())
            });
        }
        let mut schemas = Schemas::new();
        let mut reader = compiler(root);
        let mut compiled = BTreeMap::new();
        for place in standard.components.values().chain(&standard.further) {
            // As the references are written in the lenient document.
            let fragment = pointer::fragment(place).replace("/oneOf/", "/anyOf/");
            let address = format!("{DOCUMENT}{fragment}");
            let index = reader.compile(&address, &mut schemas);
            compiled.insert(place.clone(), index.map_err(|error| error.to_string()));
        }
        Self {
            schemas,
            compiled,
            components: standard.components.clone(),
        }
    }

    /// Components that may be null.
    pub fn nullable(&self) -> BTreeSet<String> {
        let takes_null = |place: &String| self.flaw(place, &Value::Null).is_none();
        let components = self.components.iter();
        components
            .filter(|(_, place)| takes_null(place))
            .map(|(key, _)| key.clone())
            .collect()
    }

    /// Returns the reason why a value does not fit the schema at a place.
    pub fn flaw(&self, place: &str, value: &Value) -> Option<String> {
        match self.compiled.get(place) {
            Some(Ok(index)) => {
                let result = self.schemas.validate(value, *index);
                result.err().map(|error| format!("{error:#}"))
            }
            Some(Err(error)) => Some(format!("its schema cannot be checked: {error}")),
            None => Some("there is no such schema".to_owned()),
        }
    }
}

/// Returns a compiler that knows one document, and fetches no other. Formats are demands: a type is made from them.
fn compiler(document: Value) -> Compiler {
    let mut compiler = Compiler::new();
    compiler.enable_format_assertions();
    compiler.register_format(Format {
        name: "byte",
        func: check_base64,
    });
    compiler.use_loader(Box::new(SchemeUrlLoader::new()));
    // The address is one that a library can parse, and is given once.
    drop(compiler.add_resource(DOCUMENT, document));
    compiler
}

fn check_base64(value: &Value) -> Result<(), Box<dyn Error>> {
    let Some(text) = value.as_str() else {
        return Ok(());
    };
    let body = text.trim_end_matches('=');
    let is_base64 = text.len().is_multiple_of(4)
        && text.len() - body.len() <= 2
        && body
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte));
    if is_base64 {
        Ok(())
    } else {
        Err("it is not base64".into())
    }
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
                    (SAMPLES | "enum" | "const", inner) => inner.clone(),
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
