//! A document's schemas as JSON Schema 2020-12, by rules of their own: what the generator makes of a document is judged
//! by something that shares no code with it.
//!
//! A schema keeps its place, so references lead where they led. It loses what constrains no value, and what is not of
//! the form that its keyword has. Two things are read as servers do and not to the letter: `oneOf` takes a value that
//! fits several alternatives, and `nullable` counts whatever stands beside it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::pattern::{checkable, is_checkable};
use super::pointer;

/// The key under which a schema keeps the values that its author gives for it.
pub const SAMPLES: &str = "x-samples";

/// Schemas that say what values are, each at its author's place.
#[derive(Debug)]
pub struct Standard {
    /// The author's document, its schemas rewritten.
    pub document: Value,
    /// Pointers to the components by their keys.
    pub components: BTreeMap<String, String>,
    /// Pointers to further schemas: those of parameters, bodies and responses.
    pub further: BTreeSet<String>,
}

/// Rewrites the schemas of a document of `OpenAPI` 3 or Swagger 2: those of its components and those at further places.
pub fn standard(author: &Value, further: BTreeSet<String>) -> Standard {
    let version = author.get("openapi").and_then(Value::as_str);
    let section = if version.is_some() {
        "/components/schemas"
    } else {
        "/definitions"
    };
    let keys = author
        .pointer(section)
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Map::keys);
    let components: BTreeMap<String, String> = keys
        .map(|key| (key.clone(), format!("{section}/{}", pointer::escape(key))))
        .collect();
    let mut rewriting = Rewriting {
        author,
        siblings: version.is_some_and(|version| !version.starts_with("3.0")),
        open: components.values().chain(&further).cloned().collect(),
    };
    let mut document = author.clone();
    let mut done = BTreeSet::new();
    while let Some(place) = rewriting.open.pop() {
        // A place inside one that is done was rewritten with it.
        let ends = place.match_indices('/').map(|(end, _)| end);
        if ends
            .chain([place.len()])
            .any(|end| done.contains(&place[..end]))
        {
            continue;
        }
        if let Some(schema) = author.pointer(&place)
            && let Some(target) = document.pointer_mut(&place)
        {
            *target = rewriting.schema(schema);
        }
        done.insert(place);
    }
    Standard {
        document,
        components,
        further,
    }
}

struct Rewriting<'a> {
    author: &'a Value,
    /// `true` if what stands beside `$ref` counts (from 3.1 on).
    siblings: bool,
    /// Places of schemas that are still to be rewritten.
    open: Vec<String>,
}

impl Rewriting<'_> {
    fn schema(&mut self, schema: &Value) -> Value {
        let Value::Object(author) = schema else {
            return Value::Bool(schema != &Value::Bool(false));
        };
        let mut new = Map::new();
        if let Some(Value::String(reference)) = author.get("$ref") {
            self.reference(reference, &mut new);
        }
        if !new.contains_key("$ref") || self.siblings {
            for (keyword, value) in author {
                self.keyword(author, keyword, value, &mut new);
            }
            exclusive(author, &mut new);
            width(author, &mut new);
            keep_samples(author, &mut new);
        }
        if ["nullable", "x-nullable"]
            .map(|key| author.get(key))
            .contains(&Some(&Value::Bool(true)))
        {
            return or_null(new);
        }
        Value::Object(new)
    }

    /// Keeps a reference that leads somewhere in the document.
    fn reference(&mut self, reference: &str, new: &mut Map<String, Value>) {
        let Some(place) = reference.strip_prefix('#').map(pointer::decode) else {
            return;
        };
        if self.author.pointer(&place).is_some() {
            new.insert("$ref".to_owned(), pointer::fragment(&place).into());
            self.open.push(place);
        }
    }

    fn keyword(
        &mut self,
        author: &Map<String, Value>,
        keyword: &str,
        value: &Value,
        new: &mut Map<String, Value>,
    ) {
        let value = match (keyword, value) {
            ("type", value) => types(value),
            ("enum", Value::Array(list)) if !list.is_empty() => Some(distinct(list)),
            ("const", value) => Some(value.clone()),
            ("required", Value::Array(list)) if list.iter().all(Value::is_string) => {
                Some(distinct(list))
            }
            (
                "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties"
                | "maxProperties" | "minContains" | "maxContains",
                Value::Number(_),
            ) => count(value),
            ("minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum", Value::Number(_))
            | ("uniqueItems", Value::Bool(_))
            | ("format", Value::String(_))
            | ("dependentRequired", Value::Object(_)) => Some(value.clone()),
            ("multipleOf", Value::Number(number)) => number
                .as_f64()
                .is_some_and(|number| number > 0.0)
                .then(|| value.clone()),
            ("pattern", Value::String(pattern)) => checkable(pattern).map(Value::from),
            ("oneOf" | "anyOf", Value::Array(list)) if !list.is_empty() => {
                Some(self.alternatives(author, list))
            }
            ("allOf" | "prefixItems", Value::Array(list)) if !list.is_empty() => {
                Some(list.iter().map(|schema| self.schema(schema)).collect())
            }
            ("items", Value::Array(list)) if !list.is_empty() => {
                let list = list.iter().map(|schema| self.schema(schema)).collect();
                new.insert("prefixItems".to_owned(), list);
                None
            }
            ("properties" | "$defs" | "definitions" | "dependentSchemas", Value::Object(map)) => {
                Some(self.members(map, |_| true))
            }
            ("patternProperties", Value::Object(map)) => Some(self.members(map, is_checkable)),
            (
                "items"
                | "additionalProperties"
                | "not"
                | "if"
                | "then"
                | "else"
                | "contains"
                | "propertyNames"
                | "unevaluatedItems"
                | "unevaluatedProperties",
                Value::Object(_) | Value::Bool(_),
            ) => Some(self.schema(value)),
            _ => None,
        };
        if let Some(value) = value {
            new.insert(keyword.to_owned(), value);
        }
    }

    fn members(&mut self, map: &Map<String, Value>, keep: impl Fn(&str) -> bool) -> Value {
        map.iter()
            .filter(|(key, _)| keep(key))
            .map(|(key, schema)| (key.clone(), self.schema(schema)))
            .collect()
    }

    /// Alternatives, each with the values of the discriminator that mean it (Discriminator Object).
    fn alternatives(&mut self, author: &Map<String, Value>, list: &[Value]) -> Value {
        let discriminator = author.get("discriminator");
        let property = discriminator
            .and_then(|by| by.get("propertyName"))
            .and_then(Value::as_str);
        let branches = list.iter().map(|branch| {
            let schema = self.schema(branch);
            let (Some(property), Some(reference)) = (property, branch.get("$ref")) else {
                return schema;
            };
            let mapping = discriminator.and_then(|by| by.get("mapping"));
            let Some(tags) = self.tags(property, mapping, reference.as_str().unwrap_or_default())
            else {
                return json!({"allOf": [schema, {"required": [property]}]});
            };
            json!({"allOf": [schema, {"required": [property], "properties": {property: {"enum": tags}}}]})
        });
        branches.collect()
    }

    /// Returns the tags of an alternative: those mapped to it; else none where its own schema fixes the property; else
    /// its component's key.
    fn tags(
        &self,
        property: &str,
        mapping: Option<&Value>,
        reference: &str,
    ) -> Option<Vec<String>> {
        let name = pointer::last(reference);
        let mapped: Vec<String> = mapping
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .filter(|(_, target)| {
                target
                    .as_str()
                    .is_some_and(|target| target == reference || target == name)
            })
            .map(|(tag, _)| tag.clone())
            .collect();
        if !mapped.is_empty() {
            return Some(mapped);
        }
        let fixes = self.fixes(reference, property, 0);
        (!fixes).then(|| vec![name])
    }

    /// Returns `true` if a schema lists the values of one of its properties.
    fn fixes(&self, reference: &str, property: &str, depth: usize) -> bool {
        let target = reference
            .strip_prefix('#')
            .and_then(|place| self.author.pointer(&pointer::decode(place)));
        target.is_some_and(|schema| self.fixes_inline(schema, property, depth))
    }

    fn fixes_inline(&self, schema: &Value, property: &str, depth: usize) -> bool {
        if depth > 8 {
            return false;
        }
        let lists = |schema: &Value| schema.get("enum").is_some() || schema.get("const").is_some();
        let own = schema.get("properties").and_then(|all| all.get(property));
        let members = schema.get("allOf").and_then(Value::as_array);
        own.is_some_and(lists)
            || members.into_iter().flatten().any(|member| {
                match member.get("$ref").and_then(Value::as_str) {
                    Some(reference) => self.fixes(reference, property, depth + 1),
                    None => self.fixes_inline(member, property, depth + 1),
                }
            })
    }
}

/// Returns the schema, or null. Where it can be said in place, the places inside stay as they are.
fn or_null(mut schema: Map<String, Value>) -> Value {
    if schema.is_empty() {
        return Value::Bool(true);
    }
    let moves = ["$ref", "allOf", "oneOf", "anyOf", "const", "not"];
    let says = |keyword: &&str| schema.contains_key(*keyword);
    if moves.iter().any(says) || !["type", "enum"].iter().any(says) {
        return json!({"anyOf": [schema, {"type": "null"}]});
    }
    match schema.get_mut("type") {
        Some(Value::Array(list)) => list.push("null".into()),
        Some(one) => *one = json!([one.clone(), "null"]),
        None => {}
    }
    if let Some(Value::Array(list)) = schema.get_mut("enum")
        && !list.contains(&Value::Null)
    {
        list.push(Value::Null);
    }
    if let Some(Value::Array(list)) = schema.get_mut("type") {
        list.sort_by_key(ToString::to_string);
        list.dedup();
    }
    Value::Object(schema)
}

fn types(value: &Value) -> Option<Value> {
    const NAMES: [&str; 7] = [
        "null", "boolean", "object", "array", "number", "string", "integer",
    ];
    let known = |name: &Value| match name.as_str() {
        Some("file") => Some("string"),
        other => NAMES.iter().copied().find(|name| Some(*name) == other),
    };
    match value {
        Value::Array(list) => {
            let names: Vec<Value> = list.iter().filter_map(known).map(Value::from).collect();
            (!names.is_empty()).then(|| distinct(&names))
        }
        one => known(one).map(Value::from),
    }
}

fn distinct(list: &[Value]) -> Value {
    let mut distinct: Vec<Value> = Vec::new();
    for value in list {
        if !distinct.contains(value) {
            distinct.push(value.clone());
        }
    }
    distinct.into()
}

/// Returns a number of things; written as a fraction by some.
fn count(value: &Value) -> Option<Value> {
    let number = value.as_u64().or_else(|| {
        let number = value.as_f64().filter(|number| *number >= 0.0)?;
        format!("{number:.0}").parse().ok()
    });
    number.map(Value::from)
}

/// Bounds that are excluded by a word beside them (JSON Schema drafts up to 5).
fn exclusive(author: &Map<String, Value>, new: &mut Map<String, Value>) {
    for (word, bound) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        if author.get(word) == Some(&Value::Bool(true))
            && let Some(value) = new.remove(bound)
        {
            new.insert(word.to_owned(), value);
        }
    }
}

/// The range that a number's format means.
fn width(author: &Map<String, Value>, new: &mut Map<String, Value>) {
    let (low, high): (Value, Value) = match author.get("format").and_then(Value::as_str) {
        Some("int8") => (i8::MIN.into(), i8::MAX.into()),
        Some("int16") => (i16::MIN.into(), i16::MAX.into()),
        Some("int32") => (i32::MIN.into(), i32::MAX.into()),
        Some("int64") => (i64::MIN.into(), i64::MAX.into()),
        Some("uint8") => (0.into(), u8::MAX.into()),
        Some("uint16") => (0.into(), u16::MAX.into()),
        Some("uint32") => (0.into(), u32::MAX.into()),
        Some("uint64" | "uint") => (0.into(), u64::MAX.into()),
        _ => return,
    };
    // The formats registry: a number of such a format is whole.
    if new.get("type").is_some_and(|ty| ty == "number") {
        new.insert("type".to_owned(), "integer".into());
    }
    for (inclusive, exclusive, bound) in [
        ("minimum", "exclusiveMinimum", low),
        ("maximum", "exclusiveMaximum", high),
    ] {
        if !new.contains_key(inclusive) && !new.contains_key(exclusive) {
            new.insert(inclusive.to_owned(), bound);
        }
    }
}

/// The values that the author gives, under one key.
fn keep_samples(author: &Map<String, Value>, new: &mut Map<String, Value>) {
    let mut samples: Vec<Value> = Vec::new();
    for keyword in ["example", "x-example", "default"] {
        samples.extend(author.get(keyword).cloned());
    }
    match author.get("examples") {
        Some(Value::Array(list)) => samples.extend(list.iter().cloned()),
        Some(Value::Object(map)) => {
            samples.extend(
                map.values()
                    .filter_map(|example| example.get("value"))
                    .cloned(),
            );
        }
        _ => {}
    }
    if !samples.is_empty() {
        new.insert(SAMPLES.to_owned(), distinct(&samples));
    }
}

#[cfg(test)]
mod tests;
